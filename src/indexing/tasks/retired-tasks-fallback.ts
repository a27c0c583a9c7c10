import { findBySubmissionId } from '../../existing/find-by-submission-id.ts';
import type { RunContext } from '../../existing/run-context.ts';
import type { Page } from '../../http/pagination.ts';
import type { RequestLimits } from '../../http/request-limits.ts';
import { createErrorDetails } from '../../model/errors.ts';
import type { Log } from '../../model/log.ts';
import type { VideoState } from '../../model/video-store.ts';
import { ApiError, isRetiredEndpoint } from '../../twelvelabs/errors.ts';
import type { IndexedAsset } from '../../twelvelabs/indexed-assets.ts';
import { getIndexedAsset, listIndexedAssets } from '../../twelvelabs/indexed-assets.ts';
import type { IndexingState } from '../../twelvelabs/indexing-state.ts';
import type { StatusSource } from '../../twelvelabs/status-source.ts';

/** Whether the API still has tasks: TwelveLabs has announced that `/tasks` will be retired. */
export interface TasksAvailability {
  isRetired(): boolean;
  /** True if the error is that of a retired endpoint; the first one is logged. */
  noteError(error: ApiError): boolean;
}

/** `usesAssets`: whether videos that are not submitted yet are then submitted as assets. */
export function createTasksAvailability(usesAssets: boolean, log: Log): TasksAvailability {
  let isRetired = false;
  const consequence = usesAssets ? ', and further videos are submitted as assets' : '';
  return {
    isRetired: () => isRetired,
    noteError: (error) => {
      if (!isRetiredEndpoint(error)) return false;
      if (!isRetired)
        log.info(`TwelveLabs no longer has tasks. Submitted videos are polled in their index${consequence}.`);
      isRetired = true;
      return true;
    },
  };
}

/**
 * The status of tasks, even after their endpoint is retired: from then on it is the status of the videos that they
 * create, which remain in their indexes. Callers keep using task IDs; the store gets the video ID, which a later run
 * can use.
 */
export function createRetiredTasksFallback(
  context: RunContext,
  tasks: StatusSource,
  availability: TasksAvailability,
): StatusSource {
  const { api, store, settings } = context;
  /** The IDs that callers use, by position, of the videos whose ID in the store has been replaced. */
  const callerIds = new Map<number, string>();
  let isRetired = false;

  /** True if tasks are retired, of which `error` may be the first evidence. */
  const checkRetired = (error: unknown): boolean => {
    isRetired ||= error instanceof ApiError && availability.noteError(error);
    return isRetired;
  };

  const getCallerId = ({ position, remoteId }: VideoState): string | null => callerIds.get(position) ?? remoteId;

  /** Replaces the task ID in the store, once, by the video ID. */
  const replaceId = (video: VideoState, videoId: string): void => {
    if (video.remoteId === null || callerIds.has(video.position)) return;
    callerIds.set(video.position, video.remoteId);
    store.update(video.position, { remoteId: videoId, metadata: { ...video.metadata, video_id: videoId } });
  };

  const findItem = async (video: VideoState, limits: RequestLimits): Promise<IndexedAsset | null> => {
    const indexId = video.indexId ?? settings.indexId;
    if (indexId === null) return null;
    // The ID that the user entered may be that of a video.
    const videoId = video.metadata.video_id ?? (video.remoteIdKind === 'unknown' ? video.remoteId : null);
    if (videoId === null) {
      return video.submissionId === null ? null : findBySubmissionId(context, indexId, video.submissionId);
    }
    if (video.metadata.video_id !== null) replaceId(video, videoId);
    try {
      return await getIndexedAsset(api, indexId, videoId, limits);
    } catch (error) {
      // Whether a video can be read before it is ready is not documented.
      if (error instanceof ApiError && error.status === 404) return null;
      throw error;
    }
  };

  const getFromIndex = async (id: string, limits: RequestLimits): Promise<IndexingState> => {
    const video = store.videos().find((each) => getCallerId(each) === id);
    const item = video ? await findItem(video, limits) : null;
    if (video && item) {
      replaceId(video, item.id);
      return { ...item, id };
    }
    const exists = video !== undefined && (video.source.kind !== 'task' || video.platformStatus !== null);
    if (!exists) throw new ApiError('error_response', createErrorDetails('tasks_retired'), { status: 404 });
    return toUnchangedState(video, id);
  };

  const listFromIndex = async (page: number, limits: RequestLimits): Promise<Page<IndexingState>> => {
    const { indexId } = settings;
    if (indexId === null) throw new ApiError('error_response', createErrorDetails('tasks_retired'), { status: 404 });
    const items = await listIndexedAssets(api, indexId, { page, filter: {} }, limits);
    const open = store
      .videos()
      .filter(({ phase, remoteIdKind }) => phase === 'open' && remoteIdKind !== 'indexed_asset');
    const byVideoId = new Map(open.map((video) => [video.metadata.video_id ?? video.remoteId, video]));
    const rows = items.rows.map((item) => {
      const video = byVideoId.get(item.id);
      if (video === undefined) return item;
      replaceId(video, item.id);
      return { ...item, id: getCallerId(video) ?? item.id };
    });
    return { ...items, rows };
  };

  const get: StatusSource['get'] = async (id, limits) => {
    try {
      if (!isRetired) return await tasks.get(id, limits);
    } catch (error) {
      if (!(error instanceof ApiError && isRetiredEndpoint(error))) throw error;
      // 410 may concern this task only; the list concerns all tasks.
      await tasks.list(1, limits).catch((listError) => checkRetired(listError) || Promise.reject(listError));
      if (!isRetired) throw error;
    }
    return getFromIndex(id, limits);
  };

  const list: StatusSource['list'] = async (page, limits) => {
    try {
      if (!isRetired) return await tasks.list(page, limits);
    } catch (error) {
      if (!checkRetired(error)) throw error;
    }
    return listFromIndex(page, limits);
  };

  return { get, list };
}

/** The last known state of a video that the index does not list yet. */
function toUnchangedState({ indexId, metadata, platformStatus }: VideoState, id: string): IndexingState {
  const status = platformStatus ?? 'indexing';
  return { id, indexId, status, metadata, filename: null, createdAt: null, readyAt: null, error: null };
}
