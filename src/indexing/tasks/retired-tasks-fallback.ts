import { findBySubmissionId } from '../../existing/find-by-submission-id.ts';
import type { RunContext } from '../../existing/run-context.ts';
import type { Page } from '../../http/pagination.ts';
import type { RequestLimits } from '../../http/request-limits.ts';
import { createErrorDetails } from '../../model/errors.ts';
import type { VideoState } from '../../model/video-store.ts';
import { ApiError, isRetiredEndpoint } from '../../twelvelabs/errors.ts';
import type { IndexedAsset } from '../../twelvelabs/indexed-assets.ts';
import { getIndexedAsset, listIndexedAssets } from '../../twelvelabs/indexed-assets.ts';
import type { IndexingState } from '../../twelvelabs/indexing-state.ts';
import type { StatusSource } from '../../twelvelabs/status-source.ts';
import type { TasksAvailability } from './tasks-availability.ts';

/**
 * Tasks that outlive their endpoint: read there as long as the platform has it, and after that as the videos that they
 * make, which stay in their indexes. Whoever asks goes on asking by the id of the task; the store is given the id of
 * the video, by which a later run can go on.
 */
export function createRetiredTasksFallback(
  context: RunContext,
  tasks: StatusSource,
  retirement: TasksAvailability,
): StatusSource {
  const { api, store, settings } = context;
  /** The ids that are asked by, by position, of those that have another in the store now. */
  const askedBy = new Map<number, string>();
  let gone = false;

  /** True if there are no tasks any more, which `error` may be the first to say. */
  const learn = (error: unknown): boolean => {
    gone ||= error instanceof ApiError && retirement.noteError(error);
    return gone;
  };

  const idOf = ({ position, remoteId }: VideoState): string | null => askedBy.get(position) ?? remoteId;

  /** Notes the video of a task; what is known does not change any more. */
  const move = (entry: VideoState, videoId: string): void => {
    if (entry.remoteId === null || askedBy.has(entry.position)) return;
    askedBy.set(entry.position, entry.remoteId);
    store.update(entry.position, { remoteId: videoId, metadata: { ...entry.metadata, video_id: videoId } });
  };

  const itemOf = async (entry: VideoState, limits: RequestLimits): Promise<IndexedAsset | null> => {
    const indexId = entry.indexId ?? settings.indexId;
    if (indexId === null) return null;
    // What the user gave may be the id of a video itself.
    const videoId = entry.metadata.video_id ?? (entry.remoteIdKind === 'unknown' ? entry.remoteId : null);
    if (videoId === null)
      return entry.submissionId === null ? null : findBySubmissionId(context, indexId, entry.submissionId);
    if (entry.metadata.video_id !== null) move(entry, videoId);
    try {
      return await getIndexedAsset(api, indexId, videoId, limits);
    } catch (error) {
      // Whether a video can be read before it is ready is not documented.
      if (error instanceof ApiError && error.status === 404) return null;
      throw error;
    }
  };

  const readItem = async (id: string, limits: RequestLimits): Promise<IndexingState> => {
    const entry = store.videos().find((one) => idOf(one) === id);
    const item = entry ? await itemOf(entry, limits) : null;
    if (entry && item) {
      move(entry, item.id);
      return { ...item, id };
    }
    const wasThere = entry !== undefined && (entry.source.kind !== 'task' || entry.platformStatus !== null);
    if (!wasThere) throw new ApiError('error_response', createErrorDetails('tasks_retired'), { status: 404 });
    return toUnchangedState(entry, id);
  };

  const readItems = async (page: number, limits: RequestLimits): Promise<Page<IndexingState>> => {
    const { indexId } = settings;
    if (indexId === null) throw new ApiError('error_response', createErrorDetails('tasks_retired'), { status: 404 });
    const items = await listIndexedAssets(api, indexId, { page, filter: {} }, limits);
    const open = store
      .videos()
      .filter(({ phase, remoteIdKind }) => phase === 'open' && remoteIdKind !== 'indexed_asset');
    const byVideo = new Map(open.map((entry) => [entry.metadata.video_id ?? entry.remoteId, entry]));
    const rows = items.rows.map((item) => {
      const entry = byVideo.get(item.id);
      if (entry === undefined) return item;
      move(entry, item.id);
      return { ...item, id: idOf(entry) ?? item.id };
    });
    return { ...items, rows };
  };

  const get: StatusSource['get'] = async (id, limits) => {
    try {
      if (!gone) return await tasks.get(id, limits);
    } catch (error) {
      if (!(error instanceof ApiError && isRetiredEndpoint(error))) throw error;
      // 410 may be about this task; the list is about all of them.
      await tasks.list(1, limits).catch((listError) => learn(listError) || Promise.reject(listError));
      if (!gone) throw error;
    }
    return readItem(id, limits);
  };

  const list: StatusSource['list'] = async (page, limits) => {
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
function toUnchangedState({ indexId, metadata, platformStatus }: VideoState, id: string): IndexingState {
  const status = platformStatus ?? 'indexing';
  return { id, indexId, status, metadata, filename: null, createdAt: null, readyAt: null, error: null };
}
