import type { Clock, Deadline } from '../clock.ts';
import type { Limits } from '../platform/api.ts';
import { isPassing, PlatformError } from '../platform/errors.ts';
import { penaltyMs } from './cadence.ts';

const TIMEOUT_MS = 30_000;

/**
 * Sends a request that does no harm when it is sent twice, again and again until it gets an answer that counts. Rejects
 * with the `PlatformError` of an answer that will not change, and with the last one when `signal` aborts or the next
 * attempt would come after the deadline.
 */
export async function persist<T>(
  world: {
    readonly clock: Clock;
    readonly random: () => number;
    readonly deadline: Deadline;
    readonly signal: AbortSignal;
  },
  request: (limits: Limits) => Promise<T>,
): Promise<T> {
  const { clock, random, deadline, signal } = world;
  for (let failures = 1; ; failures++) {
    try {
      return await request({ timeoutMs: Math.max(0, Math.min(TIMEOUT_MS, deadline.left())), signal });
    } catch (error) {
      if (!(error instanceof PlatformError) || !isPassing(error)) throw error;
      if (error.problem.code === 'certificate_invalid') throw error;
      const wait = (error.retryAfterMs ?? 0) + penaltyMs(failures, random());
      if (signal.aborted || wait >= deadline.left()) throw error;
      await clock.sleep(wait, signal);
      if (signal.aborted) throw error;
    }
  }
}
