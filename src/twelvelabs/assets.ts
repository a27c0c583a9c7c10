import type { FilePart } from '../http/multipart.ts';
import { streamForm } from '../http/multipart.ts';
import type { Page } from '../http/pagination.ts';
import { PAGE_LIMIT } from '../http/pagination.ts';
import type { RequestLimits } from '../http/request-limits.ts';
import type { VideoMetadata } from '../model/result.ts';
import { NO_METADATA } from '../model/result.ts';
import type { UserMetadata } from '../model/source.ts';
import type { JsonObject } from '../util/json.ts';
import { asObject, parseDate, parseId, parseNumber, parseText } from '../util/json.ts';
import type { Api } from './api.ts';
import { getPage } from './api.ts';
import { ApiError, createInvalidResponseError } from './errors.ts';

/** A file at TwelveLabs, from which indexed assets are created. */
export interface Asset {
  readonly id: string;
  /** `processing`, `ready` or `failed` (documented), or an unknown status; in lower case. */
  readonly status: string;
  /** `direct`, `url` or `multipart`; null if the API does not return it. */
  readonly method: string | null;
  /** The reason of a failure, in words that are not contractual; null if there is none. */
  readonly message: string | null;
  readonly metadata: VideoMetadata;
  /** Null if the API does not return it: rows of a list have none. */
  readonly userMetadata: JsonObject | null;
  readonly filename: string | null;
  /** When it was created; null if the API does not return it. */
  readonly createdAt: Date | null;
}

/** The attributes of a new asset, by which it is found again. */
export interface AssetAttributes {
  readonly filename: string;
  /** Whether TwelveLabs also prepares the video for playback, and thumbnails of it. */
  readonly enableVideoStream: boolean;
  readonly userMetadata: UserMetadata;
}

/** The largest file that POST /assets accepts directly, in bytes ("200 MB", in its smaller reading). */
export const MAX_DIRECT_UPLOAD_BYTES = 200_000_000;

/** POST /assets with `method=url`: TwelveLabs downloads the file (up to 4 GB). Documented with 201. */
export async function createAssetByUrl(
  api: Api,
  asset: AssetAttributes & { readonly url: string },
  limits: RequestLimits,
): Promise<Asset> {
  const form = [['method', 'url'], ['url', asset.url], ...toFormFields(asset)] as const;
  return parseCreatedAsset(await api.postForm('/assets', form, limits));
}

/**
 * POST /assets with `method=direct` and a file of up to `MAX_DIRECT_UPLOAD_BYTES`. If the file was not sent completely,
 * the error is `not_sent`: no server accepts an incomplete form.
 */
export async function createAssetFromFile(
  api: Api,
  asset: AssetAttributes & { readonly file: Omit<FilePart, 'field' | 'filename'> },
  limits: RequestLimits,
): Promise<Asset> {
  const part = { ...asset.file, field: 'file', filename: asset.filename };
  const form = streamForm([['method', 'direct'], ...toFormFields(asset)], part);
  try {
    return parseCreatedAsset(await api.postFile('/assets', form, limits));
  } catch (error) {
    if (!(error instanceof ApiError) || error.failure !== 'no_response' || form.isComplete()) throw error;
    throw new ApiError('not_sent', error.details, { cause: error });
  }
}

/** GET /assets/{id}. */
export async function getAsset(api: Api, id: string, limits: RequestLimits): Promise<Asset> {
  const asset = parseAsset(await api.get(getPath(id), new URLSearchParams(), limits));
  if (asset === null || asset.id !== id) throw createInvalidResponseError('the response is not the requested asset');
  return asset;
}

/**
 * GET /assets, the newest first (documented). `filename` is part of a name, in any case; null: all assets. There is no
 * filter by metadata, and rows show none.
 */
export async function listAssets(
  api: Api,
  query: { readonly page: number; readonly filename: string | null },
  limits: RequestLimits,
): Promise<Page<Asset>> {
  const params = new URLSearchParams({ page: String(query.page), page_limit: String(PAGE_LIMIT) });
  if (query.filename !== null) params.set('filename', query.filename);
  return getPage(api, '/assets', params, parseAsset, limits);
}

/** An indexed asset that was created from an asset. */
export interface AssetUsage {
  readonly id: string;
  readonly indexId: string | null;
}

/** GET /assets/{id}/indexed-assets: the newest 50 (documented as `[{_id, index: {_id, name}}]`, bare or in a page). */
export async function listAssetUsages(
  api: Api,
  assetId: string,
  limits: RequestLimits,
): Promise<readonly AssetUsage[]> {
  const query = new URLSearchParams({ page_limit: String(PAGE_LIMIT) });
  return (await getPage(api, `${getPath(assetId)}/indexed-assets`, query, parseAssetUsage, limits)).rows;
}

/** The parameters of POST /indexes/{id}/indexed-assets. */
export interface IndexedAssetRequest {
  readonly indexId: string;
  readonly assetId: string;
  /** Always sent, because its default is not that of POST /tasks. */
  readonly enableVideoStream: boolean;
  readonly userMetadata: UserMetadata;
}

/** POST /indexes/{id}/indexed-assets, for an asset that is ready. Documented with 202 and `{_id, asset_id}`. Resolves with `_id`. */
export async function createIndexedAsset(
  api: Api,
  submission: IndexedAssetRequest,
  limits: RequestLimits,
): Promise<string> {
  const { indexId, assetId, enableVideoStream, userMetadata } = submission;
  const fields = { asset_id: assetId, enable_video_stream: enableVideoStream, user_metadata: userMetadata };
  const body = await api.postJson(`/indexes/${encodeURIComponent(indexId)}/indexed-assets`, fields, limits);
  const id = parseId(body['_id']);
  if (id === null) throw createInvalidResponseError('the response has no `_id`');
  return id;
}

function toFormFields(asset: AssetAttributes): ReadonlyArray<readonly [string, string]> {
  const { filename, enableVideoStream, userMetadata } = asset;
  return [
    ['filename', filename],
    // Both default to true (documented).
    ['enable_hls', String(enableVideoStream)],
    ['enable_thumbnail', String(enableVideoStream)],
    ['user_metadata', JSON.stringify(userMetadata)],
  ];
}

function parseAssetUsage(row: JsonObject): AssetUsage | null {
  const id = parseId(row['_id']);
  const indexId = parseId(asObject(row['index'])?.['_id']) ?? parseId(row['index_id']);
  return id === null ? null : { id, indexId };
}

function getPath(id: string): string {
  return `/assets/${encodeURIComponent(id)}`;
}

function parseCreatedAsset(body: JsonObject): Asset {
  // A missing status must not hide the ID of what was just created.
  const asset = parseAsset({ status: 'processing', ...body });
  if (asset === null) throw createInvalidResponseError('the response has no `_id`');
  return asset;
}

function parseAsset(body: JsonObject): Asset | null {
  const id = parseId(body['_id']);
  const status = parseText(body['status'])?.toLowerCase();
  if (id === null || status === undefined) return null;
  return {
    id,
    status,
    method: parseText(body['method']),
    message: parseText(asObject(body['error'])?.['message']) ?? parseText(body['error']),
    metadata: parseMetadata(id, body),
    userMetadata: asObject(body['user_metadata']),
    filename: parseText(body['filename']),
    createdAt: parseDate(body['created_at']),
  };
}

function parseMetadata(id: string, body: JsonObject): VideoMetadata {
  const technical = asObject(body['technical_metadata']);
  return {
    ...NO_METADATA,
    asset_id: id,
    duration: parseNumber(body['duration']) ?? parseNumber(technical?.['duration']),
    width: parseNumber(technical?.['width']),
    height: parseNumber(technical?.['height']),
    size: parseNumber(body['size']) ?? parseNumber(technical?.['size']),
  };
}

/** DELETE /assets/{id}: 204; 409 while any indexed asset refers to it (since April 2026). */
export function deleteAsset(api: Api, assetId: string, limits: RequestLimits): Promise<void> {
  return api.delete(getPath(assetId), new URLSearchParams(), limits);
}
