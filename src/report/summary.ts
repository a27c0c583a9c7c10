import type { ErrorDetails } from '../model/errors.ts';
import type { VideoResult } from '../model/result.ts';
import { isRemoval } from '../model/result.ts';
import { STATUS_TABLE } from '../model/status.ts';
import type { PruneMode } from '../plan/removals.ts';
import { formatDuration } from '../util/format.ts';
import { escapeCode, escapeMarkdown, formatName, NO_BREAK } from './escape.ts';
import { formatIndexes, formatThumbnail } from './summary-links.ts';
import type { Column, PageTable, ReportTarget } from './summary-page.ts';
import { createActionTable, renderPage, SUMMARY_TARGET } from './summary-page.ts';
import {
  describePlanned,
  describeRemoval,
  formatCost,
  formatCounts,
  formatHeadline,
  formatMinutesTotals,
} from './totals.ts';

/** What a report states beside the results. */
export interface ReportFacts {
  /** What ended the run early; null if nothing did. */
  readonly error: ErrorDetails | null;
  readonly isSuccess: boolean;
  readonly isDryRun: boolean;
  readonly pricePerMinute: number | null;
  /** Null if it was not read. */
  readonly indexName: string | null;
  /** Null if there is none. */
  readonly collection: string | null;
  readonly prune: PruneMode;
  /** Whether the API is the one whose indexes the playground shows. */
  readonly hasPlayground: boolean;
}

/** The job summary as Markdown. */
export function buildSummary(results: readonly VideoResult[], facts: ReportFacts): string {
  return buildReport(SUMMARY_TARGET, `### ${formatHeadline(results, facts)}`, results, facts);
}

/** A shorter report. `lead`: Markdown in front of the headline. */
export function buildNarrowReport(
  target: ReportTarget,
  lead: string,
  results: readonly VideoResult[],
  facts: ReportFacts,
): string {
  return buildReport(target, `#### ${lead}${formatHeadline(results, facts)}`, results, facts);
}

function buildReport(
  target: ReportTarget,
  headline: string,
  results: readonly VideoResult[],
  facts: ReportFacts,
): string {
  const { collection, pricePerMinute, isDryRun } = facts;
  const index = formatIndexes(results, facts);
  const about = [
    ...(index === null ? [] : [index]),
    ...(collection === null ? [] : [`Collection ${escapeCode(collection)}`]),
  ];
  const figures = [formatMinutesTotals(results), formatCost(results, pricePerMinute)].filter((text) => text !== null);
  const head = [headline, about.join(' · '), figures.join(' ')].filter((part) => part !== '');
  const rows = STATUS_TABLE.sortWorstFirst(results);
  return renderPage(target, {
    head,
    error: isReported(results, facts.error) ? null : facts.error,
    tables: [
      createActionTable(rows, target, { icon: ({ status }) => STATUS_TABLE.rows[status].icon, id: formatId }),
      ...(isDryRun ? [createPlanTable(rows, target)] : []),
      createRemovalTable(rows, target, facts),
    ],
    list: {
      rows,
      columns: (rest, isExplained) => createColumns(rest, target, isExplained),
      title: formatCounts,
    },
  });
}

/** Whether the error of a run is that of a video, which is shown with it. */
function isReported(results: readonly VideoResult[], runError: ErrorDetails | null): boolean {
  return results.some(
    ({ error }) => error !== null && error.code === runError?.code && error.message === runError.message,
  );
}

/** What a dry run would change, apart from videos that the list no longer uses. */
function createPlanTable(results: readonly VideoResult[], { isWide }: ReportTarget): PageTable<VideoResult> {
  const changed = results.filter(
    (result) =>
      result.status === 'planned' && result.error === null && !isRemoval(result) && CHANGES.has(result.action),
  );
  const rows = changed.map((result) => ({
    cells: () => [
      formatName(result.name, isWide),
      describePlanned(result.action, result.reason),
      formatTimeCell(result.duration),
    ],
    about: [result],
    named: [result],
  }));
  return { title: 'Plan', columns: PLAN_COLUMNS, rows, note: null };
}

const CHANGES: ReadonlySet<VideoResult['action']> = new Set(['submitted', 'updated']);

const PLAN_COLUMNS = [
  { head: 'Video', align: 'left' },
  { head: 'Action', align: 'left' },
  { head: 'Duration', align: 'right' },
] as const;

/** The videos of the index that the list no longer uses, apart from those that need action. */
function createRemovalTable(
  results: readonly VideoResult[],
  { isWide }: ReportTarget,
  { prune, isDryRun }: ReportFacts,
): PageTable<VideoResult> {
  const unused = results.filter((result) => isRemoval(result) && result.error === null);
  const rows = unused.map((result) => ({
    cells: () => [formatName(result.name, isWide), describeRemoval(result), formatIdCell(result)],
    about: [result],
    named: [result],
  }));
  const isKept = prune === 'report' && !isDryRun;
  const note =
    isKept && unused.length > 0 ? 'They stay in the index until the input `prune: delete` removes them.' : null;
  return { title: 'No longer used by the list', columns: REMOVAL_COLUMNS, rows, note };
}

const REMOVAL_COLUMNS = [
  { head: 'Video', align: 'left' },
  { head: 'What happens to it', align: 'left' },
  { head: 'ID', align: 'left' },
] as const;

/** A table with more thumbnails would be too long, and slow. */
const MAX_THUMBNAILS = 20;

/** The columns of the list of videos: to add one, add a row. */
function createColumns(
  results: readonly VideoResult[],
  { isWide }: ReportTarget,
  isExplained: (result: VideoResult) => boolean,
): readonly Column<VideoResult>[] {
  // All rows have one, or none: a table with gaps is hard to read.
  const hasThumbnails =
    results.length <= MAX_THUMBNAILS && results.every(({ thumbnail_url }) => formatThumbnail(thumbnail_url) !== '');
  const columns: readonly (Column<VideoResult> & { readonly isWideOnly?: boolean })[] = [
    { head: 'Video', align: 'left', cell: (result) => formatVideoCell(result, hasThumbnails, isWide) },
    { head: 'Status', align: 'left', cell: (result) => formatStatusCell(result, isExplained(result)) },
    { head: 'Duration', align: 'right', cell: ({ duration }) => formatTimeCell(duration) },
    { head: 'ID', align: 'left', cell: formatIdCell },
    { head: 'Time', align: 'right', cell: ({ elapsed_seconds }) => formatTimeCell(elapsed_seconds), isWideOnly: true },
  ];
  return columns.filter(({ isWideOnly }) => isWide || !isWideOnly);
}

const NONE = '–';

function formatVideoCell({ name, thumbnail_url }: VideoResult, hasThumbnail: boolean, isWide: boolean): string {
  return `${hasThumbnail ? `${formatThumbnail(thumbnail_url)}<br>` : ''}${formatName(name, isWide)}`;
}

function formatStatusCell(result: VideoResult, isExplained: boolean): string {
  const { status, reused, action, reason, error } = result;
  const { icon, label } = STATUS_TABLE.rows[status];
  const note = action === 'updated' ? ' (metadata updated)' : reused ? ' (reused)' : '';
  const text = status === 'planned' ? describePlanned(action, reason) : `${label}${note}`;
  const why = error === null || isExplained ? '' : `: ${escapeMarkdown(error.message)}`;
  return `${icon}${NO_BREAK}${text}${why}`;
}

function formatTimeCell(seconds: number | null): string {
  return seconds === null ? NONE : formatDuration(seconds).replaceAll(' ', NO_BREAK);
}

function formatIdCell(result: VideoResult): string {
  return formatId(result) ?? NONE;
}

/** The ID of the video; of one that is not searchable, that of its task, by which a later run waits for it. */
function formatId({ video_id, task_id, status }: VideoResult): string | null {
  const isTask =
    task_id !== null && task_id !== video_id && (video_id === null || WAITING.has(STATUS_TABLE.rows[status].outcome));
  const id = isTask ? task_id : video_id;
  return id === null ? null : `${isTask ? 'task ' : ''}${escapeCode(id)}`;
}

const WAITING: ReadonlySet<string> = new Set(['timeout', 'open', 'failure']);
