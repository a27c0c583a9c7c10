import type { CountedPage } from '../http/pagination.ts';
import { countRows } from '../http/pagination.ts';
import type { IndexedAsset } from '../twelvelabs/indexed-assets.ts';
import { mapInParallel } from '../util/concurrency.ts';
import type { MetadataQuery } from './metadata-query.ts';
import { isEnded } from './metadata-query.ts';

/** Maximum number of concurrent requests. */
const SCAN_CONCURRENCY = 8;
/** Maximum number of pages, if rows include metadata. */
const MAX_SCANNED_PAGES = 200;
/** Maximum number of items that are read individually, if rows do not include metadata. */
const MAX_SCANNED_ITEMS = 1_000;

/** Whether reading the whole index takes at most so many lists, or reads of items if rows do not include metadata. */
export function isScanCheaper(first: CountedPage<IndexedAsset>, lists: number, items: number): boolean {
  return hasMetadata(first) ? first.totalPages <= lists : countRows(first) <= items;
}

/** Whether an index is small enough to be read completely. */
export function isScanAffordable(first: CountedPage<IndexedAsset>): boolean {
  return hasMetadata(first) ? first.totalPages <= MAX_SCANNED_PAGES : countRows(first) <= MAX_SCANNED_ITEMS;
}

/** All items of an index with their metadata, in the order of the list; `first` is its first page. Rejects with an `ApiError`. */
export async function scanIndex(
  query: MetadataQuery,
  first: CountedPage<IndexedAsset>,
): Promise<readonly IndexedAsset[]> {
  const numbers = Array.from({ length: first.totalPages - 1 }, (_, index) => index + 2);
  const rest = await mapInParallel(SCAN_CONCURRENCY, numbers, (page) => query.listPage(page));
  const pages = [first, ...rest];
  const rows = new Map(pages.flatMap((page) => page.rows.map((row) => [row.id, row] as const)));
  const isIncluded = pages.some(hasMetadata);
  return await mapInParallel(SCAN_CONCURRENCY, rows.values(), async (row) => {
    // Rows that include metadata may still lack it while the video is being indexed.
    const isMissing = row.userMetadata === null && !(isIncluded && isEnded(row));
    return isMissing ? await query.readItem(row) : row;
  });
}

function hasMetadata({ rows }: CountedPage<IndexedAsset>): boolean {
  return rows.some(({ userMetadata }) => userMetadata !== null);
}
