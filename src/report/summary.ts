import { markdownTable } from 'markdown-table';
import type { Outcome, Problem } from '../video.ts';
import { STATUSES } from '../video.ts';
import { adviceOf } from './advice.ts';
import { code, prose } from './escape.ts';
import { fitting } from './fitting.ts';
import { playgroundLine } from './playground.ts';
import { thumbnailOf } from './thumbnail.ts';
import { MEANING, minutesLine, sumUp, timeSpan } from './words.ts';

/** Where a report is shown. */
export interface Room {
  /** How long it may be, in bytes of UTF-8. */
  readonly bytes: number;
  /** The sentence about the videos that find no room. */
  readonly more: (count: number) => string;
  /** Whether there is only the width for what most readers ask. */
  readonly narrow: boolean;
}

/** GitHub rejects a step's summary above 1 MiB; other steps of this action may write to the same one. */
const SUMMARY: Room = {
  bytes: 1024 * 1024 - 1024,
  more: (count) => `The other ${count} videos are in the results file.`,
  narrow: false,
};

/** The job summary as Markdown. */
export function summaryOf(outcomes: readonly Outcome[], problem: Problem | null): string {
  return reportIn(SUMMARY, outcomes, problem);
}

/** What came of it all as Markdown: a sentence, what to do about those that went wrong, and a row per video. */
export function reportIn(room: Room, outcomes: readonly Outcome[], problem: Problem | null): string {
  const ordered = worstFirst(outcomes);
  const parts = ['### TwelveLabs index', [sumUp(outcomes), minutesLine(outcomes)].filter(Boolean).join(' ')];
  const index = playgroundLine(outcomes);
  if (index !== null) parts.push(index);
  if (problem !== null) parts.push(...linesOf(problem.message, room.bytes / 3), `**${prose(problem.hint)}**`);
  const advice = adviceOf(ordered, room.bytes / 3);
  if (advice.length > 0) parts.push('#### What to do', advice.join('\n'));
  const table = tableOf(ordered, room, room.bytes - Buffer.byteLength(parts.join('\n\n')) - MARGIN);
  return `${[...parts, ...table].join('\n\n')}\n`;
}

/** For the head of the table and the sentence below it. */
const MARGIN = 512;

/** Those that somebody has to act on come first. */
function worstFirst(outcomes: readonly Outcome[]): readonly Outcome[] {
  return outcomes.toSorted((a, b) => STATUSES.indexOf(b.status) - STATUSES.indexOf(a.status));
}

/** Hundreds of wrong inputs would fill the summary; the log has them all. */
const MOST_LINES = 100;

function linesOf(message: string, bytes: number): readonly string[] {
  const lines = message.split('\n').map(prose);
  const shown = fitting(lines.slice(0, MOST_LINES), bytes, (line) => `${line}\n`);
  const rest = lines.length - shown.length;
  return rest > 0 ? [...shown, `And ${rest} more; see the log.`] : shown;
}

interface Column {
  readonly head: string;
  readonly align: 'left' | 'right';
  readonly cell: (outcome: Outcome) => string;
}

function tableOf(outcomes: readonly Outcome[], { more, narrow }: Room, bytes: number): readonly string[] {
  const columns = narrow ? NARROW : [...NARROW, ...WIDE];
  const all = outcomes.values().map((outcome) => columns.map(({ cell }) => cell(outcome)));
  const rows = fitting(all, bytes, (row) => `| ${row.join(' | ')} |`);
  const rest = outcomes.length - rows.length;
  const head = columns.map((column) => column.head);
  const align = columns.map((column) => column.align);
  const table = rows.length === 0 ? [] : [markdownTable([head, ...rows], { align, alignDelimiters: false })];
  return rest === 0 ? table : [...table, more(rest)];
}

const NONE = '–';
/** Keeps what belongs together in one line, however narrow the column. */
const NO_BREAK = '\u00a0';

const NARROW: readonly Column[] = [
  { head: 'Video', align: 'left', cell: videoCell },
  { head: 'Status', align: 'left', cell: statusCell },
  { head: 'Duration', align: 'right', cell: ({ duration }) => timeCell(duration) },
  { head: 'Video id', align: 'left', cell: ({ video_id }) => (video_id === null ? NONE : code(video_id)) },
];

const WIDE: readonly Column[] = [
  { head: 'Task id', align: 'left', cell: ({ task_id }) => (task_id === null ? NONE : code(task_id)) },
  { head: 'Time', align: 'right', cell: ({ elapsed_seconds }) => timeCell(elapsed_seconds) },
];

function videoCell({ name, thumbnail_url }: Outcome): string {
  const thumbnail = thumbnailOf(thumbnail_url);
  return thumbnail === '' ? code(name) : `${thumbnail}<br>${code(name)}`;
}

function timeCell(seconds: number | null): string {
  return seconds === null ? NONE : timeSpan(seconds).replaceAll(' ', NO_BREAK);
}

function statusCell({ status, reused }: Outcome): string {
  return `${SIGN[status]}${NO_BREAK}${MEANING[status]}${reused ? ' (reused)' : ''}`;
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
