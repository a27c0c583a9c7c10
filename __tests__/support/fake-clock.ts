import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '../../src/util/clock.ts';

/** When every fake clock starts, in milliseconds since 1970: a Sunday at noon UTC. */
export const START_MS = Date.UTC(2026, 10, 22, 12);

/** A clock that stands still while code runs, and jumps to the end of the shortest sleep when all code sleeps. */
export interface FakeClock extends Clock {
  /** Advances until `work` has settled. Rejects if no sleep is left and `work` is still pending. */
  run<T>(work: Promise<T>): Promise<T>;
  /** Stops the clock while `work` is pending: for real I/O, which takes real time. */
  pauseDuring<T>(work: Promise<T>): Promise<T>;
  /** Milliseconds since 1970. */
  epochMs(): number;
}

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

/** Whether real work that takes no fake time is pending: files that are read, and pauses of long work. */
function isBusy(): boolean {
  return process.getActiveResourcesInfo().some((name) => name.startsWith('FSReq') || name === 'Immediate');
}

export function createFakeClock(): FakeClock {
  let now = 0;
  let pauses = 0;
  const sleepers = new Set<Sleeper>();
  const waitForSleep = async (): Promise<void> => {
    do await nextTurn();
    while (pauses > 0 || isBusy());
  };
  const findNext = (): Sleeper | null => {
    let first: Sleeper | null = null;
    for (const sleeper of sleepers) if (first === null || sleeper.at < first.at) first = sleeper;
    return first;
  };
  return {
    now: () => now,
    epochMs: () => START_MS + now,
    date: () => new Date(START_MS + now),
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) {
          resolve();
          return;
        }
        const wake = (): void => {
          sleepers.delete(sleeper);
          signal?.removeEventListener('abort', wake);
          resolve();
        };
        const sleeper = { at: now + Math.max(0, ms), wake };
        sleepers.add(sleeper);
        signal?.addEventListener('abort', wake);
      }),
    pauseDuring: async (work) => {
      pauses += 1;
      try {
        return await work;
      } finally {
        pauses -= 1;
      }
    },
    run: async (work) => {
      let settled = false;
      const done = work.finally(() => {
        settled = true;
      });
      done.catch(() => {});
      for (;;) {
        await waitForSleep();
        if (settled) return done;
        const sleeper = findNext();
        if (sleeper === null) throw new Error('The work is pending, and nothing sleeps on the clock.');
        now = Math.max(now, sleeper.at);
        sleeper.wake();
      }
    },
  };
}
