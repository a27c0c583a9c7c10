import { extname } from 'node:path';
import { InputError } from '../../inputs/input-reader.ts';
import type { FileSource, InvalidRowSource, UrlSource } from '../../model/source.ts';
import { createFileSource } from '../video-file.ts';
import { parseVideoUrl } from '../video-url.ts';
import { resolveWorkspacePath } from '../workspace-path.ts';
import { checkCells, type ManifestEntry, NO_ADDRESS_ERROR } from './check-cells.ts';
import { formatUnknownColumn, isKnownColumn } from './columns.ts';
import { createManifestError, type ReadRows, type Row, type RowError, toErrorDetails } from './row.ts';

/** The source that a row of a manifest is converted to. */
export type ManifestSource = UrlSource | FileSource | InvalidRowSource;

export interface ManifestOptions {
  /** Absolute. The manifest and all its files are in it, and paths are relative to it. */
  readonly workspace: string;
  readonly allowPrivateUrls: boolean;
  /** Receives information for the log about a manifest that is valid; at most a few lines per file. */
  readonly note: (text: string) => void;
}

/**
 * Reads a list of videos row by row, so that memory does not grow with its length, except for `.json`. An invalid row
 * becomes a source with an error. Throws an `InputError` if the file cannot be read as a list at all; rows before the
 * error must not be used then. The sources come in batches, as the rows do.
 */
export async function* readManifest(
  received: string,
  options: ManifestOptions,
): AsyncGenerator<readonly ManifestSource[]> {
  const file = await resolveWorkspacePath(received, options.workspace);
  if ('reason' in file)
    throw createManifestError(received, `a file of the workspace; this path ${file.predicate}`, file.hint);
  const { load, isTable } = getFormat(received);
  if (file.size === 0) throw createEmptyManifestError(received, 'this file is empty');
  const readRows = await load();
  const noteKeys = isTable ? () => {} : createKeyNotes(options.note);
  let count = 0;
  for await (const rows of readRows(file.path, file.displayPath, options.note)) {
    count += rows.length;
    const sources: ManifestSource[] = [];
    for (const row of rows) {
      noteKeys(row);
      const source = toSource(row, options);
      sources.push(source instanceof Promise ? await source : source);
    }
    yield sources;
  }
  if (count === 0) throw createEmptyManifestError(received, 'this list has no entries');
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
const FORMATS: Readonly<Record<string, Format>> = {
  '.txt': { load: async () => (await import('./lines.ts')).readTxt, isTable: true },
  '.csv': { load: async () => (await import('./csv.ts')).readCsv, isTable: true },
  '.json': { load: async () => (await import('./json.ts')).readJson, isTable: false },
  '.jsonl': { load: async () => (await import('./json.ts')).readJsonl, isTable: false },
};

function getFormat(received: string): Format {
  const extension = extname(received).toLowerCase();
  const format = FORMATS[extension];
  if (format !== undefined) return format;
  const expected = `a file that ends in ${Object.keys(FORMATS).join(', ')}`;
  const hint = UNSUPPORTED_FORMAT_HINTS[extension] ?? 'a video or another file instead of a list of videos';
  throw createManifestError(received, expected, hint);
}

const UNSUPPORTED_FORMAT_HINTS: Readonly<Record<string, string>> = {
  '.tsv': 'tabs instead of commas; save it as .csv',
  '.xlsx': 'a spreadsheet; export it as .csv in UTF-8',
  '.xls': 'a spreadsheet; export it as .csv in UTF-8',
  '.yml': 'YAML; write it as .json',
  '.yaml': 'YAML; write it as .json',
  '.ndjson': 'another name for .jsonl; rename it',
  '.mp4': 'a video instead of a list of videos; use the `video_file` input',
};

/** Notes about more keys than this would repeat each other. */
const MAX_KEY_NOTES = 10;

function createKeyNotes(note: (text: string) => void): (row: Row) => void {
  const noted = new Set<string>();
  return ({ displayLocation, content }) => {
    if ('error' in content) return;
    for (const name in content.cells) {
      if (isKnownColumn(name) || noted.has(name) || noted.size >= MAX_KEY_NOTES) continue;
      noted.add(name);
      note(`${displayLocation}: ${formatUnknownColumn(name)}`);
    }
  };
}

/** Returns a promise only if it must wait: most rows are valid links. */
function toSource(row: Row, options: ManifestOptions): ManifestSource | Promise<ManifestSource> {
  if ('error' in row.content) return createInvalidRowSource(row, row.content.error);
  const entry = checkCells(row.content.cells);
  const { url, file } = entry;
  if (url !== null && file === null)
    return applyEntry(row, entry, parseVideoUrl(url, options.allowPrivateUrls, entry.name));
  if (file !== null && url === null)
    return readFileSource(file, options).then((source) => applyEntry(row, entry, source));
  return createInvalidRowSource(row, entry.error ?? NO_ADDRESS_ERROR);
}

async function readFileSource(file: string, { workspace }: ManifestOptions): Promise<FileSource> {
  return await createFileSource(await resolveWorkspacePath(file, workspace));
}

function applyEntry<T extends UrlSource | FileSource>(row: Row, entry: ManifestEntry, source: T): T | Promise<T> {
  const { name, key, userMetadata, error } = entry;
  const named = { ...source, name: name ?? source.name, key, userMetadata };
  return error === null && source.error === null ? named : addLocation(row, error, named);
}

/** Adds the line, without which an invalid row in a list of thousands is hard to find. */
async function addLocation<T extends UrlSource | FileSource>(row: Row, error: RowError | null, source: T): Promise<T> {
  const location = await row.locate(error === null ? source.kind : error.column);
  if (error !== null) return { ...source, error: toErrorDetails(location, error) };
  return { ...source, error: source.error && { ...source.error, message: `${location}: ${source.error.message}` } };
}

async function createInvalidRowSource(row: Row, error: RowError): Promise<InvalidRowSource> {
  const { displayLocation } = row;
  const details = toErrorDetails(await row.locate(error.column), error);
  return { kind: 'invalid_row', displayName: displayLocation, name: displayLocation, error: details };
}
