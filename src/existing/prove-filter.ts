import type { CountedPage } from '../http/pagination.ts';
import type { IndexedAsset, MetadataValues } from '../twelvelabs/indexed-assets.ts';
import type { MetadataQuery } from './metadata-query.ts';
import { isUpdated } from './record.ts';

/** Items that are read to find one with metadata that can prove a filter: first, and if nothing else helped. */
const CONTROLS_READ_FIRST = 2;
const MAX_CONTROLS_READ = 10;

/**
 * Proves a spelling of the filter by an item on the first page of the index, or else by one of `likely`: values that an
 * item may have. The documentation says that metadata can be filtered only after an update: where that is so, items that
 * were updated prove nothing about others. An item of this action that was not updated therefore decides alone, and a
 * run that ended before its updates does not hide its videos. `expected`: values that are asked for next. Rejects with an
 * `ApiError`.
 */
export async function proveFilter(
  query: MetadataQuery,
  first: CountedPage<IndexedAsset>,
  likely: readonly MetadataValues[],
  expected: MetadataValues | null = null,
): Promise<boolean> {
  const isIncluded = first.rows.some(({ userMetadata }) => userMetadata !== null);
  if (expected !== null && !isIncluded && (await proveByItem(query, expected, first))) return true;
  const control = findControl(first.rows) ?? (await readControl(query, first.rows.slice(0, CONTROLS_READ_FIRST)));
  // Its response is needed anyway.
  if (expected !== null && !control?.isOurs && (await query.prove(expected, first))) return true;
  if (control !== null && (await query.prove(control.values, first, control.id))) return true;
  if (control?.isDecisive) return false;
  for (const values of likely) if (await query.prove(values, first)) return true;
  if (control !== null) return false;
  const later = await readControl(query, first.rows.slice(CONTROLS_READ_FIRST, MAX_CONTROLS_READ), true);
  return later !== null && (await query.prove(later.values, first, later.id));
}

/** Whether `values` prove a spelling by an item that was never updated. Reads only what is needed anyway. */
async function proveByItem(
  query: MetadataQuery,
  values: MetadataValues,
  first: CountedPage<IndexedAsset>,
): Promise<boolean> {
  if (!(await query.prove(values, first))) return false;
  const item = await query.findNewest(values);
  return item !== null && toControl(item)?.isDecisive === true;
}

/** An item that is known to have this metadata. */
interface Control {
  readonly id: string;
  readonly values: MetadataValues;
  /** Whether this action wrote its metadata. */
  readonly isOurs: boolean;
  /** Whether this action wrote its metadata at submission and never updated it. */
  readonly isDecisive: boolean;
}

/** By the metadata that rows include. */
function findControl(rows: readonly IndexedAsset[]): Control | null {
  return selectControl(rows.flatMap((row) => toControl(row) ?? []));
}

function selectControl(controls: readonly Control[]): Control | null {
  return controls.find(({ isDecisive }) => isDecisive) ?? controls.find(({ isOurs }) => isOurs) ?? controls[0] ?? null;
}

/** Reads rows until one is sufficient: with metadata of this action, or, if `acceptsAny`, with any that can be filtered. */
async function readControl(
  query: MetadataQuery,
  rows: readonly IndexedAsset[],
  acceptsAny = false,
): Promise<Control | null> {
  const controls: Control[] = [];
  for (const row of rows) {
    const control = toControl(await query.readItem(row));
    if (control !== null) controls.push(control);
    if (control?.isOurs || (acceptsAny && control !== null)) break;
  }
  return selectControl(controls);
}

/** Names of other parameters of the list, and names that one of the spellings cannot express. */
const UNSUITABLE_NAME =
  /^(page|page_limit|sort_by|sort_option|status|created_at|updated_at|filename|duration|fps|width|height|size|.*[[\]\s].*)$/;
const MAX_VALUE_LENGTH = 100;

function toControl({ id, userMetadata }: IndexedAsset): Control | null {
  const source = userMetadata?.['gha_source'];
  if (typeof source === 'string' && source !== '') {
    return { id, values: { gha_source: source }, isOurs: true, isDecisive: !isUpdated(userMetadata) };
  }
  for (const [name, value] of Object.entries(userMetadata ?? {})) {
    const isSuitable = typeof value === 'string' && value !== '' && value.length <= MAX_VALUE_LENGTH;
    if (isSuitable && !UNSUITABLE_NAME.test(name)) {
      return { id, values: { [name]: value }, isOurs: false, isDecisive: false };
    }
  }
  return null;
}
