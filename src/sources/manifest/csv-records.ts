import { type CsvError, parse } from 'csv-parse/sync';

/** One record of a CSV text: its cells, or its error. */
export type CsvRecord = { readonly line: number } & (
  | { readonly cells: readonly string[] }
  /** `column` counts from 0; null if it is unknown. */
  | { readonly code: string; readonly column: number | null }
);

/** What separates the cells. Spreadsheets use a semicolon where the comma is the decimal separator. */
export type Separator = ',' | ';' | '\t';

/** The lines of one record that is not parsed yet. */
interface RawRecord {
  readonly line: number;
  readonly lines: readonly string[];
}

/** A quoted cell with more lines, or a record with more characters, is a quote that was never closed. */
const MAX_RECORD_LINES = 1_000;
const MAX_RECORD_LENGTH = 256 * 1024;

/** Invalid records take as long as hundreds of valid ones. */
const RECORD_BATCH_SIZE = 200;

/**
 * Reads lines of CSV (RFC 4180), in batches of records; the first line has the number `firstLine`. Returns the lines at
 * the end that may continue in the next ones. csv-parse gets many records per call, and if it fails, one by one. For
 * csv-parse, a quote that is never closed would make all the rest one cell; here only the line with that quote is
 * invalid, and the next line is read as a record again.
 */
export function* readCsvRecords(
  lines: readonly string[],
  firstLine: number,
  { isLast, separator }: { readonly isLast: boolean; readonly separator: Separator },
): Generator<readonly CsvRecord[], readonly string[]> {
  const { rawRecords, incomplete } = splitRecords(lines, firstLine, isLast);
  for (let start = 0; start < rawRecords.length; start += RECORD_BATCH_SIZE) {
    const batch = rawRecords.slice(start, start + RECORD_BATCH_SIZE);
    yield parseTogether(batch, separator) ?? batch.flatMap((record) => parseAlone(record, separator));
  }
  return incomplete;
}

/** Splits lines into records: a record ends with the line after which the number of quotes is even. */
function splitRecords(
  lines: readonly string[],
  firstLine: number,
  isLast: boolean,
): { rawRecords: RawRecord[]; incomplete: readonly string[] } {
  const rawRecords: RawRecord[] = [];
  let start = 0;
  while (start < lines.length) {
    const end = findRecordEnd(lines, start);
    if (end === 'later' && !isLast) return { rawRecords, incomplete: lines.slice(start) };
    // Without an end, the line with the open quote is a record of its own, so that only this line is rejected.
    const next = typeof end === 'number' ? end : start + 1;
    if (!isBlank(lines, start, next)) rawRecords.push({ line: firstLine + start, lines: lines.slice(start, next) });
    start = next;
  }
  return { rawRecords, incomplete: [] };
}

/** The index after the last line of the record that begins at `start`; `later` if it may end in lines that follow. */
function findRecordEnd(lines: readonly string[], start: number): number | 'later' | 'never' {
  let quotes = 0;
  let length = 0;
  for (let index = start; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    quotes += countQuotes(line);
    if (quotes % 2 === 0) return index + 1;
    length += line.length;
    if (index + 1 - start >= MAX_RECORD_LINES || length > MAX_RECORD_LENGTH) return 'never';
  }
  return 'later';
}

function countQuotes(line: string): number {
  let count = 0;
  for (let index = line.indexOf('"'); index !== -1; index = line.indexOf('"', index + 1)) count += 1;
  return count;
}

/** Only separators and white space, which is how spreadsheets export empty rows. */
function isBlank(lines: readonly string[], start: number, end: number): boolean {
  return end === start + 1 && /^[\s,;]*$/.test(lines[start] ?? '');
}

function parseTogether(rawRecords: readonly RawRecord[], separator: Separator): readonly CsvRecord[] | null {
  const quoted = rawRecords.filter(hasQuotes);
  const rows = parseAll(quoted, separator);
  if (rows?.length !== quoted.length) return null;
  let next = 0;
  return rawRecords.map((rawRecord) => {
    // Without quotes, cells are the text between separators. Most lists have no quotes, and this takes half the time.
    const cells = hasQuotes(rawRecord) ? rows[next++] : rawRecord.lines[0]?.split(separator).map((cell) => cell.trim());
    return { line: rawRecord.line, cells: cells ?? [] };
  });
}

function hasQuotes({ lines }: RawRecord): boolean {
  return lines.length > 1 || lines[0]?.includes('"') === true;
}

function parseAll(rawRecords: readonly RawRecord[], separator: Separator): string[][] | null {
  try {
    return parseText(rawRecords.flatMap(({ lines }) => lines).join('\n'), separator);
  } catch {
    return null;
  }
}

function parseAlone(record: RawRecord, separator: Separator): readonly CsvRecord[] {
  const records: CsvRecord[] = [];
  const pending = [record];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { line, lines } = next;
    try {
      records.push(...parseText(lines.join('\n'), separator).map((cells) => ({ line, cells })));
    } catch (error) {
      const { code, column } = error as CsvError;
      records.push({ line, code: String(code), column: typeof column === 'number' ? column : null });
      // The other lines belong to this record only because of a wrong quote: read them as records again.
      pending.push(...splitRecords(lines.slice(1), line + 1, true).rawRecords.toReversed());
    }
  }
  return records;
}

function parseText(text: string, delimiter: Separator): string[][] {
  return parse(text, { delimiter, columns: false, trim: true, relax_column_count: true, record_delimiter: '\n' });
}
