import { findMarked } from '../../existing/find-by-submission-id.ts';
import type { Context } from '../../existing/run-context.ts';
import type { Page } from '../../http/pagination.ts';
import type { Limits } from '../../http/request-limits.ts';
import type { Entry } from '../../model/video-store.ts';
import { isGone, PlatformError } from '../../twelvelabs/errors.ts';
import type { IndexedAsset } from '../../twelvelabs/indexed-assets.ts';
import { getIndexedAsset, listIndexedAssets } from '../../twelvelabs/indexed-assets.ts';
import type { IndexingState } from '../../twelvelabs/indexing-state.ts';
import type { Endpoint } from '../../twelvelabs/status-source.ts';
import { tasksRetired } from '../errors.ts';
import type { Retirement } from './tasks-availability.ts';

/**
 * Tasks that outlive their endpoint: read there as long as the platform has it, and after that as the videos that they
 * make, which stay in their indexes. Whoever asks goes on asking by the id of the task; the ledger is given the id of
 * the video, by which a later run can go on.
 */
export function createLastingTasks(context: Context, tasks: Endpoint, retirement: Retirement): Endpoint {
  const { api, ledger, settings } = context;
  /** The ids that are asked by, by position, of those that have another in the ledger now. */
  const askedBy = new Map<number, string>();
  let gone = false;

  /** True if there are no tasks any more, which `error` may be the first to say. */
  const learn = (error: unknown): boolean => {
    gone ||= error instanceof PlatformError && retirement.learn(error);
    return gone;
  };

  const idOf = ({ position, taskId }: Entry): string | null => askedBy.get(position) ?? taskId;

  /** Notes the video of a task; what is known does not change any more. */
  const move = (entry: Entry, videoId: string): void => {
    if (entry.taskId === null || askedBy.has(entry.position)) return;
    askedBy.set(entry.position, entry.taskId);
    ledger.update(entry.position, { taskId: videoId, facts: { ...entry.facts, video_id: videoId } });
  };

  const itemOf = async (entry: Entry, limits: Limits): Promise<IndexedAsset | null> => {
    const indexId = entry.indexId ?? settings.indexId;
    if (indexId === null) return null;
    // What the user gave may be the id of a video itself.
    const videoId = entry.facts.video_id ?? (entry.watchedAs === 'given' ? entry.taskId : null);
    if (videoId === null) return entry.submissionId === null ? null : findMarked(context, indexId, entry.submissionId);
    if (entry.facts.video_id !== null) move(entry, videoId);
    try {
      return await getIndexedAsset(api, indexId, videoId, limits);
    } catch (error) {
      // Whether a video can be read before it is ready is not documented.
      if (error instanceof PlatformError && error.status === 404) return null;
      throw error;
    }
  };

  const readItem = async (id: string, limits: Limits): Promise<IndexingState> => {
    const entry = ledger.entries().find((one) => idOf(one) === id);
    const item = entry ? await itemOf(entry, limits) : null;
    if (entry && item) {
      move(entry, item.taskId);
      return { ...item, taskId: id };
    }
    const wasThere = entry !== undefined && (entry.source.kind !== 'task' || entry.platformStatus !== null);
    if (!wasThere) throw new PlatformError('refused', tasksRetired(), { status: 404 });
    return unchanged(entry, id);
  };

  const readItems = async (page: number, limits: Limits): Promise<Page<IndexingState>> => {
    const { indexId } = settings;
    if (indexId === null) throw new PlatformError('refused', tasksRetired(), { status: 404 });
    const items = await listIndexedAssets(api, indexId, { page, filter: {} }, limits);
    const open = ledger.entries().filter(({ phase, watchedAs }) => phase === 'open' && watchedAs !== 'asset');
    const byVideo = new Map(open.map((entry) => [entry.facts.video_id ?? entry.taskId, entry]));
    const rows = items.rows.map((item) => {
      const entry = byVideo.get(item.taskId);
      if (entry === undefined) return item;
      move(entry, item.taskId);
      return { ...item, taskId: idOf(entry) ?? item.taskId };
    });
    return { ...items, rows };
  };

  const get: Endpoint['get'] = async (id, limits) => {
    try {
      if (!gone) return await tasks.get(id, limits);
    } catch (error) {
      if (!(error instanceof PlatformError && isGone(error))) throw error;
      // 410 may be about this task; the list is about all of them.
      await tasks.list(1, limits).catch((listError) => learn(listError) || Promise.reject(listError));
      if (!gone) throw error;
    }
    return readItem(id, limits);
  };

  const list: Endpoint['list'] = async (page, limits) => {
    try {
      if (!gone) return await tasks.list(page, limits);
    } catch (error) {
      if (!learn(error)) throw error;
    }
    return readItems(page, limits);
  };

  return { get, list };
}

/** The state of a video that does not show yet: as it was when it was last seen. */
function unchanged({ indexId, facts, platformStatus }: Entry, taskId: string): IndexingState {
  const status = platformStatus ?? 'indexing';
  return { taskId, indexId, status, facts, filename: null, createdAt: null, readyAt: null, problem: null };
}
