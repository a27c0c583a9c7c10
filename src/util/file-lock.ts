import { randomUUID } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { Clock, Deadline } from './clock.ts';
import { getSystemErrorCode } from './error.ts';
import { appendToPlainFile, readPlainFile } from './plain-files.ts';

/** A lock that this process holds. */
export interface FileLock {
  /** Lets the next process go on; may be called more than once. */
  release(): void;
}

export interface FileLockOptions {
  readonly clock: Clock;
  readonly deadline: Deadline;
  readonly signal: AbortSignal;
  /** Called once if another process holds the lock. */
  readonly onWait: () => void;
}

const POLL_INTERVAL_MS = 500;

/**
 * Acquires a lock that processes on this machine share by a path; null if the deadline passes or `signal` aborts before.
 * The lock of a process that has ended is free.
 *
 * Each acquisition is a file of its own, `<path>.<number>`, which is created only if the one before is free. Nothing is
 * ever deleted, so that two processes cannot both take over the same abandoned lock. Rejects with the errors of the file
 * system.
 */
export async function acquireFileLock(path: string, options: FileLockOptions): Promise<FileLock | null> {
  const { clock, deadline, signal, onWait } = options;
  mkdirSync(dirname(path), { recursive: true });
  let hasWaited = false;
  for (;;) {
    const last = findLastNumber(path);
    if (!isHeld(`${path}.${last}`)) {
      const file = `${path}.${last + 1}`;
      if (createExclusively(file, String(process.pid))) return { release: () => appendToPlainFile(`${file}.done`, '') };
      continue;
    }
    if (signal.aborted || deadline.remainingMs() <= 0) return null;
    if (!hasWaited) onWait();
    hasWaited = true;
    await clock.sleep(Math.min(POLL_INTERVAL_MS, deadline.remainingMs()), signal);
  }
}

/** 0 if the lock was never acquired. */
function findLastNumber(path: string): number {
  const prefix = `${basename(path)}.`;
  const numbers = readdirSync(dirname(path)).flatMap((name) => {
    const suffix = name.startsWith(prefix) ? name.slice(prefix.length) : '';
    return /^\d+$/.test(suffix) ? [Number(suffix)] : [];
  });
  return Math.max(0, ...numbers);
}

function isHeld(file: string): boolean {
  return existsSync(file) && !existsSync(`${file}.done`) && isRunning(Number(readPlainFile(file)));
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs as another user.
    return getSystemErrorCode(error) === 'EPERM';
  }
}

/** False if the file exists. It never exists without its content. */
function createExclusively(file: string, content: string): boolean {
  const complete = `${file}-${randomUUID()}`;
  appendToPlainFile(complete, content);
  try {
    linkSync(complete, file);
    return true;
  } catch (error) {
    if (getSystemErrorCode(error) === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(complete);
  }
}
