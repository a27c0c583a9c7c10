import { problemOfMetadataName } from '../../inputs/metadata-names.ts';
import type { UserMetadata } from '../../model/source.ts';
import { asObject, parseJson } from '../../util/json.ts';
import { METADATA_PREFIX, meantColumn } from './columns.ts';
import { type Fault, kindOf, quoted } from './row-error.ts';

type Cells = Readonly<Record<string, unknown>>;

/** What a row says, checked. Where there is a fault, the rest is still what could be read. */
export interface Entry {
  readonly url: string | null;
  readonly file: string | null;
  readonly name: string | null;
  readonly key: string | null;
  readonly userMetadata: UserMetadata;
  readonly fault: Fault | null;
}

/** Checks the cells of a row. The first fault is told; null and empty text count as absent. */
export function checkCells(cells: Cells): Entry {
  const faults: Fault[] = [];
  const report = (fault: Fault): void => {
    faults.push(fault);
  };
  const entry = {
    url: textIn(cells, 'url', 100_000, report),
    file: textIn(cells, 'file', 4_096, report),
    name: textIn(cells, 'name', 255, report),
    key: textIn(cells, 'key', 512, report),
    userMetadata: metadataIn(cells, report),
  };
  if (faults.length === 0) checkAddress(entry.url, entry.file, cells, report);
  return { ...entry, fault: faults[0] ?? null };
}

type Report = (fault: Fault) => void;

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

function textIn(cells: Cells, at: string, longest: number, report: Report): string | null {
  const value = cells[at];
  if (isAbsent(value)) return null;
  // Keys are often numbers of a database; nothing is lost when they become text.
  const text = at === 'key' && Number.isSafeInteger(value) ? String(value) : value;
  if (typeof text !== 'string') {
    const allowed = at === 'key' ? 'text or a whole number' : 'text';
    report({ at, found: kindOf(value), allowed, cause: 'a value without quotes, or one level too deep' });
    return null;
  }
  const trimmed = text.trim();
  const allowed = `up to ${longest} characters without line breaks and control characters`;
  if (trimmed.length > longest) {
    report({
      at,
      found: `${trimmed.length} characters`,
      allowed,
      cause: 'text of another column, after a comma too few',
    });
  } else if (at !== 'url' && /\p{Cc}/u.test(trimmed)) {
    report({ at, found: quoted(trimmed), allowed, cause: 'a cell that was filled by copy and paste' });
  } else {
    return trimmed === '' ? null : trimmed;
  }
  return null;
}

/** The fault of a row that names no video, in so far as nothing better can be said. */
export const NO_ADDRESS: Fault = {
  at: null,
  found: 'neither `url` nor `file`',
  allowed: 'exactly one of `url` and `file`',
  cause: 'a cell that was left empty; fill it, or take the row out',
};

function checkAddress(url: string | null, file: string | null, cells: Cells, report: Report): void {
  const { allowed } = NO_ADDRESS;
  if (url !== null && file !== null) {
    report({ at: 'file', found: 'both `url` and `file`', allowed, cause: 'two videos in one row; give each its own' });
  }
  if (url !== null || file !== null) return;
  const meant = Object.keys(cells).find((name) => ['url', 'file'].includes(meantColumn(name) ?? ''));
  if (meant !== undefined && !['url', 'file'].includes(meant)) {
    report({ at: meant, found: quoted(meant), allowed, cause: `\`${meant}\` should be \`${meantColumn(meant)}\`` });
  } else {
    report(NO_ADDRESS);
  }
}

/** The values of `user_metadata` and of all `user_metadata.<name>`; absent ones are left out. */
function metadataIn(cells: Cells, report: Report): UserMetadata {
  if (!hasMetadata(cells)) return NONE;
  const values: Record<string, string | number | boolean> = {};
  const put = (at: string, name: string, value: unknown): void => {
    if (isAbsent(value)) return;
    const fault = faultOfValue(at, name, value, Object.hasOwn(values, name));
    if (fault !== null) report(fault);
    else if (isPlain(value)) values[name] = value;
  };
  for (const [name, value] of Object.entries(objectIn(cells, report))) put('user_metadata', name, value);
  for (const at in cells) {
    if (at.startsWith(METADATA_PREFIX)) put(at, at.slice(METADATA_PREFIX.length), cells[at]);
  }
  return values;
}

/** One for all: lists have many rows without any. */
const NONE: UserMetadata = Object.freeze({});

function hasMetadata(cells: Cells): boolean {
  for (const at in cells) if (at.startsWith('user_metadata')) return true;
  return false;
}

function objectIn(cells: Cells, report: Report): Cells {
  const at = 'user_metadata';
  const value = cells[at];
  if (isAbsent(value)) return {};
  const object = asObject(typeof value === 'string' ? parseJson(value) : value);
  if (object === null) {
    const cause = 'single quotes, or quotes that are not doubled inside a CSV cell';
    report({ at, found: kindOf(value), allowed: 'a JSON object such as {"team": "news", "year": 2026}', cause });
  }
  return object ?? {};
}

function faultOfValue(at: string, name: string, value: unknown, isRepeated: boolean): Fault | null {
  if (name.trim() === '') return { at, found: 'a value without a name', allowed: 'a name', cause: 'an empty key' };
  const allowed = problemOfMetadataName(name);
  if (allowed !== null)
    return {
      at,
      found: `the name ${quoted(name)}`,
      allowed,
      cause: 'metadata copied from the platform; leave it out or rename it',
    };
  if (isRepeated) {
    return {
      at,
      found: `${quoted(name)} twice`,
      allowed: 'every name once',
      cause: 'a column and the JSON both name it; keep one of them',
    };
  }
  if (isPlain(value)) return null;
  const cause = 'a value with a structure of its own; write it as text';
  return { at, found: `${kindOf(value)} for ${quoted(name)}`, allowed: 'strings, numbers and booleans', cause };
}

function isPlain(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
}
