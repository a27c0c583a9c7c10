import type { Page } from '../http/pagination.ts';
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
  /** Null where it is not told: the rows of a list have none in the official SDKs, only single items do. */
  readonly userMetadata: JsonObject | null;
}

/** Every status the documentation names; asked for one by one, in case the list leaves unfinished items out unasked. */
const ALL_STATUSES = ['pending', 'queued', 'indexing', 'ready', 'failed'];

/**
 * GET /indexes/{id}/indexed-assets, the newest first, in every status; `filter` are values of `user_metadata`, which
 * the API takes as bare parameters. Not documented: whether items that are still being indexed are shown, and how
 * soon. Rows that carry another value are dropped, should the filter be ignored; those that tell none are kept.
 */
export async function listIndexedAssets(
  api: Api,
  indexId: string,
  query: { page: number; filter: Readonly<Record<string, string>> },
  limits: RequestLimits,
): Promise<Page<IndexedAsset>> {
  const params = new URLSearchParams({ page: String(query.page), page_limit: String(PAGE_LIMIT), ...query.filter });
  for (const status of ALL_STATUSES) params.append('status', status);
  const page = parsePage(await api.get(getPath(indexId), params, limits), parseIndexedAsset);
  if (page === null) throw createInvalidResponseError('the list has no `data`');
  const fits = (row: IndexedAsset): boolean =>
    row.userMetadata === null || matchesMetadata(row.userMetadata, query.filter);
  return { ...page, rows: page.rows.filter(fits) };
}

/** Whether metadata has every one of some values; numbers and booleans count as what a query would call them. */
export function matchesMetadata(userMetadata: JsonObject, wanted: Readonly<Record<string, string>>): boolean {
  return Object.entries(wanted).every(
    ([name, value]) => Object.hasOwn(userMetadata, name) && isSameValue(userMetadata[name], value),
  );
}

function isSameValue(stored: unknown, wanted: string): boolean {
  return typeof stored === 'object' ? false : String(stored) === wanted;
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
    userMetadata: asObject(body['user_metadata']),
  };
}

/** DELETE /indexes/{id}/indexed-assets/{id}: 204. Takes the video out of the index. */
export function deleteIndexedAsset(api: Api, indexId: string, id: string, limits: RequestLimits): Promise<void> {
  return api.delete(`${getPath(indexId)}/${encodeURIComponent(id)}`, new URLSearchParams(), limits);
}
