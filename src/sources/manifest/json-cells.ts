import { asObject, type JsonObject } from '../../util/json.ts';
import { type Fault, kindOf } from './row-error.ts';

/** What one entry of a JSON list says. A string alone is a link. */
export function cellsOf(
  entry: unknown,
): { readonly cells: JsonObject } | { readonly cells: null; readonly fault: Fault } {
  if (typeof entry === 'string') return { cells: { url: entry } };
  const cells = asObject(entry);
  if (cells !== null) return { cells };
  const allowed = 'an object such as {"url": "https://…"}, or a link in quotes';
  return { cells: null, fault: { at: null, found: kindOf(entry), allowed, cause: 'a list inside the list' } };
}
