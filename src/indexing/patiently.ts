import type { Limits } from '../platform/api.ts';
import { isPassing, PlatformError } from '../platform/errors.ts';
import { penaltyMs } from './cadence.ts';
import type { Context, Ends } from './context.ts';
import { readLimits } from './context.ts';

/** A platform that cannot be reached for this long is a wrong address rather than an outage. */
export const UNREACHABLE_PATIENCE_MS = 5 * 60_000;

/**
 * Reads what must be known before the run can go on, or has done what does no harm twice: passing trouble is outlived until the deadline, with the pauses
 * that the platform asks for. Rejects with the last `PlatformError` when it cannot be had, or the run is cancelled.
 */
export async function patiently<T>(
  context: Pick<Context, 'clock' | 'random' | 'tell'> & Ends,
  read: (limits: Limits) => Promise<T>,
): Promise<T> {
  const { clock, deadline, cancellation, random } = context;
  const startedMs = clock.now();
  for (let failures = 1; ; failures++) {
    try {
      return await read(readLimits(context));
    } catch (error) {
      if (!(error instanceof PlatformError) || !isPassing(error) || cancellation.signal.aborted) throw error;
      const pauseMs = (error.retryAfterMs ?? 0) + penaltyMs(failures, random());
      const wrongAddress = error.failure === 'not_sent' && clock.now() - startedMs > UNREACHABLE_PATIENCE_MS;
      if (wrongAddress || pauseMs >= deadline.left()) throw error;
      if (failures === 1) context.tell(`${error.message} Trying again.`);
      await clock.sleep(pauseMs, cancellation.signal);
    }
  }
}
