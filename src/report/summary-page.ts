import { markdownTable } from 'markdown-table';
import type { Problem } from '../video.ts';
import { code, prose } from './escape.ts';

/** GitHub rejects a step's summary above 1 MiB. */
const LARGEST = 1024 * 1024;

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
export function renderSummary(page: SummaryPage): string {
  for (let shown = page.rows.length; ; shown = Math.floor(shown / 2)) {
    const markdown = withRows(page, shown);
    if (Buffer.byteLength(markdown) < LARGEST || shown === 0) return markdown;
  }
}

function withRows({ title, sumUp, problem, header, rows }: SummaryPage, shown: number): string {
  const listed = rows.slice(0, shown);
  const parts = [`### ${title}`, sumUp];
  if (problem !== null) parts.push(...problem.message.split('\n').map(prose), `**${prose(problem.hint)}**`);
  if (listed.length > 0) parts.push(markdownTable([header, ...listed.map(({ cells }) => cells)]));
  if (shown < rows.length) parts.push(`The other ${rows.length - shown} videos are in the results file.`);
  const advice = listed.flatMap(adviceOf);
  if (advice.length > 0) parts.push('#### What to do', advice.join('\n'));
  return `${parts.join('\n\n')}\n`;
}

function adviceOf({ name, error }: SummaryRow): string[] {
  return error === null ? [] : [`- ${code(name)}: ${prose(error.message)} **${prose(error.hint)}**`];
}
