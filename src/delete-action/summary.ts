import type { ErrorDetails } from '../model/errors.ts';
import { escapeCode, NO_BREAK } from '../report/escape.ts';
import type { Column } from '../report/summary-page.ts';
import { renderPage, SUMMARY_TARGET } from '../report/summary-page.ts';
import type { DeletionResult, DeletionStatus, ResourceOutcome } from './deletion-result.ts';
import { isDeletionSuccess } from './deletion-result.ts';
import { DELETION_LABELS, formatDeletionTotals } from './labels.ts';

/** The job summary of a run that deleted videos. */
export function buildDeleteSummary(removals: readonly DeletionResult[], problem: ErrorDetails | null): string {
  // Those that somebody has to act on come first.
  const rows = removals.toSorted((a, b) => Number(isDeletionSuccess(a.status)) - Number(isDeletionSuccess(b.status)));
  const first = ['### TwelveLabs: deleted videos', formatDeletionTotals(removals, problem !== null)];
  return renderPage(SUMMARY_TARGET, { first, problem, columns: COLUMNS, rows });
}

const COLUMNS: readonly Column<DeletionResult>[] = [
  { head: 'Video', align: 'left', cell: ({ name }) => escapeCode(name) },
  {
    head: 'Status',
    align: 'left',
    cell: ({ status }) => `${DELETION_ICONS[status]}${NO_BREAK}${DELETION_LABELS[status]}`,
  },
  { head: 'Video id', align: 'left', cell: ({ video_id }) => escapeCode(video_id) },
  { head: 'Task', align: 'left', cell: ({ task_id, task }) => formatResource(task_id, task) },
  { head: 'Asset', align: 'left', cell: ({ asset_id, asset }) => formatResource(asset_id, asset) },
];

function formatResource(id: string | null, fate: ResourceOutcome): string {
  if (id === null) return '–';
  return fate === null ? escapeCode(id) : `${escapeCode(id)} ${fate}`;
}

const DELETION_ICONS: Readonly<Record<DeletionStatus, string>> = {
  deleted: '🗑️',
  absent: '✅',
  would_delete: '🔍',
  skipped: '⏭️',
  timed_out: '⏳',
  cancelled: '🚫',
  unconfirmed: '❓',
  failed: '❌',
};
