import type { Page } from '../http/pagination.ts';
import { paginate } from '../http/pagination.ts';
import type { VideoState } from '../model/video-store.ts';
import { ApiError, isRetiredEndpoint } from '../twelvelabs/errors.ts';
import type { IndexedAsset } from '../twelvelabs/indexed-assets.ts';
import { getIndexedAsset } from '../twelvelabs/indexed-assets.ts';
import type { IndexingState } from '../twelvelabs/indexing-state.ts';
import { retryWhileTransient } from '../twelvelabs/retry.ts';
import { getTask, listTasks } from '../twelvelabs/tasks.ts';
import { decodeUrlText } from '../util/url.ts';
import type { RunContext } from './run-context.ts';

/** The newest tasks of the index, by the id of their video. */
export type RecentTasks = ReadonlyMap<string, IndexingState>;

const UNLISTED_POLL_MS = 5_000;

/**
 * Reads the 50 newest tasks, and older ones, page by page, as long as some are under way: they give the task ids of
 * items, the reasons of failures, and whatever is under way but not shown among the items of the index. To be read
 * before the items: what is still under way here, and not shown there, is hidden. Empty where the platform has no tasks
 * any more.
 */
export async function readRecentTasks(context: RunContext): Promise<RecentTasks> {
  const tasks = new Map<string, IndexingState>();
  for await (const { rows } of paginate((page) => readPage(context, page, {}))) {
    for (const task of rows) tasks.set(task.metadata.video_id ?? task.id, task);
    if (rows.every(isEnded)) break;
  }
  return tasks;
}

/** The tasks, and that of `item`, asked for by its file name if it is older: for an item whose task id is an output. */
export async function addTaskOfItem(
  context: RunContext,
  tasks: RecentTasks,
  item: IndexedAsset | null,
): Promise<RecentTasks> {
  if (item === null || item.filename === null || tasks.has(item.id)) return tasks;
  const { rows } = await readPage(context, 1, { filename: item.filename });
  return new Map([...tasks, ...rows.map((task) => [task.metadata.video_id ?? task.id, task] as const)]);
}

async function readPage(
  context: RunContext,
  page: number,
  filter: { filename?: string },
): Promise<Page<IndexingState>> {
  const query = { indexId: context.settings.indexId, page, ...filter };
  const list = await readIfPresent(() =>
    retryWhileTransient(context, (limits) => listTasks(context.api, query, limits)),
  );
  return list ?? { rows: [], totalPages: 1 };
}

/**
 * Finds what is under way, or has failed, of the `missing` videos but is not `shown` among the items of the index. Tasks
 * under way whose metadata cannot be read, and that carry the name of a missing video, may be of it, from a run that was
 * broken off: they are waited for until they can be read. Those of other names are read once, unless `byNameOnly`.
 */
export async function findUnlistedVideos(
  context: RunContext,
  tasks: RecentTasks,
  shown: readonly IndexedAsset[],
  { missing, byNameOnly }: { readonly missing: readonly VideoState[]; readonly byNameOnly: boolean },
): Promise<readonly IndexedAsset[]> {
  if (missing.length === 0) return [];
  const ids = new Set(shown.map(({ id }) => id));
  const names = new Set(missing.flatMap(getPossibleNames));
  const items: IndexedAsset[] = [];
  for (const [videoId, task] of tasks) {
    const mayBeOurs = task.filename === null || names.has(task.filename);
    if (task.status === 'ready' || ids.has(videoId)) continue;
    if (!mayBeOurs && (byNameOnly || isEnded(task))) continue;
    if (context.store.videos().some(({ remoteId }) => remoteId === task.id)) continue;
    const item = mayBeOurs ? await waitForItem(context, task) : await readItem(context, task);
    if (item !== null) items.push(item);
  }
  return items;
}

/** What the platform may call a video: nobody has written down how it names what it fetches. */
function getPossibleNames({ source, name }: VideoState): readonly string[] {
  if (source.kind !== 'url') return [name];
  const last = URL.parse(source.url)?.pathname.split('/').at(-1) ?? '';
  return [name, last, decodeUrlText(last)];
}

function isEnded({ status }: IndexingState): boolean {
  return status === 'ready' || status === 'failed';
}

/** Null where it cannot be read (yet). */
async function readItem(context: RunContext, { metadata }: IndexingState): Promise<IndexedAsset | null> {
  const { video_id: videoId } = metadata;
  if (videoId === null) return null;
  const indexId = context.settings.indexId ?? '';
  return readIfPresent(() =>
    retryWhileTransient(context, (limits) => getIndexedAsset(context.api, indexId, videoId, limits)),
  );
}

async function waitForItem(context: RunContext, first: IndexingState): Promise<IndexedAsset | null> {
  const { api, clock, deadline, cancellation, log } = context;
  for (let task = first, looks = 0; ; looks++) {
    const item = await readItem(context, task);
    if (item) return item;
    if (isEnded(task)) return null;
    if (deadline.remainingMs() < UNLISTED_POLL_MS || cancellation.signal.aborted) throw createUnreadableTaskError(task);
    if (looks === 0)
      log.info(`Task ${task.id} is under way and may be of an earlier run; waiting until it can be told.`);
    await clock.sleep(UNLISTED_POLL_MS, cancellation.signal);
    // A new task may be unknown to other parts of the platform for a while.
    task = (await readIfPresent(() => retryWhileTransient(context, (limits) => getTask(api, task.id, limits)))) ?? task;
  }
}

function createUnreadableTaskError({ id }: IndexingState): ApiError {
  return new ApiError('no_response', {
    code: 'task_unreadable',
    message: `Task ${id} is under way and may be of the same video, but cannot be told before it ends.`,
    hint: 'Run the workflow again later, or raise `timeout_minutes`.',
    class: 'platform',
  });
}

/** Null where the platform says that there is nothing to be read. */
async function readIfPresent<T>(read: () => Promise<T>): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof ApiError && (isRetiredEndpoint(error) || error.status === 404)) return null;
    throw error;
  }
}
