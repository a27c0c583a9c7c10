import type { Collection } from '../existing/collection.ts';
import { getOtherClaims, isManaged } from '../existing/collection.ts';
import type { ExistingRecord } from '../existing/record.ts';
import type { Content } from './match.ts';
import { isKnownSameContent } from './match.ts';

/** A video of the list that has no record of its content. */
export interface MovableVideo extends Content {
  readonly position: number;
  readonly sourceKey: string | null;
  /** Whether its version is a digest of its content. */
  readonly isFile: boolean;
}

/**
 * Finds videos that only moved: their key or address is new, and the index has their content under one that the list no
 * longer has. They are not indexed again. By position; each record at most once. Pure.
 */
export function findMoves(
  unlisted: readonly ExistingRecord[],
  videos: readonly MovableVideo[],
  collection: Collection,
): ReadonlyMap<number, ExistingRecord> {
  const left = new Set(unlisted.filter((record) => isMovable(record, collection)));
  const moves = new Map<number, ExistingRecord>();
  for (const video of videos) {
    const record = left.values().find((candidate) => isSameVideo(video, candidate));
    if (record === undefined) continue;
    left.delete(record);
    moves.set(video.position, record);
  }
  return moves;
}

/** Another list would no longer find a video that it claims. */
function isMovable({ userMetadata, status }: ExistingRecord, collection: Collection): boolean {
  if (userMetadata === null || status !== 'ready') return false;
  return isManaged(userMetadata) && getOtherClaims(userMetadata, collection).length === 0;
}

/**
 * The version of a file is a digest of its content. That of a link is what its server sends, which identifies content only
 * at the same address, or together with size and date.
 */
function isSameVideo(video: MovableVideo, record: ExistingRecord): boolean {
  if (!isKnownSameContent(video, record) || video.contentVersion !== record.version) return false;
  const isSameAddress = video.address !== null && video.address === record.address;
  const isSameStamp = video.contentStamp !== null && video.contentStamp === record.stamp;
  return isSameAddress || video.isFile || isSameStamp;
}
