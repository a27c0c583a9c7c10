import type { RowError } from './row-error.ts';

/** One row of a manifest, of whatever format, before anybody looked at what it says. */
export type Row = RowLocation & (ReadableRow | InvalidRow);

interface RowLocation {
  /** `file:line`, as it can be told without effort. */
  readonly displayLocation: string;
  /** Where exactly a column or key of this row stands; a search, for rows that have a error. */
  locate(at: string | null): Promise<string>;
}

interface ReadableRow {
  /** What the row says, by column or key. */
  readonly cells: Readonly<Record<string, unknown>>;
}

interface InvalidRow {
  readonly cells: null;
  /** Why it cannot be read. */
  readonly error: RowError;
}

/** A row that cannot be read, at a place that is known. */
export function invalidRow(displayLocation: string, exact: string, error: RowError): Row {
  return { displayLocation, cells: null, error, locate: () => Promise.resolve(exact) };
}

/**
 * Reads the rows of a manifest, given its absolute path and the path to be shown. They come in runs, because a promise
 * for each row would be most of the work. Throws an `InputError`.
 */
export type ReadRows = (path: string, shown: string, note: (text: string) => void) => AsyncIterable<readonly Row[]>;

/** Longest line of a list, in bytes: a link has at most some 8,000, its metadata seldom more. */
export const MAX_LINE_BYTES = 256 * 1024;
