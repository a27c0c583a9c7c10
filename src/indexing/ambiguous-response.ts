import type { RunContext } from '../existing/run-context.ts';
import { ApiError } from '../twelvelabs/errors.ts';

/**
 * Whether the resource of a request whose response was lost exists. `inconclusive`: something that may be the resource
 * cannot be read yet, or the search had to end early.
 */
export type FindCreatedResult<T> =
  | { readonly kind: 'found'; readonly created: T }
  | { readonly kind: 'absent' | 'inconclusive' };

/** How far the clocks of the runner and the API may differ, in milliseconds. */
export const CLOCK_SKEW_MS = 10 * 60_000;
/** Milliseconds from the start of the search to each lookup. Lists may lag behind by some seconds. */
const LOOKUP_TIMES_MS = [500, 2_000, 5_000, 10_000, 20_000, 30_000];
/** Milliseconds between further lookups, which are needed only while the result is inconclusive. */
const LATER_LOOKUP_INTERVAL_MS = 20_000;

/** Searches for what a request with a lost response may have created, until it is found or cannot exist. */
export async function pollForCreated<T>(
  context: RunContext,
  lookUp: () => Promise<FindCreatedResult<T>>,
): Promise<FindCreatedResult<T>> {
  const { clock, deadline, cancellation } = context;
  const start = clock.now();
  for (let lookups = 1; ; lookups++) {
    const elapsedMs = clock.now() - start;
    const waitMs = (LOOKUP_TIMES_MS[lookups - 1] ?? elapsedMs + LATER_LOOKUP_INTERVAL_MS) - elapsedMs;
    const isLast = waitMs > deadline.remainingMs();
    await clock.sleep(Math.min(waitMs, Math.max(deadline.remainingMs(), 0)), cancellation.signal);
    if (cancellation.signal.aborted) return { kind: 'inconclusive' };
    const result = await tryLookUp(context, lookUp);
    if (result.kind === 'found') return result;
    if (isLast) return { kind: 'inconclusive' };
    if (isSearchOver(result, lookups, context.settings.wait)) return result;
  }
}

/** How long the search continues: to the last scheduled lookup and, if that is inconclusive and the step waits, on. */
function isSearchOver(result: FindCreatedResult<unknown>, lookups: number, wait: boolean): boolean {
  return lookups >= LOOKUP_TIMES_MS.length && (result.kind === 'absent' || !wait);
}

async function tryLookUp<T>(
  { clock, deadline, cancellation }: RunContext,
  lookUp: () => Promise<FindCreatedResult<T>>,
): Promise<FindCreatedResult<T>> {
  try {
    return await lookUp();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    await clock.sleep(Math.min(error.retryAfterMs ?? 0, Math.max(deadline.remainingMs(), 0)), cancellation.signal);
    return { kind: 'inconclusive' };
  }
}

/**
 * Finds the candidate with our submission ID. `readSubmissionId` resolves with undefined for a candidate whose metadata
 * cannot be read yet.
 */
export async function findCandidate<T>(
  candidates: readonly T[],
  submissionId: string,
  readSubmissionId: (candidate: T) => Promise<unknown>,
): Promise<FindCreatedResult<T>> {
  let isInconclusive = false;
  for (const candidate of candidates) {
    const found = await readSubmissionId(candidate);
    if (found === submissionId) return { kind: 'found', created: candidate };
    isInconclusive ||= found === undefined;
  }
  return { kind: isInconclusive ? 'inconclusive' : 'absent' };
}

export interface AmbiguousResponse {
  /** There was a response: that of an error. */
  readonly responded: boolean;
  /** A second resource would not be billed. */
  readonly safeToRepeat: boolean;
  /** An earlier request for the same resource was ambiguous too. */
  readonly isRepetition: boolean;
}

/**
 * What to do if the search after an ambiguous response has not found the resource. A lost response (`responded` is
 * false) may belong to a request that the API still processes, so that a billed resource is not requested again. After
 * an error response of which no trace exists, the request is repeated once.
 */
export function decideAfterSearch(
  search: 'absent' | 'inconclusive',
  { responded, safeToRepeat, isRepetition }: AmbiguousResponse,
): 'resubmit' | 'reject' | 'unconfirmed' {
  if (!safeToRepeat && (!responded || search === 'inconclusive')) return 'unconfirmed';
  return isRepetition || search === 'inconclusive' ? 'reject' : 'resubmit';
}
