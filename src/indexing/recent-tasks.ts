import { isPassing, PlatformError } from '../platform/errors.ts';
import type { IndexedAsset } from '../platform/indexed-assets.ts';
import { getIndexedAsset } from '../platform/indexed-assets.ts';
import type { IndexingState } from '../platform/state.ts';
import { getTask, listTasks } from '../platform/tasks.ts';
import type { Context } from './context.ts';
import { patiently } from './patiently.ts';

/** The newest tasks of the index, by the id of their video. */
export type RecentTasks = ReadonlyMap<string, IndexingState>;

/** Pages of tasks that are read at most: enough for the ids of a hundred videos, and for everything under way. */
const MOST_PAGES = 2;
const HIDDEN_LOOK_MS = 5_000;

/**
 * Reads the newest tasks: they give the task ids of items, the reasons of failures, and whatever is under way but not
 * shown among the items of the index. Empty where the platform has no tasks any more.
 */
export async function readRecentTasks(context: Context, items: readonly IndexedAsset[]): Promise<RecentTasks> {
  const { api, settings } = context;
  const tasks = new Map<string, IndexingState>();
  for (let page = 1; page <= MOST_PAGES; page++) {
    const list = await whenThere(() =>
      patiently(context, (limits) => listTasks(api, { indexId: settings.indexId, page }, limits)),
    );
    for (const task of list?.rows ?? []) tasks.set(task.facts.video_id ?? task.taskId, task);
    const complete = items.every((item) => tasks.has(item.taskId));
    if (list === null || complete || page >= list.totalPages) break;
  }
  return tasks;
}

/**
 * Tasks that are under way but whose metadata cannot be read may be ours, from a run that was broken off: those that
 * carry the name of a wanted video are waited for until they can be read. Resolves with the items that came to light.
 */
export async function waitForHiddenTasks(
  context: Context,
  tasks: RecentTasks,
  shown: readonly IndexedAsset[],
  wantedNames: ReadonlySet<string>,
): Promise<readonly IndexedAsset[]> {
  const ids = new Set(shown.map(({ taskId }) => taskId));
  const open = [...tasks].flatMap(([videoId, task]) => (isEnded(task) || ids.has(videoId) ? [] : [task]));
  const items: IndexedAsset[] = [];
  for (const task of open) {
    if (task.filename !== null && !wantedNames.has(task.filename)) continue;
    const item = await waitForItem(context, task);
    if (item !== null) items.push(item);
  }
  return items;
}

function isEnded({ status }: IndexingState): boolean {
  return status === 'ready' || status === 'failed';
}

async function waitForItem(context: Context, first: IndexingState): Promise<IndexedAsset | null> {
  const { api, clock, deadline, cancellation, settings, tell } = context;
  for (let task = first, looks = 0; ; looks++) {
    const videoId = task.facts.video_id;
    const item =
      videoId &&
      (await whenThere(() =>
        patiently(context, (limits) => getIndexedAsset(api, settings.indexId ?? '', videoId, limits)),
      ));
    if (item) return item;
    if (isEnded(task)) return null;
    if (deadline.left() < HIDDEN_LOOK_MS || cancellation.signal.aborted) throw cannotTell(task);
    if (looks === 0)
      tell(`Task ${task.taskId} is under way and may be of an earlier run; waiting until it can be told.`);
    await clock.sleep(HIDDEN_LOOK_MS, cancellation.signal);
    task = await patiently(context, (limits) => getTask(api, task.taskId, limits));
  }
}

function cannotTell({ taskId }: IndexingState): PlatformError {
  return new PlatformError('no_answer', {
    code: 'task_unreadable',
    message: `Task ${taskId} is under way and may be of the same video, but cannot be told before it ends.`,
    hint: 'Run the workflow again later, or raise `timeout_minutes`.',
    class: 'platform',
  });
}

/** Null where the platform says that there is nothing to be read. */
async function whenThere<T>(read: () => Promise<T>): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    const gone = error instanceof PlatformError && !isPassing(error) && (error.status === 404 || error.status === 410);
    if (gone) return null;
    throw error;
  }
}
