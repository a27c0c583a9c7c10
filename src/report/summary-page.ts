import { markdownTable } from 'markdown-table';
import type { ErrorDetails } from '../model/errors.ts';
import { escapeCode, escapeMarkdown } from './escape.ts';

/** Where a report is shown. */
export interface ReportTarget {
  /** The largest report, in bytes of UTF-8. */
  readonly maxBytes: number;
  /** The sentence about the rows that were left out. */
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
  /** Escaped Markdown. */
  readonly cell: (row: Row) => string;
}

/** A result that may have an error. */
interface ReportRow {
  readonly name: string;
  readonly error: ErrorDetails | null;
}

/** What a report shows. */
export interface SummaryPage<Row> {
  /** Markdown at the beginning: a title, the sentence about all results. */
  readonly head: readonly string[];
  /** What ended the run early; null if nothing did. */
  readonly error: ErrorDetails | null;
  readonly columns: readonly Column<Row>[];
  /** The most important ones first: what does not fit is left out at the end. */
  readonly rows: readonly Row[];
}

/** For the head of the table and the sentence below it. */
const TABLE_MARGIN_BYTES = 512;
/** Hundreds of wrong inputs would fill the page; the log has them all. */
const MAX_ERROR_LINES = 100;
/** Videos with the same error share one line, which names this many of them. */
const MAX_NAMES = 3;

/** A report as Markdown: the error of the run, what to do about those of the videos, and a table of all videos. */
export function renderPage<Row extends ReportRow>(
  target: ReportTarget,
  { head, error, columns, rows }: SummaryPage<Row>,
): string {
  const parts = [...head];
  if (error !== null) {
    parts.push(...formatErrorLines(error.message, target.maxBytes / 3), `**${escapeMarkdown(error.hint)}**`);
  }
  const errors = formatErrorList(rows, target.maxBytes / 3);
  if (errors.length > 0) parts.push('#### What to do', errors.join('\n'));
  const bytesLeft = target.maxBytes - Buffer.byteLength(parts.join('\n\n')) - TABLE_MARGIN_BYTES;
  return `${[...parts, ...formatTable(rows, columns, target, bytesLeft)].join('\n\n')}\n`;
}

function formatErrorLines(message: string, bytes: number): readonly string[] {
  const lines = message.split('\n');
  const shown = takeWithinBytes(lines.slice(0, MAX_ERROR_LINES).map(escapeMarkdown), bytes, (line) => `${line}\n`);
  const rest = lines.length - shown.length;
  return rest > 0 ? [...shown, `And ${rest} more; see the log.`] : shown;
}

/** The errors of the videos, and what to do about each, as items of a Markdown list. */
function formatErrorList(rows: readonly ReportRow[], bytes: number): readonly string[] {
  const groups = Map.groupBy(rows, ({ error }) => error && JSON.stringify([error.message, error.hint]));
  const failed = [...groups.values()].filter(([first]) => first?.error);
  // Only those that fit are formatted.
  const shown = takeWithinBytes(failed.values().map(formatErrorGroup), bytes, (line) => line);
  const rest = failed.length - shown.length;
  return rest === 0 ? shown : [...shown, `- And ${rest} more; see the log and the results file.`];
}

function formatErrorGroup(rows: readonly ReportRow[]): string {
  const { message = '', hint = '' } = rows[0]?.error ?? {};
  const rest = rows.length - MAX_NAMES;
  const named = rows.slice(0, MAX_NAMES).map(({ name }) => escapeCode(name));
  const names = `${named.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
  return `- ${names}: ${escapeMarkdown(message)} **${escapeMarkdown(hint)}**`;
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

/** The first items that fit into `bytes` of UTF-8 together, with a line break after each. Reads no further than that. */
export function takeWithinBytes<Item>(
  items: Iterable<Item>,
  bytes: number,
  toText: (item: Item) => string,
): readonly Item[] {
  const taken: Item[] = [];
  let left = bytes;
  for (const item of items) {
    left -= Buffer.byteLength(toText(item)) + 1;
    if (left < 0) break;
    taken.push(item);
  }
  return taken;
}
