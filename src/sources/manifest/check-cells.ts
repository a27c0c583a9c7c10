import { checkMetadataName } from '../../inputs/common-inputs.ts';
import type { UserMetadata } from '../../model/source.ts';
import { asObject, parseJson } from '../../util/json.ts';
import { guessColumn, METADATA_PREFIX } from './columns.ts';
import { describeValue, quote, type RowError } from './row-error.ts';

type Cells = Readonly<Record<string, unknown>>;

/** What a row says, checked. Where there is a fault, the rest is still what could be read. */
export interface ManifestEntry {
  readonly url: string | null;
  readonly file: string | null;
  readonly name: string | null;
  readonly key: string | null;
  readonly userMetadata: UserMetadata;
  readonly error: RowError | null;
}

/** Checks the cells of a row. The first fault is told; null and empty text count as absent. */
export function checkCells(cells: Cells): ManifestEntry {
  const faults: RowError[] = [];
  const report = (fault: RowError): void => {
    faults.push(fault);
  };
  const entry = {
    url: readText(cells, 'url', 100_000, report),
    file: readText(cells, 'file', 4_096, report),
    name: readText(cells, 'name', 255, report),
    key: readText(cells, 'key', 512, report),
    userMetadata: readMetadata(cells, report),
  };
  if (faults.length === 0) checkAddress(entry.url, entry.file, cells, report);
  return { ...entry, error: faults[0] ?? null };
}

type ReportError = (fault: RowError) => void;

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

function readText(cells: Cells, column: string, longest: number, report: ReportError): string | null {
  const value = cells[column];
  if (isAbsent(value)) return null;
  // Keys are often numbers of a database; nothing is lost when they become text.
  const text = column === 'key' && Number.isSafeInteger(value) ? String(value) : value;
  if (typeof text !== 'string') {
    const expected = column === 'key' ? 'text or a whole number' : 'text';
    report({ column, found: describeValue(value), expected, hint: 'a value without quotes, or one level too deep' });
    return null;
  }
  const trimmed = text.trim();
  const allowed = `up to ${longest} characters without line breaks and control characters`;
  if (trimmed.length > longest) {
    report({
      column,
      found: `${trimmed.length} characters`,
      expected: allowed,
      hint: 'text of another column, after a comma too few',
    });
  } else if (column !== 'url' && /\p{Cc}/u.test(trimmed)) {
    report({ column, found: quote(trimmed), expected: allowed, hint: 'a cell that was filled by copy and paste' });
  } else {
    return trimmed === '' ? null : trimmed;
  }
  return null;
}

/** The fault of a row that names no video, in so far as nothing better can be said. */
export const NO_ADDRESS_ERROR: RowError = {
  column: null,
  found: 'neither `url` nor `file`',
  expected: 'exactly one of `url` and `file`',
  hint: 'a cell that was left empty; fill it, or take the row out',
};

function checkAddress(url: string | null, file: string | null, cells: Cells, report: ReportError): void {
  const { expected } = NO_ADDRESS_ERROR;
  if (url !== null && file !== null) {
    report({
      column: 'file',
      found: 'both `url` and `file`',
      expected,
      hint: 'two videos in one row; give each its own',
    });
  }
  if (url !== null || file !== null) return;
  const meant = Object.keys(cells).find((name) => ['url', 'file'].includes(guessColumn(name) ?? ''));
  if (meant !== undefined && !['url', 'file'].includes(meant)) {
    report({ column: meant, found: quote(meant), expected, hint: `\`${meant}\` should be \`${guessColumn(meant)}\`` });
  } else {
    report(NO_ADDRESS_ERROR);
  }
}

/** The values of `user_metadata` and of all `user_metadata.<name>`; absent ones are left out. */
function readMetadata(cells: Cells, report: ReportError): UserMetadata {
  if (!hasMetadata(cells)) return NO_METADATA;
  const values: Record<string, string | number | boolean> = {};
  const put = (at: string, name: string, value: unknown): void => {
    if (isAbsent(value)) return;
    const fault = checkValue(at, name, value, Object.hasOwn(values, name));
    if (fault !== null) report(fault);
    else if (isScalar(value)) values[name] = value;
  };
  for (const [name, value] of Object.entries(readObject(cells, report))) put('user_metadata', name, value);
  for (const at in cells) {
    if (at.startsWith(METADATA_PREFIX)) put(at, at.slice(METADATA_PREFIX.length), cells[at]);
  }
  return values;
}

/** One for all: lists have many rows without any. */
const NO_METADATA: UserMetadata = Object.freeze({});

function hasMetadata(cells: Cells): boolean {
  for (const at in cells) if (at.startsWith('user_metadata')) return true;
  return false;
}

function readObject(cells: Cells, report: ReportError): Cells {
  const column = 'user_metadata';
  const value = cells[column];
  if (isAbsent(value)) return {};
  const object = asObject(typeof value === 'string' ? parseJson(value) : value);
  if (object === null) {
    const hint = 'single quotes, or quotes that are not doubled inside a CSV cell';
    report({
      column,
      found: describeValue(value),
      expected: 'a JSON object such as {"team": "news", "year": 2026}',
      hint,
    });
  }
  return object ?? {};
}

function checkValue(column: string, name: string, value: unknown, isRepeated: boolean): RowError | null {
  if (name.trim() === '') return { column, found: 'a value without a name', expected: 'a name', hint: 'an empty key' };
  const expected = checkMetadataName(name);
  if (expected !== null)
    return {
      column,
      found: `the name ${quote(name)}`,
      expected,
      hint: 'metadata copied from the platform; leave it out or rename it',
    };
  if (isRepeated) {
    return {
      column,
      found: `${quote(name)} twice`,
      expected: 'every name once',
      hint: 'a column and the JSON both name it; keep one of them',
    };
  }
  if (isScalar(value)) return null;
  const hint = 'a value with a structure of its own; write it as text';
  return {
    column,
    found: `${describeValue(value)} for ${quote(name)}`,
    expected: 'strings, numbers and booleans',
    hint,
  };
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
}
