import { InputError } from '../../inputs/input-reader.ts';
import type { ErrorDetails } from '../../model/errors.ts';
import type { ManifestLocation } from '../../model/source.ts';

/** One row of a manifest of any format, before its values are checked. */
export interface Row {
  /** `file:line`, or another location that costs nothing to determine. */
  readonly displayLocation: string;
  /** The values by column or key; the error if the row cannot be read. */
  readonly content: { readonly cells: Readonly<Record<string, unknown>> } | { readonly error: RowError };
  /** Finds the exact location of a column or key, or of the row (null). May search the text: only for invalid rows. */
  locate(column: string | null): Promise<string>;
}

/** A row that cannot be read, at an exact location. */
export function createInvalidRow(displayLocation: string, exactLocation: string, error: RowError): Row {
  return { displayLocation, content: { error }, locate: () => Promise.resolve(exactLocation) };
}

/** The line of a location, as a property to spread; empty if it is not a line of a file in the workspace. */
export function toManifestLocation(location: string): { readonly location?: ManifestLocation } {
  const [, path = '', line] = /^(.+?):(\d+)(?::\d+)?(?= \(|$)/.exec(location) ?? [];
  if (line === undefined || /^(https?:|RUNNER_TEMP\/)/.test(path)) return {};
  return { location: { path, line: Number(line) } };
}

/** A manifest that is read. */
export interface ManifestFile {
  /** Absolute. */
  readonly path: string;
  /** For messages. */
  readonly displayPath: string;
  /** The address of a manifest that was downloaded, from which relative links in a feed start; null for a file. */
  readonly baseUrl: string | null;
  /** How many of the newest items of a feed are taken; null for all. */
  readonly maxItems: number | null;
  /** Receives information for the log. */
  readonly note: (text: string) => void;
}

/**
 * Reads the rows of a manifest. They come in batches, because one promise per row would take most of the time. Throws an
 * `InputError`.
 */
export type ReadRows = (file: ManifestFile) => AsyncIterable<readonly Row[]>;

/** What is wrong with a row. */
export interface RowError {
  /** The column or key; null for the row as a whole. */
  readonly column: string | null;
  /** Continues "Found ", and is safe to show. */
  readonly found: string;
  /** Continues "Expected ". */
  readonly expected: string;
  /** Continues "Possible cause: ". */
  readonly hint: string;
}

/** Converts the error of a row to the error of its video; `location` is `file:line` or `file:line:column`. */
export function toErrorDetails(location: string, { found, expected, hint }: RowError): ErrorDetails {
  return {
    code: 'manifest_row_invalid',
    message: `${location}: Found ${found}. Expected ${expected}.`,
    hint: `Possible cause: ${hint}.`,
    class: 'input',
  };
}

/** The error of a manifest that cannot be read at all. */
export function createManifestError(location: string, expected: string, hint: string): InputError {
  return new InputError([{ input: 'manifest', received: location, expected, hint }]);
}

const MAX_QUOTED_LENGTH = 60;

/** Quotes a part of a manifest: shortened, and without anything that could be the signature of a link. */
export function quote(text: string): string {
  const safe = /[a-z]:\/\//i.test(text) ? text.replace(/[?#].*$/s, '?…').replace(/\/\/[^/]*@/, '//…@') : text;
  return JSON.stringify(safe.length > MAX_QUOTED_LENGTH ? `${safe.slice(0, MAX_QUOTED_LENGTH)}…` : safe);
}

/** Describes a JSON value in a message. */
export function describeValue(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  return typeof value === 'string' ? quote(value) : String(value);
}
