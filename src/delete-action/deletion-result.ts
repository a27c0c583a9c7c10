import type { Problem } from '../model/errors.ts';

/** How the deletion of a video ended, from best to worst. */
export const REMOVAL_STATUSES = [
  'deleted',
  'absent',
  'would_delete',
  'skipped',
  'timed_out',
  'cancelled',
  'unconfirmed',
  'failed',
] as const;
export type RemovalStatus = (typeof REMOVAL_STATUSES)[number];

/** What became of one thing on the platform; null: it was not touched, or there is none. */
export type Fate = 'deleted' | 'kept' | null;

/** The result of one video, as the `results` output has it. */
export interface Removal {
  readonly name: string;
  readonly status: RemovalStatus;
  readonly video_id: string;
  /** Null where there is no task (any more), or nobody looked for it. */
  readonly task_id: string | null;
  readonly asset_id: string | null;
  readonly index_id: string;
  /** What became of the video in the index, of its task, and of its asset; gone before counts as deleted. */
  readonly video: Fate;
  readonly task: Fate;
  readonly asset: Fate;
  readonly error: Problem | null;
}

/** The worst of some statuses; null for none. */
export function worstRemoval(statuses: Iterable<RemovalStatus>): RemovalStatus | null {
  let worst = -1;
  for (const status of statuses) worst = Math.max(worst, REMOVAL_STATUSES.indexOf(status));
  return REMOVAL_STATUSES[worst] ?? null;
}

/** Statuses that leave a step green: all that should be gone is gone, or is left alone on purpose. */
export function isGreenRemoval(status: RemovalStatus): boolean {
  return status === 'deleted' || status === 'absent' || status === 'would_delete' || status === 'skipped';
}
