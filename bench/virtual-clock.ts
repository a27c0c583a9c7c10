import type { Clock } from '../src/util/clock.ts';

/** A clock that begins at zero and jumps to the end of every sleep; for one sleeper at a time. */
export function virtualClock(): Clock {
  let now = 0;
  return {
    now: () => now,
    date: () => new Date(now),
    sleep: async (ms, signal) => {
      if (!signal?.aborted) now += Math.max(ms, 0);
    },
  };
}
