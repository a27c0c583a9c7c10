import type { ErrorDetails } from '../model/errors.ts';

/** How the deletion of a video ended, from best to worst. */
export const DELETION_STATUSES = [
  'deleted',
  'absent',
  'would_delete',
  'skipped',
  'timed_out',
  'cancelled',
  'unconfirmed',
  'failed',
] as const;
export type DeletionStatus = (typeof DELETION_STATUSES)[number];

/** What became of one thing on the platform; null: it was not touched, or there is none. */
export type ResourceOutcome = 'deleted' | 'kept' | null;

/** The result of one video, as the `results` output has it. */
export interface DeletionResult {
  readonly name: string;
  readonly status: DeletionStatus;
  readonly video_id: string;
  /** Null where there is no task (any more), or nobody looked for it. */
  readonly task_id: string | null;
  readonly asset_id: string | null;
  readonly index_id: string;
  /** What became of the video in the index, of its task, and of its asset; gone before counts as deleted. */
  readonly video: ResourceOutcome;
  readonly task: ResourceOutcome;
  readonly asset: ResourceOutcome;
  readonly error: ErrorDetails | null;
}

/** The worst of some statuses; null for none. */
export function getWorstDeletionStatus(statuses: Iterable<DeletionStatus>): DeletionStatus | null {
  let worst = -1;
  for (const status of statuses) worst = Math.max(worst, DELETION_STATUSES.indexOf(status));
  return DELETION_STATUSES[worst] ?? null;
}

/** Statuses that leave a step green: all that should be gone is gone, or is left alone on purpose. */
export function isDeletionSuccess(status: DeletionStatus): boolean {
  return status === 'deleted' || status === 'absent' || status === 'would_delete' || status === 'skipped';
}
