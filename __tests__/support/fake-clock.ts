import { setImmediate as turn } from 'node:timers/promises';
import type { Clock } from '../../src/util/clock.ts';

/** Sunday noon; any day would do. */
export const DAY_ZERO = Date.UTC(2026, 10, 22, 12);

/** A clock that stands still until everything waits for it, and then jumps to the next moment that somebody waits for. */
export interface VirtualClock extends Clock {
  /** Plays until `work` has settled. Rejects if nothing is left that could settle it. */
  play<T>(work: Promise<T>): Promise<T>;
  /** Time stands still while `work` is under way: for what is not asleep but really takes a moment. */
  hold<T>(work: Promise<T>): Promise<T>;
  /** Milliseconds since 1970. */
  wall(): number;
}

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

export function virtualClock(): VirtualClock {
  let now = 0;
  let held = 0;
  const sleepers = new Set<Sleeper>();
  const idle = async (): Promise<void> => {
    do await turn();
    while (held > 0);
  };
  const next = (): Sleeper | null => {
    let first: Sleeper | null = null;
    for (const sleeper of sleepers) if (first === null || sleeper.at < first.at) first = sleeper;
    return first;
  };
  return {
    now: () => now,
    wall: () => DAY_ZERO + now,
    date: () => new Date(DAY_ZERO + now),
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
    hold: async (work) => {
      held += 1;
      try {
        return await work;
      } finally {
        held -= 1;
      }
    },
    play: async (work) => {
      let settled = false;
      const done = work.finally(() => {
        settled = true;
      });
      done.catch(() => {});
      for (;;) {
        await idle();
        if (settled) return done;
        const sleeper = next();
        if (sleeper === null) throw new Error('nothing is left to wait for');
        now = Math.max(now, sleeper.at);
        sleeper.wake();
      }
    },
  };
}
