import type { RunContext } from '../existing/run-context.ts';
import type { Page } from '../http/pagination.ts';
import { PAGE_LIMIT, paginate } from '../http/pagination.ts';
import { createReadLimits } from '../http/request-limits.ts';
import type { VideoState } from '../model/video-store.ts';
import { ApiError } from '../twelvelabs/errors.ts';
import type { IndexedAsset } from '../twelvelabs/indexed-assets.ts';
import { getIndexedAsset, listIndexedAssets } from '../twelvelabs/indexed-assets.ts';

/**
 * Adds the asset IDs of ready videos, which tasks do not contain: with one request for one video, and one per 50 for
 * more. The videos are searchable without it, so that a failure is only logged.
 */
export async function addAssetIds(context: RunContext): Promise<void> {
  const missing = new Map<string, VideoState>();
  for (const video of context.store.videos()) {
    const { status, metadata, indexId } = video;
    if (status !== 'ready' || metadata.asset_id !== null || metadata.video_id === null || indexId === null) continue;
    missing.set(metadata.video_id, video);
  }
  try {
    if (missing.size === 1) await addAssetId(context, missing);
    else if (missing.size > 1) await addAssetIdsFromList(context, missing);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    context.log.info(`Could not read the asset IDs: ${error.message}`);
  }
}

async function addAssetId(context: RunContext, missing: ReadonlyMap<string, VideoState>): Promise<void> {
  for (const [videoId, { position, indexId }] of missing) {
    const { metadata } = await getIndexedAsset(context.api, indexId ?? '', videoId, createReadLimits(context));
    context.store.addMetadata(position, { asset_id: metadata.asset_id });
  }
}

async function addAssetIdsFromList(context: RunContext, missing: Map<string, VideoState>): Promise<void> {
  // As many pages as the videos would fill.
  let pagesLeft = Math.ceil(missing.size / PAGE_LIMIT);
  const indexId = [...missing.values()][0]?.indexId ?? '';
  const readPage = (page: number): Promise<Page<IndexedAsset>> =>
    listIndexedAssets(context.api, indexId, { page, filter: {} }, createReadLimits(context));
  for await (const { rows } of paginate(readPage)) {
    for (const { id: videoId, metadata } of rows) {
      const video = missing.get(videoId);
      if (video) context.store.addMetadata(video.position, { asset_id: metadata.asset_id });
      missing.delete(videoId);
    }
    pagesLeft -= 1;
    if (pagesLeft === 0 || missing.size === 0) return;
  }
}
