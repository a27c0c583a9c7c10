import type { Collection } from '../existing/collection.ts';
import { formatNames, getNamesSet, isClaimedBy, isMetadataOfOther } from '../existing/collection.ts';
import type { UserMetadata, UserMetadataValue } from '../model/source.ts';
import type { JsonObject } from '../util/json.ts';

/** Metadata to set, by name; null removes it. Empty if there is nothing to change. */
export type MetadataChanges = Readonly<Record<string, UserMetadataValue | null>>;

/** What has to change on a video that a list uses. */
export interface RecordChanges {
  /** The claim of the list. */
  readonly claim: MetadataChanges;
  /** The user metadata of the list. Only what this action has set is ever removed. */
  readonly userMetadata: MetadataChanges;
}

export const NO_CHANGES: RecordChanges = { claim: {}, userMetadata: {} };

/**
 * Compares the metadata of a video with that of a list. Metadata that another list has set stays as it is while that list
 * claims the video. Pure.
 */
export function planRecordChanges(
  stored: JsonObject,
  wanted: UserMetadata,
  collection: Collection | null,
): RecordChanges {
  if (collection === null) return NO_CHANGES;
  const { name, claim, pastClaim } = collection;
  const claims = {
    ...(isClaimedBy(stored, collection) ? {} : { [claim]: name }),
    ...(stored[pastClaim] === undefined ? {} : { [pastClaim]: null }),
  };
  const userMetadata = isMetadataOfOther(stored, collection) ? {} : planUserMetadata(stored, wanted, collection);
  return { claim: claims, userMetadata };
}

function planUserMetadata(stored: JsonObject, listed: UserMetadata, { names }: Collection): MetadataChanges {
  const wanted = Object.fromEntries(Object.entries(listed).filter(([, value]) => !isEmpty(value)));
  const namesSet = getNamesSet(stored);
  const removed = [...namesSet.values()].flat().filter((name) => !Object.hasOwn(wanted, name));
  const changed = Object.entries(wanted).filter(([name, value]) => !isSame(stored[name], value));
  const present = removed.filter((name) => !isEmpty(stored[name]));
  const changes: MetadataChanges = {
    ...Object.fromEntries(present.map((name) => [name, null])),
    ...Object.fromEntries(changed),
  };
  return { ...changes, ...planNames(namesSet, names, formatNames(wanted)) };
}

/** Which names a list has set must be known to whoever changes them later. */
function planNames(namesSet: ReadonlyMap<string, readonly string[]>, own: string, wanted: string): MetadataChanges {
  const others = [...namesSet.keys()].filter((key) => key !== own);
  const isSame = JSON.stringify(namesSet.get(own)) === wanted;
  return { ...Object.fromEntries(others.map((key) => [key, null])), ...(isSame ? {} : { [own]: wanted }) };
}

/** The platform does not store empty values (documented). */
function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

/** A platform may return numbers and booleans as text. */
function isSame(stored: unknown, wanted: UserMetadataValue): boolean {
  if (Array.isArray(wanted)) return JSON.stringify(stored) === JSON.stringify(wanted);
  return !isEmpty(stored) && typeof stored !== 'object' && String(stored) === String(wanted);
}
