import { jsonReply, noContent, type Reply } from './api.ts';
import { invalid, missing, notFound } from './errors.ts';
import {
  createNumberTest,
  getOtherNames,
  paginate,
  parseDate,
  parsePaging,
  select,
  statusFilter,
  toListReply,
} from './listing.ts';
import { findByMetadata, readMetadataFilter } from './metadata-filter.ts';
import { type IndexRecord, isFinal, type Video } from './models.ts';
import type { Platform } from './platform.ts';
import { findIndex, pathId, type RequestContext, rejectUnknownNames, requireJson } from './request-context.ts';
import {
  getIndexedAssetStatus,
  serializeIndexedAsset,
  serializeIndexedAssetRow,
  serializeVideo,
  serializeVideoRow,
  updatedAt,
} from './serializers.ts';
import { mergeUserMetadata } from './user-metadata.ts';

const factNames = ['duration', 'fps', 'width', 'height', 'size'] as const;
const videoFilters = ['filename', ...factNames, 'created_at', 'updated_at'];
const assetFilters = [...videoFilters, 'status'];

type VideoTest = ((video: Video) => boolean) | null;

/** `GET /indexes/:id/indexed-assets`. Any other name in the query is a pair of user-defined metadata (documented). */
export function listIndexedAssets(platform: Platform, context: RequestContext): Reply {
  const { query } = context;
  const { options, times } = platform;
  const index = findIndex(platform, pathId(platform, context, 'index_id'));
  const known = ['pending', 'queued', 'indexing', 'ready', 'failed', options.extraStatus];
  const statuses = statusFilter(
    query,
    options.validatingAssets ? ['validating', ...known] : known,
    options.statusFilter,
  );
  const tests: VideoTest[] = [
    options.listUnfinished ? null : (video) => video.status === 'ready',
    statuses === null ? null : (video) => statuses.has(getIndexedAssetStatus(video, options)),
  ];
  const page = listIndex(platform, index, query, assetFilters, tests);
  return toListReply(page, (video) => serializeIndexedAssetRow(video, options, times));
}

/** `GET /indexes/:id/videos`: ready ones only; here `status` is not a filter. */
export function listVideos(platform: Platform, context: RequestContext): Reply {
  const index = findIndex(platform, pathId(platform, context, 'index_id'));
  const page = listIndex(platform, index, context.query, videoFilters, [(video) => video.status === 'ready']);
  return toListReply(page, (video) => serializeVideoRow(video, platform.options, platform.times));
}

function listIndex(
  platform: Platform,
  index: IndexRecord,
  query: URLSearchParams,
  filters: string[],
  tests: VideoTest[],
) {
  const paging = parsePaging(query);
  const { options } = platform;
  const pairs = readMetadataFilter(options, query, getOtherNames(query, filters));
  const rows = select(findByMetadata(index, pairs, options), [...tests, ...createVideoTests(platform, query)]);
  return paginate(rows, paging, (video) => ({ createdAt: video.createdAt, updatedAt: updatedAt(video) }));
}

function createVideoTests({ options, times }: Platform, query: URLSearchParams): VideoTest[] {
  const filename = query.get('filename');
  const created = parseDate(query, 'created_at');
  const updated = parseDate(query, 'updated_at');
  const latest = times.now() - options.listDelaySeconds * 1000;
  const facts = factNames.map((name): VideoTest => {
    const test = createNumberTest(query, name);
    return test === null ? null : ({ facts }) => facts !== null && test(facts[name]);
  });
  return [
    options.listDelaySeconds === 0 ? null : (video) => video.createdAt <= latest,
    filename === null ? null : (video) => video.filename === filename,
    created === null ? null : (video) => times.wall(video.createdAt) >= created,
    // Documented to apply to videos that were edited by a client, and to no others.
    updated === null ? null : (video) => video.editedAt !== null && times.wall(video.editedAt) >= updated,
    ...facts,
  ];
}

/** `GET /indexes/:id/indexed-assets/:id`. */
export function getIndexedAsset(platform: Platform, context: RequestContext): Reply {
  const video = findAsset(platform, context);
  return jsonReply(200, serializeIndexedAsset(video, platform.options, platform.times));
}

/** `GET /indexes/:id/videos/:id`: ready ones only. */
export function getVideo(platform: Platform, context: RequestContext): Reply {
  return jsonReply(200, serializeVideo(findReady(platform, context), platform.options, platform.times));
}

/** `PATCH` of an indexed asset: merges `user_metadata`. */
export function patchIndexedAsset(platform: Platform, context: RequestContext): Reply {
  return patch(platform, context, findAsset(platform, context));
}

/** `PATCH` of a video: merges `user_metadata`. */
export function patchVideo(platform: Platform, context: RequestContext): Reply {
  return patch(platform, context, findReady(platform, context));
}

function patch(platform: Platform, context: RequestContext, video: Video): Reply {
  const { user_metadata: changes, ...others } = requireJson(context.body);
  rejectUnknownNames(platform, Object.keys(others), []);
  if (changes === undefined) throw missing('user_metadata');
  const { options, store, times } = platform;
  store.setUserMetadata(video, mergeUserMetadata(video.userMetadata, changes), times.now());
  if (options.patchStatus === 204) return noContent;
  return jsonReply(200, serializeIndexedAsset(video, options, times));
}

/** `DELETE` of an indexed asset. What happens to an unfinished one is not documented; here it is refused. */
export function deleteIndexedAsset(platform: Platform, context: RequestContext): Reply {
  const video = findAsset(platform, context);
  if (!isFinal(video.status)) throw invalid('indexed_asset_id', `Its status is ${video.status}.`);
  return remove(platform, video);
}

/** `DELETE` of a video. */
export function deleteVideo(platform: Platform, context: RequestContext): Reply {
  return remove(platform, findReady(platform, context));
}

function remove({ store, times }: Platform, video: Video): Reply {
  store.deleteVideo(video, times.now());
  return noContent;
}

function findAsset(platform: Platform, context: RequestContext): Video {
  const video = findVideo(platform, context, 'indexed_asset_id', 'indexed asset');
  if (!platform.options.getUnfinished && video.status !== 'ready') throw notFound('indexed asset', video.id);
  return video;
}

function findReady(platform: Platform, context: RequestContext): Video {
  const video = findVideo(platform, context, 'video_id', 'video');
  if (video.status !== 'ready') throw notFound('video', video.id);
  return video;
}

function findVideo(platform: Platform, context: RequestContext, name: string, kind: string): Video {
  const index = findIndex(platform, pathId(platform, context, 'index_id'));
  const id = pathId(platform, context, name);
  const video = index.videos.get(id);
  if (video === undefined) throw notFound(kind, id);
  return video;
}
