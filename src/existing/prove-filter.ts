import type { IndexedAsset, MetadataValues } from '../twelvelabs/indexed-assets.ts';
import type { MetadataQuery } from './metadata-query.ts';

/** Items that are read to find one with metadata that can prove a filter. */
const MAX_CONTROLS_READ = 3;

/**
 * Proves a spelling of the filter by an item among `rows`, or else by one of `likely`: values that an item may have.
 * According to the documentation, metadata can be filtered only after an update. Therefore an item of this action that
 * is not found is updated once; items of others are never changed. Rejects with an `ApiError`.
 */
export async function proveFilter(
  query: MetadataQuery,
  rows: readonly IndexedAsset[],
  likely: readonly MetadataValues[],
): Promise<boolean> {
  const control = await findControl(query, rows);
  if (control !== null) {
    if (await query.prove(control.values)) return true;
    if (control.isOurs) {
      await query.updateItem(control.id, control.values);
      if (await query.prove(control.values)) return true;
    }
  }
  for (const values of likely) if (await query.prove(values)) return true;
  return false;
}

/** An item that is known to have this metadata. */
interface Control {
  readonly id: string;
  readonly values: MetadataValues;
  /** Whether this action wrote its metadata and may write it again. */
  readonly isOurs: boolean;
}

async function findControl(query: MetadataQuery, rows: readonly IndexedAsset[]): Promise<Control | null> {
  const controls = rows.flatMap((row) => toControl(row) ?? []);
  const known = controls.find(({ isOurs }) => isOurs) ?? controls[0];
  if (known !== undefined) return known;
  for (const row of rows.slice(0, MAX_CONTROLS_READ)) {
    const control = toControl(await query.readItem(row));
    if (control !== null) return control;
  }
  return null;
}

/** Names of other parameters of the list, and names that one of the spellings cannot express. */
const UNSUITABLE_NAME =
  /^(page|page_limit|sort_by|sort_option|status|created_at|updated_at|filename|duration|fps|width|height|size|.*[[\]\s].*)$/;
const MAX_VALUE_LENGTH = 100;

function toControl({ id, userMetadata }: IndexedAsset): Control | null {
  const source = userMetadata?.['gha_source'];
  if (typeof source === 'string' && source !== '') return { id, values: { gha_source: source }, isOurs: true };
  for (const [name, value] of Object.entries(userMetadata ?? {})) {
    const isSuitable = typeof value === 'string' && value !== '' && value.length <= MAX_VALUE_LENGTH;
    if (isSuitable && !UNSUITABLE_NAME.test(name)) return { id, values: { [name]: value }, isOurs: false };
  }
  return null;
}
