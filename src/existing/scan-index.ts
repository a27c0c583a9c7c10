import type { CountedPage } from '../http/pagination.ts';
import type { IndexedAsset } from '../twelvelabs/indexed-assets.ts';
import { inParallel } from '../util/concurrency.ts';
import type { MetadataQuery } from './metadata-query.ts';
import { isEnded } from './metadata-query.ts';

/** Requests that are under way at the same time. */
const SCAN_CONCURRENCY = 8;
/** Pages that are read of an index whose rows include metadata. */
const MAX_SCANNED_PAGES = 200;
/** Items that are read one by one where rows do not. */
const MAX_SCANNED_ITEMS = 1_000;

/** Whether reading everything costs no more requests than asking for `wanted` videos one by one. */
export function isScanCheaper(first: CountedPage<IndexedAsset>, wanted: number): boolean {
  return hasMetadata(first) ? first.totalPages <= wanted : first.totalPages === 1 && first.rows.length <= wanted;
}

/** Whether an index is small enough to be read completely. */
export function isScanAffordable(first: CountedPage<IndexedAsset>): boolean {
  return hasMetadata(first) ? first.totalPages <= MAX_SCANNED_PAGES : countItems(first) <= MAX_SCANNED_ITEMS;
}

/** How many items an index has, as far as its first page shows. */
export function countItems({ totalResults, totalPages, rows }: CountedPage<IndexedAsset>): number {
  return totalResults ?? totalPages * rows.length;
}

/** Every item of an index with its metadata, in no order; `first` is its first page. Rejects with an `ApiError`. */
export async function scanIndex(
  query: MetadataQuery,
  first: CountedPage<IndexedAsset>,
): Promise<readonly IndexedAsset[]> {
  const pages = [first];
  const rest = Array.from({ length: first.totalPages - 1 }, (_, index) => index + 2);
  await inParallel(SCAN_CONCURRENCY, rest, async (page) => {
    pages.push(await query.listPage(page));
  });
  const rows = new Map(pages.flatMap((page) => page.rows.map((row) => [row.id, row] as const)));
  const isIncluded = pages.some(hasMetadata);
  const items: IndexedAsset[] = [];
  await inParallel(SCAN_CONCURRENCY, rows.values(), async (row) => {
    // Rows that include metadata may still lack it while the video is being indexed.
    const isMissing = row.userMetadata === null && !(isIncluded && isEnded(row));
    items.push(isMissing ? await query.readItem(row) : row);
  });
  return items;
}

function hasMetadata({ rows }: CountedPage<IndexedAsset>): boolean {
  return rows.some(({ userMetadata }) => userMetadata !== null);
}
