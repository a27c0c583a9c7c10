import type { InputError } from '../../inputs/input-reader.ts';
import { asObject, parseExactJson, parseJson } from '../../util/json.ts';
import { toFeedRows } from '../feeds/feed-rows.ts';
import { isJsonFeed, parseJsonFeed } from '../feeds/json-feed.ts';
import { createLocator, explainError, findKeyOffset } from './json-location.ts';
import {
  findSyntaxErrorOffset,
  type ScanEnd,
  scanElements,
  scanMembers,
  skipSpace,
  type TextRange,
} from './json-scan.ts';
import { MAX_LINE_BYTES, readLines } from './lines.ts';
import { createInvalidRow, createManifestError, describeValue, type ManifestFile, type Row } from './row.ts';

/** A JSON text is in memory as a whole; use JSON Lines for a longer list. */
const MAX_JSON_BYTES = 64 * 1024 * 1024;

/** One promise per row would take most of the time. */
const ROW_BATCH_SIZE = 500;

/** A batch with long rows ends after so many characters, so that other work gets its turn. */
const ROW_BATCH_LENGTH = 1024 * 1024;

/** Reads a list of videos in JSON: an array, or an object with the array in `videos`. */
export async function* readJson(file: ManifestFile): AsyncGenerator<readonly Row[]> {
  const { path, displayPath } = file;
  const text = await readText(path, displayPath);
  if (isJsonLines(text)) {
    file.note(`${displayPath} has one JSON value per line; it is read as JSON Lines.`);
    yield* readJsonl(file);
    return;
  }
  const feed = parseFeed(text);
  if (feed !== null) {
    yield toFeedRows(feed, file);
    return;
  }
  const { start, keys, objectEnd } = findList(text, displayPath);
  const toLocation = createLocator(text);
  let rows: Row[] = [];
  let length = 0;
  let index = 0;
  const elements = scanElements(text, start);
  let next = elements.next();
  for (; !next.done; next = elements.next()) {
    const range = next.value;
    const displayLocation = `${displayPath} (${[...keys, index].join('.')})`;
    const locate = (key: string | null): Promise<string> => {
      const { line, column } = toLocation(findKeyOffset(text, range.start, key));
      return Promise.resolve(`${displayPath}:${line}:${column}`);
    };
    // Each entry is parsed on its own: parsing a long text as a whole would block all other work.
    rows.push({ displayLocation, content: parseElement(text, range, displayPath), locate });
    index += 1;
    length += range.end - range.start;
    if (rows.length < ROW_BATCH_SIZE && length < ROW_BATCH_LENGTH) continue;
    yield rows;
    rows = [];
    length = 0;
  }
  if (!next.value.isComplete) throw createSyntaxError(text, next.value.offset, displayPath);
  assertEnd(text, objectEnd ?? next.value, displayPath);
  yield rows;
}

/** Reads a list with one JSON object, or one link in quotes, per line. Empty lines are skipped. */
export async function* readJsonl({ path, displayPath }: ManifestFile): AsyncGenerator<readonly Row[]> {
  for await (const { lines, firstLine } of readLines(path, displayPath, MAX_LINE_BYTES)) {
    const rows: Row[] = [];
    for (const [index, line] of lines.entries())
      if (line.trim() !== '') rows.push(parseLine(line, `${displayPath}:${firstLine + index}`));
    yield rows;
  }
}

function parseLine(line: string, displayLocation: string): Row {
  const value = parseExactJson(line);
  if (value === undefined) {
    const { column, error } = explainError(line, findSyntaxErrorOffset(line));
    return createInvalidRow(displayLocation, `${displayLocation}:${column}`, error);
  }
  const locate = (key: string | null): Promise<string> =>
    Promise.resolve(`${displayLocation}:${findKeyOffset(line, skipSpace(line, 0), key) + 1}`);
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

/** Too long for a video: the brackets of such an entry are counted, and nothing else of it is read. */
const MAX_ENTRY_LENGTH = MAX_LINE_BYTES;

function parseElement(text: string, range: TextRange, displayPath: string): Row['content'] {
  const length = range.end - range.start;
  if (length <= MAX_ENTRY_LENGTH) return parseEntry(parseRange(text, range, displayPath));
  const found = `an entry of ${Math.round(length / 1024)} KiB`;
  const expected = `up to ${MAX_ENTRY_LENGTH / 1024} KiB for each video`;
  return { error: { column: null, found, expected, hint: 'a missing bracket, or other data inside the list' } };
}

function parseRange(text: string, { start, end }: TextRange, displayPath: string): unknown {
  const part = text.slice(start, end);
  const value = parseExactJson(part);
  if (value === undefined) throw createSyntaxError(text, start + findSyntaxErrorOffset(part), displayPath);
  return value;
}

function createSyntaxError(text: string, offset: number, displayPath: string): InputError {
  const { line, column, error } = explainError(text, offset);
  return createManifestError(`${displayPath}:${line}:${column}`, `valid JSON; found ${error.found}`, error.hint);
}

function assertEnd(text: string, { isComplete, offset }: ScanEnd, displayPath: string): void {
  const rest = isComplete ? skipSpace(text, offset) : offset;
  if (!isComplete || rest < text.length) throw createSyntaxError(text, rest, displayPath);
}

/** Whether the first two lines that are not blank are complete JSON objects or links: then the text is not JSON. */
function isJsonLines(text: string): boolean {
  const lines = text.slice(0, 2 * MAX_LINE_BYTES).split('\n');
  const first = lines.filter((line) => line.trim() !== '').slice(0, 2);
  const isRow = (line: string): boolean => asObject(parseJson(line)) !== null || /^\s*"https?:.*"\s*$/.test(line);
  return first.length === 2 && first.every(isRow);
}

/** A longer text is not parsed as a whole. */
const MAX_FEED_LENGTH = 8 * 1024 * 1024;

function parseFeed(text: string): ReturnType<typeof parseJsonFeed> | null {
  if (text.length > MAX_FEED_LENGTH || !text.includes('jsonfeed.org')) return null;
  const value = parseJson(text);
  return isJsonFeed(value) ? parseJsonFeed(value) : null;
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

interface FoundList {
  /** The offset of its bracket. */
  readonly start: number;
  /** That lead to the list. */
  readonly keys: readonly string[];
  /** The end of the object that the list is in; null if it is in none. An error in it may be one of the list. */
  readonly objectEnd: ScanEnd | null;
}

function findList(text: string, displayPath: string): FoundList {
  const start = skipSpace(text, 0);
  if (text[start] === '[') return { start, keys: [], objectEnd: null };
  const fail = (found: string): InputError =>
    createManifestError(
      displayPath,
      `a list, or an object with a list named "videos"; found ${found}`,
      'another name for the list, or one video without brackets around it',
    );
  if (text[start] !== '{')
    throw fail(
      describeValue(parseRange(text, { start, end: Math.min(text.length, start + MAX_ENTRY_LENGTH) }, displayPath)),
    );
  const names: string[] = [];
  let list: TextRange | null = null;
  const members = scanMembers(text, start);
  let next = members.next();
  for (; !next.done; next = members.next()) {
    const { name, value } = next.value;
    if (names.length < MAX_DESCRIBED_KEYS) names.push(name);
    if (name === 'videos') list = value;
    else if (value.end - value.start <= MAX_ENTRY_LENGTH) parseRange(text, value, displayPath);
  }
  if (list !== null && text[list.start] === '[') return { start: list.start, keys: ['videos'], objectEnd: next.value };
  assertEnd(text, next.value, displayPath);
  throw fail(describeKeys(names));
}

const MAX_DESCRIBED_KEYS = 10;

function describeKeys(keys: readonly string[]): string {
  if (keys.length === 0) return 'an empty object';
  return `an object with the keys ${keys.map(describeValue).join(', ')}`;
}
