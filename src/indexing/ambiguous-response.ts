import type { RunContext } from '../existing/run-context.ts';
import { ApiError } from '../twelvelabs/errors.ts';

/**
 * Whether the resource of a request whose response was lost exists. `inconclusive`: something that may be the resource
 * cannot be read yet, or the search had to end early.
 */
export type FindCreatedResult<T> =
  | { readonly kind: 'found'; readonly created: T }
  | { readonly kind: 'absent' | 'inconclusive' };

/** A search for what a request may have created. */
export interface CreatedSearch {
  /** When the request was sent, by `Clock.now()`. */
  readonly sinceMs: number;
  /** How long the search goes on without a trace, in milliseconds. */
  readonly windowMs: number;
}

/** How far the clocks of the runner and the API may differ, in milliseconds. */
export const CLOCK_SKEW_MS = 10 * 60_000;
/** Milliseconds from the start of the search to each lookup. Lists may lag behind. */
const LOOKUP_TIMES_MS = [500, 2_000, 5_000, 10_000, 20_000, 30_000];
/** Milliseconds between the lookups after those. */
const LATER_LOOKUP_INTERVAL_MS = 20_000;
/** How long a billed resource is searched for before it counts as absent; less if less time is left. */
const SEARCH_WINDOW_MS = 120_000;
const SEARCH_DEADLINE_FRACTION = 0.4;
/** The same for a resource of which a second one is not billed. */
const FREE_SEARCH_WINDOW_MS = 30_000;

/** How long the search for a resource goes on, in milliseconds. */
export function getSearchWindowMs({ deadline }: Pick<RunContext, 'deadline'>, safeToRepeat: boolean): number {
  if (safeToRepeat) return FREE_SEARCH_WINDOW_MS;
  return Math.max(0, Math.min(SEARCH_WINDOW_MS, deadline.remainingMs() * SEARCH_DEADLINE_FRACTION));
}

/**
 * Searches for what a request with a lost response may have created, until it is found or `windowMs` have passed without
 * a trace of it.
 */
export async function pollForCreated<T>(
  context: RunContext,
  windowMs: number,
  lookUp: () => Promise<FindCreatedResult<T>>,
): Promise<FindCreatedResult<T>> {
  const { clock, deadline, cancellation } = context;
  const start = clock.now();
  for (let lookups = 1; ; lookups++) {
    const elapsedMs = clock.now() - start;
    const nextMs = LOOKUP_TIMES_MS[lookups - 1] ?? elapsedMs + LATER_LOOKUP_INTERVAL_MS;
    const isWindowOver = elapsedMs >= windowMs;
    const waitMs = (isWindowOver ? nextMs : Math.min(nextMs, windowMs)) - elapsedMs;
    const isLast = waitMs > deadline.remainingMs();
    await clock.sleep(Math.min(waitMs, Math.max(deadline.remainingMs(), 0)), cancellation.signal);
    if (cancellation.signal.aborted) return { kind: 'inconclusive' };
    const result = await tryLookUp(context, lookUp);
    if (result.kind === 'found') return result;
    if (isLast) return { kind: 'inconclusive' };
    if (isSearchOver(result, clock.now() - start >= windowMs, context.settings.wait)) return result;
  }
}

/** The search continues to the end of its window and, if that is inconclusive and the step waits, on. */
function isSearchOver(result: FindCreatedResult<unknown>, isWindowOver: boolean, wait: boolean): boolean {
  return isWindowOver && (result.kind === 'absent' || !wait);
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
 * an error response of which no trace exists, the request is repeated once; a second one like it leaves open whether
 * either request created something.
 */
export function decideAfterSearch(
  search: 'absent' | 'inconclusive',
  { responded, safeToRepeat, isRepetition }: AmbiguousResponse,
): 'resubmit' | 'reject' | 'unconfirmed' {
  if (!safeToRepeat && (!responded || isRepetition || search === 'inconclusive')) return 'unconfirmed';
  return isRepetition || search === 'inconclusive' ? 'reject' : 'resubmit';
}
