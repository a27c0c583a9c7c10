import { type CsvError, parse } from 'csv-parse/sync';

/** One record of a CSV text: its cells, or what is wrong with it. */
export type CsvRecord = { readonly line: number } & (
  | { readonly cells: readonly string[] }
  /** `column` is counted from 0; null where it cannot be told. */
  | { readonly code: string; readonly column: number | null }
);

/** Records of some lines, and the lines at the end that may go on behind them. */
export interface CsvPart {
  readonly records: readonly CsvRecord[];
  readonly open: readonly string[];
}

interface Piece {
  readonly line: number;
  readonly lines: readonly string[];
}

/** More than this within one pair of quotes, in lines, is a quote that was forgotten. */
const MAX_RECORD_LINES = 1_000;

/**
 * Reads lines of CSV (RFC 4180), the first of which has the number `first`. The parser is csv-parse; it gets many
 * records at once, and where it fails they are read again one by one. A quote that is never closed would make it take
 * all the rest for one cell: here only the line with that quote is lost, and the next one is read as a record again.
 */
export function readCsvRecords(lines: readonly string[], first: number, isLast: boolean): CsvPart {
  const { pieces, open } = splitRecords(lines, first, isLast);
  const records = parseTogether(pieces) ?? pieces.flatMap(parseAlone);
  return { records, open };
}

/** Cuts lines into records: one ends with a line after which the quotes are even. */
function splitRecords(
  lines: readonly string[],
  first: number,
  isLast: boolean,
): { pieces: Piece[]; open: readonly string[] } {
  const pieces: Piece[] = [];
  let start = 0;
  while (start < lines.length) {
    const end = findRecordEnd(lines, start);
    const isOpen = end === null;
    if (isOpen && !isLast && lines.length - start < MAX_RECORD_LINES) return { pieces, open: lines.slice(start) };
    // Without an end, the line with the open quote stands alone: it will be refused, and only it.
    const after = end ?? start + 1;
    if (!isBlank(lines, start, after)) pieces.push({ line: first + start, lines: lines.slice(start, after) });
    start = after;
  }
  return { pieces, open: [] };
}

/** The index behind the last line of the record that begins at `start`; null when no end is in sight. */
function findRecordEnd(lines: readonly string[], start: number): number | null {
  let quotes = 0;
  for (let index = start; index < Math.min(lines.length, start + MAX_RECORD_LINES); index += 1) {
    quotes += countQuotes(lines[index] ?? '');
    if (quotes % 2 === 0) return index + 1;
  }
  return null;
}

function countQuotes(line: string): number {
  let count = 0;
  for (let at = line.indexOf('"'); at !== -1; at = line.indexOf('"', at + 1)) count += 1;
  return count;
}

/** Nothing but commas and white space: spreadsheets export their empty rows so. */
function isBlank(lines: readonly string[], start: number, end: number): boolean {
  return end === start + 1 && /^[\s,]*$/.test(lines[start] ?? '');
}

function parseTogether(pieces: readonly Piece[]): readonly CsvRecord[] | null {
  const quoted = pieces.filter(hasQuotes);
  const rows = parseAll(quoted);
  if (rows?.length !== quoted.length) return null;
  let next = 0;
  return pieces.map((piece) => {
    // Without quotes, cells are what stands between commas; most lists have none, and are read in half the time.
    const cells = hasQuotes(piece) ? rows[next++] : piece.lines[0]?.split(',').map((cell) => cell.trim());
    return { line: piece.line, cells: cells ?? [] };
  });
}

function hasQuotes({ lines }: Piece): boolean {
  return lines.length > 1 || lines[0]?.includes('"') === true;
}

function parseAll(pieces: readonly Piece[]): string[][] | null {
  try {
    return parseText(pieces.flatMap(({ lines }) => lines).join('\n'));
  } catch {
    return null;
  }
}

function parseAlone({ line, lines }: Piece): readonly CsvRecord[] {
  try {
    return parseText(lines.join('\n')).map((cells) => ({ line, cells }));
  } catch (error) {
    const { code, column } = error as CsvError;
    const lost = { line, code: String(code), column: typeof column === 'number' ? column : null };
    // Lines that were only taken in by a wrong quote get another chance.
    const { pieces } = splitRecords(lines.slice(1), line + 1, true);
    return [lost, ...pieces.flatMap(parseAlone)];
  }
}

function parseText(text: string): string[][] {
  return parse(text, { columns: false, trim: true, relax_column_count: true, record_delimiter: '\n' });
}
