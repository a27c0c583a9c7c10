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
  const add = ({ id, metadata }: IndexedAsset): void => {
    const video = missing.get(id);
    if (video) context.store.addMetadata(video.position, { asset_id: metadata.asset_id });
    missing.delete(id);
  };
  const indexId = [...missing.values()][0]?.indexId ?? '';
  // As many pages as the videos would fill.
  let pagesLeft = Math.ceil(missing.size / PAGE_LIMIT);
  try {
    if (missing.size === 0) return;
    if (missing.size === 1) {
      for (const id of missing.keys()) add(await getIndexedAsset(context.api, indexId, id, createReadLimits(context)));
      return;
    }
    const readPage = (page: number): Promise<Page<IndexedAsset>> =>
      listIndexedAssets(context.api, indexId, { page }, createReadLimits(context));
    for await (const { rows } of paginate(readPage)) {
      for (const row of rows) add(row);
      pagesLeft -= 1;
      if (pagesLeft === 0 || missing.size === 0) return;
    }
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    context.log.info(`Could not read the asset IDs: ${error.message}`);
  }
}
