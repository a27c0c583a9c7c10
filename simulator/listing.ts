import { jsonReply, type Reply } from './api.ts';
import { ApiError, invalid } from './errors.ts';
import type { SimulatorOptions } from './options.ts';

/** The parameters of every list request. */
export interface Paging {
  readonly page: number;
  readonly limit: number;
  readonly sortBy: 'created_at' | 'updated_at';
  readonly ascending: boolean;
}

/** The dates of a row, in milliseconds. */
export interface Dated {
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** One page of a list in the form of the API. */
export interface Page<T> {
  readonly data: readonly T[];
  readonly page_info: {
    readonly limit_per_page: number;
    readonly page: number;
    readonly total_page: number;
    readonly total_results: number;
  };
}

/** Of every list (documented). */
export const MAX_PAGE_LIMIT = 50;
const pagingNames = ['page', 'page_limit', 'sort_by', 'sort_option'];

/** Reads the paging part of a query. A limit above 50 is rejected, not cut (seen by a client). Throws `parameter_invalid`. */
export function parsePaging(query: URLSearchParams): Paging {
  const limit = positive(query, 'page_limit', 10);
  if (limit > MAX_PAGE_LIMIT) throw invalid('page_limit', `It must not be above ${MAX_PAGE_LIMIT}.`);
  const sortBy = choice(query, 'sort_by', ['created_at', 'updated_at']);
  const order = choice(query, 'sort_option', ['desc', 'asc']);
  return { page: positive(query, 'page', 1), limit, sortBy, ascending: order === 'asc' };
}

/** Rejects names that are neither paging nor among `filters`: 400 `parameter_unknown`. */
export function rejectUnknown(query: URLSearchParams, filters: readonly string[]): void {
  for (const name of query.keys()) {
    if (!pagingNames.includes(name) && !filters.includes(name)) {
      throw new ApiError(400, 'parameter_unknown', `The ${name} parameter is unknown.`);
    }
  }
}

/** Names in a query that are neither paging nor among `filters`. */
export function getOtherNames(query: URLSearchParams, filters: readonly string[]): string[] {
  return [...query.keys()].filter(
    (name) => !pagingNames.includes(name) && !filters.includes(name.replace(/\[(gte|lte)\]$/, '')),
  );
}

const RFC_3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/i;

/** A date of a query in milliseconds, or `null` where there is none. Throws `parameter_invalid`. */
export function parseDate(query: URLSearchParams, name: string): number | null {
  const text = query.get(name);
  if (text === null) return null;
  const time = RFC_3339.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time)) throw invalid(name, 'It must be a date in the RFC 3339 format.');
  return time;
}

/** The requested statuses that exist; `null`: all. Throws `parameter_invalid` if strict. */
export function statusFilter(
  query: URLSearchParams,
  known: readonly (string | null)[],
  mode: SimulatorOptions['statusFilter'],
): ReadonlySet<string> | null {
  const requested = query.getAll('status');
  const unknown = requested.find((status) => !known.includes(status));
  if (mode === 'strict' && unknown !== undefined) throw invalid('status', `There is no status ${unknown}.`);
  const statuses = new Set(requested.filter((status) => known.includes(status)));
  return statuses.size === 0 ? null : statuses;
}

/** A test for a number: `name=5` exactly, `name[gte]=5` and `name[lte]=9` as bounds; `null` if there is no bound. */
export function createNumberTest(query: URLSearchParams, name: string): ((value: number) => boolean) | null {
  const exact = numeric(query, name);
  const least = numeric(query, `${name}[gte]`);
  const most = numeric(query, `${name}[lte]`);
  if (exact === null && least === null && most === null) return null;
  return (value) =>
    (exact === null || value === exact) && (least === null || value >= least) && (most === null || value <= most);
}

/** One page of rows, which are sorted oldest first. */
export function paginate<T>(rows: readonly T[], paging: Paging, getDates: (row: T) => Dated): Page<T> {
  const sorted =
    paging.sortBy === 'created_at' ? rows : rows.toSorted((a, b) => getDates(a).updatedAt - getDates(b).updatedAt);
  const from = (paging.page - 1) * paging.limit;
  const total = rows.length;
  const data = paging.ascending
    ? sorted.slice(from, from + paging.limit)
    : sorted.slice(Math.max(0, total - from - paging.limit), Math.max(0, total - from)).reverse();
  const page_info = {
    limit_per_page: paging.limit,
    page: paging.page,
    total_page: Math.ceil(total / paging.limit),
    total_results: total,
  };
  return { data, page_info };
}

/** The response with a page whose rows are serialized. */
export function toListReply<T>(page: Page<T>, serialize: (row: T) => unknown): Reply {
  return jsonReply(200, { data: page.data.map(serialize), page_info: page.page_info });
}

/** The rows that pass every test; the very same array where there is none. */
export function select<T>(rows: readonly T[], tests: readonly (((row: T) => boolean) | null)[]): readonly T[] {
  const requested = tests.filter((test) => test !== null);
  return requested.length === 0 ? rows : rows.filter((row) => requested.every((test) => test(row)));
}

function positive(query: URLSearchParams, name: string, standard: number): number {
  const text = query.get(name);
  if (text === null) return standard;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw invalid(name, 'It must be a whole number from 1.');
  return value;
}

function choice<const T extends string>(query: URLSearchParams, name: string, allowed: readonly [T, ...T[]]): T {
  const text = query.get(name);
  if (text === null) return allowed[0];
  const found = allowed.find((value) => value === text);
  if (found === undefined) throw invalid(name, `It must be one of ${allowed.join(', ')}.`);
  return found;
}

function numeric(query: URLSearchParams, name: string): number | null {
  const text = query.get(name);
  if (text === null) return null;
  const value = Number(text);
  if (text.trim() === '' || Number.isNaN(value)) throw invalid(name, 'It must be a number.');
  return value;
}
