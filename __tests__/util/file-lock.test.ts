import { spawnSync } from 'node:child_process';
import { afterEach, expect, test } from '@jest/globals';
import { createDeadline, createSystemClock } from '../../src/util/clock.ts';
import { acquireFileLock, type FileLock } from '../../src/util/file-lock.ts';
import { createTemporaryFolder } from '../support/temporary-folder.ts';

const clock = createSystemClock();
const folder = createTemporaryFolder();
let count = 0;

function acquire(path: string, deadlineMs = 60_000, onWait: () => void = () => {}): Promise<FileLock | null> {
  const { signal } = new AbortController();
  return acquireFileLock(path, { clock, deadline: createDeadline(clock, deadlineMs), signal, onWait });
}

function createPath(): string {
  count += 1;
  return `${folder.path}/new/lock-${count}`;
}

afterEach(() => folder.remove());

test('a lock is held by one at a time', async () => {
  const path = createPath();
  let holders = 0;
  let most = 0;
  const work = async (): Promise<void> => {
    const lock = await acquire(path);
    holders += 1;
    most = Math.max(most, holders);
    await clock.sleep(5);
    holders -= 1;
    lock?.release();
  };
  await Promise.all(Array.from({ length: 8 }, work));
  expect(most).toBe(1);
});

test('a lock that is held makes others wait, and is acquired when it is released', async () => {
  const path = createPath();
  const first = await acquire(path);
  let isWaiting = false;
  const second = acquire(path, 60_000, () => {
    isWaiting = true;
    first?.release();
  });
  expect(await second).not.toBeNull();
  expect(isWaiting).toBe(true);
});

test('a lock cannot be acquired after the deadline', async () => {
  const path = createPath();
  await acquire(path);
  expect(await acquire(path, 20)).toBeNull();
});

test('a lock of a process that has ended is free', async () => {
  const path = createPath();
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  folder.write(`new/lock-${count}.1`, String(pid));
  expect(await acquire(path, 20)).not.toBeNull();
});

test('releasing twice is harmless', async () => {
  const path = createPath();
  const lock = await acquire(path);
  lock?.release();
  const second = await acquire(path);
  lock?.release();
  expect(second).not.toBeNull();
  expect(await acquire(path, 20)).toBeNull();
});
