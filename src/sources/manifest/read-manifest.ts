import { InputError } from '../../inputs/input-reader.ts';
import type { FileSource, InvalidRowSource, UrlSource } from '../../model/source.ts';
import { createPause } from '../../util/concurrency.ts';
import { isMistake, isObjectUrl, type ObjectRequest, parseObjectUrl } from '../objects/object-url.ts';
import { createFileSource } from '../video-file.ts';
import { createInvalidObject, parseVideoUrl } from '../video-url.ts';
import { type FileRoots, resolveWorkspacePath } from '../workspace-path.ts';
import { checkCells, type ManifestEntry, NO_ADDRESS_ERROR } from './check-cells.ts';
import { formatUnknownColumn, isKnownColumn, MAX_COLUMN_NOTES } from './columns.ts';
import type { DownloadOptions } from './download-list.ts';
import { type FormatName, getFormatByName, isListUrl } from './formats.ts';
import {
  createManifestError,
  type ManifestFile,
  quote,
  type ReadRows,
  type Row,
  type RowError,
  toErrorDetails,
  toManifestLocation,
} from './row.ts';

/** The source that a row of a manifest is converted to. */
export type ManifestSource = UrlSource | FileSource | ObjectRequest | InvalidRowSource;

export interface ManifestOptions {
  /** The manifest and all its files are in them; paths are relative to the workspace. */
  readonly roots: FileRoots;
  readonly allowPrivateUrls: boolean;
  /** How many of the newest items of a feed are taken; null for all. */
  readonly maxItems: number | null;
  /** Receives information for the log about a manifest that is valid; at most a few lines per file. */
  readonly note: (text: string) => void;
  readonly download: DownloadOptions;
}

/**
 * Reads a list of videos row by row, so that memory does not grow with its length, except for `.json` and feeds. An
 * invalid row becomes a source with an error. Throws an `InputError` if the list cannot be read at all; rows before the
 * error must not be used then. The sources come in batches, as the rows do.
 */
export async function* readManifest(
  received: string,
  options: ManifestOptions,
): AsyncGenerator<readonly ManifestSource[]> {
  if (!isListUrl(received)) {
    yield* readSources(received, await findManifest(received, options), options);
    return;
  }
  const { downloadList } = await import('./download-list.ts');
  const list = await downloadList(received, options.allowPrivateUrls, options.download);
  options.note(list.note);
  try {
    yield* readSources(list.file.displayPath, { ...list.file, ...options }, options);
  } finally {
    await list.remove();
  }
}

/** A manifest, and what is known about its format. */
interface FoundManifest extends ManifestFile {
  readonly format: FormatName;
  readonly size: number;
}

async function findManifest(received: string, options: ManifestOptions): Promise<FoundManifest> {
  const file = await resolveWorkspacePath(received, options.roots);
  if ('reason' in file)
    throw createManifestError(received, `a file of the workspace; this path ${file.predicate}`, file.hint);
  return { ...file, ...options, baseUrl: null, format: getFormatByName(received) };
}

async function* readSources(
  received: string,
  manifest: FoundManifest,
  options: ManifestOptions,
): AsyncGenerator<readonly ManifestSource[]> {
  if (manifest.size === 0) throw createEmptyManifestError(received, 'this file is empty');
  const { load, isTable } = FORMATS[manifest.format];
  const readRows = await load();
  const noteKeys = isTable ? () => {} : createKeyNotes(options.note);
  const isRemote = manifest.baseUrl !== null;
  const toExact = createExactLocations();
  const pause = createPause();
  let count = 0;
  for await (const rows of readRows(manifest)) {
    count += rows.length;
    const sources: ManifestSource[] = [];
    for (const row of rows) {
      noteKeys(row);
      const source = toSource(toExact(row), options, isRemote);
      sources.push(source instanceof Promise ? await source : source);
    }
    yield sources;
    await pause();
  }
  if (count > 0) return;
  throw createEmptyManifestError(
    received,
    manifest.format === 'feed' ? 'this feed has none' : 'this list has no entries',
  );
}

function createEmptyManifestError(received: string, found: string): InputError {
  const expected = `a list of videos; ${found}`;
  const hint = 'an earlier step that found no videos, or that failed without an error';
  return new InputError([{ input: 'manifest', received, expected, hint, isEmpty: true }]);
}

interface Format {
  readonly load: () => Promise<ReadRows>;
  /** Whether unknown columns are reported once for the header, instead of for the rows. */
  readonly isTable: boolean;
}

/** Each format is loaded on first use, so that a run without a manifest does not load any. */
const FORMATS: Readonly<Record<FormatName, Format>> = {
  txt: { load: async () => (await import('./lines.ts')).readTxt, isTable: true },
  csv: { load: async () => (await import('./csv.ts')).readCsv, isTable: true },
  json: { load: async () => (await import('./json.ts')).readJson, isTable: false },
  jsonl: { load: async () => (await import('./json.ts')).readJsonl, isTable: false },
  feed: { load: async () => (await import('../feeds/read-feed.ts')).readFeed, isTable: true },
};

function createKeyNotes(note: (text: string) => void): (row: Row) => void {
  const noted = new Set<string>();
  return ({ displayLocation, content }) => {
    if ('error' in content) return;
    for (const name in content.cells) {
      if (noted.size >= MAX_COLUMN_NOTES) return;
      if (isKnownColumn(name) || noted.has(name)) continue;
      noted.add(name);
      note(`${displayLocation}: ${formatUnknownColumn(name)}`);
    }
  };
}

/** Invalid rows after these are reported without the column, because a list may have any number of them. */
const MAX_EXACT_LOCATIONS = 20;

function createExactLocations(): (row: Row) => Row {
  let count = 0;
  return (row) => ({
    ...row,
    locate: (column) => {
      count += 1;
      return count <= MAX_EXACT_LOCATIONS ? row.locate(column) : Promise.resolve(row.displayLocation);
    },
  });
}

/** Returns a promise only if it must wait: most rows are valid links. */
function toSource(row: Row, options: ManifestOptions, isRemote: boolean): ManifestSource | Promise<ManifestSource> {
  if ('error' in row.content) return createInvalidRowSource(row, row.content.error);
  const entry = checkCells(row.content.cells);
  const { url, file } = entry;
  if (url !== null && file === null && isObjectUrl(url)) return toObjectSource(row, entry, url);
  if (url !== null && file === null)
    return applyEntry(row, entry, parseVideoUrl(url, options.allowPrivateUrls, entry.name));
  if (file !== null && isRemote) return createInvalidRowSource(row, REMOTE_FILE_ERROR);
  if (file !== null && url === null) return readFileSource(row, entry, file, options);
  return createInvalidRowSource(row, entry.error ?? NO_ADDRESS_ERROR);
}

function toObjectSource(row: Row, entry: ManifestEntry, url: string): ManifestSource | Promise<ManifestSource> {
  const parsed = parseObjectUrl(url);
  if (isMistake(parsed)) return applyEntry(row, entry, createInvalidObject(url, parsed));
  if (entry.error !== null) return createInvalidRowSource(row, entry.error);
  const { name, key, userMetadata } = entry;
  return { ...parsed, row: { location: row.displayLocation, name, key, userMetadata } };
}

/** A list that others may write must not decide which files of the workspace are uploaded. */
const REMOTE_FILE_ERROR: RowError = {
  column: 'file',
  found: 'a `file`',
  expected: 'only `url` in a list that is downloaded',
  hint: 'a list that was written for a file of the workspace',
};

async function readFileSource(
  row: Row,
  entry: ManifestEntry,
  file: string,
  { roots }: ManifestOptions,
): Promise<FileSource | InvalidRowSource> {
  const resolved = await resolveWorkspacePath(file, roots);
  const mistake = 'reason' in resolved ? findFileMistake(file) : null;
  if (mistake !== null) return createInvalidRowSource(row, entry.error ?? mistake);
  return applyEntry(row, entry, await createFileSource(resolved));
}

/** What a path that does not exist was probably meant to be; null if that is not clear. */
function findFileMistake(file: string): RowError | null {
  const column = 'file';
  if (/^(https?|s3):\/\//i.test(file))
    return {
      column,
      found: `a link (${quote(file)})`,
      expected: 'a path',
      hint: 'a link in the column `file`; use `url`',
    };
  const paths = file.split(/[,;|]/);
  const isSeveral = paths.length > 1 && paths.every((path) => /\.\w{2,5}$/.test(path.trim()));
  if (!isSeveral) return null;
  const found = `${paths.length} paths (${quote(file)})`;
  return { column, found, expected: 'one path', hint: 'several files in one cell; give each its own row' };
}

function applyEntry<T extends UrlSource | FileSource>(row: Row, entry: ManifestEntry, source: T): T | Promise<T> {
  const { name, key, userMetadata, duration, error } = entry;
  const stated = duration === null ? {} : { statedDuration: duration };
  const located = toManifestLocation(row.displayLocation);
  const named = { ...source, name: name ?? source.name, key, userMetadata, ...stated, ...located };
  return error === null && source.error === null ? named : addLocation(row, error, named);
}

/** Adds the line, without which an invalid row in a list of thousands is hard to find. */
async function addLocation<T extends UrlSource | FileSource>(row: Row, error: RowError | null, source: T): Promise<T> {
  const location = await row.locate(error === null ? source.kind : error.column);
  const located = { ...source, ...toManifestLocation(location) };
  if (error !== null) return { ...located, error: toErrorDetails(location, error) };
  return { ...located, error: source.error && { ...source.error, message: `${location}: ${source.error.message}` } };
}

async function createInvalidRowSource(row: Row, error: RowError): Promise<InvalidRowSource> {
  const { displayLocation } = row;
  const location = await row.locate(error.column);
  const details = toErrorDetails(location, error);
  const named = { displayName: displayLocation, name: displayLocation };
  return { kind: 'invalid_row', ...named, ...toManifestLocation(location), error: details };
}
