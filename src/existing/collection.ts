import { hash } from 'node:crypto';
import type { UserMetadata } from '../model/source.ts';
import type { JsonObject } from '../util/json.ts';

/** The name under which a list keeps its videos, and the names of the metadata that expresses this on a video. */
export interface Collection {
  readonly name: string;
  /** `gha_in_…` = name: the list uses the video. One name per claim, so that two runs never overwrite each other's. */
  readonly claim: string;
  /** `gha_was_in_…` = name: the list used the video until another version replaced it. */
  readonly pastClaim: string;
  /** `gha_names_…`: the names of user metadata that the list has set, as a JSON array. */
  readonly names: string;
}

const CLAIM = /^gha_in_[0-9a-f]{8}$/;
const NAMES = /^gha_names_([0-9a-f]{8})$/;
const SOURCE_KEY = /^[0-9a-f]{32}$/;

export function createCollection(name: string): Collection {
  const digits = hash('sha256', name, 'hex').slice(0, 8);
  return { name, claim: `gha_in_${digits}`, pastClaim: `gha_was_in_${digits}`, names: `gha_names_${digits}` };
}

/** The collection of a pull request, unless the author names another one. */
export function namePullRequestCollection(repository: string, pullRequest: number): string {
  return `${repository} pull request ${pullRequest}`;
}

/** The pull request of this repository whose collection has this name; null if it is another one. */
export function findPullRequestOf(name: string, repository: string): number | null {
  const number = Number(/ pull request (\d{1,9})$/.exec(name)?.[1]);
  return name === namePullRequestCollection(repository, number) ? number : null;
}

export function isClaimedBy(metadata: JsonObject, { claim, name }: Collection): boolean {
  return metadata[claim] === name;
}

export function wasClaimedBy(metadata: JsonObject, { pastClaim, name }: Collection): boolean {
  return metadata[pastClaim] === name;
}

/** The claims of other collections on a video: names of its metadata. Everything that looks like a claim is one. */
export function getOtherClaims(metadata: JsonObject, collection: Collection | null): readonly string[] {
  return Object.keys(metadata)
    .toSorted()
    .filter(
      (name) =>
        CLAIM.test(name) && isSet(metadata[name]) && !(collection?.claim === name && isClaimedBy(metadata, collection)),
    );
}

/** The user metadata that lists have set on a video: names by the name of the metadata that says so (`gha_names_…`). */
export function getNamesSet(metadata: JsonObject): ReadonlyMap<string, readonly string[]> {
  const entries = Object.keys(metadata).flatMap((key) =>
    NAMES.test(key) ? [[key, parseNames(metadata[key])] as const] : [],
  );
  return new Map(entries);
}

/** The value of `gha_names_…` for some user metadata. */
export function formatNames(userMetadata: UserMetadata): string {
  return JSON.stringify(Object.keys(userMetadata).toSorted());
}

/** Whether another collection that claims a video has set its user metadata. */
export function isMetadataOfOther(metadata: JsonObject, collection: Collection): boolean {
  const claims = getOtherClaims(metadata, collection);
  return [...getNamesSet(metadata).keys()].some((key) => claims.includes(key.replace(NAMES, 'gha_in_$1')));
}

/** Whether this action created a video: it has a submission and a source key. */
export function isManaged(metadata: JsonObject): boolean {
  const { gha_submission: submission, gha_source: source } = metadata;
  return typeof submission === 'string' && submission !== '' && typeof source === 'string' && SOURCE_KEY.test(source);
}

function isSet(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}

function parseNames(value: unknown): readonly string[] {
  try {
    const names: unknown = typeof value === 'string' ? JSON.parse(value) : null;
    return Array.isArray(names) ? names.filter((name): name is string => typeof name === 'string') : [];
  } catch {
    return [];
  }
}
