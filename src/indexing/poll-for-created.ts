import type { RunContext } from '../existing/run-context.ts';
import { ApiError } from '../twelvelabs/errors.ts';
import type { FindCreatedResult } from './create-at-most-once.ts';

/** What one look came to; `clear`: nothing there, and nothing that could not be read. */
export type LookupOutcome<T> = { readonly kind: 'found'; readonly made: T } | { readonly kind: 'clear' | 'blurred' };

/** How far the clocks of runner and platform may differ. */
export const CLOCK_SKEW_MS = 10 * 60_000;
/** Milliseconds from the start of the search to each look: lists were built to lag by some seconds. */
const LOOKUP_TIMES_MS = [500, 2_000, 5_000, 10_000, 20_000, 30_000];
/** From then on, as long as there is something that may be ours but cannot be read yet. */
const LATER_LOOKUP_INTERVAL_MS = 20_000;

/** Looks for what a request whose answer was lost may have made, until it is found or cannot be there any more. */
export async function pollForCreated<T>(
  context: RunContext,
  lookOnce: () => Promise<LookupOutcome<T>>,
): Promise<FindCreatedResult<T>> {
  const { clock, deadline, settings, cancellation } = context;
  const start = clock.now();
  for (let n = 0; ; n++) {
    const at = LOOKUP_TIMES_MS[n] ?? clock.now() - start + LATER_LOOKUP_INTERVAL_MS;
    const wait = at - (clock.now() - start);
    const cutShort = wait > deadline.remainingMs();
    await clock.sleep(Math.min(wait, Math.max(deadline.remainingMs(), 0)), cancellation.signal);
    if (cancellation.signal.aborted) return { kind: 'unknown' };
    const seen = await lookUpOnce(context, lookOnce);
    if (seen.kind === 'found') return seen;
    if (cutShort) return { kind: 'unknown' };
    const atEnd = n >= LOOKUP_TIMES_MS.length - 1;
    if (atEnd && seen.kind === 'clear') return { kind: 'absent' };
    if (atEnd && !settings.wait) return { kind: 'unknown' };
  }
}

async function lookUpOnce<T>(
  context: RunContext,
  lookOnce: () => Promise<LookupOutcome<T>>,
): Promise<LookupOutcome<T>> {
  try {
    return await lookOnce();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const pause = Math.min(error.retryAfterMs ?? 0, Math.max(context.deadline.remainingMs(), 0));
    await context.clock.sleep(pause, context.cancellation.signal);
    return { kind: 'blurred' };
  }
}
