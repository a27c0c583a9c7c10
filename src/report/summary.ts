import { markdownTable } from 'markdown-table';
import type { Outcome, Problem } from '../video.ts';
import { code, prose } from './escape.ts';
import { isFailure, MEANING, minutesLine, sumUp, timeSpan } from './words.ts';

/** GitHub rejects a step's summary above 1 MiB. */
const LARGEST = 1024 * 1024;
/** For everything in it that is not about a single video. */
const RESERVE = 256 * 1024;
const HEADER = ['Video', 'Status', 'Duration', 'Video id', 'Task id', 'Time'];
const NONE = '–';

/** The job summary as Markdown: what came of it all, a row per video, and what to do about those that went wrong. */
export function summaryOf(outcomes: readonly Outcome[], problem: Problem | null): string {
  // Those that somebody has to act on come first.
  const ordered = [...outcomes.filter((o) => isFailure(o.status)), ...outcomes.filter((o) => !isFailure(o.status))];
  const parts = ['### TwelveLabs index', [sumUp(outcomes), minutesLine(outcomes)].filter(Boolean).join(' ')];
  if (problem !== null) parts.push(...linesOf(problem.message).map(prose), `**${prose(problem.hint)}**`);
  const { rows, advice } = asManyAsFit(ordered);
  if (rows.length > 0) parts.push(markdownTable([HEADER, ...rows], { alignDelimiters: false }));
  if (rows.length < ordered.length)
    parts.push(`The other ${ordered.length - rows.length} videos are in the results file.`);
  if (advice.length > 0) parts.push('#### What to do', advice.join('\n'));
  return `${parts.join('\n\n')}\n`;
}

/** Hundreds of wrong inputs would fill the summary; the log has them all. */
const MOST_LINES = 100;

function linesOf(message: string): string[] {
  const lines = message.split('\n');
  const rest = lines.length - MOST_LINES;
  return rest > 0 ? [...lines.slice(0, MOST_LINES), `And ${rest} more; see the log.`] : lines;
}

function asManyAsFit(outcomes: readonly Outcome[]): { rows: string[][]; advice: string[] } {
  const rows: string[][] = [];
  const advice: string[] = [];
  let left = LARGEST - RESERVE;
  for (const outcome of outcomes) {
    const row = rowOf(outcome);
    const lines = adviceOf(outcome);
    left -= Buffer.byteLength([...row, ...lines].join(' | ')) + 8;
    if (left < 0) break;
    rows.push(row);
    advice.push(...lines);
  }
  return { rows, advice };
}

function rowOf(outcome: Outcome): string[] {
  return [
    code(outcome.name),
    `${SIGN[outcome.status]} ${MEANING[outcome.status]}${outcome.reused ? ' (reused)' : ''}`,
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
