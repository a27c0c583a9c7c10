import { formatLogLine } from '../report/escape.ts';
import type { DeletionResult, DeletionStatus } from './deletion-result.ts';

/** What a status means, in a few words. */
export const DELETION_LABELS: Readonly<Record<DeletionStatus, string>> = {
  deleted: 'deleted',
  absent: 'not there (any more)',
  would_delete: 'would be deleted',
  skipped: 'left alone',
  timed_out: 'not deleted, time ran out',
  cancelled: 'not deleted, cancelled',
  unconfirmed: 'may or may not be deleted',
  failed: 'not, or not wholly, deleted',
};

/** The line of the log about the end of one video. */
export function formatDeletion(removal: DeletionResult): string {
  const parts = [
    removal.task === 'deleted' ? `task ${removal.task_id} deleted` : null,
    removal.asset === 'deleted' ? `asset ${removal.asset_id} deleted` : null,
    removal.asset === 'kept' ? `asset ${removal.asset_id} kept: other indexed assets refer to it` : null,
  ].filter((part) => part !== null);
  return formatLogLine(
    [`${removal.name}: ${DELETION_LABELS[removal.status]}`, `video ${removal.video_id}`, ...parts].join('; '),
  );
}

/** One sentence that sums up. */
export function formatDeletionTotals(removals: readonly DeletionResult[], broken: boolean): string {
  if (removals.length === 0) return broken ? 'Nothing was deleted.' : 'There was nothing to delete.';
  const counts = new Map<DeletionStatus, number>();
  for (const { status } of removals) counts.set(status, (counts.get(status) ?? 0) + 1);
  const parts = [...counts].map(([status, count]) => `${count} ${DELETION_LABELS[status]}`);
  return `${removals.length} ${removals.length === 1 ? 'video' : 'videos'}: ${parts.join('; ')}.`;
}
