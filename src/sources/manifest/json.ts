import { asObject, parseExactJson, parseJson } from '../../util/json.ts';
import { toFeedRows } from '../feeds/feed-rows.ts';
import { isJsonFeed, parseJsonFeed } from '../feeds/json-feed.ts';
import { findLocation, findSyntaxError } from './json-location.ts';
import { MAX_LINE_BYTES, readLines } from './lines.ts';
import { createInvalidRow, createManifestError, describeValue, type ManifestFile, type Row } from './row.ts';

/** A JSON text is read as a whole; use JSON Lines for a longer list. */
const MAX_JSON_BYTES = 64 * 1024 * 1024;

/** Finding the exact location of an error in a longer text would take too much memory. */
const MAX_LOCATED_LENGTH = 8 * 1024 * 1024;

/** One promise per row would take most of the time. */
const ROW_BATCH_SIZE = 500;

/** Reads a list of videos in JSON: an array, or an object with the array in `videos`. */
export async function* readJson(file: ManifestFile): AsyncGenerator<readonly Row[]> {
  const { path, displayPath } = file;
  const parsed = await parseFile(path, displayPath);
  if (parsed === 'json_lines') {
    file.note(`${displayPath} has one JSON value per line; it is read as JSON Lines.`);
    yield* readJsonl(file);
    return;
  }
  const { value, text } = parsed;
  if (isJsonFeed(value)) {
    yield toFeedRows(parseJsonFeed(value), file);
    return;
  }
  const { list, keys } = getList(value, displayPath);
  const toRow = (entry: unknown, index: number): Row => {
    const displayLocation = `${displayPath} (${[...keys, index].join('.')})`;
    const locate = async (key: string | null): Promise<string> => {
      if (text === null) return displayLocation;
      const { line, column } = await findLocation(text, [...keys, index], key);
      return `${displayPath}:${line}:${column}`;
    };
    return { displayLocation, content: parseEntry(entry), locate };
  };
  for (let start = 0; start < list.length; start += ROW_BATCH_SIZE)
    yield list.slice(start, start + ROW_BATCH_SIZE).map((entry, offset) => toRow(entry, start + offset));
}

/** Reads a list with one JSON object, or one link in quotes, per line. Empty lines are skipped. */
export async function* readJsonl({ path, displayPath }: ManifestFile): AsyncGenerator<readonly Row[]> {
  for await (const { lines, firstLine } of readLines(path, displayPath, MAX_LINE_BYTES)) {
    const rows: Row[] = [];
    for (const [index, line] of lines.entries())
      if (line.trim() !== '') rows.push(await parseLine(line, `${displayPath}:${firstLine + index}`));
    yield rows;
  }
}

async function parseLine(line: string, displayLocation: string): Promise<Row> {
  const value = parseExactJson(line);
  if (value === undefined) {
    const { column, error } = await findSyntaxError(line);
    return createInvalidRow(displayLocation, `${displayLocation}:${column}`, error);
  }
  const locate = async (key: string | null): Promise<string> =>
    `${displayLocation}:${(await findLocation(line, [], key)).column}`;
  return { displayLocation, content: parseEntry(value), locate };
}

/** Reads one entry of a list. A string is a link. */
function parseEntry(entry: unknown): Row['content'] {
  if (typeof entry === 'string') return { cells: { url: entry } };
  const cells = asObject(entry);
  if (cells !== null) return { cells };
  const expected = 'an object such as {"url": "https://…"}, or a link in quotes';
  return { error: { column: null, found: describeValue(entry), expected, hint: 'a list inside the list' } };
}

/** `text` is null if it is too long to search for locations, so that it is not kept in memory. */
async function parseFile(
  path: string,
  displayPath: string,
): Promise<{ value: unknown; text: string | null } | 'json_lines'> {
  const text = await readText(path, displayPath);
  const value = parseExactJson(text);
  if (value !== undefined) return { value, text: text.length > MAX_LOCATED_LENGTH ? null : text };
  if (isJsonLines(text)) return 'json_lines';
  const { line, column, error } = await findSyntaxError(text);
  throw createManifestError(`${displayPath}:${line}:${column}`, `valid JSON; found ${error.found}`, error.hint);
}

/** Whether the first two lines that are not blank are complete JSON objects or links. */
function isJsonLines(text: string): boolean {
  const lines = text.slice(0, 2 * MAX_LINE_BYTES).split('\n');
  const first = lines.filter((line) => line.trim() !== '').slice(0, 2);
  return first.length === 2 && first.every((line) => asObject(parseJson(line)) !== null || /^\s*"https?:/.test(line));
}

async function readText(path: string, displayPath: string): Promise<string> {
  const parts: string[] = [];
  let size = 0;
  for await (const { lines } of readLines(path, displayPath, MAX_JSON_BYTES)) {
    const part = lines.join('\n');
    size += part.length;
    if (size > MAX_JSON_BYTES)
      throw createManifestError(displayPath, 'JSON of up to 64 MiB', 'a long list; write it as .jsonl or .csv');
    parts.push(part);
  }
  return parts.join('\n');
}

function getList(value: unknown, displayPath: string): { list: readonly unknown[]; keys: readonly string[] } {
  if (Array.isArray(value)) return { list: value, keys: [] };
  const object = asObject(value);
  const videos = object?.['videos'];
  if (Array.isArray(videos)) return { list: videos, keys: ['videos'] };
  const found = object === null ? describeValue(value) : describeKeys(Object.keys(object));
  const expected = `a list, or an object with a list named "videos"; found ${found}`;
  throw createManifestError(
    displayPath,
    expected,
    'another name for the list, or one video without brackets around it',
  );
}

function describeKeys(keys: readonly string[]): string {
  if (keys.length === 0) return 'an empty object';
  return `an object with the keys ${keys.slice(0, 10).map(describeValue).join(', ')}`;
}
