import type { ErrorDetails } from '../../model/errors.ts';
import type { StatusRow } from '../../model/status.ts';
import { StatusTable } from '../../model/status.ts';

const ROWS = {
  deleted: { label: 'deleted', icon: '🗑️', outcome: 'success' },
  released: { label: 'released, another collection uses it', icon: '🔓', outcome: 'success' },
  would_release: { label: 'would be released, another collection uses it', icon: '🔍', outcome: 'success' },
  kept: { label: 'kept', icon: 'ℹ️', outcome: 'success' },
  absent: { label: 'not found', icon: '✅', outcome: 'success' },
  would_delete: { label: 'would be deleted', icon: '🔍', outcome: 'success' },
  skipped: { label: 'skipped', icon: '⏭️', outcome: 'success' },
  timed_out: { label: 'not deleted before the timeout', icon: '⏳', outcome: 'failure' },
  cancelled: { label: 'not deleted, workflow cancelled', icon: '🚫', outcome: 'failure' },
  unconfirmed: { label: 'deletion not confirmed', icon: '❓', outcome: 'failure' },
  failed: { label: 'deletion failed', icon: '❌', outcome: 'failure' },
} as const satisfies Record<string, StatusRow>;

/** How the deletion of a video ended. */
export type DeletionStatus = keyof typeof ROWS;

/** Every status of a deletion: to add one, add a row (and describe it in the documentation). */
export const DELETION_TABLE: StatusTable<DeletionStatus, StatusRow> = new StatusTable<DeletionStatus, StatusRow>(ROWS);

/** What happened to a resource; null if it was not changed or does not exist. */
export type ResourceOutcome = 'deleted' | 'kept' | null;

/** The result of one video, as it is in the output `results`. */
export interface DeletionResult {
  readonly name: string;
  readonly status: DeletionStatus;
  readonly video_id: string;
  /** Null if there is no task, or it was not looked up. */
  readonly task_id: string | null;
  readonly asset_id: string | null;
  readonly index_id: string;
  /** The video in the index, its task, and its asset. One that no longer existed counts as deleted. */
  readonly video: ResourceOutcome;
  readonly task: ResourceOutcome;
  readonly asset: ResourceOutcome;
  readonly error: ErrorDetails | null;
}
