import { asObject, type JsonObject } from '../../util/json.ts';
import { describeValue, type RowError } from './row-error.ts';

/** What one entry of a JSON list says. A string alone is a link. */
export function toCells(
  entry: unknown,
): { readonly cells: JsonObject } | { readonly cells: null; readonly error: RowError } {
  if (typeof entry === 'string') return { cells: { url: entry } };
  const cells = asObject(entry);
  if (cells !== null) return { cells };
  const expected = 'an object such as {"url": "https://…"}, or a link in quotes';
  return {
    cells: null,
    error: { column: null, found: describeValue(entry), expected, hint: 'a list inside the list' },
  };
}
