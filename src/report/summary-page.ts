import { markdownTable } from 'markdown-table';
import type { Problem } from '../video.ts';
import { code, prose } from './escape.ts';

/** GitHub rejects a step's summary above 1 MiB. */
const LARGEST = 1024 * 1024;
/** For everything in it that is not about a single video. */
const RESERVE = 256 * 1024;
/** Hundreds of wrong inputs would fill the summary; the log has them all. */
const MOST_LINES = 100;

/** What a job summary shows. */
export interface SummaryPage {
  readonly title: string;
  /** One sentence that sums up. */
  readonly sumUp: string;
  /** What broke the run off; null if nothing did. */
  readonly problem: Problem | null;
  readonly header: readonly string[];
  /** Those that somebody has to act on come first; what does not fit is left out at the end. */
  readonly rows: readonly SummaryRow[];
}

export interface SummaryRow {
  readonly name: string;
  /** Markdown that is ready to be shown, in the order of the header. */
  readonly cells: readonly string[];
  /** What went wrong with this one; null if nothing did. */
  readonly error: Problem | null;
}

/** The job summary as Markdown: what came of it all, a row per video, and what to do about those that went wrong. */
export function renderSummary({ title, sumUp, problem, header, rows }: SummaryPage): string {
  const parts = [`### ${title}`, sumUp];
  if (problem !== null) parts.push(...linesOf(problem.message).map(prose), `**${prose(problem.hint)}**`);
  const listed = asManyAsFit(rows);
  if (listed.length > 0)
    parts.push(markdownTable([header, ...listed.map(({ cells }) => cells)], { alignDelimiters: false }));
  if (listed.length < rows.length)
    parts.push(`The other ${rows.length - listed.length} videos are in the results file.`);
  const advice = listed.flatMap(adviceOf);
  if (advice.length > 0) parts.push('#### What to do', advice.join('\n'));
  return `${parts.join('\n\n')}\n`;
}

function linesOf(message: string): string[] {
  const lines = message.split('\n');
  const rest = lines.length - MOST_LINES;
  return rest > 0 ? [...lines.slice(0, MOST_LINES), `And ${rest} more; see the log.`] : lines;
}

function asManyAsFit(rows: readonly SummaryRow[]): readonly SummaryRow[] {
  let left = LARGEST - RESERVE;
  const end = rows.findIndex((row) => {
    left -= Buffer.byteLength([...row.cells, ...adviceOf(row)].join(' | ')) + 8;
    return left < 0;
  });
  return end < 0 ? rows : rows.slice(0, end);
}

function adviceOf({ name, error }: SummaryRow): string[] {
  return error === null ? [] : [`- ${code(name)}: ${prose(error.message)} **${prose(error.hint)}**`];
}
