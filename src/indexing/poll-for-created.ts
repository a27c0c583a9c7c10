import type { Context } from '../existing/run-context.ts';
import { PlatformError } from '../twelvelabs/errors.ts';
import type { Finding } from './create-at-most-once.ts';

/** What one look came to; `clear`: nothing there, and nothing that could not be read. */
export type Look<T> = { readonly kind: 'found'; readonly made: T } | { readonly kind: 'clear' | 'blurred' };

/** How far the clocks of runner and platform may differ. */
export const CLOCK_SKEW_MS = 10 * 60_000;
/** Milliseconds from the start of the search to each look: lists were built to lag by some seconds. */
const LOOKS_AT_MS = [500, 2_000, 5_000, 10_000, 20_000, 30_000];
/** From then on, as long as there is something that may be ours but cannot be read yet. */
const LATER_LOOKS_MS = 20_000;

/** Looks for what a request whose answer was lost may have made, until it is found or cannot be there any more. */
export async function search<T>(context: Context, lookOnce: () => Promise<Look<T>>): Promise<Finding<T>> {
  const { clock, deadline, settings, cancellation } = context;
  const start = clock.now();
  for (let n = 0; ; n++) {
    const at = LOOKS_AT_MS[n] ?? clock.now() - start + LATER_LOOKS_MS;
    const wait = at - (clock.now() - start);
    const cutShort = wait > deadline.left();
    await clock.sleep(Math.min(wait, Math.max(deadline.left(), 0)), cancellation.signal);
    if (cancellation.signal.aborted) return { kind: 'unknown' };
    const seen = await look(context, lookOnce);
    if (seen.kind === 'found') return seen;
    if (cutShort) return { kind: 'unknown' };
    const atEnd = n >= LOOKS_AT_MS.length - 1;
    if (atEnd && seen.kind === 'clear') return { kind: 'absent' };
    if (atEnd && !settings.wait) return { kind: 'unknown' };
  }
}

async function look<T>(context: Context, lookOnce: () => Promise<Look<T>>): Promise<Look<T>> {
  try {
    return await lookOnce();
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    const pause = Math.min(error.retryAfterMs ?? 0, Math.max(context.deadline.left(), 0));
    await context.clock.sleep(pause, context.cancellation.signal);
    return { kind: 'blurred' };
  }
}
