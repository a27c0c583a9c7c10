import type { Page } from '../../http/pagination.ts';
import { PAGE_LIMIT } from '../../http/pagination.ts';
import type { RequestLimits } from '../../http/request-limits.ts';
import { ApiError, isResourceError } from '../../twelvelabs/errors.ts';
import type { IndexingState } from '../../twelvelabs/indexing-state.ts';
import type { StatusSource } from '../../twelvelabs/status-source.ts';

/** What one look at some tasks showed. */
export interface StatusSnapshot {
  readonly states: readonly IndexingState[];
  /** Tasks that the platform will not tell about (403, 404 …): each its own matter. */
  readonly errors: ReadonlyArray<{ readonly taskId: string; readonly error: ApiError }>;
  /** What broke the look off, if anything did; it concerns every task that is in neither list. */
  readonly error: ApiError | null;
}

/** Requests per look, at least; for very many tasks as many as there are pages of them. */
const MIN_REQUEST_BUDGET = 10;

/**
 * Looks at tasks: one by its own request, more by the list, newest first, one request per 50 of them. What the list
 * does not show (it may fail or lose rows, or many newer tasks of others may stand before ours) is asked for singly,
 * in the order of `taskIds`, as far as the budget of the look goes; the rest waits for the next. Never rejects with a
 * `PlatformError`: see `Sight.trouble`.
 */
export async function fetchStatuses(
  endpoint: StatusSource,
  taskIds: readonly string[],
  limits: () => RequestLimits,
): Promise<StatusSnapshot> {
  const budget = Math.max(MIN_REQUEST_BUDGET, Math.ceil(taskIds.length / PAGE_LIMIT));
  const states = new Map<string, IndexingState>();
  const errors: Array<{ taskId: string; error: ApiError }> = [];
  try {
    const spent = taskIds.length > 1 ? await readList(endpoint, new Set(taskIds), budget, states, limits) : 0;
    const hidden = taskIds.filter((taskId) => !states.has(taskId)).slice(0, budget - spent);
    for (const taskId of hidden) {
      const seen = await readItem(endpoint, taskId, limits);
      if (seen instanceof ApiError) errors.push({ taskId, error: seen });
      else states.set(taskId, seen);
    }
    return { states: [...states.values()], errors, error: null };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return { states: [...states.values()], errors, error };
  }
}

/**
 * Adds what the list shows of `wanted` to `states`: the first page, and more as long as those that are missing are
 * too many to ask for singly with what is left of the budget. Resolves with the number of requests.
 */
async function readList(
  endpoint: StatusSource,
  wanted: ReadonlySet<string>,
  budget: number,
  states: Map<string, IndexingState>,
  limits: () => RequestLimits,
): Promise<number> {
  for (let page = 1; ; page++) {
    const list = await readPage(endpoint, page, limits);
    for (const state of list?.rows ?? []) if (wanted.has(state.id)) states.set(state.id, state);
    const last = list === null || page >= list.totalPages || page >= budget;
    if (last || wanted.size - states.size <= budget - page) return page;
  }
}

/** Null when the list cannot be had, although the key is accepted and no pause is asked for: it is only a short cut. */
async function readPage(
  endpoint: StatusSource,
  page: number,
  limits: () => RequestLimits,
): Promise<Page<IndexingState> | null> {
  try {
    return await endpoint.list(page, limits());
  } catch (error) {
    if (error instanceof ApiError && error.status !== 401 && error.status !== 429) return null;
    throw error;
  }
}

async function readItem(
  endpoint: StatusSource,
  taskId: string,
  limits: () => RequestLimits,
): Promise<IndexingState | ApiError> {
  try {
    return await endpoint.get(taskId, limits());
  } catch (error) {
    if (isResourceError(error)) return error;
    throw error;
  }
}
