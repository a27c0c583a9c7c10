import { asObject, parseJson } from '../../util/json.ts';
import { cellsOf } from './json-cells.ts';
import { placeOf, syntaxFault } from './json-location.ts';
import { readLines } from './lines.ts';
import type { Row } from './row.ts';
import { kindOf, unreadable } from './row-error.ts';

/** A JSON text is read as a whole; a list that is longer than this belongs into JSON lines. */
const LARGEST_BYTES = 64 * 1024 * 1024;

/** Beyond this, looking for the exact place of a fault would cost more memory than it is worth. */
const LARGEST_SEARCHED = 8 * 1024 * 1024;

/** A promise for each row would be most of the work. */
const ROWS_AT_ONCE = 500;

/** Reads a list of videos in JSON: an array, or an object that holds it as `videos`. */
export async function* readJson(path: string, shown: string): AsyncGenerator<readonly Row[]> {
  const { value, searched } = await parseWhole(path, shown);
  const { list, path: steps } = listOf(value, shown);
  const toRow = (entry: unknown, index: number): Row => {
    const place = `${shown} (${[...steps, index].join('.')})`;
    const where = async (at: string | null): Promise<string> => {
      if (searched === null) return place;
      const { line, column } = await placeOf(searched, [...steps, index], at);
      return `${shown}:${line}:${column}`;
    };
    return { place, ...cellsOf(entry), where };
  };
  for (let at = 0; at < list.length; at += ROWS_AT_ONCE) {
    yield list.slice(at, at + ROWS_AT_ONCE).map((entry, n) => toRow(entry, at + n));
  }
}

interface Parsed {
  readonly value: unknown;
  /** The text, to look for places in; null when it is too long, so that it need not be kept. */
  readonly searched: string | null;
}

async function parseWhole(path: string, shown: string): Promise<Parsed> {
  const text = await readWhole(path, shown);
  const value = parseJson(text);
  if (value !== undefined) return { value, searched: text.length > LARGEST_SEARCHED ? null : text };
  const { line, column, fault } = await syntaxFault(text);
  throw unreadable(`${shown}:${line}:${column}`, `JSON; found ${fault.found}`, fault.cause);
}

async function readWhole(path: string, shown: string): Promise<string> {
  const parts: string[] = [];
  let size = 0;
  for await (const { lines } of readLines(path, shown, LARGEST_BYTES)) {
    const part = lines.join('\n');
    size += part.length;
    if (size > LARGEST_BYTES)
      throw unreadable(shown, 'JSON of up to 64 MiB', 'a long list; write it as .jsonl or .csv');
    parts.push(part);
  }
  return parts.join('\n');
}

function listOf(value: unknown, shown: string): { list: readonly unknown[]; path: readonly string[] } {
  if (Array.isArray(value)) return { list: value, path: [] };
  const object = asObject(value);
  const videos = object?.['videos'];
  if (Array.isArray(videos)) return { list: videos, path: ['videos'] };
  const keys = object === null ? [] : Object.keys(object).slice(0, 10);
  const found =
    object === null
      ? kindOf(value)
      : `an object with ${keys.length === 0 ? 'no keys' : `the keys ${keys.map((key) => kindOf(key)).join(', ')}`}`;
  throw unreadable(
    shown,
    `a list, or an object with a list named "videos"; found ${found}`,
    'the list has another name, or a single video without brackets around it',
  );
}
