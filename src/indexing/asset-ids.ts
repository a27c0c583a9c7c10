import type { Context } from '../existing/run-context.ts';
import { PAGE_LIMIT } from '../http/pagination.ts';
import { readLimits } from '../http/request-limits.ts';
import type { Entry } from '../model/video-store.ts';
import { PlatformError } from '../twelvelabs/errors.ts';
import { getIndexedAsset, listIndexedAssets } from '../twelvelabs/indexed-assets.ts';

/**
 * Completes ready videos by the id of their asset, which tasks do not tell: one request for one video, one per 50 for
 * more. The videos are searchable without it, so that nothing depends on these requests.
 */
export async function fillAssetIds(context: Context): Promise<void> {
  const missing = new Map<string, Entry>();
  for (const entry of context.ledger.entries()) {
    const { status, facts, indexId } = entry;
    if (status !== 'ready' || facts.asset_id !== null || facts.video_id === null || indexId === null) continue;
    missing.set(facts.video_id, entry);
  }
  try {
    if (missing.size === 1) await fillOne(context, missing);
    else if (missing.size > 1) await fillMany(context, missing);
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    context.tell(`The ids of the assets could not be read: ${error.message}`);
  }
}

async function fillOne(context: Context, missing: ReadonlyMap<string, Entry>): Promise<void> {
  for (const [videoId, { position, indexId }] of missing) {
    const { facts } = await getIndexedAsset(context.api, indexId ?? '', videoId, readLimits(context));
    context.ledger.complete(position, { asset_id: facts.asset_id });
  }
}

async function fillMany(context: Context, missing: Map<string, Entry>): Promise<void> {
  const pages = Math.ceil(missing.size / PAGE_LIMIT);
  const indexId = [...missing.values()][0]?.indexId ?? '';
  for (let page = 1; page <= pages && missing.size > 0; page++) {
    const list = await listIndexedAssets(context.api, indexId, { page, filter: {} }, readLimits(context));
    for (const { taskId: videoId, facts } of list.rows) {
      const entry = missing.get(videoId);
      if (entry) context.ledger.complete(entry.position, { asset_id: facts.asset_id });
      missing.delete(videoId);
    }
    if (page >= list.totalPages) return;
  }
}
