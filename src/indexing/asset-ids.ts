import type { RunContext } from '../existing/run-context.ts';
import { PAGE_LIMIT } from '../http/pagination.ts';
import { createReadLimits } from '../http/request-limits.ts';
import type { VideoState } from '../model/video-store.ts';
import { ApiError } from '../twelvelabs/errors.ts';
import { getIndexedAsset, listIndexedAssets } from '../twelvelabs/indexed-assets.ts';

/**
 * Completes ready videos by the id of their asset, which tasks do not tell: one request for one video, one per 50 for
 * more. The videos are searchable without it, so that nothing depends on these requests.
 */
export async function addAssetIds(context: RunContext): Promise<void> {
  const missing = new Map<string, VideoState>();
  for (const entry of context.store.videos()) {
    const { status, metadata, indexId } = entry;
    if (status !== 'ready' || metadata.asset_id !== null || metadata.video_id === null || indexId === null) continue;
    missing.set(metadata.video_id, entry);
  }
  try {
    if (missing.size === 1) await addAssetId(context, missing);
    else if (missing.size > 1) await addAssetIdsFromList(context, missing);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    context.log.info(`The ids of the assets could not be read: ${error.message}`);
  }
}

async function addAssetId(context: RunContext, missing: ReadonlyMap<string, VideoState>): Promise<void> {
  for (const [videoId, { position, indexId }] of missing) {
    const { metadata } = await getIndexedAsset(context.api, indexId ?? '', videoId, createReadLimits(context));
    context.store.addMetadata(position, { asset_id: metadata.asset_id });
  }
}

async function addAssetIdsFromList(context: RunContext, missing: Map<string, VideoState>): Promise<void> {
  const pages = Math.ceil(missing.size / PAGE_LIMIT);
  const indexId = [...missing.values()][0]?.indexId ?? '';
  for (let page = 1; page <= pages && missing.size > 0; page++) {
    const list = await listIndexedAssets(context.api, indexId, { page, filter: {} }, createReadLimits(context));
    for (const { id: videoId, metadata } of list.rows) {
      const entry = missing.get(videoId);
      if (entry) context.store.addMetadata(entry.position, { asset_id: metadata.asset_id });
      missing.delete(videoId);
    }
    if (page >= list.totalPages) return;
  }
}
