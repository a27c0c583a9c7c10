import type { Cancellation, RequestLimits } from '../../http/request-limits.ts';
import { createReadLimits } from '../../http/request-limits.ts';
import type { RetryContext } from '../../twelvelabs/retry.ts';
import { retryWhileTransient } from '../../twelvelabs/retry.ts';

/** Sends the requests of a deletion, each until it succeeds, its error is permanent, or time is up. */
export interface DeleteRetry {
  /** For requests that only read: a cancel ends them immediately. Rejects with the last `ApiError`. */
  read<T>(request: (limits: RequestLimits) => Promise<T>): Promise<T>;
  /** For requests that delete: after a cancel the one in flight may still receive its response. */
  change(request: (limits: RequestLimits) => Promise<void>): Promise<void>;
  /** Why nothing more may be started; null while there is time. */
  getStopReason(): StopReason | null;
  /** Waits until a pause after a 429 is over; resolves like `getStopReason`. */
  waitForTurn(): Promise<StopReason | null>;
  /** Waits so many milliseconds, but neither beyond the deadline nor after a cancel. */
  pause(ms: number): Promise<void>;
}

export type StopReason = 'cancelled' | 'timed_out';

export interface DeleteRetryOptions extends RetryContext {
  readonly cancellation: Cancellation;
}

export function createDeleteRetry(context: DeleteRetryOptions): DeleteRetry {
  const { api, clock, deadline, cancellation } = context;

  const getStopReason: DeleteRetry['getStopReason'] = () => {
    if (cancellation.signal.aborted) return 'cancelled';
    return deadline.remainingMs() <= 0 ? 'timed_out' : null;
  };

  return {
    getStopReason,
    read: (request) => retryWhileTransient(context, request),
    change: (request) =>
      retryWhileTransient(context, request, () => ({
        ...createReadLimits(context),
        signal: cancellation.hardCancelSignal,
      })),
    waitForTurn: async () => {
      await api.cooldown.wait(deadline, cancellation.signal);
      return getStopReason();
    },
    pause: (ms) => clock.sleep(Math.min(ms, Math.max(deadline.remainingMs(), 0)), cancellation.signal),
  };
}
