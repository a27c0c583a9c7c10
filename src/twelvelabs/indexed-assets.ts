import type { CountedPage } from '../http/pagination.ts';
import { PAGE_LIMIT, parsePage } from '../http/pagination.ts';
import type { RequestLimits } from '../http/request-limits.ts';
import type { JsonObject } from '../util/json.ts';
import { asObject, parseDate } from '../util/json.ts';
import type { Api } from './api.ts';
import { createInvalidResponseError } from './errors.ts';
import type { IndexingState } from './indexing-state.ts';
import { parseIndexingState } from './indexing-state.ts';

/** A video in an index. Its id is what tasks call `video_id`. */
export interface IndexedAsset extends IndexingState {
  /** Null where there is none or it is not included: the rows of a list have none in the official SDKs' types. */
  readonly userMetadata: JsonObject | null;
}

/** Every status that the documentation or an official SDK names (`validating`: Python SDK 1.3.5). */
export const ALL_STATUSES = ['validating', 'pending', 'queued', 'indexing', 'ready', 'failed'] as const;
/** Those that the documentation of the list names. */
export const DOCUMENTED_STATUSES = ['pending', 'queued', 'indexing', 'ready', 'failed'] as const;

/**
 * How a filter by `user_metadata` is spelled: `brackets`, `user_metadata[k]=v` (Python SDK); `json`,
 * `user_metadata={"k":"v"}` (JavaScript SDK); `bare`, `k=v` (examples of the documentation). Which one the platform
 * obeys is not documented.
 */
export const FILTER_SPELLINGS = ['brackets', 'json', 'bare'] as const;
export type FilterSpelling = (typeof FILTER_SPELLINGS)[number];

/** Names and values of user metadata to filter by. */
export type MetadataValues = Readonly<Record<string, string | number | boolean>>;

export interface IndexedAssetQuery {
  /** From 1. */
  readonly page: number;
  /** Statuses to list, because the list may omit unfinished items by default; empty: no filter by status. */
  readonly statuses?: readonly string[];
  readonly filter?: { readonly spelling: FilterSpelling; readonly values: MetadataValues } | undefined;
}

/**
 * GET /indexes/{id}/indexed-assets: one page, the newest first. The response is not checked here: a filter may
 * be ignored, and rows may not include `user_metadata`. Not documented: whether and how soon items are listed that are
 * still being indexed.
 */
export async function listIndexedAssets(
  api: Api,
  indexId: string,
  { page, statuses = DOCUMENTED_STATUSES, filter }: IndexedAssetQuery,
  limits: RequestLimits,
): Promise<CountedPage<IndexedAsset>> {
  const params = new URLSearchParams({ page: String(page), page_limit: String(PAGE_LIMIT) });
  if (filter) for (const [name, value] of spellFilter(filter.spelling, filter.values)) params.append(name, value);
  for (const status of statuses) params.append('status', status);
  const rows = parsePage(await api.get(getPath(indexId), params, limits), parseIndexedAsset);
  if (rows === null) throw createInvalidResponseError('the list has no `data`');
  return rows;
}

function spellFilter(spelling: FilterSpelling, values: MetadataValues): ReadonlyArray<readonly [string, string]> {
  if (spelling === 'json') return [['user_metadata', JSON.stringify(values)]];
  return Object.entries(values).map(([name, value]) => [
    spelling === 'bare' ? name : `user_metadata[${name}]`,
    String(value),
  ]);
}

/** Whether metadata has every one of some values; numbers and booleans count as what a query would call them. */
export function matchesMetadata(userMetadata: JsonObject, wanted: MetadataValues): boolean {
  return Object.entries(wanted).every(
    ([name, value]) => Object.hasOwn(userMetadata, name) && isSameValue(userMetadata[name], value),
  );
}

function isSameValue(stored: unknown, wanted: string | number | boolean): boolean {
  return typeof stored === 'object' ? false : String(stored) === String(wanted);
}

/** GET /indexes/{id}/indexed-assets/{id}. */
export async function getIndexedAsset(
  api: Api,
  indexId: string,
  id: string,
  limits: RequestLimits,
): Promise<IndexedAsset> {
  const body = await api.get(`${getPath(indexId)}/${encodeURIComponent(id)}`, new URLSearchParams(), limits);
  const asset = parseIndexedAsset(body);
  if (asset === null || asset.id !== id) throw createInvalidResponseError('the response is not the requested item');
  return asset;
}

function getPath(indexId: string): string {
  return `/indexes/${encodeURIComponent(indexId)}/indexed-assets`;
}

function parseIndexedAsset(body: JsonObject): IndexedAsset | null {
  const state = parseIndexingState(body);
  if (state === null) return null;
  return {
    ...state,
    metadata: { ...state.metadata, video_id: state.id },
    // `updated_at` moves with every edit of an item.
    readyAt: state.status === 'ready' ? parseDate(body['indexed_at']) : null,
    userMetadata: omitEmpty(asObject(body['user_metadata'])),
  };
}

/** Rows may show an empty object where the item itself has values. */
function omitEmpty(object: JsonObject | null): JsonObject | null {
  return object !== null && Object.keys(object).length > 0 ? object : null;
}

/** PATCH /indexes/{id}/indexed-assets/{id}: merges `user_metadata`; a name that is set to null is removed (documented). */
export function updateUserMetadata(
  api: Api,
  indexId: string,
  id: string,
  values: Readonly<Record<string, unknown>>,
  limits: RequestLimits,
): Promise<void> {
  return api.patchJson(`${getPath(indexId)}/${encodeURIComponent(id)}`, { user_metadata: values }, limits);
}

/** DELETE /indexes/{id}/indexed-assets/{id}: 204. Takes the video out of the index. */
export function deleteIndexedAsset(api: Api, indexId: string, id: string, limits: RequestLimits): Promise<void> {
  return api.delete(`${getPath(indexId)}/${encodeURIComponent(id)}`, new URLSearchParams(), limits);
}
