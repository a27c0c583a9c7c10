import type { ErrorDetails } from '../model/errors.ts';
import type { VideoResult } from '../model/result.ts';
import { STATUSES } from '../model/status.ts';
import { escapeCode, NO_BREAK } from './escape.ts';
import { formatDuration, formatMinutes, formatTotals, STATUS_LABELS } from './labels.ts';
import { formatPlaygroundLinks, formatThumbnail } from './summary-links.ts';
import type { Column, ReportTarget } from './summary-page.ts';
import { renderPage, SUMMARY_TARGET } from './summary-page.ts';

/** The job summary as Markdown. */
export function buildSummary(outcomes: readonly VideoResult[], problem: ErrorDetails | null): string {
  return buildReport(
    SUMMARY_TARGET,
    [...NARROW_COLUMNS, ...WIDE_COLUMNS],
    '### TwelveLabs index\n\n',
    outcomes,
    problem,
  );
}

/** The same where there is only the width for what most readers ask; `lead` is Markdown in front of the first sentence. */
export function buildNarrowReport(
  room: ReportTarget,
  lead: string,
  outcomes: readonly VideoResult[],
  problem: ErrorDetails | null,
): string {
  return buildReport(room, NARROW_COLUMNS, lead, outcomes, problem);
}

function buildReport(
  room: ReportTarget,
  columns: readonly Column<VideoResult>[],
  lead: string,
  outcomes: readonly VideoResult[],
  problem: ErrorDetails | null,
): string {
  const sentences = [formatTotals(outcomes), formatMinutes(outcomes)].filter(Boolean).join(' ');
  const index = formatPlaygroundLinks(outcomes);
  const first = [`${lead}${sentences}`, ...(index === null ? [] : [index])];
  return renderPage(room, { first, problem, columns, rows: sortWorstFirst(outcomes) });
}

/** Those that somebody has to act on come first. */
function sortWorstFirst(outcomes: readonly VideoResult[]): readonly VideoResult[] {
  return outcomes.toSorted((a, b) => STATUSES.indexOf(b.status) - STATUSES.indexOf(a.status));
}

const NONE = '–';

const NARROW_COLUMNS: readonly Column<VideoResult>[] = [
  { head: 'Video', align: 'left', cell: formatVideoCell },
  { head: 'Status', align: 'left', cell: formatStatusCell },
  { head: 'Duration', align: 'right', cell: ({ duration }) => formatTimeCell(duration) },
  { head: 'Video id', align: 'left', cell: ({ video_id }) => (video_id === null ? NONE : escapeCode(video_id)) },
];

const WIDE_COLUMNS: readonly Column<VideoResult>[] = [
  { head: 'Task id', align: 'left', cell: ({ task_id }) => (task_id === null ? NONE : escapeCode(task_id)) },
  { head: 'Time', align: 'right', cell: ({ elapsed_seconds }) => formatTimeCell(elapsed_seconds) },
];

function formatVideoCell({ name, thumbnail_url }: VideoResult): string {
  const thumbnail = formatThumbnail(thumbnail_url);
  return thumbnail === '' ? escapeCode(name) : `${thumbnail}<br>${escapeCode(name)}`;
}

function formatTimeCell(seconds: number | null): string {
  return seconds === null ? NONE : formatDuration(seconds).replaceAll(' ', NO_BREAK);
}

function formatStatusCell({ status, reused }: VideoResult): string {
  return `${STATUS_ICONS[status]}${NO_BREAK}${STATUS_LABELS[status]}${reused ? ' (reused)' : ''}`;
}

const STATUS_ICONS: Readonly<Record<VideoResult['status'], string>> = {
  ready: '✅',
  submitted: '📨',
  timed_out: '⏳',
  unknown: '❓',
  cancelled: '🚫',
  unconfirmed: '❓',
  rejected: '❌',
  failed: '❌',
};
