import type { Collection } from '../existing/collection.ts';
import type { DeletionState, DeletionStore } from '../indexing/deletions/deletion-store.ts';
import type { VideoResult } from '../model/result.ts';
import { NO_METADATA } from '../model/result.ts';
import type { Status } from '../model/status.ts';
import type { VideoStore } from '../model/video-store.ts';
import { toResult } from '../model/video-store.ts';
import type { PlannedRemoval, PruneMode } from '../plan/removals.ts';

/** The state of a run of the index action. Its results can be computed from it at any moment. */
export interface IndexRun {
  readonly store: VideoStore;
  readonly collection: Collection | null;
  readonly prune: PruneMode;
  readonly isDryRun: boolean;
  /** Null until it is read: only a run that inspects videos needs it. */
  indexName: string | null;
  /** Videos that the list no longer uses; null before the plan. */
  removed: RemovedVideos | null;
}

export interface RemovedVideos {
  readonly planned: readonly PlannedRemoval[];
  readonly deletions: DeletionStore;
}

/** The results of the videos of the list, in the order of the list, and then of those that the list no longer uses. */
export function toResults({ store, removed, isDryRun }: IndexRun): readonly VideoResult[] {
  const unused = removed?.deletions.deletions().flatMap((deletion) => {
    const planned = removed.planned[deletion.position];
    return planned === undefined || isStillUsed(store, planned, deletion)
      ? []
      : [toRemovalResult(planned, deletion, isDryRun)];
  });
  return [...store.videos().map(toResult), ...(unused ?? [])];
}

/** A video whose successor is not searchable (yet) keeps its place. */
function isStillUsed(store: VideoStore, { successor }: PlannedRemoval, { status }: DeletionState): boolean {
  const { status: of } = (successor === null ? null : store.videos()[successor]) ?? { status: null };
  return successor !== null && status === 'kept' && of !== 'ready' && of !== 'planned';
}

/** How a deletion ended, as the status of a video. One that was not tried leaves the video in the index. */
const STATUSES: Readonly<Record<DeletionState['status'], Status>> = {
  queued: 'unlisted',
  deleting: 'failed',
  deleted: 'deleted',
  absent: 'deleted',
  released: 'unlisted',
  kept: 'unlisted',
  skipped: 'unlisted',
  would_delete: 'unlisted',
  would_release: 'unlisted',
  timed_out: 'timed_out',
  cancelled: 'cancelled',
  unconfirmed: 'failed',
  failed: 'failed',
};

function toRemovalResult(
  { record, reason, kind }: PlannedRemoval,
  deletion: DeletionState,
  isDryRun: boolean,
): VideoResult {
  const isPlanned = isDryRun && deletion.status === 'queued';
  const isDeleted = deletion.status === 'deleted' || (isPlanned && kind === 'delete');
  return {
    source: null,
    name: deletion.name,
    status: isPlanned ? 'planned' : STATUSES[deletion.status],
    task_id: deletion.task_id,
    index_id: deletion.index_id,
    ...NO_METADATA,
    video_id: deletion.video_id,
    asset_id: deletion.asset_id,
    duration: record.metadata.duration,
    action: isDeleted ? 'deleted' : 'none',
    reason,
    replaces: [],
    reused: false,
    submitted_at: record.createdAt?.toISOString() ?? null,
    ready_at: record.readyAt?.toISOString() ?? null,
    elapsed_seconds: null,
    error: deletion.error,
  };
}
