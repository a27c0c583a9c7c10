import { code } from '../report/escape.ts';
import { renderSummary } from '../report/summary-page.ts';
import type { Problem } from '../video.ts';
import type { Fate, Removal, RemovalStatus } from './removal.ts';
import { isGreenRemoval } from './removal.ts';
import { MEANING, sumUpRemovals } from './words.ts';

const HEADER = ['Video', 'Status', 'Video id', 'Task', 'Asset'];

/** The job summary of a run that deleted videos. */
export function deleteSummaryOf(removals: readonly Removal[], problem: Problem | null): string {
  // Those that somebody has to act on come first.
  const sorted = [
    ...removals.filter(({ status }) => !isGreenRemoval(status)),
    ...removals.filter(({ status }) => isGreenRemoval(status)),
  ];
  return renderSummary({
    title: 'TwelveLabs: deleted videos',
    sumUp: sumUpRemovals(removals, problem !== null),
    problem,
    header: HEADER,
    rows: sorted.map((removal) => ({ name: removal.name, cells: cellsOf(removal), error: removal.error })),
  });
}

function cellsOf(removal: Removal): string[] {
  return [
    code(removal.name),
    `${SIGN[removal.status]} ${MEANING[removal.status]}`,
    code(removal.video_id),
    part(removal.task_id, removal.task),
    part(removal.asset_id, removal.asset),
  ];
}

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
