/** The source of time; a parameter, so that tests run hours in milliseconds. */
export interface Clock {
  /** Milliseconds of a monotonic clock, from an arbitrary zero. */
  now(): number;
  /** The date and time, for timestamps. */
  date(): Date;
  /** Resolves after `ms` milliseconds, or as soon as `signal` aborts; leaves no timer behind. Never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The maximum of setTimeout (32 bits). A longer sleep ends early, and its caller checks the time again. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** The clock of the system. */
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

/** The moment after which nothing new is started. */
export interface Deadline {
  /** Milliseconds left; negative after the deadline. */
  remainingMs(): number;
}

/** A deadline `ms` milliseconds after `startMs` (by `Clock.now()`; default: now). */
export function createDeadline(clock: Clock, ms: number, startMs = clock.now()): Deadline {
  const end = startMs + ms;
  return { remainingMs: () => end - clock.now() };
}

/** Runs `work` with a signal that aborts at the deadline (with the reason `deadline`), or with `cancelled`. Leaves no timer behind. */
export async function withDeadlineSignal<T>(
  {
    clock,
    deadline,
    cancelled,
  }: { readonly clock: Clock; readonly deadline: Deadline; readonly cancelled: AbortSignal },
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const ended = new AbortController();
  const signal = AbortSignal.any([ended.signal, cancelled]);
  const watch = async (): Promise<void> => {
    while (!signal.aborted && deadline.remainingMs() > 0) await clock.sleep(deadline.remainingMs(), signal);
    ended.abort('deadline');
  };
  void watch();
  try {
    return await work(signal);
  } finally {
    ended.abort();
  }
}
