import type { Problem } from '../model/errors.ts';
import type { Outcome } from '../model/result.ts';
import { STATUSES } from '../model/status.ts';
import { code, NO_BREAK } from './escape.ts';
import { MEANING, minutesLine, sumUp, timeSpan } from './labels.ts';
import { playgroundLine, thumbnailOf } from './summary-links.ts';
import type { Column, Room } from './summary-page.ts';
import { renderPage, SUMMARY } from './summary-page.ts';

/** The job summary as Markdown. */
export function summaryOf(outcomes: readonly Outcome[], problem: Problem | null): string {
  return reportIn(SUMMARY, [...NARROW, ...WIDE], '### TwelveLabs index\n\n', outcomes, problem);
}

/** The same where there is only the width for what most readers ask; `lead` is Markdown in front of the first sentence. */
export function narrowReport(room: Room, lead: string, outcomes: readonly Outcome[], problem: Problem | null): string {
  return reportIn(room, NARROW, lead, outcomes, problem);
}

function reportIn(
  room: Room,
  columns: readonly Column<Outcome>[],
  lead: string,
  outcomes: readonly Outcome[],
  problem: Problem | null,
): string {
  const sentences = [sumUp(outcomes), minutesLine(outcomes)].filter(Boolean).join(' ');
  const index = playgroundLine(outcomes);
  const first = [`${lead}${sentences}`, ...(index === null ? [] : [index])];
  return renderPage(room, { first, problem, columns, rows: worstFirst(outcomes) });
}

/** Those that somebody has to act on come first. */
function worstFirst(outcomes: readonly Outcome[]): readonly Outcome[] {
  return outcomes.toSorted((a, b) => STATUSES.indexOf(b.status) - STATUSES.indexOf(a.status));
}

const NONE = '–';

const NARROW: readonly Column<Outcome>[] = [
  { head: 'Video', align: 'left', cell: videoCell },
  { head: 'Status', align: 'left', cell: statusCell },
  { head: 'Duration', align: 'right', cell: ({ duration }) => timeCell(duration) },
  { head: 'Video id', align: 'left', cell: ({ video_id }) => (video_id === null ? NONE : code(video_id)) },
];

const WIDE: readonly Column<Outcome>[] = [
  { head: 'Task id', align: 'left', cell: ({ task_id }) => (task_id === null ? NONE : code(task_id)) },
  { head: 'Time', align: 'right', cell: ({ elapsed_seconds }) => timeCell(elapsed_seconds) },
];

function videoCell({ name, thumbnail_url }: Outcome): string {
  const thumbnail = thumbnailOf(thumbnail_url);
  return thumbnail === '' ? code(name) : `${thumbnail}<br>${code(name)}`;
}

function timeCell(seconds: number | null): string {
  return seconds === null ? NONE : timeSpan(seconds).replaceAll(' ', NO_BREAK);
}

function statusCell({ status, reused }: Outcome): string {
  return `${SIGN[status]}${NO_BREAK}${MEANING[status]}${reused ? ' (reused)' : ''}`;
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
