import type { RequestLimits, RunLimits } from '../http/request-limits.ts';
import { createReadLimits } from '../http/request-limits.ts';
import { retry } from '../http/retry.ts';
import type { Log } from '../model/log.ts';
import type { Clock } from '../util/clock.ts';
import type { Api } from './api.ts';
import { ApiError, isTransient, toDeadlineExceeded } from './errors.ts';

/** An API that cannot be reached for this long is taken for a wrong address, not for an outage. */
export const UNREACHABLE_TIMEOUT_MS = 5 * 60_000;

/** Whether a retry is useless after so many milliseconds: no request of this run has ever reached the API. */
export function isUnreachable(api: Pick<Api, 'hasResponded'>, { failure }: ApiError, elapsedMs: number): boolean {
  return failure === 'not_sent' && !api.hasResponded() && elapsedMs > UNREACHABLE_TIMEOUT_MS;
}

export interface RetryContext extends RunLimits {
  readonly api: Pick<Api, 'cooldown' | 'hasResponded'>;
  readonly clock: Clock;
  /** From 0 (inclusive) to 1 (exclusive). */
  readonly random: () => number;
  readonly log: Log;
}

/**
 * Sends a request that may be repeated without harm until it succeeds, its error is permanent or the deadline passes.
 * After a 429 it pauses all requests that are retried. Rejects with the last `ApiError`.
 */
export function retryWhileTransient<T>(
  context: RetryContext,
  request: (limits: RequestLimits) => Promise<T>,
  getLimits: () => RequestLimits = () => createReadLimits(context),
): Promise<T> {
  const { clock, random, deadline, log } = context;
  const { cooldown } = context.api;
  const { signal } = context.cancellation;
  const send = async (): Promise<T> => {
    await cooldown.wait(deadline, signal);
    const result = await request(getLimits());
    cooldown.reset();
    return result;
  };
  return retry(send, {
    clock,
    random,
    signal,
    deadline,
    isRetryable: (error, elapsedMs) => {
      if (!(error instanceof ApiError) || !isTransient(error)) return false;
      if (error.status === 429) cooldown.pauseFor(error.retryAfterMs);
      return !isUnreachable(context.api, error, elapsedMs);
    },
    getRetryAfterMs: (error) => (error instanceof ApiError ? error.retryAfterMs : null),
    toDeadlineError: (error) => (error instanceof ApiError ? toDeadlineExceeded(error, clock.date()) : error),
    onRetry: (error, failures) => {
      if (failures === 1 && error instanceof ApiError) log.info(`${error.message} Retrying.`);
    },
  });
}

/** Null if the resource does not exist (yet); other errors are thrown. */
export async function readIfAvailable<T>(read: () => Promise<T>): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof ApiError && (error.status ?? 0) >= 400 && !isTransient(error)) return null;
    throw error;
  }
}
