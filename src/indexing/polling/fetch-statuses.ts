import type { Page } from '../../http/pagination.ts';
import { PAGE_LIMIT } from '../../http/pagination.ts';
import type { Limits } from '../../http/request-limits.ts';
import { isPassing, PlatformError } from '../../twelvelabs/errors.ts';
import type { IndexingState } from '../../twelvelabs/indexing-state.ts';
import type { Endpoint } from '../../twelvelabs/status-source.ts';

/** What one look at some tasks showed. */
export interface Sight {
  readonly states: readonly IndexingState[];
  /** Tasks that the platform will not tell about (403, 404 …): each its own matter. */
  readonly refused: ReadonlyArray<{ readonly taskId: string; readonly error: PlatformError }>;
  /** What broke the look off, if anything did; it concerns every task that is in neither list. */
  readonly trouble: PlatformError | null;
}

/** Requests per look, at least; for very many tasks as many as there are pages of them. */
const LEAST_BUDGET = 10;

/**
 * Looks at tasks: one by its own request, more by the list, newest first, one request per 50 of them. What the list
 * does not show (it may fail or lose rows, or many newer tasks of others may stand before ours) is asked for singly,
 * in the order of `taskIds`, as far as the budget of the look goes; the rest waits for the next. Never rejects with a
 * `PlatformError`: see `Sight.trouble`.
 */
export async function lookAt(endpoint: Endpoint, taskIds: readonly string[], limits: () => Limits): Promise<Sight> {
  const budget = Math.max(LEAST_BUDGET, Math.ceil(taskIds.length / PAGE_LIMIT));
  const states = new Map<string, IndexingState>();
  const refused: Array<{ taskId: string; error: PlatformError }> = [];
  try {
    const spent = taskIds.length > 1 ? await readList(endpoint, new Set(taskIds), budget, states, limits) : 0;
    const hidden = taskIds.filter((taskId) => !states.has(taskId)).slice(0, budget - spent);
    for (const taskId of hidden) {
      const seen = await readOne(endpoint, taskId, limits);
      if (seen instanceof PlatformError) refused.push({ taskId, error: seen });
      else states.set(taskId, seen);
    }
    return { states: [...states.values()], refused, trouble: null };
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    return { states: [...states.values()], refused, trouble: error };
  }
}

/**
 * Adds what the list shows of `wanted` to `states`: the first page, and more as long as those that are missing are
 * too many to ask for singly with what is left of the budget. Resolves with the number of requests.
 */
async function readList(
  endpoint: Endpoint,
  wanted: ReadonlySet<string>,
  budget: number,
  states: Map<string, IndexingState>,
  limits: () => Limits,
): Promise<number> {
  for (let page = 1; ; page++) {
    const list = await readPage(endpoint, page, limits);
    for (const state of list?.rows ?? []) if (wanted.has(state.taskId)) states.set(state.taskId, state);
    const last = list === null || page >= list.totalPages || page >= budget;
    if (last || wanted.size - states.size <= budget - page) return page;
  }
}

/** Null when the list cannot be had, although the key is accepted and no pause is asked for: it is only a short cut. */
async function readPage(endpoint: Endpoint, page: number, limits: () => Limits): Promise<Page<IndexingState> | null> {
  try {
    return await endpoint.list(page, limits());
  } catch (error) {
    if (error instanceof PlatformError && error.status !== 401 && error.status !== 429) return null;
    throw error;
  }
}

async function readOne(
  endpoint: Endpoint,
  taskId: string,
  limits: () => Limits,
): Promise<IndexingState | PlatformError> {
  try {
    return await endpoint.get(taskId, limits());
  } catch (error) {
    if (isAboutTheItem(error)) return error;
    throw error;
  }
}

/** A refusal that says nothing about other tasks: not passing trouble, and not the key itself (401). */
function isAboutTheItem(error: unknown): error is PlatformError {
  return error instanceof PlatformError && !isPassing(error) && error.status !== 401;
}
