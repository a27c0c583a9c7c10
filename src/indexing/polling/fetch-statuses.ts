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
  const states = new Map<string, IndexingState>();
  const errors: Array<{ id: string; error: ApiError }> = [];
  let runLevelError: ApiError | null = null;
  try {
    const spent = ids.length > 1 ? await readList(source, new Set(ids), budget, states, createLimits) : 0;
    for (const id of ids.filter((each) => !states.has(each)).slice(0, budget - spent)) {
      const result = await readItem(source, id, createLimits);
      if (result instanceof ApiError) errors.push({ id, error: result });
      else states.set(id, result);
    }
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    runLevelError = error;
  }
  return { states: [...states.values()], errors, error: runLevelError };
}

/**
 * Adds the states of `wanted` from the list to `states`: from the first page, and from more while too many are missing
 * to request them one by one with the rest of the budget. Resolves with the number of requests.
 */
async function readList(
  source: StatusSource,
  wanted: ReadonlySet<string>,
  budget: number,
  states: Map<string, IndexingState>,
  createLimits: () => RequestLimits,
): Promise<number> {
  for (let page = 1; ; page++) {
    const list = await readPage(source, page, createLimits);
    for (const state of list?.rows ?? []) if (wanted.has(state.id)) states.set(state.id, state);
    const isLast = list === null || page >= list.totalPages || page >= budget;
    if (isLast || wanted.size - states.size <= budget - page) return page;
  }
}

/** Null if the list is unavailable (it only saves requests), unless the key is invalid or a pause is requested. */
async function readPage(
  source: StatusSource,
  page: number,
  createLimits: () => RequestLimits,
): Promise<Page<IndexingState> | null> {
  try {
    return await source.list(page, createLimits());
  } catch (error) {
    if (error instanceof ApiError && error.status !== 401 && error.status !== 429) return null;
    throw error;
  }
}

async function readItem(
  source: StatusSource,
  id: string,
  createLimits: () => RequestLimits,
): Promise<IndexingState | ApiError> {
  try {
    return await source.get(id, createLimits());
  } catch (error) {
    if (isResourceError(error)) return error;
    throw error;
  }
}
