import { isGone, PlatformError } from '../platform/errors.ts';
import type { IndexedAsset } from '../platform/indexed-assets.ts';
import { getIndexedAsset } from '../platform/indexed-assets.ts';
import type { IndexingState } from '../platform/state.ts';
import { getTask, listTasks } from '../platform/tasks.ts';
import type { Context } from './context.ts';
import { patiently } from './patiently.ts';

/** The newest tasks of the index, by the id of their video. */
export type RecentTasks = ReadonlyMap<string, IndexingState>;

const HIDDEN_LOOK_MS = 5_000;

/**
 * Reads the 50 newest tasks: they give the task ids of items, the reasons of failures, and whatever is under way but
 * not shown among the items of the index. The task of `first`, whose id is an output, is asked for by its file name if
 * it is older. Empty where the platform has no tasks any more.
 */
export async function readRecentTasks(context: Context, first: IndexedAsset | null): Promise<RecentTasks> {
  const tasks = new Map<string, IndexingState>();
  const read = async (filter: { filename?: string }): Promise<void> => {
    const query = { indexId: context.settings.indexId, page: 1, ...filter };
    const list = await whenThere(() => patiently(context, (limits) => listTasks(context.api, query, limits)));
    for (const task of list?.rows ?? []) tasks.set(task.facts.video_id ?? task.taskId, task);
  };
  await read({});
  if (first !== null && first.filename !== null && !tasks.has(first.taskId)) await read({ filename: first.filename });
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
    task = (await whenThere(() => patiently(context, (limits) => getTask(api, task.taskId, limits)))) ?? task;
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
    if (error instanceof PlatformError && (isGone(error) || error.status === 404)) return null;
    throw error;
  }
}
