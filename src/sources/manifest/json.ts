import { asObject, parseJson } from '../../util/json.ts';
import { toCells } from './json-cells.ts';
import { findLocation, findSyntaxError } from './json-location.ts';
import { readLines } from './lines.ts';
import type { Row } from './row.ts';
import { createManifestError, describeValue } from './row-error.ts';

/** A JSON text is read as a whole; a list that is longer than this belongs into JSON lines. */
const MAX_JSON_BYTES = 64 * 1024 * 1024;

/** Beyond this, looking for the exact place of a fault would cost more memory than it is worth. */
const MAX_LOCATED_BYTES = 8 * 1024 * 1024;

/** A promise for each row would be most of the work. */
const ROW_BATCH_SIZE = 500;

/** Reads a list of videos in JSON: an array, or an object that holds it as `videos`. */
export async function* readJson(path: string, shown: string): AsyncGenerator<readonly Row[]> {
  const { value, searched } = await parseWhole(path, shown);
  const { list, path: steps } = getList(value, shown);
  const toRow = (entry: unknown, index: number): Row => {
    const displayLocation = `${shown} (${[...steps, index].join('.')})`;
    const locate = async (at: string | null): Promise<string> => {
      if (searched === null) return displayLocation;
      const { line, column } = await findLocation(searched, [...steps, index], at);
      return `${shown}:${line}:${column}`;
    };
    return { displayLocation, ...toCells(entry), locate };
  };
  for (let at = 0; at < list.length; at += ROW_BATCH_SIZE) {
    yield list.slice(at, at + ROW_BATCH_SIZE).map((entry, n) => toRow(entry, at + n));
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
  if (value !== undefined) return { value, searched: text.length > MAX_LOCATED_BYTES ? null : text };
  const { line, column, fault } = await findSyntaxError(text);
  throw createManifestError(`${shown}:${line}:${column}`, `JSON; found ${fault.found}`, fault.hint);
}

async function readWhole(path: string, shown: string): Promise<string> {
  const parts: string[] = [];
  let size = 0;
  for await (const { lines } of readLines(path, shown, MAX_JSON_BYTES)) {
    const part = lines.join('\n');
    size += part.length;
    if (size > MAX_JSON_BYTES)
      throw createManifestError(shown, 'JSON of up to 64 MiB', 'a long list; write it as .jsonl or .csv');
    parts.push(part);
  }
  return parts.join('\n');
}

function getList(value: unknown, shown: string): { list: readonly unknown[]; path: readonly string[] } {
  if (Array.isArray(value)) return { list: value, path: [] };
  const object = asObject(value);
  const videos = object?.['videos'];
  if (Array.isArray(videos)) return { list: videos, path: ['videos'] };
  const keys = object === null ? [] : Object.keys(object).slice(0, 10);
  const found =
    object === null
      ? describeValue(value)
      : `an object with ${keys.length === 0 ? 'no keys' : `the keys ${keys.map((key) => describeValue(key)).join(', ')}`}`;
  throw createManifestError(
    shown,
    `a list, or an object with a list named "videos"; found ${found}`,
    'the list has another name, or a single video without brackets around it',
  );
}
