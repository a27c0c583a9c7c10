import type { Outcome, Problem } from '../video.ts';
import { code } from './escape.ts';
import { renderSummary } from './summary-page.ts';
import { isFailure, MEANING, minutesLine, sumUp, timeSpan } from './words.ts';

const HEADER = ['Video', 'Status', 'Duration', 'Video id', 'Task id', 'Time'];
const NONE = '–';

/** The job summary of a run that indexed videos. */
export function summaryOf(outcomes: readonly Outcome[], problem: Problem | null): string {
  // Those that somebody has to act on come first.
  const sorted = [...outcomes.filter((o) => isFailure(o.status)), ...outcomes.filter((o) => !isFailure(o.status))];
  return renderSummary({
    title: 'TwelveLabs index',
    sumUp: [sumUp(outcomes), minutesLine(outcomes)].filter(Boolean).join(' '),
    problem,
    header: HEADER,
    rows: sorted.map((outcome) => ({ name: outcome.name, cells: cellsOf(outcome), error: outcome.error })),
  });
}

function cellsOf(outcome: Outcome): string[] {
  return [
    code(outcome.name),
    `${SIGN[outcome.status]} ${MEANING[outcome.status]}${outcome.reused ? ' (reused)' : ''}`,
    outcome.duration === null ? NONE : timeSpan(outcome.duration),
    outcome.video_id === null ? NONE : code(outcome.video_id),
    outcome.task_id === null ? NONE : code(outcome.task_id),
    outcome.elapsed_seconds === null ? NONE : timeSpan(outcome.elapsed_seconds),
  ];
}

const SIGN: Readonly<Record<Outcome['status'], string>> = {
  ready: '✅',
  submitted: '📨',
  timed_out: '⏳',
  unwatched: '❓',
  cancelled: '🚫',
  unconfirmed: '❓',
  rejected: '❌',
  failed: '❌',
};
