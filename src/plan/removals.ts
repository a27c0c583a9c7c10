import type { Collection } from '../existing/collection.ts';
import { getOtherClaims, isClaimedBy, isManaged } from '../existing/collection.ts';
import type { ExistingRecord } from '../existing/record.ts';
import type { Content } from './match.ts';
import { isSameContent } from './match.ts';

/** What happens to videos that a list no longer uses: nothing, they are named, or they are deleted. */
export type PruneMode = 'off' | 'report' | 'delete';

/** Why a list no longer uses a video of the index. */
export type RemovalReason = 'unlisted' | 'replaced' | 'duplicate';

/** A video of the list. */
export interface ListedVideo extends Content {
  readonly position: number;
  readonly sourceKey: string | null;
  /** The ID of the video of the index that it is, or null if it is yet to be submitted. */
  readonly videoId: string | null;
  /** A rejected video changes nothing in the index. */
  readonly isRejected: boolean;
}

/** A video that the collection claims or has claimed, although its list no longer uses it. */
export interface PlannedRemoval {
  readonly record: ExistingRecord;
  readonly reason: RemovalReason;
  /**
   * `delete`: no other collection claims it; `release`: only the claim is given up; `keep`: it is only named.
   */
  readonly kind: 'delete' | 'release' | 'keep';
  /** Whether a released video is deleted if its last claim is given up meanwhile. Never while the list is incomplete. */
  readonly isDeletedWhenUnclaimed: boolean;
  /** The position of the video that has to be searchable before; null: every video of the list has to. */
  readonly successor: number | null;
}

export interface RemovalSettings {
  readonly collection: Collection;
  readonly prune: PruneMode;
  /** Whether every row of the list could be read. If not, nothing is deleted. */
  readonly isListComplete: boolean;
  /** Whether a video belongs to this job, by its source key. */
  readonly isOwnPart: (sourceKey: string) => boolean;
}

/** Plans what happens to the videos that the list no longer uses. Pure. */
export function planRemovals(
  claimed: readonly ExistingRecord[],
  videos: readonly ListedVideo[],
  settings: RemovalSettings,
): readonly PlannedRemoval[] {
  const bySource = new Map(videos.map((video) => [video.sourceKey, video]));
  const used = new Set(videos.map(({ videoId }) => videoId));
  return claimed.flatMap((record): readonly PlannedRemoval[] => {
    if (used.has(record.id)) return [];
    const sourceKey = getSourceKey(record);
    // Whatever this action did not create is not touched, whoever claims it.
    if (sourceKey === null || !settings.isOwnPart(sourceKey)) return [];
    const listed = bySource.get(sourceKey);
    if (listed === undefined) return toRemoval(record, 'unlisted', null, settings);
    if (listed.isRejected) return [];
    // A failed attempt at the content that the list has now is remembered until that content is searchable.
    const isDuplicate = isSameContent(listed, record) && record.status !== 'failed';
    return toRemoval(record, isDuplicate ? 'duplicate' : 'replaced', listed.position, settings);
  });
}

function getSourceKey({ userMetadata }: ExistingRecord): string | null {
  return userMetadata !== null && isManaged(userMetadata) ? String(userMetadata['gha_source']) : null;
}

function toRemoval(
  record: ExistingRecord,
  reason: RemovalReason,
  successor: number | null,
  { collection, prune, isListComplete }: RemovalSettings,
): readonly PlannedRemoval[] {
  const metadata = record.userMetadata ?? {};
  const isClaimed = isClaimedBy(metadata, collection);
  const isDeletedWhenUnclaimed = prune === 'delete' && isListComplete;
  const planned = (kind: PlannedRemoval['kind']): readonly PlannedRemoval[] => [
    { record, reason, kind, isDeletedWhenUnclaimed, successor },
  ];
  if (isDeletedWhenUnclaimed) {
    return planned(getOtherClaims(metadata, collection).length > 0 ? 'release' : 'delete');
  }
  // The successor has the claim; what was replaced is remembered as such.
  if (isClaimed && reason !== 'unlisted') return planned('release');
  return prune === 'off' ? [] : planned('keep');
}
