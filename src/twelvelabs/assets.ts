import type { FilePart } from '../http/multipart.ts';
import { streamForm } from '../http/multipart.ts';
import type { Page } from '../http/pagination.ts';
import { PAGE_LIMIT, pageOf } from '../http/pagination.ts';
import type { Limits } from '../http/request-limits.ts';
import type { VideoFacts } from '../model/result.ts';
import { NO_FACTS } from '../model/result.ts';
import type { UserMetadata } from '../model/source.ts';
import type { JsonObject } from '../util/json.ts';
import { asObject, dateOf, numberOf, textOf } from '../util/json.ts';
import type { Api } from './api.ts';
import { errorOfUnreadable, PlatformError } from './errors.ts';

/** A file on the platform, from which videos in indexes are made. */
export interface Asset {
  readonly id: string;
  /** `processing`, `ready` or `failed` (documented); in lower case, and may be a word that nobody has heard of. */
  readonly status: string;
  /** `direct`, `url` or `multipart`; null where it is not told. */
  readonly method: string | null;
  /** Why it failed, in words that are not contractual; null unless it did, or where nothing is said. */
  readonly message: string | null;
  readonly facts: VideoFacts;
  /** Null where it is not told: the rows of a list show none. */
  readonly userMetadata: JsonObject | null;
  readonly filename: string | null;
  /** When the platform created it; null if it does not say. */
  readonly createdAt: Date | null;
}

/** What an asset is to carry, so that it is found again. */
export interface AssetLabels {
  readonly filename: string;
  readonly userMetadata: UserMetadata;
}

/** The largest file that POST /assets takes itself, in bytes ("200 MB", taken at its least). */
export const DIRECT_BYTES = 200_000_000;

/** POST /assets with `method=url`: the platform fetches the file (up to 4 GB). Documented with 201. */
export async function createAssetByUrl(
  api: Api,
  asset: AssetLabels & { readonly url: string },
  limits: Limits,
): Promise<Asset> {
  const form = [['method', 'url'], ['url', asset.url], ...labelsOf(asset)] as const;
  return createdOf(await api.postForm('/assets', form, limits));
}

/**
 * POST /assets with `method=direct` and a file of up to `DIRECT_BYTES`. When the file did not leave whole, the error
 * is `not_sent`: a form without its end is taken by no server.
 */
export async function createAssetFromFile(
  api: Api,
  asset: AssetLabels & { readonly file: Omit<FilePart, 'field' | 'filename'> },
  limits: Limits,
): Promise<Asset> {
  const part = { ...asset.file, field: 'file', filename: asset.filename };
  const form = streamForm([['method', 'direct'], ...labelsOf(asset)], part);
  try {
    return createdOf(await api.postFile('/assets', form, limits));
  } catch (error) {
    if (!(error instanceof PlatformError) || error.failure !== 'no_answer' || form.isWhole()) throw error;
    throw new PlatformError('not_sent', error.problem, { cause: error });
  }
}

/** GET /assets/{id}. */
export async function getAsset(api: Api, id: string, limits: Limits): Promise<Asset> {
  const asset = assetOf(await api.get(pathOf(id), new URLSearchParams(), limits));
  if (asset === null || asset.id !== id) throw errorOfUnreadable('the answer is not the asset that was asked for');
  return asset;
}

/**
 * GET /assets, the newest first (documented). `filename` is part of a name, in any case; null: all assets. There is no
 * filter by metadata, and rows show none.
 */
export async function listAssets(
  api: Api,
  query: { readonly page: number; readonly filename: string | null },
  limits: Limits,
): Promise<Page<Asset>> {
  const params = new URLSearchParams({ page: String(query.page), page_limit: String(PAGE_LIMIT) });
  if (query.filename !== null) params.set('filename', query.filename);
  const page = pageOf(await api.get('/assets', params, limits), assetOf);
  if (page === null) throw errorOfUnreadable('the list has no `data`');
  return page;
}

/** What was made of an asset and is in an index. */
export interface MadeOfAsset {
  readonly id: string;
  readonly indexId: string | null;
}

/** GET /assets/{id}/indexed-assets: the newest 50 (documented as `[{_id, index: {_id, name}}]`, bare or in a page). */
export async function listIndexedAssetsOf(api: Api, assetId: string, limits: Limits): Promise<readonly MadeOfAsset[]> {
  const query = new URLSearchParams({ page_limit: String(PAGE_LIMIT) });
  const page = pageOf(await api.get(`${pathOf(assetId)}/indexed-assets`, query, limits), madeOf);
  if (page === null) throw errorOfUnreadable('the list has no `data`');
  return page.rows;
}

/** Everything that POST /indexes/{id}/indexed-assets takes. */
export interface AssetSubmission {
  readonly indexId: string;
  readonly assetId: string;
  /** Always sent: its default is the opposite of that of POST /tasks. */
  readonly enableVideoStream: boolean;
  readonly userMetadata: UserMetadata;
}

/** POST /indexes/{id}/indexed-assets, of an asset that is ready. Documented with 202 and `{_id, asset_id}`; gives `_id`. */
export async function createIndexedAsset(api: Api, submission: AssetSubmission, limits: Limits): Promise<string> {
  const { indexId, assetId, enableVideoStream, userMetadata } = submission;
  const fields = { asset_id: assetId, enable_video_stream: enableVideoStream, user_metadata: userMetadata };
  const body = await api.postJson(`/indexes/${encodeURIComponent(indexId)}/indexed-assets`, fields, limits);
  const id = textOf(body['_id']);
  if (id === null) throw errorOfUnreadable('the answer has no `_id`');
  return id;
}

function labelsOf({ filename, userMetadata }: AssetLabels): ReadonlyArray<readonly [string, string]> {
  return [
    ['filename', filename],
    ['user_metadata', JSON.stringify(userMetadata)],
  ];
}

function madeOf(row: JsonObject): MadeOfAsset | null {
  const id = textOf(row['_id']);
  const indexId = textOf(asObject(row['index'])?.['_id']) ?? textOf(row['index_id']);
  return id === null ? null : { id, indexId };
}

function pathOf(id: string): string {
  return `/assets/${encodeURIComponent(id)}`;
}

function createdOf(body: JsonObject): Asset {
  // The status of what was just created is not worth losing its id over.
  const asset = assetOf({ status: 'processing', ...body });
  if (asset === null) throw errorOfUnreadable('the answer has no `_id`');
  return asset;
}

function assetOf(body: JsonObject): Asset | null {
  const id = textOf(body['_id']);
  const status = textOf(body['status'])?.toLowerCase();
  if (id === null || status === undefined) return null;
  return {
    id,
    status,
    method: textOf(body['method']),
    message: textOf(asObject(body['error'])?.['message']) ?? textOf(body['error']),
    facts: factsOf(id, body),
    userMetadata: asObject(body['user_metadata']),
    filename: textOf(body['filename']),
    createdAt: dateOf(body['created_at']),
  };
}

function factsOf(id: string, body: JsonObject): VideoFacts {
  const technical = asObject(body['technical_metadata']);
  return {
    ...NO_FACTS,
    asset_id: id,
    duration: numberOf(body['duration']) ?? numberOf(technical?.['duration']),
    width: numberOf(technical?.['width']),
    height: numberOf(technical?.['height']),
    size: numberOf(body['size']) ?? numberOf(technical?.['size']),
  };
}

/** DELETE /assets/{id}: 204; 409 while any indexed asset refers to it (since April 2026). */
export function removeAsset(api: Api, assetId: string, limits: Limits): Promise<void> {
  return api.remove(pathOf(assetId), new URLSearchParams(), limits);
}
