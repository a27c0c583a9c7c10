import type { Page } from '../../http/pagination.ts';
import { PAGE_LIMIT } from '../../http/pagination.ts';
import type { RequestLimits } from '../../http/request-limits.ts';
import { ApiError, isResourceError } from '../../twelvelabs/errors.ts';
import type { IndexingState } from '../../twelvelabs/indexing-state.ts';
import type { StatusSource } from '../../twelvelabs/status-source.ts';

/** The result of one poll of several tasks or indexed assets. */
export interface StatusSnapshot {
  readonly states: readonly IndexingState[];
  /** Permanent errors (403, 404 …) that concern one ID each. */
  readonly errors: ReadonlyArray<{ readonly id: string; readonly error: ApiError }>;
  /** What ended the poll early, if anything; it concerns every ID that is in neither list. */
  readonly error: ApiError | null;
}

/** Minimum requests per poll; for very many IDs it is the number of pages they fill. */
const MIN_REQUEST_BUDGET = 10;

/**
 * Gets statuses: of one ID by its own request, of several from the list, newest first, 50 per request. IDs that the list
 * does not contain (it may fail, omit rows, or begin with many newer tasks of other runs) are requested one by one, in
 * the order of `ids`, within the request budget; the others wait for the next poll. Never rejects with an `ApiError`:
 * see `StatusSnapshot.error`.
 */
export async function fetchStatuses(
  source: StatusSource,
  ids: readonly string[],
  createLimits: () => RequestLimits,
): Promise<StatusSnapshot> {
  const budget = Math.max(MIN_REQUEST_BUDGET, Math.ceil(ids.length / PAGE_LIMIT));
  const wanted = new Set(ids);
  const states = new Map<string, IndexingState>();
  const errors: Array<{ id: string; error: ApiError }> = [];
  const toSnapshot = (error: ApiError | null): StatusSnapshot => ({ states: [...states.values()], errors, error });
  try {
    let requests = 0;
    for (let isLast = ids.length < 2; !isLast; ) {
      requests += 1;
      const list = await readPage(source, requests, createLimits());
      for (const state of list?.rows ?? []) if (wanted.has(state.id)) states.set(state.id, state);
      const canRequestRest = wanted.size - states.size <= budget - requests;
      isLast = list === null || requests >= list.totalPages || requests >= budget || canRequestRest;
    }
    for (const id of ids.filter((each) => !states.has(each)).slice(0, budget - requests)) {
      const result = await readItem(source, id, createLimits());
      if (result instanceof ApiError) errors.push({ id, error: result });
      else states.set(id, result);
    }
    return toSnapshot(null);
  } catch (error) {
    if (error instanceof ApiError) return toSnapshot(error);
    throw error;
  }
}

/** Null if the list is unavailable (it only saves requests), unless the key is invalid or a pause is requested. */
async function readPage(
  source: StatusSource,
  page: number,
  limits: RequestLimits,
): Promise<Page<IndexingState> | null> {
  try {
    return await source.list(page, limits);
  } catch (error) {
    if (error instanceof ApiError && error.status !== 401 && error.status !== 429) return null;
    throw error;
  }
}

async function readItem(source: StatusSource, id: string, limits: RequestLimits): Promise<IndexingState | ApiError> {
  try {
    return await source.get(id, limits);
  } catch (error) {
    if (isResourceError(error)) return error;
    throw error;
  }
}
