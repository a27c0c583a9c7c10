import { InputError } from '../../inputs/input-reader.ts';
import type { ErrorDetails } from '../../model/errors.ts';

/** What is wrong with one row of a manifest. */
export interface RowError {
  /** The column or key it is about; null when it is about the row as a whole. */
  readonly column: string | null;
  /** What was found, fit to be shown: "found …". */
  readonly found: string;
  readonly expected: string;
  /** How this usually comes about. */
  readonly hint: string;
}

/** The fault as the problem of the row's video; `where` is `file:line` or `file:line:column`. */
export function toErrorDetails(where: string, { found, expected, hint }: RowError): ErrorDetails {
  return {
    code: 'manifest_row_invalid',
    message: `${where}: found ${found}. Expected ${expected}.`,
    hint: `Possible cause: ${hint}.`,
    class: 'input',
  };
}

/** The end of a manifest that cannot be read at all. */
export function createManifestError(where: string, expected: string, hint: string): InputError {
  return new InputError([{ input: 'manifest', received: where, expected, hint }]);
}

const MAX_QUOTED_LENGTH = 60;

/** A piece of a manifest, in quotes, cut short, and without anything that could be the signature of a link. */
export function quote(text: string): string {
  const safe = /[a-z]:\/\//i.test(text) ? text.replace(/[?#].*$/s, '?…').replace(/\/\/[^/]*@/, '//…@') : text;
  return JSON.stringify(safe.length > MAX_QUOTED_LENGTH ? `${safe.slice(0, MAX_QUOTED_LENGTH)}…` : safe);
}

/** What kind of JSON a value is, in words. */
export function describeValue(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  return typeof value === 'string' ? quote(value) : String(value);
}
