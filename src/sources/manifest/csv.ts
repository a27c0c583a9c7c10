import {
  COLUMNS,
  findMisspelledAddress,
  formatUnknownColumn,
  isKnownColumn,
  MAX_COLUMN_NOTES,
  METADATA_PREFIX,
  normalizeColumn,
} from './columns.ts';
import { type CsvRecord, readCsvRecords, type Separator } from './csv-records.ts';
import { type LineBatch, MAX_LINE_BYTES, readLines } from './lines.ts';
import { createInvalidRow, createManifestError, type ManifestFile, quote, type Row, type RowError } from './row.ts';

/**
 * Reads a table of videos, quoted as in RFC 4180, with the column names in the first row. The separator is the one that
 * the header contains: a comma, a semicolon or a tab. A first line `sep=;`, which Excel writes, names it.
 */
export async function* readCsv({ path, displayPath, note }: ManifestFile): AsyncGenerator<readonly Row[]> {
  let columns: readonly string[] | null = null;
  for await (const { records, separator } of readRecords(path, displayPath)) {
    const [header] = records;
    if (header === undefined) continue;
    const body = columns === null ? records.slice(1) : records;
    const names: readonly string[] = columns ?? readHeader(header, displayPath, note);
    columns = names;
    yield body.map((record) => toRow(record, names, { displayPath, separator }));
  }
}

interface RecordBatch {
  readonly records: readonly CsvRecord[];
  readonly separator: Separator;
}

async function* readRecords(path: string, displayPath: string): AsyncGenerator<RecordBatch> {
  let incomplete: readonly string[] = [];
  let nextLine = 1;
  let separator: Separator | null = null;
  for await (const batch of readLines(path, displayPath, MAX_LINE_BYTES)) {
    const { lines, firstLine } = separator === null ? skipSeparatorLine(batch) : batch;
    separator ??= findSeparator(batch.lines);
    const options = { isLast: false, separator: separator ?? ',' } as const;
    incomplete = yield* readParts([...incomplete, ...lines], firstLine - incomplete.length, options);
    nextLine = firstLine + lines.length;
  }
  const options = { isLast: true, separator: separator ?? ',' } as const;
  yield* readParts(incomplete, nextLine - incomplete.length, options);
}

/** Returns the lines at the end that may continue. */
function* readParts(
  lines: readonly string[],
  firstLine: number,
  options: Parameters<typeof readCsvRecords>[2],
): Generator<RecordBatch, readonly string[]> {
  const parts = readCsvRecords(lines, firstLine, options);
  let next = parts.next();
  for (; !next.done; next = parts.next()) yield { records: next.value, separator: options.separator };
  return next.value;
}

const SEPARATOR_LINE = /^"?sep=(.)"?$/i;
const SEPARATORS: readonly Separator[] = [',', ';', '\t'];

function skipSeparatorLine(batch: LineBatch): LineBatch {
  const [first = ''] = batch.lines;
  return SEPARATOR_LINE.test(first.trimEnd()) || first.trim() === 'sep='
    ? { lines: batch.lines.slice(1), firstLine: batch.firstLine + 1 }
    : batch;
}

/** Null if all lines are blank. */
function findSeparator(lines: readonly string[]): Separator | null {
  const first = lines.find((line) => line.trim() !== '');
  if (first === undefined) return null;
  const named = SEPARATORS.find((separator) => separator === SEPARATOR_LINE.exec(first.trimEnd())?.[1]);
  if (named !== undefined) return named;
  // The names of columns contain none of them, unless they are in quotes.
  const header = first.replace(/"[^"]*"/g, '');
  const counts = SEPARATORS.map((separator) => ({ separator, count: header.split(separator).length }));
  return counts.reduce((most, next) => (next.count > most.count ? next : most)).separator;
}

/** Empty cells are left out. */
interface TableInfo {
  readonly displayPath: string;
  readonly separator: Separator;
}

function toRow(record: CsvRecord, columns: readonly string[], { displayPath, separator }: TableInfo): Row {
  const displayLocation = `${displayPath}:${record.line}`;
  const locateColumn = (index: number): string =>
    `${displayLocation} (column ${index + 1}${columns[index] ? `, ${columns[index]}` : ''})`;
  if ('code' in record) {
    const location = record.column === null ? displayLocation : locateColumn(record.column);
    return createInvalidRow(displayLocation, location, toRowError(record.code));
  }
  if (record.cells.slice(columns.length).some((cell) => cell !== '')) {
    const error = createTooManyCellsError(record.cells.length, columns.length, separator);
    return createInvalidRow(displayLocation, locateColumn(columns.length), error);
  }
  const cells: Record<string, string> = {};
  for (const [index, cell] of record.cells.entries()) {
    const column = columns[index];
    if (cell !== '' && column !== undefined) cells[column] = cell;
  }
  const locate = (column: string | null): Promise<string> => {
    const index = column === null ? -1 : columns.indexOf(column);
    return Promise.resolve(index === -1 ? displayLocation : locateColumn(index));
  };
  return { displayLocation, content: { cells }, locate };
}

const SEPARATOR_NAMES: Readonly<Record<Separator, string>> = { ',': 'comma', ';': 'semicolon', '\t': 'tab' };

function createTooManyCellsError(count: number, columnCount: number, separator: Separator): RowError {
  const name = SEPARATOR_NAMES[separator];
  const expected = `${columnCount} cells, as in the header; a cell that contains a ${name} needs double quotes`;
  const hint = `a ${name} in a link, a name or JSON without quotes around the cell`;
  return { column: null, found: `${count} cells`, expected, hint };
}

const EXPECTED_QUOTES = 'a cell with quotes in quotes itself, with each quote inside it doubled: "a ""b"" c"';
const LIBRARY_HINT = 'JSON or a name with quotes, written without a CSV library';

function toRowError(code: string): RowError {
  const [found, hint] = CSV_ERRORS[code] ?? ['a quote in the middle of a cell', LIBRARY_HINT];
  return { column: null, found, expected: EXPECTED_QUOTES, hint };
}

/** What is found, and the hint, by the error code of csv-parse. */
const CSV_ERRORS: Readonly<Record<string, readonly [string, string]>> = {
  CSV_QUOTE_NOT_CLOSED: ['a quote that is never closed', 'a quote character as an inch sign, or a truncated line'],
  CSV_INVALID_CLOSING_QUOTE: ['text after a closing quote', LIBRARY_HINT],
};

function readHeader(record: CsvRecord, displayPath: string, note: (text: string) => void): readonly string[] {
  const location = `${displayPath}:${record.line}`;
  if ('code' in record) {
    const { expected, found } = toRowError(record.code);
    throw createManifestError(location, `a header; ${expected}`, found);
  }
  const columns = record.cells.map(normalizeColumn);
  const [expected, hint] = findHeaderMistake(columns) ?? [];
  if (expected !== undefined && hint !== undefined) throw createManifestError(location, expected, hint);
  const unknown = columns.filter((name) => !isKnownColumn(name));
  for (const name of unknown.slice(0, MAX_COLUMN_NOTES)) note(`${location}: ${formatUnknownColumn(name)}`);
  const rest = unknown.length - MAX_COLUMN_NOTES;
  if (rest > 0) note(`${location}: ${rest} more columns are ignored.`);
  return columns;
}

/** The first name that occurs again. */
function findRepeated(columns: readonly string[]): string | undefined {
  const seen = new Set<string>(['']);
  return columns.find((name) => name !== '' && seen.size === seen.add(name).size);
}

const EXPECTED_HEADER = `a first row with the column names, ${COLUMNS.join(', ')}, including \`url\` or \`file\``;

/** What is expected of the header instead, and the hint; null if it is valid. */
function findHeaderMistake(columns: readonly string[]): readonly [string, string] | null {
  if (columns.some((name) => /^https?:\/\//i.test(name)))
    return [EXPECTED_HEADER, 'a missing header, because this row contains a link; add a header above it'];
  if (columns.length === 1 && columns[0]?.includes('|'))
    return ['columns separated by commas, semicolons or tabs', 'an export with | between columns'];
  const repeated = findRepeated(columns);
  if (repeated !== undefined)
    return [
      `each column once; found ${quote(repeated)} twice`,
      'two tables that were joined; rename or remove one of the columns',
    ];
  if (columns.includes(METADATA_PREFIX))
    return [`a name after "${METADATA_PREFIX}"`, 'an empty column name; add a name, or remove the column'];
  if (columns.includes('url') || columns.includes('file')) return null;
  const names = columns.slice(0, 10).map(quote).join(', ');
  const hint = findMisspelledAddress(columns)?.hint ?? 'another table';
  return [`${EXPECTED_HEADER}; found ${names}`, hint];
}
