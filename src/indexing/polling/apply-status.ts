import type { VideoFacts } from '../../model/result.ts';
import type { Ledger } from '../../model/video-store.ts';
import type { IndexingState } from '../../twelvelabs/indexing-state.ts';

/**
 * Enters what the platform says of a task; true when that is its end. Only `ready` and `failed` are: any other word,
 * known or not, means that it goes on.
 */
export function observe(ledger: Ledger, position: number, state: IndexingState): boolean {
  const entry = ledger.entries()[position];
  if (!entry) return false;
  ledger.update(position, {
    platformStatus: state.status,
    facts: mergeFacts(entry.facts, state.facts),
    name: entry.source.kind === 'task' ? (state.filename ?? entry.name) : entry.name,
    indexId: state.indexId ?? entry.indexId,
  });
  if (state.status !== 'ready' && state.status !== 'failed') return false;
  const wasReady = state.status === 'ready' && entry.source.kind === 'task' && entry.platformStatus === null;
  if (wasReady) ledger.settle(position, 'ready', null, state.readyAt);
  else ledger.settle(position, state.status, state.problem);
  return true;
}

/** What the platform said before stays, where it says nothing now. */
function mergeFacts(before: VideoFacts, now: VideoFacts): VideoFacts {
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
