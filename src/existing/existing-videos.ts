import type { Page } from '../http/pagination.ts';
import type { IndexedAsset } from '../twelvelabs/indexed-assets.ts';
import { getIndexedAsset, listIndexedAssets } from '../twelvelabs/indexed-assets.ts';
import { patiently } from '../twelvelabs/retry.ts';
import { inParallel } from '../util/concurrency.ts';
import type { Context } from './run-context.ts';

/** What earlier runs put into the index, by the identity that they marked it with. */
export type KnownItems = ReadonlyMap<string, readonly IndexedAsset[]>;

/** Requests of one kind that are under way at once. */
const AT_ONCE = 8;

/**
 * Finds the items of an index that carry one of `identities` as `gha_source`, with as few requests as can be: one by
 * its own filter; more by a walk through the index, 50 at a time, where its rows tell their metadata (the official
 * SDKs know none in rows, so they may not) and the index is not far larger than the list; else one by one again.
 */
export async function findKnownItems(context: Context, identities: readonly string[]): Promise<KnownItems> {
  if (identities.length < 2) return byFilter(context, identities);
  const first = await pageOf(context, 1);
  if (first.rows.length === 0) return new Map();
  const told = first.rows.some(({ userMetadata }) => userMetadata !== null);
  const rows = first.totalPages * first.rows.length;
  if (told && first.totalPages <= identities.length) return byWalk(context, identities, first);
  if (!told && first.totalPages === 1 && rows < identities.length) return byItem(context, identities, first.rows);
  return byFilter(context, identities);
}

async function byWalk(context: Context, identities: readonly string[], first: Page<IndexedAsset>): Promise<KnownItems> {
  const pages = [first];
  const rest = Array.from({ length: first.totalPages - 1 }, (_, n) => n + 2);
  await inParallel(AT_ONCE, rest, async (page) => {
    pages.push(await pageOf(context, page));
  });
  return collect(
    identities,
    pages.flatMap(({ rows }) => rows),
  );
}

async function byItem(
  context: Context,
  identities: readonly string[],
  rows: readonly IndexedAsset[],
): Promise<KnownItems> {
  const items: IndexedAsset[] = [];
  await inParallel(AT_ONCE, rows, async (row) => {
    items.push(await itemOf(context, row));
  });
  return collect(identities, items);
}

/** Rows that do not tell their metadata are asked for singly: a filter that is ignored must not decide anything. */
async function byFilter(context: Context, identities: readonly string[]): Promise<KnownItems> {
  const items: IndexedAsset[] = [];
  await inParallel(AT_ONCE, identities, async (identity) => {
    const query = { page: 1, filter: { gha_source: identity } };
    const { rows } = await patiently(context, (limits) =>
      listIndexedAssets(context.api, indexOf(context), query, limits),
    );
    for (const row of rows.slice(0, MOST_ROWS))
      items.push(row.userMetadata === null ? await itemOf(context, row) : row);
  });
  return collect(identities, items);
}

/** Versions of one video; more rows than this come from a platform that ignores the filter. */
const MOST_ROWS = 5;

function collect(identities: readonly string[], items: readonly IndexedAsset[]): KnownItems {
  const known = new Map<string, IndexedAsset[]>(identities.map((identity) => [identity, []]));
  for (const item of items) {
    const identity = item.userMetadata?.['gha_source'];
    if (typeof identity === 'string') known.get(identity)?.push(item);
  }
  return known;
}

function pageOf(context: Context, page: number): Promise<Page<IndexedAsset>> {
  return patiently(context, (limits) => listIndexedAssets(context.api, indexOf(context), { page, filter: {} }, limits));
}

function itemOf(context: Context, row: IndexedAsset): Promise<IndexedAsset> {
  return patiently(context, (limits) => getIndexedAsset(context.api, indexOf(context), row.taskId, limits));
}

function indexOf(context: Context): string {
  return context.settings.indexId ?? '';
}
