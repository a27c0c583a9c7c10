import type { Problem } from '../model/errors.ts';
import { code, NO_BREAK } from '../report/escape.ts';
import type { Column } from '../report/summary-page.ts';
import { renderPage, SUMMARY } from '../report/summary-page.ts';
import type { Fate, Removal, RemovalStatus } from './deletion-result.ts';
import { isGreenRemoval } from './deletion-result.ts';
import { MEANING, sumUpRemovals } from './labels.ts';

/** The job summary of a run that deleted videos. */
export function deleteSummaryOf(removals: readonly Removal[], problem: Problem | null): string {
  // Those that somebody has to act on come first.
  const rows = removals.toSorted((a, b) => Number(isGreenRemoval(a.status)) - Number(isGreenRemoval(b.status)));
  const first = ['### TwelveLabs: deleted videos', sumUpRemovals(removals, problem !== null)];
  return renderPage(SUMMARY, { first, problem, columns: COLUMNS, rows });
}

const COLUMNS: readonly Column<Removal>[] = [
  { head: 'Video', align: 'left', cell: ({ name }) => code(name) },
  { head: 'Status', align: 'left', cell: ({ status }) => `${SIGN[status]}${NO_BREAK}${MEANING[status]}` },
  { head: 'Video id', align: 'left', cell: ({ video_id }) => code(video_id) },
  { head: 'Task', align: 'left', cell: ({ task_id, task }) => part(task_id, task) },
  { head: 'Asset', align: 'left', cell: ({ asset_id, asset }) => part(asset_id, asset) },
];

function part(id: string | null, fate: Fate): string {
  if (id === null) return '–';
  return fate === null ? code(id) : `${code(id)} ${fate}`;
}

const SIGN: Readonly<Record<RemovalStatus, string>> = {
  deleted: '🗑️',
  absent: '✅',
  would_delete: '🔍',
  skipped: '⏭️',
  timed_out: '⏳',
  cancelled: '🚫',
  unconfirmed: '❓',
  failed: '❌',
};
