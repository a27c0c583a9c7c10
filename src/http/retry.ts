import type { Clock } from '../util/clock.ts';

/** Waits between attempts, in milliseconds: GitHub answers with 502 now and then, seldom twice. */
const RETRY_DELAYS_MS = [1_000, 4_000];

/**
 * Does something that only reads, up to three times, as long as `isPassing` says that its error may pass. Ends at
 * once when `signal` aborts. Rejects with the last error.
 */
export async function retryRead<Answer>(
  read: () => Promise<Answer>,
  isPassing: (error: unknown) => boolean,
  clock: Clock,
  signal: AbortSignal,
): Promise<Answer> {
  for (const pause of RETRY_DELAYS_MS) {
    try {
      return await read();
    } catch (error) {
      if (signal.aborted || !isPassing(error)) throw error;
      await clock.sleep(pause, signal);
      if (signal.aborted) throw error;
    }
  }
  return await read();
}
