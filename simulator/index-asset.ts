import { jsonReply, type Reply } from './api.ts';
import { ApiError, invalid, notFound } from './errors.ts';
import type { FetchedVideo } from './fetch-video.ts';
import { isId } from './ids.ts';
import { getModelLimits, judgeVideo } from './media-rules.ts';
import type { Asset, IndexRecord, Video } from './models.ts';
import type { Platform } from './platform.ts';
import { checkQuota, checkRoom, startIndexing } from './quota.ts';
import {
  booleanMember,
  findIndex,
  pathId,
  type RequestContext,
  rejectUnknownNames,
  requireJson,
  textMember,
} from './request-context.ts';
import { checkUserMetadata } from './user-metadata.ts';

/**
 * `POST /indexes/:id/indexed-assets`: puts a ready asset into an index (documented: 202, streaming off by default,
 * metadata as an object). From there on it is the same as a task. Its metadata is its own, not the asset's.
 */
export function createIndexedAsset(platform: Platform, context: RequestContext): Reply {
  const index = findIndex(platform, pathId(platform, context, 'index_id'));
  const body = requireJson(context.body);
  rejectUnknownNames(platform, Object.keys(body), ['asset_id', 'enable_video_stream', 'user_metadata']);
  const { asset, facts } = readyAsset(platform, textMember(body, 'asset_id'));
  const stream = booleanMember(body, 'enable_video_stream', false);
  const userMetadata = checkUserMetadata(body['user_metadata'] === undefined ? {} : body['user_metadata']);
  const existing = [...asset.videos].find((video) => video.index === index && video.status !== 'failed');
  if (existing !== undefined && platform.options.sameAssetTwice === 'same') return accepted(context, existing);
  if (existing !== undefined && platform.options.sameAssetTwice === 'conflict') {
    throw new ApiError(409, 'conflict', `The asset is in the index already, as ${existing.id}.`);
  }
  checkQuota(platform, index);
  const verdict = judge(index, asset, facts);
  if (platform.options.fetchOn === 'create') {
    if (verdict.kind === 'fault') throw new ApiError(400, verdict.fault.code, verdict.fault.message);
    checkRoom(platform, index, verdict.facts.duration);
  }
  const id = platform.newId();
  const { filename, url } = asset;
  const createdAt = platform.times.now();
  platform.pipeline.enter();
  const fresh = { id, asset, index, url, stream, userMetadata, createdAt, filename, status: 'pending' };
  const { video } = platform.store.addTask(id, fresh, 'assets');
  startIndexing(platform, video, verdict);
  return accepted(context, video);
}

function accepted(context: RequestContext, { id, asset, index }: Video): Reply {
  const location = `/v${context.version}/indexes/${index.id}/indexed-assets/${id}`;
  return jsonReply(202, { _id: id, asset_id: asset.id }, { location });
}

/** An asset that is not ready is a 400 (documented; the code is a guess). */
function readyAsset(platform: Platform, id: string): { asset: Asset; facts: NonNullable<Asset['facts']> } {
  if (!isId(id)) throw invalid('asset_id', 'It must be 24 hexadecimal digits.');
  const asset = platform.assets.table.get(id);
  if (asset === undefined || asset.status === 'reserved') throw notFound('asset', id);
  if (asset.status !== 'ready' || asset.facts === null) {
    throw invalid('asset_id', `The asset is not ready: its status is ${asset.status}.`);
  }
  return { asset, facts: asset.facts };
}

function judge(index: IndexRecord, { filename }: Asset, facts: NonNullable<Asset['facts']>): FetchedVideo {
  const limits = getModelLimits(index.models);
  const fault = judgeVideo(facts, limits, limits.maxAssetBytes);
  return fault === null ? { kind: 'video', facts, filename } : { kind: 'fault', fault, filename };
}
