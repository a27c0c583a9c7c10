/** Time, handed in so that tests can run hours in milliseconds. */
export interface Clock {
  /** Milliseconds of a clock that only goes forward; its zero means nothing. */
  now(): number;
  /** The date and time of day, for timestamps that people read. */
  date(): Date;
  /** Resolves after `ms` milliseconds, or as soon as `signal` aborts; leaves no timer behind. Never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** setTimeout takes 32 bits; a longer sleep ends early and its caller looks again. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** The machine's own clock. */
export function createSystemClock(): Clock {
  return {
    now: () => performance.now(),
    date: () => new Date(),
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) {
          resolve();
          return;
        }
        const done = (): void => {
          clearTimeout(timer);
          signal?.removeEventListener('abort', done);
          resolve();
        };
        const timer = setTimeout(done, Math.min(Math.max(ms, 0), MAX_TIMER_MS));
        signal?.addEventListener('abort', done);
      }),
  };
}

/** The one moment after which nothing is started any more. */
export interface Deadline {
  /** Milliseconds left; negative once it has passed. */
  remainingMs(): number;
}

/** A deadline `ms` milliseconds from now. */
export function createDeadline(clock: Clock, ms: number): Deadline {
  const end = clock.now() + ms;
  return { remainingMs: () => end - clock.now() };
}
