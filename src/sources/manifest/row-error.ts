import { InputError } from '../../inputs/input-reader.ts';
import type { Problem } from '../../model/errors.ts';

/** What is wrong with one row of a manifest. */
export interface Fault {
  /** The column or key it is about; null when it is about the row as a whole. */
  readonly at: string | null;
  /** What was found, fit to be shown: "found …". */
  readonly found: string;
  readonly allowed: string;
  /** How this usually comes about. */
  readonly cause: string;
}

/** The fault as the problem of the row's video; `where` is `file:line` or `file:line:column`. */
export function problemOfRow(where: string, { found, allowed, cause }: Fault): Problem {
  return {
    code: 'manifest_row_invalid',
    message: `${where}: found ${found}. Allowed: ${allowed}.`,
    hint: `Usual cause: ${cause}.`,
    class: 'input',
  };
}

/** The end of a manifest that cannot be read at all. */
export function unreadable(where: string, allowed: string, cause: string): InputError {
  return new InputError([{ input: 'manifest', given: where, allowed, cause }]);
}

const MOST_SHOWN = 60;

/** A piece of a manifest, in quotes, cut short, and without anything that could be the signature of a link. */
export function quoted(text: string): string {
  const safe = /[a-z]:\/\//i.test(text) ? text.replace(/[?#].*$/s, '?…').replace(/\/\/[^/]*@/, '//…@') : text;
  return JSON.stringify(safe.length > MOST_SHOWN ? `${safe.slice(0, MOST_SHOWN)}…` : safe);
}

/** What kind of JSON a value is, in words. */
export function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  return typeof value === 'string' ? quoted(value) : String(value);
}
