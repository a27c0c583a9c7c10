import type { VideoMetadata } from '../../model/result.ts';
import type { VideoStore } from '../../model/video-store.ts';
import type { IndexingState } from '../../twelvelabs/indexing-state.ts';

/**
 * Enters what the platform says of a task; true when that is its end. Only `ready` and `failed` are: any other word,
 * known or not, means that it goes on.
 */
export function applyStatus(store: VideoStore, position: number, state: IndexingState): boolean {
  const entry = store.videos()[position];
  if (!entry) return false;
  store.update(position, {
    platformStatus: state.status,
    metadata: mergeMetadata(entry.metadata, state.metadata),
    name: entry.source.kind === 'task' ? (state.filename ?? entry.name) : entry.name,
    indexId: state.indexId ?? entry.indexId,
  });
  if (state.status !== 'ready' && state.status !== 'failed') return false;
  const wasReady = state.status === 'ready' && entry.source.kind === 'task' && entry.platformStatus === null;
  if (wasReady) store.finish(position, 'ready', null, state.readyAt);
  else store.finish(position, state.status, state.error);
  return true;
}

/** What the platform said before stays, where it says nothing now. */
function mergeMetadata(before: VideoMetadata, now: VideoMetadata): VideoMetadata {
  return {
    video_id: now.video_id ?? before.video_id,
    asset_id: now.asset_id ?? before.asset_id,
    duration: now.duration ?? before.duration,
    width: now.width ?? before.width,
    height: now.height ?? before.height,
    size: now.size ?? before.size,
    hls_url: now.hls_url ?? before.hls_url,
    thumbnail_url: now.thumbnail_url ?? before.thumbnail_url,
  };
}
