import { markdownTable } from 'markdown-table';
import type { Problem } from '../model/errors.ts';
import type { Troubled } from './error-list.ts';
import { adviceOf } from './error-list.ts';
import { prose } from './escape.ts';
import { fitting } from './take-within-bytes.ts';

/** Where a report is shown. */
export interface Room {
  /** How long it may be, in bytes of UTF-8. */
  readonly bytes: number;
  /** The sentence about the videos that find no room. */
  readonly more: (count: number) => string;
}

/** GitHub rejects a step's summary above 1 MiB; other steps of this action may write to the same one. */
export const SUMMARY: Room = {
  bytes: 1024 * 1024 - 1024,
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
  readonly problem: Problem | null;
  readonly columns: readonly Column<Row>[];
  /** Those that somebody has to act on come first; what does not fit is left out at the end. */
  readonly rows: readonly Row[];
}

/** What came of it all as Markdown: what to do about those that went wrong, and a row per video. */
export function renderPage<Row extends Troubled>(
  room: Room,
  { first, problem, columns, rows }: SummaryPage<Row>,
): string {
  const parts = [...first];
  if (problem !== null) parts.push(...linesOf(problem.message, room.bytes / 3), `**${prose(problem.hint)}**`);
  const advice = adviceOf(rows, room.bytes / 3);
  if (advice.length > 0) parts.push('#### What to do', advice.join('\n'));
  const left = room.bytes - Buffer.byteLength(parts.join('\n\n')) - MARGIN;
  return `${[...parts, ...tableOf(rows, columns, room, left)].join('\n\n')}\n`;
}

/** For the head of the table and the sentence below it. */
const MARGIN = 512;

/** Hundreds of wrong inputs would fill the page; the log has them all. */
const MOST_LINES = 100;

function linesOf(message: string, bytes: number): readonly string[] {
  const lines = message.split('\n').map(prose);
  const shown = fitting(lines.slice(0, MOST_LINES), bytes, (line) => `${line}\n`);
  const rest = lines.length - shown.length;
  return rest > 0 ? [...shown, `And ${rest} more; see the log.`] : shown;
}

function tableOf<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  { more }: Room,
  bytes: number,
): readonly string[] {
  const all = rows.values().map((row) => columns.map(({ cell }) => cell(row)));
  const shown = fitting(all, bytes, (cells) => `| ${cells.join(' | ')} |`);
  const rest = rows.length - shown.length;
  const head = columns.map((column) => column.head);
  const align = columns.map((column) => column.align);
  const table = shown.length === 0 ? [] : [markdownTable([head, ...shown], { align, alignDelimiters: false })];
  return rest === 0 ? table : [...table, more(rest)];
}
