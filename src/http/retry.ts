import type { Clock, Deadline } from '../util/clock.ts';

export interface RetryOptions {
  /** Whether another attempt may succeed; `elapsedMs` counts from the first attempt. */
  readonly isRetryable: (error: unknown, elapsedMs: number) => boolean;
  readonly clock: Clock;
  /** From 0 (inclusive) to 1 (exclusive). Default: no jitter. */
  readonly random?: () => number;
  /** Ends the wait and all further attempts. */
  readonly signal: AbortSignal;
  /** After it nothing is attempted again. Default: none. */
  readonly deadline?: Deadline;
  /** Attempts in all, the first included. Default: no limit. */
  readonly maxAttempts?: number;
  /** The delay that the server requests, in milliseconds; null if none. The backoff is added to it. */
  readonly getRetryAfterMs?: (error: unknown) => number | null;
  /** The error to throw when the server requests a delay beyond the deadline. Default: the error itself. */
  readonly toDeadlineError?: (error: unknown) => unknown;
  /** Called before each wait with the number of attempts that have failed. */
  readonly onRetry?: (error: unknown, failures: number) => void;
}

/**
 * Repeats an operation until it succeeds, its error is permanent, or time is up. Rejects with the last error. The only
 * retry of this action; pollers have loops of their own and share `getBackoffMs`.
 */
export async function retry<T>(operation: () => Promise<T>, options: RetryOptions): Promise<T> {
  const { clock, signal, deadline, isRetryable } = options;
  const { random = () => 1, maxAttempts = Number.POSITIVE_INFINITY } = options;
  const startedMs = clock.now();
  for (let failures = 1; ; failures++) {
    try {
      return await operation();
    } catch (error) {
      const remainingMs = deadline?.remainingMs() ?? Number.POSITIVE_INFINITY;
      const isOver = signal.aborted || remainingMs <= 0 || failures >= maxAttempts;
      if (isOver || !isRetryable(error, clock.now() - startedMs)) throw error;
      const retryAfterMs = options.getRetryAfterMs?.(error) ?? null;
      if (retryAfterMs !== null && retryAfterMs >= remainingMs) throw options.toDeadlineError?.(error) ?? error;
      options.onRetry?.(error, failures);
      await clock.sleep(Math.min((retryAfterMs ?? 0) + getBackoffMs(failures, random()), remainingMs), signal);
      if (signal.aborted || (deadline?.remainingMs() ?? 1) <= 0) throw error;
    }
  }
}

const FIRST_BACKOFF_MS = 1_000;
const MAX_BACKOFF_MS = 60_000;

/**
 * Milliseconds to wait after so many failures in a row (0: none): doubles from 1 s to 60 s, of which `random` takes
 * off up to a half.
 */
export function getBackoffMs(failures: number, random: number): number {
  if (failures === 0) return 0;
  return Math.min(FIRST_BACKOFF_MS * 2 ** (failures - 1), MAX_BACKOFF_MS) * (0.5 + random / 2);
}
