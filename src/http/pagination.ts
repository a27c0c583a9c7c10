import type { JsonObject } from '../util/json.ts';
import { asList, asObject, parseNumber } from '../util/json.ts';

/** The maximum number of rows per page of the TwelveLabs API; a request for more is rejected. */
export const PAGE_LIMIT = 50;

/** No list is read beyond this page. */
export const MAX_PAGES = 200;

/** One page of a list. */
export interface Page<Row> {
  readonly rows: readonly Row[];
  /** The number of pages, at least 1. */
  readonly totalPages: number;
}

/** One page of a list of the TwelveLabs API. */
export interface CountedPage<Row> extends Page<Row> {
  /** The number of rows of all pages; null if the API does not state it. */
  readonly totalResults: number | null;
}

/** How many rows all pages have, as far as one page shows. */
export function countRows({ totalResults, totalPages, rows }: CountedPage<unknown>): number {
  return totalResults ?? totalPages * rows.length;
}

/**
 * Reads a list page by page, from page 1 to its last page or `MAX_PAGES`. To stop earlier, leave the loop: a page is
 * read only when it is needed.
 */
export async function* paginate<P extends { readonly totalPages: number }>(
  readPage: (page: number) => Promise<P>,
): AsyncGenerator<P, void, undefined> {
  for (let page = 1, totalPages = 1; page <= Math.min(totalPages, MAX_PAGES); page++) {
    const result = await readPage(page);
    yield result;
    totalPages = result.totalPages;
  }
}

/** All rows of a list (up to `MAX_PAGES`). */
export async function readAllRows<Row>(readPage: (page: number) => Promise<Page<Row>>): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for await (const page of paginate(readPage)) rows.push(...page.rows);
  return rows;
}

/** Parses `{data, page_info}` without the rows for which `parseRow` returns null. Null if there is no `data`. */
export function parsePage<Row>(body: JsonObject, parseRow: (row: JsonObject) => Row | null): CountedPage<Row> | null {
  if (!Array.isArray(body['data'])) return null;
  const rows = asList(body['data']).flatMap((item) => {
    const object = asObject(item);
    const row = object && parseRow(object);
    return row ? [row] : [];
  });
  return {
    rows,
    totalPages: parseTotalPages(body),
    totalResults: parseNumber(asObject(body['page_info'])?.['total_results']),
  };
}

/** `page_info.total_page` of a page; 1 if it is missing, and one more than is ever read if it is larger. */
export function parseTotalPages(body: JsonObject): number {
  const total = parseNumber(asObject(body['page_info'])?.['total_page']) ?? 1;
  return Math.min(Math.max(1, Math.ceil(total)), MAX_PAGES + 1);
}
