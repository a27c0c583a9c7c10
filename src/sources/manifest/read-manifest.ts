import { extname } from 'node:path';
import type { FileSource, InvalidRowSource, UrlSource } from '../../model/source.ts';
import { createFileSource } from '../video-file.ts';
import { parseVideoUrl } from '../video-url.ts';
import { resolveWorkspacePath } from '../workspace-path.ts';
import { checkCells, type ManifestEntry, NO_ADDRESS_ERROR } from './check-cells.ts';
import { formatUnknownColumn, isKnownColumn } from './columns.ts';
import type { ReadRows, Row } from './row.ts';
import { createManifestError, type RowError, toErrorDetails } from './row-error.ts';

/** What a row of a manifest becomes. */
export type ManifestSource = UrlSource | FileSource | InvalidRowSource;

export interface ManifestOptions {
  /** Absolute; the manifest and all files it names lie in it, and paths are relative to it. */
  readonly workspace: string;
  readonly allowPrivateUrls: boolean;
  /** Told what people should know although nothing is wrong; at most some lines for a file. */
  readonly note: (text: string) => void;
}

/**
 * Reads a list of videos row by row, so that memory does not grow with its length (but for `.json`). A row with
 * something wrong becomes a source with a problem. Throws an `InputError` when the file cannot be read as a list at
 * all; nothing is to be done with the rows that came before, then. The sources come in runs, as the rows do.
 */
export async function* readManifest(
  given: string,
  options: ManifestOptions,
): AsyncGenerator<readonly ManifestSource[]> {
  const file = await resolveWorkspacePath(given, options.workspace);
  if ('reason' in file) throw createManifestError(given, `a file of the workspace; this path ${file.what}`, file.cause);
  const { load, isTable } = getFormat(given);
  if (file.size === 0) throw createManifestError(given, 'a list of videos; this file is empty', EMPTY_HINT);
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
  if (count === 0) throw createManifestError(given, 'a list of videos; this one names none', EMPTY_HINT);
}

const EMPTY_HINT = 'an earlier step that found nothing to list, or that failed without saying so';

interface Format {
  readonly load: () => Promise<ReadRows>;
  /** Whether its columns are checked where they are named, at the top. */
  readonly isTable: boolean;
}

/** Each format is loaded only when it is used: a run without a manifest pays for none. */
const FORMATS: Readonly<Record<string, Format>> = {
  '.txt': { load: async () => (await import('./txt.ts')).readTxt, isTable: true },
  '.csv': { load: async () => (await import('./csv.ts')).readCsv, isTable: true },
  '.json': { load: async () => (await import('./json.ts')).readJson, isTable: false },
  '.jsonl': { load: async () => (await import('./jsonl.ts')).readJsonl, isTable: false },
};

function getFormat(given: string): Format {
  const ending = extname(given).toLowerCase();
  const format = FORMATS[ending];
  if (format !== undefined) return format;
  const allowed = `a file that ends in ${Object.keys(FORMATS).join(', ')}`;
  throw createManifestError(
    given,
    allowed,
    UNSUPPORTED_FORMAT_HINTS[ending] ?? 'a video or another file instead of a list of videos',
  );
}

const UNSUPPORTED_FORMAT_HINTS: Readonly<Record<string, string>> = {
  '.tsv': 'tabs instead of commas; save it as .csv',
  '.xlsx': 'a spreadsheet; export it as .csv in UTF-8',
  '.xls': 'a spreadsheet; export it as .csv in UTF-8',
  '.yml': 'YAML; write it as .json',
  '.yaml': 'YAML; write it as .json',
  '.ndjson': 'another name for .jsonl; rename it',
  '.mp4': 'a video instead of a list of videos; it belongs into `video_file`',
};

/** As many different keys are told about; the rest is of the same kind. */
const MAX_KEY_NOTES = 10;

function createKeyNotes(note: (text: string) => void): (row: Row) => void {
  const told = new Set<string>();
  return ({ displayLocation, cells }) => {
    for (const name in cells) {
      if (isKnownColumn(name) || told.has(name) || told.size >= MAX_KEY_NOTES) continue;
      told.add(name);
      note(`${displayLocation}: ${formatUnknownColumn(name)}`);
    }
  };
}

/** A promise only where there is something to wait for: most rows are links, and nothing is wrong with them. */
function toSource(row: Row, options: ManifestOptions): ManifestSource | Promise<ManifestSource> {
  if (row.cells === null) return createInvalidRowSource(row, row.error);
  const entry = checkCells(row.cells);
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
  const { key, userMetadata, error } = entry;
  const whole = { ...source, name: entry.name ?? source.name, key, userMetadata };
  return error === null && source.error === null ? whole : addLocation(row, error, whole);
}

/** Among thousands of rows, nobody finds a bad one without its line. */
async function addLocation<T extends UrlSource | FileSource>(row: Row, fault: RowError | null, source: T): Promise<T> {
  if (fault !== null) return { ...source, error: toErrorDetails(await row.locate(fault.column), fault) };
  const where = await row.locate(source.kind);
  return {
    ...source,
    error: source.error && { ...source.error, message: `${where}: ${source.error.message}` },
  };
}

async function createInvalidRowSource(row: Row, fault: RowError): Promise<InvalidRowSource> {
  const error = toErrorDetails(await row.locate(fault.column), fault);
  return { kind: 'invalid_row', displayName: row.displayLocation, name: row.displayLocation, error };
}
