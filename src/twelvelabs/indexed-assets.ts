import type { Page } from '../http/pagination.ts';
import { PAGE_LIMIT, pageOf } from '../http/pagination.ts';
import type { Limits } from '../http/request-limits.ts';
import type { JsonObject } from '../util/json.ts';
import { asObject, dateOf } from '../util/json.ts';
import type { Api } from './api.ts';
import { errorOfUnreadable } from './errors.ts';
import type { IndexingState } from './indexing-state.ts';
import { indexingStateOf } from './indexing-state.ts';

/** A video in an index. Its id is what tasks call `video_id`. */
export interface IndexedAsset extends IndexingState {
  /** Null where it is not told: the rows of a list have none in the official SDKs, only single items do. */
  readonly userMetadata: JsonObject | null;
}

/** Every status the documentation names; asked for one by one, in case the list leaves unfinished items out unasked. */
const EVERY_STATUS = ['pending', 'queued', 'indexing', 'ready', 'failed'];

/**
 * GET /indexes/{id}/indexed-assets, the newest first, in every status; `filter` are values of `user_metadata`, which
 * the API takes as bare parameters. Not documented: whether items that are still being indexed are shown, and how
 * soon. Rows that carry another value are dropped, should the filter be ignored; those that tell none are kept.
 */
export async function listIndexedAssets(
  api: Api,
  indexId: string,
  query: { page: number; filter: Readonly<Record<string, string>> },
  limits: Limits,
): Promise<Page<IndexedAsset>> {
  const params = new URLSearchParams({ page: String(query.page), page_limit: String(PAGE_LIMIT), ...query.filter });
  for (const status of EVERY_STATUS) params.append('status', status);
  const page = pageOf(await api.get(pathOf(indexId), params, limits), indexedAssetOf);
  if (page === null) throw errorOfUnreadable('the list has no `data`');
  const fits = (row: IndexedAsset): boolean => row.userMetadata === null || carries(row.userMetadata, query.filter);
  return { ...page, rows: page.rows.filter(fits) };
}

/** Whether metadata has every one of some values; numbers and booleans count as what a query would call them. */
export function carries(userMetadata: JsonObject, wanted: Readonly<Record<string, string>>): boolean {
  return Object.entries(wanted).every(
    ([name, value]) => Object.hasOwn(userMetadata, name) && isSame(userMetadata[name], value),
  );
}

function isSame(stored: unknown, wanted: string): boolean {
  return typeof stored === 'object' ? false : String(stored) === wanted;
}

/** GET /indexes/{id}/indexed-assets/{id}. */
export async function getIndexedAsset(api: Api, indexId: string, id: string, limits: Limits): Promise<IndexedAsset> {
  const body = await api.get(`${pathOf(indexId)}/${encodeURIComponent(id)}`, new URLSearchParams(), limits);
  const asset = indexedAssetOf(body);
  if (asset === null || asset.taskId !== id) throw errorOfUnreadable('the answer is not the item that was asked for');
  return asset;
}

function pathOf(indexId: string): string {
  return `/indexes/${encodeURIComponent(indexId)}/indexed-assets`;
}

function indexedAssetOf(body: JsonObject): IndexedAsset | null {
  const state = indexingStateOf(body);
  if (state === null) return null;
  return {
    ...state,
    facts: { ...state.facts, video_id: state.taskId },
    // `updated_at` moves with every edit of an item.
    readyAt: state.status === 'ready' ? dateOf(body['indexed_at']) : null,
    userMetadata: asObject(body['user_metadata']),
  };
}

/** DELETE /indexes/{id}/indexed-assets/{id}: 204. Takes the video out of the index. */
export function removeIndexedAsset(api: Api, indexId: string, id: string, limits: Limits): Promise<void> {
  return api.remove(`${pathOf(indexId)}/${encodeURIComponent(id)}`, new URLSearchParams(), limits);
}
