import { COLUMNS, formatUnknownColumn, guessColumn, isKnownColumn, METADATA_PREFIX } from './columns.ts';
import { type CsvRecord, readCsvRecords } from './csv-records.ts';
import { readLines } from './lines.ts';
import { invalidRow, MAX_LINE_BYTES, type Row } from './row.ts';
import { createManifestError, quote, type RowError } from './row-error.ts';

/** Reads a table of videos: comma-separated, quoted as in RFC 4180, its first row names the columns. */
export async function* readCsv(
  path: string,
  shown: string,
  note: (text: string) => void,
): AsyncGenerator<readonly Row[]> {
  let columns: readonly string[] | null = null;
  for await (const records of readRecords(path, shown)) {
    const [header] = records;
    if (header === undefined) continue;
    const body = columns === null ? records.slice(1) : records;
    const names: readonly string[] = columns ?? readHeader(header, shown, note);
    columns = names;
    yield body.map((record) => toRow(record, names, shown));
  }
}

async function* readRecords(path: string, shown: string): AsyncGenerator<readonly CsvRecord[]> {
  let open: readonly string[] = [];
  let next = 1;
  for await (const { lines, first } of readLines(path, shown, MAX_LINE_BYTES)) {
    const part = readCsvRecords([...open, ...lines], first - open.length, false);
    open = part.open;
    next = first + lines.length;
    yield part.records;
  }
  yield readCsvRecords(open, next - open.length, true).records;
}

/** Cells that are empty say nothing; they are left out. */
function toRow(record: CsvRecord, columns: readonly string[], shown: string): Row {
  const displayLocation = `${shown}:${record.line}`;
  const exact = (at: number): string => `${displayLocation} (column ${at + 1}${columns[at] ? `, ${columns[at]}` : ''})`;
  if ('code' in record)
    return invalidRow(
      displayLocation,
      record.column === null ? displayLocation : exact(record.column),
      toRowError(record.code),
    );
  if (record.cells.slice(columns.length).some((cell) => cell !== '')) {
    return invalidRow(displayLocation, exact(columns.length), createTooManyCells(record.cells.length, columns.length));
  }
  const cells: Record<string, string> = {};
  for (const [index, cell] of record.cells.entries()) {
    const column = columns[index];
    if (cell !== '' && column !== undefined) cells[column] = cell;
  }
  const locate = (at: string | null): Promise<string> => {
    const index = at === null ? -1 : columns.indexOf(at);
    return Promise.resolve(index === -1 ? displayLocation : exact(index));
  };
  return { displayLocation, cells, locate };
}

function createTooManyCells(found: number, named: number): RowError {
  const expected = `as many as the header names, ${named}; cells that hold a comma stand in double quotes`;
  return {
    column: null,
    found: `${found} cells`,
    expected,
    hint: 'a comma in a link, a name or JSON without quotes around the cell',
  };
}

function toRowError(code: string): RowError {
  const expected =
    'a cell with a quote in it stands in quotes itself, and each quote inside it is doubled: "a ""b"" c"';
  if (code === 'CSV_QUOTE_NOT_CLOSED') {
    return {
      column: null,
      found: 'a quote that is never closed',
      expected,
      hint: 'a single quote sign for inches, or a line that was cut off',
    };
  }
  const found =
    code === 'CSV_INVALID_CLOSING_QUOTE' ? 'text behind a closing quote' : 'a quote in the middle of a cell';
  return { column: null, found, expected, hint: 'JSON or a name with quotes, written without a CSV library' };
}

function readHeader(record: CsvRecord, shown: string, note: (text: string) => void): readonly string[] {
  const place = `${shown}:${record.line}`;
  if ('code' in record)
    throw createManifestError(place, `a header; ${toRowError(record.code).expected}`, toRowError(record.code).found);
  const columns = record.cells;
  const refuse = (allowed: string, cause: string): never => {
    throw createManifestError(place, allowed, cause);
  };
  const header = `a first row that names the columns, ${COLUMNS.join(', ')}, with \`url\` or \`file\` among them`;
  const [first = ''] = columns;
  if (columns.some((name) => /^https?:\/\//i.test(name)))
    refuse(header, 'the header is missing, for this row holds a link already; put one above it');
  if (columns.length === 1 && /[;\t]/.test(first)) {
    refuse(
      'columns separated by commas',
      'exported with semicolons or tabs, as spreadsheets do in some languages; export it with commas',
    );
  }
  const twice = columns.find((name, index) => name !== '' && columns.indexOf(name) !== index);
  if (twice !== undefined)
    refuse(
      `every column once; found ${quote(twice)} twice`,
      'two tables that were joined; rename one of the columns, or take it out',
    );
  if (columns.includes(METADATA_PREFIX))
    refuse(`a name behind "${METADATA_PREFIX}"`, 'a column whose name was left empty; give it one, or take it out');
  if (!columns.includes('url') && !columns.includes('file')) {
    const meant = columns.find((name) => ['url', 'file'].includes(guessColumn(name) ?? ''));
    const cause =
      meant === undefined
        ? 'another table'
        : `\`${meant}\` should be \`${guessColumn(meant)}\` (exactly so, in small letters)`;
    refuse(`${header}; found ${columns.slice(0, 10).map(quote).join(', ')}`, cause);
  }
  for (const name of columns) if (!isKnownColumn(name)) note(`${place}: ${formatUnknownColumn(name)}`);
  return columns;
}
