import type { Page } from '../http/pagination.ts';
import type { IndexedAsset } from '../twelvelabs/indexed-assets.ts';
import { getIndexedAsset, listIndexedAssets } from '../twelvelabs/indexed-assets.ts';
import { retryWhileTransient } from '../twelvelabs/retry.ts';
import { inParallel } from '../util/concurrency.ts';
import type { RunContext } from './run-context.ts';

/** What earlier runs put into the index, by the identity that they marked it with. */
export type ExistingVideos = ReadonlyMap<string, readonly IndexedAsset[]>;

/** Requests of one kind that are under way at once. */
const LOOKUP_CONCURRENCY = 8;

/**
 * Finds the items of an index that carry one of `identities` as `gha_source`, with as few requests as can be: one by
 * its own filter; more by a walk through the index, 50 at a time, where its rows tell their metadata (the official
 * SDKs know none in rows, so they may not) and the index is not far larger than the list; else one by one again.
 */
export async function findExistingVideos(context: RunContext, identities: readonly string[]): Promise<ExistingVideos> {
  if (identities.length < 2) return queryBySource(context, identities);
  const first = await readPage(context, 1);
  if (first.rows.length === 0) return new Map();
  const told = first.rows.some(({ userMetadata }) => userMetadata !== null);
  const rows = first.totalPages * first.rows.length;
  if (told && first.totalPages <= identities.length) return scanIndex(context, identities, first);
  if (!told && first.totalPages === 1 && rows < identities.length)
    return readEveryItem(context, identities, first.rows);
  return queryBySource(context, identities);
}

async function scanIndex(
  context: RunContext,
  identities: readonly string[],
  first: Page<IndexedAsset>,
): Promise<ExistingVideos> {
  const pages = [first];
  const rest = Array.from({ length: first.totalPages - 1 }, (_, n) => n + 2);
  await inParallel(LOOKUP_CONCURRENCY, rest, async (page) => {
    pages.push(await readPage(context, page));
  });
  return groupBySource(
    identities,
    pages.flatMap(({ rows }) => rows),
  );
}

async function readEveryItem(
  context: RunContext,
  identities: readonly string[],
  rows: readonly IndexedAsset[],
): Promise<ExistingVideos> {
  const items: IndexedAsset[] = [];
  await inParallel(LOOKUP_CONCURRENCY, rows, async (row) => {
    items.push(await readItem(context, row));
  });
  return groupBySource(identities, items);
}

/** Rows that do not tell their metadata are asked for singly: a filter that is ignored must not decide anything. */
async function queryBySource(context: RunContext, identities: readonly string[]): Promise<ExistingVideos> {
  const items: IndexedAsset[] = [];
  await inParallel(LOOKUP_CONCURRENCY, identities, async (identity) => {
    const query = { page: 1, filter: { gha_source: identity } };
    const { rows } = await retryWhileTransient(context, (limits) =>
      listIndexedAssets(context.api, getIndexId(context), query, limits),
    );
    for (const row of rows.slice(0, MAX_ROWS_PER_SOURCE))
      items.push(row.userMetadata === null ? await readItem(context, row) : row);
  });
  return groupBySource(identities, items);
}

/** Versions of one video; more rows than this come from a platform that ignores the filter. */
const MAX_ROWS_PER_SOURCE = 5;

function groupBySource(identities: readonly string[], items: readonly IndexedAsset[]): ExistingVideos {
  const known = new Map<string, IndexedAsset[]>(identities.map((identity) => [identity, []]));
  for (const item of items) {
    const identity = item.userMetadata?.['gha_source'];
    if (typeof identity === 'string') known.get(identity)?.push(item);
  }
  return known;
}

function readPage(context: RunContext, page: number): Promise<Page<IndexedAsset>> {
  return retryWhileTransient(context, (limits) =>
    listIndexedAssets(context.api, getIndexId(context), { page, filter: {} }, limits),
  );
}

function readItem(context: RunContext, row: IndexedAsset): Promise<IndexedAsset> {
  return retryWhileTransient(context, (limits) => getIndexedAsset(context.api, getIndexId(context), row.id, limits));
}

function getIndexId(context: RunContext): string {
  return context.settings.indexId ?? '';
}
