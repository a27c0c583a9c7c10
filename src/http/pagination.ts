import type { JsonObject } from '../util/json.ts';
import { asList, asObject, parseNumber } from '../util/json.ts';

/** The most rows that a list gives at once; asking for more is rejected. */
export const PAGE_LIMIT = 50;

/** One page of a list. */
export interface Page<Row> {
  readonly rows: readonly Row[];
  /** How many pages there are in all, as far as the platform says; at least 1. */
  readonly totalPages: number;
  /** How many rows there are in all; null when the platform does not say. */
  readonly totalResults: number | null;
}

/** Reads `{data, page_info}`; rows that `read` makes nothing of (null) are left out. Null if there is no `data`. */
export function parsePage<Row>(body: JsonObject, read: (row: JsonObject) => Row | null): Page<Row> | null {
  if (!Array.isArray(body['data'])) return null;
  const rows = asList(body['data']).flatMap((item) => {
    const object = asObject(item);
    const row = object && read(object);
    return row ? [row] : [];
  });
  const info = asObject(body['page_info']);
  return {
    rows,
    totalPages: Math.max(1, parseNumber(info?.['total_page']) ?? 1),
    totalResults: parseNumber(info?.['total_results']),
  };
}
