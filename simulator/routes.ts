import { type ApiRequest, jsonReply, type Reply } from './api.ts';
import { createAsset } from './asset-create.ts';
import {
  deleteAsset,
  deleteAssetMetadata,
  getAsset,
  listAssets,
  listAssetUses,
  patchAssetMetadata,
  putAssetMetadata,
} from './asset-routes.ts';
import type { Body } from './body.ts';
import { ApiError, endpointNotFound, errorReply } from './errors.ts';
import { createIndexedAsset } from './index-asset.ts';
import { createIndex, deleteIndex, getIndex, listIndexes, renameIndex } from './index-routes.ts';
import { matchPath } from './pattern.ts';
import type { Platform } from './platform.ts';
import { getWaitSeconds, type RateState, rateHeaders } from './rate.ts';
import type { Handler, RequestContext } from './request-context.ts';
import { getSearchPage, search } from './search.ts';
import { createTask } from './submit.ts';
import { deleteTask, getTask, listTasks } from './task-routes.ts';
import { createUpload, createUrls, getUpload, listUploads, reportChunks } from './upload-routes.ts';
import {
  deleteIndexedAsset,
  deleteVideo,
  getIndexedAsset,
  getVideo,
  listIndexedAssets,
  listVideos,
  patchIndexedAsset,
  patchVideo,
} from './video-routes.ts';

interface Route {
  readonly method: string;
  readonly pattern: string;
  readonly handle: Handler;
  /** The rate limit that it counts for. Only creating counts; polling does not (documented). */
  readonly limited?: 'index' | 'upload';
}

const videos = '/indexes/:index_id/videos';
const indexed = '/indexes/:index_id/indexed-assets';
const uploads = '/assets/multipart-uploads';

const routes: readonly Route[] = [
  { method: 'POST', pattern: '/tasks', handle: createTask, limited: 'index' },
  { method: 'GET', pattern: '/tasks', handle: listTasks },
  { method: 'GET', pattern: '/tasks/:task_id', handle: getTask },
  { method: 'DELETE', pattern: '/tasks/:task_id', handle: deleteTask },
  { method: 'GET', pattern: '/indexes', handle: listIndexes },
  { method: 'POST', pattern: '/indexes', handle: createIndex },
  { method: 'GET', pattern: '/indexes/:index_id', handle: getIndex },
  { method: 'PUT', pattern: '/indexes/:index_id', handle: renameIndex },
  { method: 'DELETE', pattern: '/indexes/:index_id', handle: deleteIndex },
  { method: 'GET', pattern: videos, handle: listVideos },
  { method: 'GET', pattern: `${videos}/:video_id`, handle: getVideo },
  { method: 'PATCH', pattern: `${videos}/:video_id`, handle: patchVideo },
  { method: 'DELETE', pattern: `${videos}/:video_id`, handle: deleteVideo },
  { method: 'POST', pattern: indexed, handle: createIndexedAsset, limited: 'index' },
  { method: 'GET', pattern: indexed, handle: listIndexedAssets },
  { method: 'GET', pattern: `${indexed}/:indexed_asset_id`, handle: getIndexedAsset },
  { method: 'PATCH', pattern: `${indexed}/:indexed_asset_id`, handle: patchIndexedAsset },
  { method: 'DELETE', pattern: `${indexed}/:indexed_asset_id`, handle: deleteIndexedAsset },
  { method: 'POST', pattern: uploads, handle: createUpload },
  { method: 'GET', pattern: uploads, handle: listUploads },
  { method: 'POST', pattern: `${uploads}/:upload_id`, handle: reportChunks },
  { method: 'GET', pattern: `${uploads}/:upload_id`, handle: getUpload },
  { method: 'POST', pattern: `${uploads}/:upload_id/presigned-urls`, handle: createUrls },
  { method: 'POST', pattern: '/assets', handle: createAsset, limited: 'upload' },
  { method: 'GET', pattern: '/assets', handle: listAssets },
  { method: 'GET', pattern: '/assets/:asset_id', handle: getAsset },
  { method: 'DELETE', pattern: '/assets/:asset_id', handle: deleteAsset },
  { method: 'PATCH', pattern: '/assets/:asset_id/user-metadata', handle: patchAssetMetadata },
  { method: 'PUT', pattern: '/assets/:asset_id/user-metadata', handle: putAssetMetadata },
  { method: 'DELETE', pattern: '/assets/:asset_id/user-metadata', handle: deleteAssetMetadata },
  { method: 'GET', pattern: '/assets/:asset_id/indexed-assets', handle: listAssetUses },
  { method: 'POST', pattern: '/search', handle: search },
  { method: 'GET', pattern: '/search/:page_token', handle: getSearchPage },
];

/** The parts of a path: `/v1.3/tasks` is version `1.3` and path `/tasks`. Version `null`: not a path of the API. */
export function splitPath(path: string): { version: string | null; path: string } {
  const match = /^\/v(1(?:\.\d+){0,2})(\/.*)?$/.exec(path);
  return match === null ? { version: null, path } : { version: match[1] ?? null, path: match[2] ?? '/' };
}

/** Handles one request whose body was read. Refusals become responses; a bug of the simulator is a 500. */
export async function answer(platform: Platform, request: ApiRequest, body: Body): Promise<Reply> {
  const { version, path } = splitPath(request.path);
  platform.pipeline.advance(platform.times.now());
  const reply = await attempt(platform, request, body, version, path);
  return { ...reply, headers: { 'x-api-version': version ?? '1.3', ...reply.headers } };
}

async function attempt(
  platform: Platform,
  request: ApiRequest,
  body: Body,
  version: string | null,
  path: string,
): Promise<Reply> {
  try {
    checkKey(platform, request.headers['x-api-key']);
    if (version === null) throw endpointNotFound(request.method, request.path);
    const { route, params } = findRoute(platform, request.method, path);
    const limits = route.limited === undefined ? {} : checkRate(platform, route.limited);
    const context: RequestContext = { version, params, query: request.query, body };
    return await handleLimited(platform, route, context, limits);
  } catch (error) {
    if (error instanceof ApiError) return errorReply(error, platform.options.errorShape);
    return jsonReply(500, { code: 'internal_error', message: error instanceof Error ? error.message : 'unknown' });
  }
}

/** Refusals carry the headers about limits as well. */
async function handleLimited(
  platform: Platform,
  { handle, pattern }: Route,
  context: RequestContext,
  headers: Record<string, string>,
): Promise<Reply> {
  try {
    const reply = await handle(platform, context);
    return { ...reply, headers: { ...reply.headers, ...headers } };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const { errorShape, assetErrorShape } = platform.options;
    const shape = errorShape === 'flat' && pattern.startsWith('/assets') ? assetErrorShape : errorShape;
    const reply = errorReply(error, shape);
    return { ...reply, headers: { ...headers, ...reply.headers } };
  }
}

function checkKey(platform: Platform, key: string | undefined): void {
  const { apiKeys, revokeKeyAfterRequests } = platform.options;
  const used = revokeKeyAfterRequests !== null && platform.account.requests >= revokeKeyAfterRequests;
  const accepted = key !== undefined && key !== '' && (apiKeys === null || apiKeys.includes(key));
  if (!accepted || used) throw new ApiError(401, 'api_key_invalid', 'The API key is invalid or has expired.');
  platform.account.requests += 1;
}

function findRoute(platform: Platform, method: string, path: string): { route: Route; params: Record<string, string> } {
  const { retired, retiredStatus, retiredCode } = platform.options;
  if (isTimeToRetire(platform) && retired.some((entry) => isRetired(entry, method, path))) {
    throw endpointNotFound(method, path, retiredStatus, retiredCode);
  }
  for (const route of routes) {
    const params = route.method === method ? matchPath(route.pattern, path) : null;
    if (params !== null) return { route, params };
  }
  throw endpointNotFound(method, path);
}

function isTimeToRetire({ options, account, times, startedAt }: Platform): boolean {
  const { retiredAfterRequests, retiredAfterSeconds } = options;
  return account.requests > (retiredAfterRequests ?? 0) && times.now() - startedAt >= (retiredAfterSeconds ?? 0) * 1000;
}

/** An entry is a path, or a method and a path; it covers what is below the path as well. */
function isRetired(entry: string, method: string, path: string): boolean {
  const [prefix = '', only = method] = entry.split(' ').reverse();
  return only === method && (path === prefix || path.startsWith(`${prefix}/`));
}

/** The message of a 429 contains this since autumn 2026 (documented). */
const NOT_PROCESSED = 'The request was not processed and no task was created.';

function checkRate(platform: Platform, bucket: 'index' | 'upload'): Record<string, string> {
  const { options, limiters, times } = platform;
  const limits = bucket === 'index' ? options.rateLimits : options.uploadRateLimits;
  const state = limiters[bucket].take(limits, times.now());
  if (state === null) return {};
  const headers = rateHeaders(options.rateHeaders, state, times);
  if (state.exceeded === null) return headers;
  const message = `The rate limit of ${state.exceeded} is exceeded. Try again ${formatWait(platform, state)}. ${NOT_PROCESSED}`;
  throw new ApiError(429, 'too_many_requests', message, { headers, silent: options.emptyRateLimitBody });
}

function formatWait({ options, times }: Platform, state: RateState): string {
  if (options.retryAfterText === 'timestamp') return `after ${times.iso(state.resetAt)}`;
  return `in ${getWaitSeconds(state, times)} seconds`;
}
