import { readFileSync } from 'node:fs';
import { afterAll, expect, test } from '@jest/globals';
import { createParserPool } from '../../../src/media/prober/parser-pool.ts';
import { createSystemClock } from '../../../src/util/clock.ts';
import { waitUntil } from '../../support/wait-until.ts';

const pool = createParserPool(createSystemClock());
afterAll(() => pool.close());

/** The environment of each child process of this process. */
function readChildEnvironments(): readonly string[] {
  const pids = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').match(/\d+/g) ?? [];
  return pids.map((pid) => readFileSync(`/proc/${pid}/environ`, 'utf8'));
}

const onLinux = process.platform === 'linux' ? test : test.skip;

onLinux('a process that parses files does not get the environment of the step', async () => {
  process.env['RUNNER_TRACKING_ID'] = 'github_1';
  process.env['INPUT_API_KEY'] = 'tlk_0123456789abcdef';
  pool.preload();
  await waitUntil(() => readChildEnvironments().some((text) => text.includes('RUNNER_TRACKING_ID=github_1')));
  for (const text of readChildEnvironments()) expect(text).not.toContain('INPUT_API_KEY');
});

onLinux('files that take long have at most four processes, however many processors there are', async () => {
  const ended = new AbortController();
  const endless = { size: 1_000, read: () => new Promise<Buffer>(() => {}) };
  const limits = { timeoutMs: 60_000, signal: ended.signal };
  const parsed = Promise.allSettled(Array.from({ length: 6 }, () => pool.parse(endless, limits)));
  await waitUntil(() => readChildEnvironments().length >= 4);
  expect(readChildEnvironments()).toHaveLength(4);
  ended.abort();
  for (const { status } of await parsed) expect(status).toBe('rejected');
});
