import type { ErrorDetails } from '../model/errors.ts';
import type { ResultAction, ResultReason, VideoResult } from '../model/result.ts';
import { STATUS_TABLE } from '../model/status.ts';
import { formatDuration } from '../util/format.ts';
import { escapeCode, NO_BREAK } from './escape.ts';
import { formatPlaygroundLinks, formatThumbnail } from './summary-links.ts';
import type { Column, ReportTarget } from './summary-page.ts';
import { renderPage, SUMMARY_TARGET } from './summary-page.ts';
import { formatCost, formatMinutesTotals, formatTotals } from './totals.ts';

/** The job summary as Markdown. */
export function buildSummary(
  results: readonly VideoResult[],
  error: ErrorDetails | null,
  pricePerMinute: number | null = null,
): string {
  const lead = '### TwelveLabs index\n\n';
  return buildReport({ target: SUMMARY_TARGET, columns: COLUMNS, lead, pricePerMinute }, results, error);
}

/** A shorter report for a narrow page. `lead`: Markdown in front of the first sentence. */
export function buildNarrowReport(
  target: ReportTarget,
  lead: string,
  results: readonly VideoResult[],
  error: ErrorDetails | null,
  pricePerMinute: number | null = null,
): string {
  const columns = COLUMNS.filter(({ isWideOnly }) => !isWideOnly);
  return buildReport({ target, columns, lead, pricePerMinute }, results, error);
}

interface ReportOptions {
  readonly target: ReportTarget;
  readonly columns: readonly Column<VideoResult>[];
  readonly lead: string;
  readonly pricePerMinute: number | null;
}

function buildReport(
  { target, columns, lead, pricePerMinute }: ReportOptions,
  results: readonly VideoResult[],
  error: ErrorDetails | null,
): string {
  const sentences = [formatTotals(results), formatMinutesTotals(results), formatCost(results, pricePerMinute)]
    .filter(Boolean)
    .join(' ');
  const links = formatPlaygroundLinks(results);
  const head = [`${lead}${sentences}`, ...(links === null ? [] : [links])];
  return renderPage(target, { head, error, columns, rows: STATUS_TABLE.sortWorstFirst(results) });
}

interface SummaryColumn extends Column<VideoResult> {
  /** Not shown where there is little width. */
  readonly isWideOnly?: boolean;
}

/** Every column of the table: to add one, add a row. */
const COLUMNS: readonly SummaryColumn[] = [
  { head: 'Video', align: 'left', cell: formatVideoCell },
  { head: 'Status', align: 'left', cell: formatStatusCell },
  { head: 'Duration', align: 'right', cell: ({ duration }) => formatTimeCell(duration) },
  { head: 'Video ID', align: 'left', cell: ({ video_id }) => formatIdCell(video_id) },
  { head: 'Task ID', align: 'left', cell: ({ task_id }) => formatIdCell(task_id), isWideOnly: true },
  { head: 'Time', align: 'right', cell: ({ elapsed_seconds }) => formatTimeCell(elapsed_seconds), isWideOnly: true },
];

const NONE = '–';

function formatVideoCell({ name, thumbnail_url }: VideoResult): string {
  const thumbnail = formatThumbnail(thumbnail_url);
  return thumbnail === '' ? escapeCode(name) : `${thumbnail}<br>${escapeCode(name)}`;
}

function formatStatusCell({ status, reused, action, reason }: VideoResult): string {
  const { icon, label } = STATUS_TABLE.rows[status];
  const what = action === 'updated' ? 'metadata updated' : reused ? 'reused' : '';
  const note = status === 'planned' ? describePlanned(action, reason) : what;
  return `${icon}${NO_BREAK}${label}${note === '' ? '' : ` (${note})`}`;
}

const PLANNED: Readonly<Record<ResultAction, string>> = {
  submitted: 'to submit',
  reused: 'already indexed',
  adopted: 'being indexed',
  updated: 'metadata to update',
  deleted: 'to delete',
  none: 'to release',
};

function describePlanned(action: ResultAction, reason: ResultReason | null): string {
  const isPlain = reason === null || reason === 'unchanged' || reason === 'metadata_changed' || reason === 'moved';
  return isPlain ? PLANNED[action] : `${PLANNED[action]}: ${reason}`;
}

function formatTimeCell(seconds: number | null): string {
  return seconds === null ? NONE : formatDuration(seconds).replaceAll(' ', NO_BREAK);
}

function formatIdCell(id: string | null): string {
  return id === null ? NONE : escapeCode(id);
}
