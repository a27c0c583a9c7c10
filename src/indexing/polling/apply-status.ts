import type { VideoMetadata } from '../../model/result.ts';
import type { VideoStore } from '../../model/video-store.ts';
import type { IndexingState } from '../../twelvelabs/indexing-state.ts';
import { explainFailure } from '../errors.ts';

/**
 * Stores the status of a task or indexed asset; true if it is final. Only `ready` and `failed` are final: any other
 * status, known or not, means that indexing continues.
 */
export function applyStatus(store: VideoStore, position: number, state: IndexingState): boolean {
  const video = store.videos()[position];
  if (!video) return false;
  const isExisting = video.source.kind === 'task';
  store.update(position, {
    platformStatus: state.status,
    metadata: mergeMetadata(video.metadata, state.metadata),
    name: isExisting ? (state.filename ?? video.name) : video.name,
    indexId: state.indexId ?? video.indexId,
  });
  if (state.status !== 'ready' && state.status !== 'failed') return false;
  const wasReady = state.status === 'ready' && isExisting && video.platformStatus === null;
  if (wasReady) store.finish(position, 'ready', null, state.readyAt);
  else store.finish(position, state.status, explainFailure(state.error, video.inspectionError));
  return true;
}

/** Keeps earlier values where the API returns none now. */
function mergeMetadata(before: VideoMetadata, now: VideoMetadata): VideoMetadata {
  return { ...before, ...Object.fromEntries(Object.entries(now).filter(([, value]) => value !== null)) };
}
