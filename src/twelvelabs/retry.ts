import type { RequestLimits, RunLimits } from '../http/request-limits.ts';
import { createReadLimits } from '../http/request-limits.ts';
import type { Log } from '../model/log.ts';
import type { Clock } from '../util/clock.ts';
import { getBackoffMs } from '../util/poll-schedule.ts';
import { ApiError, isTransient } from './errors.ts';

/** A platform that cannot be reached for this long is a wrong address rather than an outage. */
export const UNREACHABLE_TIMEOUT_MS = 5 * 60_000;

/** What a repeated read works with. */
export interface RetryContext extends RunLimits {
  readonly clock: Clock;
  /** From 0 (inclusive) to 1 (exclusive). */
  readonly random: () => number;
  readonly log: Log;
}

/**
 * Reads what must be known before the run can go on, or has done what does no harm twice: passing trouble is outlived until the deadline, with the pauses
 * that the platform asks for. Rejects with the last `PlatformError` when it cannot be had, or the run is cancelled.
 */
export async function retryWhileTransient<T>(
  context: RetryContext,
  read: (limits: RequestLimits) => Promise<T>,
): Promise<T> {
  const { clock, deadline, cancellation, random } = context;
  const startedMs = clock.now();
  for (let failures = 1; ; failures++) {
    try {
      return await read(createReadLimits(context));
    } catch (error) {
      if (!(error instanceof ApiError) || !isTransient(error) || cancellation.signal.aborted) throw error;
      const pauseMs = (error.retryAfterMs ?? 0) + getBackoffMs(failures, random());
      const wrongAddress = error.failure === 'not_sent' && clock.now() - startedMs > UNREACHABLE_TIMEOUT_MS;
      if (wrongAddress || pauseMs >= deadline.remainingMs()) throw error;
      if (failures === 1) context.log.info(`${error.message} Trying again.`);
      await clock.sleep(pauseMs, cancellation.signal);
    }
  }
}

/** Null where the platform says that there is nothing (yet) to be read; other trouble is thrown. */
export async function readIfAvailable<T>(read: () => Promise<T>): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof ApiError && error.failure === 'error_response' && !isTransient(error)) return null;
    throw error;
  }
}
