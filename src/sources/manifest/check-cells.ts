import { checkMetadataName } from '../../inputs/common-inputs.ts';
import type { UserMetadata, UserMetadataValue } from '../../model/source.ts';
import { isMetadataValue } from '../../model/source.ts';
import { asObject, parseExactJson } from '../../util/json.ts';
import { findMisspelledAddress, METADATA_PREFIX } from './columns.ts';
import { describeValue, quote, type RowError } from './row.ts';

type Cells = Readonly<Record<string, unknown>>;

/** The checked content of a row. If there is an error, the other fields contain what could be read. */
export interface ManifestEntry {
  readonly url: string | null;
  readonly file: string | null;
  readonly name: string | null;
  readonly key: string | null;
  /** Seconds. */
  readonly duration: number | null;
  readonly userMetadata: UserMetadata;
  /** The first error. */
  readonly error: RowError | null;
}

/** Checks the cells of a row. Null and empty text count as absent. */
export function checkCells(cells: Cells): ManifestEntry {
  const errors: RowError[] = [];
  const report: ReportError = (column, found, expected, hint) => {
    errors.push({ column, found, expected, hint });
  };
  const entry = {
    url: readText(cells, 'url', 100_000, report),
    file: readText(cells, 'file', 4_096, report),
    name: readText(cells, 'name', 255, report),
    key: readText(cells, 'key', 512, report),
    duration: readDuration(cells, report),
    userMetadata: readMetadata(cells, report),
  };
  if (errors.length === 0) checkAddress(entry.url, entry.file, cells, report);
  return { ...entry, error: errors[0] ?? null };
}

type ReportError = (column: string | null, found: string, expected: string, hint: string) => void;

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

function readText(cells: Cells, column: string, maxLength: number, report: ReportError): string | null {
  const value = cells[column];
  if (isAbsent(value)) return null;
  // Keys are often numeric database IDs; the conversion to text loses nothing.
  const text = column === 'key' && Number.isSafeInteger(value) ? String(value) : value;
  if (typeof text !== 'string') {
    const expected = column === 'key' ? 'text or a whole number' : 'text';
    report(column, describeValue(value), expected, 'a value without quotes, or one that is nested too deeply');
    return null;
  }
  const trimmed = text.trim();
  const expected = `up to ${maxLength} characters without line breaks and control characters`;
  if (trimmed.length > maxLength)
    report(column, `${trimmed.length} characters`, expected, 'text of another column, after a missing comma');
  else if (column !== 'url' && /\p{Cc}/u.test(trimmed))
    report(column, quote(trimmed), expected, 'a cell that was filled by copy and paste');
  else return trimmed === '' ? null : trimmed;
  return null;
}

/** Longer than any model accepts. */
const MAX_DURATION_SECONDS = 7 * 24 * 3_600;

function readDuration(cells: Cells, report: ReportError): number | null {
  const value = cells['duration'];
  if (isAbsent(value) || value === 0 || value === '0') return null; // lists write 0 for unknown
  const seconds = typeof value === 'string' ? parseDuration(value.trim()) : value;
  if (typeof seconds === 'number' && seconds > 0 && seconds <= MAX_DURATION_SECONDS) return seconds;
  const expected = 'a number of seconds such as 90, or hours, minutes and seconds such as 0:01:30';
  report('duration', describeValue(value), expected, 'another unit or notation, or another kind of value');
  return null;
}

/** Seconds of `90.5`, `1:30` or `0:01:30`; null for anything else. */
function parseDuration(text: string): number | null {
  const match = /^(?:(?:(\d{1,3}):)?(\d{1,3}):)?(\d{1,7}(?:\.\d{1,9})?)$/.exec(text);
  if (match === null) return null;
  const [, hours = '0', minutes = '0', seconds = '0'] = match;
  return (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds);
}

const EXPECTED_ADDRESS = 'exactly one of `url` and `file`';

/** The error of a row that names no video, if no more specific error is known. */
export const NO_ADDRESS_ERROR: RowError = {
  column: null,
  found: 'neither `url` nor `file`',
  expected: EXPECTED_ADDRESS,
  hint: 'an empty cell; fill it in, or remove the row',
};

function checkAddress(url: string | null, file: string | null, cells: Cells, report: ReportError): void {
  if (url !== null && file !== null)
    report('file', 'both `url` and `file`', EXPECTED_ADDRESS, 'two videos in one row; give each its own row');
  if (url !== null || file !== null) return;
  const misspelled = findMisspelledAddress(Object.keys(cells));
  if (misspelled === null) report(null, NO_ADDRESS_ERROR.found, EXPECTED_ADDRESS, NO_ADDRESS_ERROR.hint);
  else report(misspelled.name, quote(misspelled.name), EXPECTED_ADDRESS, misspelled.hint);
}

/** The values of `user_metadata` and of all `user_metadata.<name>`, without absent values. */
function readMetadata(cells: Cells, report: ReportError): UserMetadata {
  if (!hasMetadata(cells)) return NO_METADATA;
  const values: Record<string, UserMetadataValue> = {};
  const add = (column: string, name: string, value: unknown): void => {
    if (isAbsent(value)) return;
    if (checkMetadata(column, name, value, Object.hasOwn(values, name), report)) values[name] = value;
  };
  for (const [name, value] of Object.entries(readObject(cells, report))) add('user_metadata', name, value);
  for (const column in cells)
    if (column.startsWith(METADATA_PREFIX)) add(column, column.slice(METADATA_PREFIX.length), cells[column]);
  return values;
}

/** Shared, because most lists have many rows without metadata. */
const NO_METADATA: UserMetadata = Object.freeze({});

function hasMetadata(cells: Cells): boolean {
  for (const column in cells) if (column.startsWith('user_metadata')) return true;
  return false;
}

function readObject(cells: Cells, report: ReportError): Cells {
  const column = 'user_metadata';
  const value = cells[column];
  if (isAbsent(value)) return {};
  const object = asObject(typeof value === 'string' ? parseExactJson(value) : value);
  if (object === null) {
    const expected = 'a JSON object such as {"team": "news", "year": 2026}';
    report(column, describeValue(value), expected, 'single quotes, or quotes that are not doubled inside a CSV cell');
  }
  return object ?? {};
}

function checkMetadata(
  column: string,
  name: string,
  value: unknown,
  isRepeated: boolean,
  report: ReportError,
): value is UserMetadataValue {
  const expectedName = checkMetadataName(name);
  if (name.trim() === '') report(column, 'a value without a name', 'a name', 'an empty key');
  else if (expectedName !== null)
    report(column, `the name ${quote(name)}`, expectedName, 'metadata copied from TwelveLabs; remove or rename it');
  else if (isRepeated)
    report(column, `${quote(name)} twice`, 'each name once', 'a name both in a column and in the JSON; keep one');
  else if (isMetadataValue(value)) return true;
  else {
    const found = `${describeValue(value)} for ${quote(name)}`;
    report(column, found, 'strings, numbers, booleans and lists of strings', 'a nested value; write it as text');
  }
  return false;
}
