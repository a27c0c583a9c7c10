import type { Page } from '../http/pagination.ts';
import { paginate } from '../http/pagination.ts';
import type { VideoState } from '../model/video-store.ts';
import { ApiError, isRetiredEndpoint } from '../twelvelabs/errors.ts';
import type { IndexedAsset } from '../twelvelabs/indexed-assets.ts';
import { getIndexedAsset } from '../twelvelabs/indexed-assets.ts';
import type { IndexingState } from '../twelvelabs/indexing-state.ts';
import { retryWhileTransient } from '../twelvelabs/retry.ts';
import { getTask, listTasks } from '../twelvelabs/tasks.ts';
import { inParallel, mapInTurns } from '../util/concurrency.ts';
import { isEnded } from './metadata-query.ts';
import type { RunContext } from './run-context.ts';

/** The newest tasks of the index, by the ID of their video. */
export type RecentTasks = ReadonlyMap<string, IndexingState>;

const UNLISTED_POLL_MS = 5_000;
/** Maximum number of videos of tasks in progress that are read concurrently; there may be hundreds. */
const READ_CONCURRENCY = 16;

/**
 * Reads the 50 newest tasks, and older pages while some of their tasks are in progress. They contain the task IDs of
 * items, the reasons of failures, and submissions that are not in the list of items. They must be read before the
 * items: a task that is in progress here and whose item is missing there is unlisted. Empty if the API no longer has
 * tasks.
 */
export async function readRecentTasks(context: RunContext): Promise<RecentTasks> {
  const tasks = new Map<string, IndexingState>();
  for await (const { rows } of paginate((page) => readPage(context, page, {}))) {
    for (const task of rows) tasks.set(task.metadata.video_id ?? task.id, task);
    if (rows.every(isEnded)) break;
  }
  return tasks;
}

/** The tasks, and older ones of `items`, each requested by the file name of its item. */
export async function addTasksOfItems(
  context: RunContext,
  tasks: RecentTasks,
  items: readonly IndexedAsset[],
): Promise<RecentTasks> {
  const names = items.flatMap(({ id, filename }) => (filename === null || tasks.has(id) ? [] : [filename]));
  const pages = await Promise.all([...new Set(names)].map((filename) => readPage(context, 1, { filename })));
  const older = pages.flatMap(({ rows }) => rows.map((task) => [task.metadata.video_id ?? task.id, task] as const));
  return new Map([...tasks, ...older]);
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
 * Finds items of the `missing` videos that are in progress or failed but not `listed` in the index. A task in progress
 * with the file name of a missing video may belong to it, for example from a run that was killed: if its metadata
 * cannot be read yet, this waits until it can. Tasks with other names are read once, or not at all if `byNameOnly`.
 */
export async function findUnlistedVideos(
  context: RunContext,
  tasks: RecentTasks,
  listed: readonly IndexedAsset[],
  { missing, byNameOnly }: { readonly missing: readonly VideoState[]; readonly byNameOnly: boolean },
): Promise<readonly IndexedAsset[]> {
  const unready = [...tasks].filter(([, { status }]) => status !== 'ready');
  if (missing.length === 0 || unready.length === 0) return [];
  const ids = new Set(listed.map(({ id }) => id));
  const names = new Set((await mapInTurns(missing, getPossibleNames)).flat());
  const known = new Set(context.store.videos().map(({ remoteId }) => remoteId));
  const mayBeOurs = (task: IndexingState): boolean => task.filename === null || names.has(task.filename);
  const candidates = unready.flatMap(([videoId, task]) => {
    if (ids.has(videoId) || known.has(task.id)) return [];
    return mayBeOurs(task) || !(byNameOnly || isEnded(task)) ? [task] : [];
  });
  const items: IndexedAsset[] = [];
  await inParallel(READ_CONCURRENCY, candidates, async (task) => {
    const item = mayBeOurs(task) ? await waitForItem(context, task) : await readItem(context, task);
    if (item !== null) items.push(item);
  });
  return items;
}

/** Possible file names of a video. How TwelveLabs names a video that it downloads is not documented. */
function getPossibleNames({ source, name }: VideoState): readonly string[] {
  if (source.kind === 'object') {
    const last = source.objectKey.split('/').at(-1) ?? '';
    return [name, last, encodeURIComponent(last)];
  }
  if (source.kind !== 'url') return [name];
  const last = URL.parse(source.url)?.pathname.split('/').at(-1) ?? '';
  return [name, last, decodeUrlText(last)];
}

function decodeUrlText(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Null if it cannot be read (yet). */
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
  for (let task = first, polls = 0; ; polls++) {
    const item = await readItem(context, task);
    if (item) return item;
    if (isEnded(task)) return null;
    if (deadline.remainingMs() < UNLISTED_POLL_MS || cancellation.signal.aborted) throw createUnreadableTaskError(task);
    if (polls === 0)
      log.info(`Task ${task.id} may belong to one of the videos but cannot be read yet. Waiting for it.`);
    await clock.sleep(UNLISTED_POLL_MS, cancellation.signal);
    // A new task may return 404 for a while.
    task = (await readIfPresent(() => retryWhileTransient(context, (limits) => getTask(api, task.id, limits)))) ?? task;
  }
}

function createUnreadableTaskError({ id }: IndexingState): ApiError {
  return new ApiError('no_response', {
    code: 'task_unreadable',
    message: `Task ${id} may belong to the same video, but cannot be read before it ends.`,
    hint: 'Run the workflow again later, or raise `timeout_minutes`.',
    class: 'platform',
  });
}

/** Null for 404 and for a retired endpoint. */
async function readIfPresent<T>(read: () => Promise<T>): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof ApiError && (isRetiredEndpoint(error) || error.status === 404)) return null;
    throw error;
  }
}
