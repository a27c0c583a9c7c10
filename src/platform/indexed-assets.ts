import type { JsonObject } from '../json.ts';
import { asObject, textOf } from '../json.ts';
import type { Api, Limits } from './api.ts';
import { errorOfUnreadable } from './errors.ts';
import { PAGE_LIMIT, pageOf } from './page.ts';

/** A video in an index. Its id is what tasks call `video_id`. */
export interface IndexedAsset {
  readonly id: string;
  /** Null where it is not told: the rows of a list have none in the official SDKs, only single items do. */
  readonly userMetadata: JsonObject | null;
}

/** Every status the documentation names; asked for one by one, in case the list leaves unfinished items out unasked. */
const EVERY_STATUS = ['pending', 'queued', 'indexing', 'ready', 'failed'];

/**
 * GET /indexes/{id}/indexed-assets with a bare `user_metadata` filter. Not documented: whether items that are still
 * being indexed are shown, and how soon. Rows that carry another value are dropped, should the filter be ignored;
 * of those that carry none it is for the caller to ask.
 */
export async function findByMetadata(
  api: Api,
  indexId: string,
  filter: { name: string; value: string },
  limits: Limits,
): Promise<readonly IndexedAsset[]> {
  const params = new URLSearchParams({ page_limit: String(PAGE_LIMIT), [filter.name]: filter.value });
  for (const status of EVERY_STATUS) params.append('status', status);
  const page = pageOf(await api.get(`${pathOf(indexId)}`, params, limits), indexedAssetOf);
  if (page === null) throw errorOfUnreadable('the list has no `data`');
  return page.rows.filter(({ userMetadata }) => userMetadata === null || userMetadata[filter.name] === filter.value);
}

/** GET /indexes/{id}/indexed-assets/{id}. */
export async function getIndexedAsset(api: Api, indexId: string, id: string, limits: Limits): Promise<IndexedAsset> {
  const body = await api.get(`${pathOf(indexId)}/${encodeURIComponent(id)}`, new URLSearchParams(), limits);
  const asset = indexedAssetOf(body);
  if (asset === null) throw errorOfUnreadable('the answer is not an indexed asset');
  return asset;
}

function pathOf(indexId: string): string {
  return `/indexes/${encodeURIComponent(indexId)}/indexed-assets`;
}

function indexedAssetOf(body: JsonObject): IndexedAsset | null {
  const id = textOf(body['_id']);
  return id === null ? null : { id, userMetadata: asObject(body['user_metadata']) };
}
