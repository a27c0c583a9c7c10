import type { Cooldown } from '../http/cooldown.ts';
import type { Cancellation, RequestLimits } from '../http/request-limits.ts';
import { toDeadlineExceeded } from '../indexing/create-error.ts';
import type { Log } from '../model/log.ts';
import { ApiError, isTransient } from '../twelvelabs/errors.ts';
import { UNREACHABLE_TIMEOUT_MS } from '../twelvelabs/retry.ts';
import type { Clock, Deadline } from '../util/clock.ts';
import { getBackoffMs } from '../util/poll-schedule.ts';

/** Repeats what may be repeated until it works, or the run's time is over. */
export interface DeleteRetry {
  /** For what only reads: a cancel ends it at once. Rejects with the last `PlatformError`. */
  read<T>(request: (limits: RequestLimits) => Promise<T>): Promise<T>;
  /** For what changes something and can be repeated: after a cancel it may still hear its answer. */
  change(request: (limits: RequestLimits) => Promise<void>): Promise<void>;
  /** Why nothing more is to be started; null while there is time. */
  getStopReason(): StopReason | null;
  /** Waits until a pause that the platform asked for has passed; then as `over`. */
  waitForTurn(): Promise<StopReason | null>;
  /** Waits so many milliseconds, but neither beyond the deadline nor after a cancel. */
  pause(ms: number): Promise<void>;
}

export type StopReason = 'cancelled' | 'timed_out';

export interface DeleteRetryOptions {
  readonly clock: Clock;
  /** From 0 (inclusive) to 1 (exclusive). */
  readonly random: () => number;
  readonly deadline: Deadline;
  readonly cancellation: Cancellation;
  /** One pause for all requests, when the platform asks for one. */
  readonly throttle: Cooldown;
  readonly log: Log;
}

/** An answer takes well under a second; this is for a platform in trouble. */
const REQUEST_TIMEOUT_MS = 30_000;
/** A request that the deadline leaves no time for is given this much, so that it can arrive at all. */
const MIN_TIMEOUT_MS = 1_000;

export function createDeleteRetry(parts: DeleteRetryOptions): DeleteRetry {
  const { clock, random, deadline, cancellation, throttle, log } = parts;

  const getStopReason: DeleteRetry['getStopReason'] = () => {
    if (cancellation.signal.aborted) return 'cancelled';
    return deadline.remainingMs() <= 0 ? 'timed_out' : null;
  };

  const pause: DeleteRetry['pause'] = (ms) =>
    clock.sleep(Math.min(ms, Math.max(deadline.remainingMs(), 0)), cancellation.signal);

  const waitForTurn: DeleteRetry['waitForTurn'] = async () => {
    while (throttle.remainingMs() > 0 && getStopReason() === null) await pause(throttle.remainingMs());
    return getStopReason();
  };

  /** Waits as long as the failure calls for. Rejects with it when that is for good, or beyond the deadline. */
  const outlive = async (error: ApiError, failures: number, sinceMs: number): Promise<void> => {
    const wrongAddress = error.failure === 'not_sent' && clock.now() - sinceMs > UNREACHABLE_TIMEOUT_MS;
    if (!isRetryable(error) || wrongAddress || getStopReason() !== null) throw error;
    if (failures === 1) log.info(`${error.message} Trying again.`);
    if (error.status === 429) throttle.pauseFor(error.retryAfterMs);
    const ms = Math.max(throttle.remainingMs(), error.retryAfterMs ?? 0, getBackoffMs(failures, random()));
    if (ms >= deadline.remainingMs() && error.retryAfterMs !== null) throw toDeadlineExceeded(error, clock.date());
    await pause(ms);
    if (getStopReason() !== null) throw error;
  };

  const persist = async <T>(request: (limits: RequestLimits) => Promise<T>, signal: AbortSignal): Promise<T> => {
    const sinceMs = clock.now();
    for (let failures = 1; ; failures++) {
      await waitForTurn();
      const timeoutMs = Math.min(REQUEST_TIMEOUT_MS, Math.max(MIN_TIMEOUT_MS, deadline.remainingMs()));
      try {
        const answer = await request({ timeoutMs, signal });
        throttle.reset();
        return answer;
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        await outlive(error, failures, sinceMs);
      }
    }
  };

  return {
    read: (request) => persist(request, cancellation.signal),
    change: (request) => persist(request, cancellation.hardCancelSignal),
    getStopReason,
    waitForTurn,
    pause,
  };
}

/** Neither a redirect nor a certificate mends itself within minutes. */
function isRetryable(error: ApiError): boolean {
  const redirected = error.status !== null && error.status < 400;
  return isTransient(error) && !redirected && error.details.code !== 'certificate_invalid';
}
