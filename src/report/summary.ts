import { markdownTable } from 'markdown-table';
import type { Outcome, Problem } from '../video.ts';
import { code, prose } from './escape.ts';
import { isFailure, MEANING, sumUp, timeSpan } from './words.ts';

/** GitHub rejects a step's summary above 1 MiB. */
const LARGEST = 1024 * 1024;
const HEADER = ['Video', 'Status', 'Duration', 'Video id', 'Task id', 'Time'];
const NONE = '–';

/** The job summary as Markdown: what came of it all, a row per video, and what to do about those that went wrong. */
export function summaryOf(outcomes: readonly Outcome[], problem: Problem | null): string {
  for (let shown = outcomes.length; ; shown = Math.floor(shown / 2)) {
    const markdown = withRows(outcomes, problem, shown);
    if (Buffer.byteLength(markdown) < LARGEST || shown === 0) return markdown;
  }
}

function withRows(outcomes: readonly Outcome[], problem: Problem | null, shown: number): string {
  // Those that somebody has to act on come first.
  const rows = [...outcomes.filter((o) => isFailure(o.status)), ...outcomes.filter((o) => !isFailure(o.status))];
  const listed = rows.slice(0, shown);
  const parts = [`### TwelveLabs index`, sumUp(outcomes)];
  if (problem !== null) parts.push(...problem.message.split('\n').map(prose), `**${prose(problem.hint)}**`);
  if (listed.length > 0) parts.push(markdownTable([HEADER, ...listed.map(rowOf)]));
  if (shown < rows.length) parts.push(`The other ${rows.length - shown} videos are in the results file.`);
  const advice = listed.flatMap(adviceOf);
  if (advice.length > 0) parts.push('#### What to do', advice.join('\n'));
  return `${parts.join('\n\n')}\n`;
}

function rowOf(outcome: Outcome): string[] {
  return [
    code(outcome.name),
    `${SIGN[outcome.status]} ${MEANING[outcome.status]}`,
    outcome.duration === null ? NONE : timeSpan(outcome.duration),
    outcome.video_id === null ? NONE : code(outcome.video_id),
    outcome.task_id === null ? NONE : code(outcome.task_id),
    outcome.elapsed_seconds === null ? NONE : timeSpan(outcome.elapsed_seconds),
  ];
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

function adviceOf({ name, error }: Outcome): string[] {
  return error === null ? [] : [`- ${code(name)}: ${prose(error.message)} **${prose(error.hint)}**`];
}
