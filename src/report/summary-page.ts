import { markdownTable } from 'markdown-table';
import type { ErrorDetails } from '../model/errors.ts';
import type { HasError } from './causes.ts';
import { groupByCause } from './causes.ts';
import { escapeMarkdown, formatBold, formatName, NO_BREAK } from './escape.ts';

/** Where a report is shown. */
export interface ReportTarget {
  /** The largest report, in bytes of UTF-8. */
  readonly maxBytes: number;
  /** How many rows of tables are visible before the reader unfolds the others. */
  readonly maxVisibleRows: number;
  /** A list that is not longer than this, with everything above it, is unfolded. */
  readonly maxUnfoldedRows: number;
  /** Whether the page is wide, and keeps the whole of a long name as its title. */
  readonly isWide: boolean;
  /** The sentence about the rows that were left out, as HTML. */
  readonly more: (count: number) => string;
}

/** GitHub rejects a step's summary above 1 MiB; other steps of this action may write to the same one. */
export const SUMMARY_TARGET: ReportTarget = {
  maxBytes: 1024 * 1024 - 1024,
  maxVisibleRows: 50,
  maxUnfoldedRows: 10,
  isWide: true,
  more: (count) => `The other ${count} videos are in the results file.`,
};

interface ColumnHead {
  readonly head: string;
  readonly align: 'left' | 'right';
}

export interface Column<Row> extends ColumnHead {
  /** Escaped Markdown. */
  readonly cell: (row: Row) => string;
}

/** A table that is visible at once. */
export interface PageTable<Row> {
  readonly title: string;
  readonly columns: readonly ColumnHead[];
  readonly rows: readonly PageRow<Row>[];
  /** A sentence of Markdown below the table; null for none. */
  readonly note: string | null;
}

export interface PageRow<Row> {
  /** Escaped Markdown. */
  readonly cells: () => readonly string[];
  /** What the row is about. */
  readonly about: readonly Row[];
  /** Those that need no row elsewhere, because this one names them. */
  readonly named: readonly Row[];
}

/** What is not in a visible table: a folded list. */
export interface FoldedList<Row> {
  /** The most important ones first: what does not fit is left out at the end. */
  readonly rows: readonly Row[];
  /** The columns of a list of these rows. `isExplained`: whether a visible table states the cause of an error. */
  readonly columns: (rows: readonly Row[], isExplained: (row: Row) => boolean) => readonly Column<Row>[];
  /** Plain text without foreign text. */
  readonly title: (rows: readonly Row[]) => string;
}

/** What a report shows. */
export interface SummaryPage<Row> {
  /** Markdown at the beginning: the headline, the facts. */
  readonly head: readonly string[];
  /** What ended the run early; null if nothing did. */
  readonly error: ErrorDetails | null;
  readonly tables: readonly PageTable<Row>[];
  readonly list: FoldedList<Row>;
}

/** For the head of a table and the sentence below it. */
const TABLE_MARGIN_BYTES = 512;
/** Hundreds of wrong inputs would fill the page; the log has them all. */
const MAX_ERROR_LINES = 40;
/** Videos with the same error share one row, which names this many of them. */
const MAX_NAMES = 3;

/** A report as Markdown: the headline, what needs action, and everything else in a folded list. */
export function renderPage<Row>(target: ReportTarget, { head, error, tables, list }: SummaryPage<Row>): string {
  const parts = [...head, ...(error === null ? [] : formatError(error, target.maxBytes / 3))];
  const explained = new Set<Row>();
  const named = new Set<Row>();
  let [rowsLeft, bytesLeft] = [target.maxVisibleRows, target.maxBytes / 2];
  for (const table of tables) {
    const shown = takeWithinBytes(table.rows.slice(0, rowsLeft), bytesLeft, ({ cells }) => cells().join(' | '));
    for (const row of shown) {
      for (const one of row.about) explained.add(one);
      for (const one of row.named) named.add(one);
      bytesLeft -= Buffer.byteLength(row.cells().join(' | '));
    }
    rowsLeft -= shown.length;
    parts.push(...formatTable(table, shown));
  }
  const rest = list.rows.filter((row) => !named.has(row));
  const isOpen = target.maxVisibleRows - rowsLeft + rest.length <= target.maxUnfoldedRows;
  const listBytes = target.maxBytes - Buffer.byteLength(parts.join('\n\n')) - TABLE_MARGIN_BYTES;
  const columns = list.columns(rest, (row) => explained.has(row));
  if (rest.length > 0) parts.push(formatList({ target, columns, rest, isOpen, listBytes, title: list.title(rest) }));
  return `${parts.join('\n\n')}\n`;
}

function formatError({ message, hint }: ErrorDetails, bytes: number): readonly string[] {
  const [first = '', ...others] = message.split('\n');
  if (others.length === 0) return [`${formatWhat(first)} ${escapeMarkdown(hint)}`];
  const lines = message.split('\n').slice(0, MAX_ERROR_LINES);
  const shown = takeWithinBytes(lines.map(escapeMarkdown), bytes, (line) => `- ${line}`);
  const rest = others.length + 1 - shown.length;
  const more = rest === 0 ? [] : [`- And ${rest} more; see the log.`];
  return [[...shown.map((line) => `- ${line}`), ...more].join('\n'), escapeMarkdown(hint)];
}

/** What happened, in bold, without what is expected instead. */
function formatWhat(message: string): string {
  const [what = '', ...expected] = message.split(/(?<=\.) (?=Expected )/);
  return [formatBold(what), ...expected.map(escapeMarkdown)].join(' ');
}

function formatTable<Row>({ title, columns, rows, note }: PageTable<Row>, shown: readonly PageRow<Row>[]): string[] {
  if (rows.length === 0) return [];
  const rest = rows.length - shown.length;
  const notes = [...(rest === 0 ? [] : [`And ${rest} more, in the list below.`]), ...(note === null ? [] : [note])];
  const table =
    shown.length === 0
      ? []
      : [
          toMarkdownTable(
            columns,
            shown.map(({ cells }) => cells()),
          ),
        ];
  return [`#### ${title}`, ...table, ...(notes.length === 0 ? [] : [notes.join(' ')])];
}

interface ListOptions<Row> {
  readonly target: ReportTarget;
  readonly columns: readonly Column<Row>[];
  readonly rest: readonly Row[];
  readonly isOpen: boolean;
  readonly listBytes: number;
  readonly title: string;
}

function formatList<Row>({ target, columns, rest, isOpen, listBytes, title }: ListOptions<Row>): string {
  const all = rest.values().map((row) => columns.map(({ cell }) => cell(row)));
  const shown = takeWithinBytes(all, listBytes, (cells) => `| ${cells.join(' | ')} |`);
  const omitted = rest.length - shown.length;
  return [
    `<details${isOpen ? ' open' : ''}><summary>${title}</summary>`,
    ...(shown.length === 0 ? [] : [toMarkdownTable(columns, shown)]),
    ...(omitted === 0 ? [] : [target.more(omitted)]),
    '</details>',
  ].join('\n\n');
}

function toMarkdownTable(columns: readonly ColumnHead[], rows: readonly (readonly string[])[]): string {
  const head = columns.map((column) => column.head);
  const align = columns.map((column) => column.align);
  return markdownTable([head, ...rows], { align, alignDelimiters: false });
}

/** How the rows of what needs action show a result. */
export interface ActionFormat<Row> {
  readonly icon: (row: Row) => string;
  /** Escaped Markdown; null if there is none. */
  readonly id: (row: Row) => string | null;
}

/** What needs action, by cause: what happened in bold, and what to do. `rows`: the worst first. */
export function createActionTable<Row extends HasError & { readonly name: string }>(
  rows: readonly Row[],
  { isWide }: ReportTarget,
  { icon, id }: ActionFormat<Row>,
): PageTable<Row> {
  const causes = groupByCause(rows).map(({ error, results }): PageRow<Row> => {
    const named = results.slice(0, MAX_NAMES);
    const rest = results.length - named.length;
    const names = [...named.map(({ name }) => formatName(name, isWide)), ...(rest === 0 ? [] : [`and ${rest} more`])];
    // The IDs are below the text, because a third column would leave no width for it on a phone.
    const cells = (): readonly string[] => {
      const ids = named.flatMap((row) => id(row) ?? []).join(', ');
      const text = `${formatWhat(error.message)} ${escapeMarkdown(error.hint)}${ids === '' ? '' : `<br>${ids}`}`;
      return [`${results.slice(0, 1).map(icon)}${NO_BREAK}${names.join('<br>')}`, text];
    };
    return { cells, about: results, named };
  });
  return { title: 'Needs action', columns: ACTION_COLUMNS, rows: causes, note: null };
}

const ACTION_COLUMNS: readonly ColumnHead[] = [
  { head: 'Video', align: 'left' },
  { head: 'What happened, and what to do', align: 'left' },
];

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
