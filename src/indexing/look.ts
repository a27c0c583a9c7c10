import type { Api, Limits } from '../platform/api.ts';
import { isPassing, PlatformError } from '../platform/errors.ts';
import type { Page } from '../platform/page.ts';
import { PAGE_LIMIT } from '../platform/page.ts';
import type { TaskState } from '../platform/tasks.ts';
import { getTask, listTasks } from '../platform/tasks.ts';

/** What one look at some tasks showed. */
export interface Sight {
  readonly states: readonly TaskState[];
  /** Tasks that the platform will not tell about (403, 404 …): each its own matter. */
  readonly refused: ReadonlyArray<{ readonly taskId: string; readonly error: PlatformError }>;
  /** What broke the look off, if anything did; it concerns every task that is in neither list. */
  readonly trouble: PlatformError | null;
}

/** Single requests per look, for tasks that the list does not show. */
const SINGLES_PER_LOOK = 10;

/**
 * Looks at tasks: one by its own request, more by the list, newest first, one request per 50 of them. What the list
 * does not show (it may lose rows, or many newer tasks of others may stand before ours) is asked for singly, a few
 * per look, in the order of `taskIds`. Never rejects with a `PlatformError`: see `Sight.trouble`.
 */
export async function lookAt(
  api: Api,
  indexId: string | null,
  taskIds: readonly string[],
  limits: () => Limits,
): Promise<Sight> {
  const states = new Map<string, TaskState>();
  const refused: Array<{ taskId: string; error: PlatformError }> = [];
  try {
    if (taskIds.length > 1) await readList(api, indexId, new Set(taskIds), states, limits);
    const hidden = taskIds.filter((taskId) => !states.has(taskId)).slice(0, SINGLES_PER_LOOK);
    for (const taskId of hidden) {
      const seen = await readOne(api, taskId, limits);
      if (seen instanceof PlatformError) refused.push({ taskId, error: seen });
      else states.set(taskId, seen);
    }
    return { states: [...states.values()], refused, trouble: null };
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    return { states: [...states.values()], refused, trouble: error };
  }
}

/** Adds what the list shows of `wanted` to `states`; never reads more pages than `wanted` would fill. */
async function readList(
  api: Api,
  indexId: string | null,
  wanted: ReadonlySet<string>,
  states: Map<string, TaskState>,
  limits: () => Limits,
): Promise<void> {
  const most = Math.ceil(wanted.size / PAGE_LIMIT);
  for (let page = 1; page <= most && states.size < wanted.size; page++) {
    const list = await readPage(api, indexId, page, limits);
    if (list === null) return;
    for (const state of list.rows) if (wanted.has(state.taskId)) states.set(state.taskId, state);
    if (page >= list.totalPages) return;
  }
}

/** Null when the platform refuses the list: single requests then tell which of the tasks is concerned. */
async function readPage(
  api: Api,
  indexId: string | null,
  page: number,
  limits: () => Limits,
): Promise<Page<TaskState> | null> {
  try {
    return await listTasks(api, { indexId, page }, limits());
  } catch (error) {
    if (isAboutTheItem(error)) return null;
    throw error;
  }
}

async function readOne(api: Api, taskId: string, limits: () => Limits): Promise<TaskState | PlatformError> {
  try {
    return await getTask(api, taskId, limits());
  } catch (error) {
    if (isAboutTheItem(error)) return error;
    throw error;
  }
}

/** A refusal that says nothing about other tasks: not passing trouble, and not the key itself (401). */
function isAboutTheItem(error: unknown): error is PlatformError {
  return error instanceof PlatformError && !isPassing(error) && error.status !== 401;
}
