import { markdownTable } from 'markdown-table';
import type { ErrorDetails } from '../model/errors.ts';
import type { HasError } from './error-list.ts';
import { formatErrorList } from './error-list.ts';
import { escapeMarkdown } from './escape.ts';
import { takeWithinBytes } from './take-within-bytes.ts';

/** Where a report is shown. */
export interface ReportTarget {
  /** How long it may be, in bytes of UTF-8. */
  readonly maxBytes: number;
  /** The sentence about the videos that find no room. */
  readonly more: (count: number) => string;
}

/** GitHub rejects a step's summary above 1 MiB; other steps of this action may write to the same one. */
export const SUMMARY_TARGET: ReportTarget = {
  maxBytes: 1024 * 1024 - 1024,
  more: (count) => `The other ${count} videos are in the results file.`,
};

export interface Column<Row> {
  readonly head: string;
  readonly align: 'left' | 'right';
  /** Markdown that is ready to be shown. */
  readonly cell: (row: Row) => string;
}

/** What a report shows. */
export interface SummaryPage<Row> {
  /** Markdown at the beginning: a title, the sentence that sums up. */
  readonly first: readonly string[];
  /** What broke the run off; null if nothing did. */
  readonly problem: ErrorDetails | null;
  readonly columns: readonly Column<Row>[];
  /** Those that somebody has to act on come first; what does not fit is left out at the end. */
  readonly rows: readonly Row[];
}

/** What came of it all as Markdown: what to do about those that went wrong, and a row per video. */
export function renderPage<Row extends HasError>(
  room: ReportTarget,
  { first, problem, columns, rows }: SummaryPage<Row>,
): string {
  const parts = [...first];
  if (problem !== null)
    parts.push(...formatErrorLines(problem.message, room.maxBytes / 3), `**${escapeMarkdown(problem.hint)}**`);
  const advice = formatErrorList(rows, room.maxBytes / 3);
  if (advice.length > 0) parts.push('#### What to do', advice.join('\n'));
  const left = room.maxBytes - Buffer.byteLength(parts.join('\n\n')) - TABLE_MARGIN_BYTES;
  return `${[...parts, ...formatTable(rows, columns, room, left)].join('\n\n')}\n`;
}

/** For the head of the table and the sentence below it. */
const TABLE_MARGIN_BYTES = 512;

/** Hundreds of wrong inputs would fill the page; the log has them all. */
const MAX_ERROR_LINES = 100;

function formatErrorLines(message: string, bytes: number): readonly string[] {
  const lines = message.split('\n').map(escapeMarkdown);
  const shown = takeWithinBytes(lines.slice(0, MAX_ERROR_LINES), bytes, (line) => `${line}\n`);
  const rest = lines.length - shown.length;
  return rest > 0 ? [...shown, `And ${rest} more; see the log.`] : shown;
}

function formatTable<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  { more }: ReportTarget,
  bytes: number,
): readonly string[] {
  const all = rows.values().map((row) => columns.map(({ cell }) => cell(row)));
  const shown = takeWithinBytes(all, bytes, (cells) => `| ${cells.join(' | ')} |`);
  const rest = rows.length - shown.length;
  const head = columns.map((column) => column.head);
  const align = columns.map((column) => column.align);
  const table = shown.length === 0 ? [] : [markdownTable([head, ...shown], { align, alignDelimiters: false })];
  return rest === 0 ? table : [...table, more(rest)];
}
