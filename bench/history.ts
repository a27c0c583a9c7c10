import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { markdownTable } from 'markdown-table';
import type { Figure } from './figure.ts';

/** The figures of one day. */
interface Entry {
  /** `2026-11-30`, in UTC. */
  readonly date: string;
  /** Cores and version of Node.js: what a reader needs to compare, and nothing that names a machine. */
  readonly machine: string;
  /** What changed since the entry before, and why. */
  readonly note: string;
  readonly figures: Readonly<Record<string, string>>;
}

const FILE = 'bench/history.json';
/** More columns do not fit on a page. */
const MAX_COLUMNS = 4;

export function describeMachine(): string {
  return `${cpus().length} cores, Node ${process.versions.node}`;
}

function readHistory(): readonly Entry[] {
  return JSON.parse(readFileSync(FILE, 'utf8'));
}

/** Adds an entry; figures of the same day and machine are replaced. */
export function record(figures: readonly Figure[], note: string, now: Date): void {
  const date = now.toISOString().slice(0, 10);
  const machine = describeMachine();
  const measured = Object.fromEntries(figures.map((figure) => [figure.name, figure.measured]));
  const earlier = readHistory().filter((entry) => entry.date !== date || entry.machine !== machine);
  const entries: readonly Entry[] = [...earlier, { date, machine, note, figures: measured }];
  writeFileSync(FILE, `${JSON.stringify(entries, null, 2)}\n`);
}

/** The latest entries side by side, and below what changed between them. */
export function buildHistory(): string {
  const entries = readHistory().slice(-MAX_COLUMNS);
  const names = [...new Set(entries.toReversed().flatMap(({ figures }) => Object.keys(figures)))];
  const head = ['Figure', ...entries.map(({ date, machine }) => `${date} (${machine})`)];
  const rows = names.map((name) => [name, ...entries.map(({ figures }) => withoutNote(figures[name] ?? '–'))]);
  const notes = entries.map(({ date, note }) => `- ${date}: ${note}`);
  return `${markdownTable([head, ...rows], { alignDelimiters: false })}\n\n${notes.join('\n')}`;
}

function withoutNote(measured: string): string {
  return measured.replace(/ \(.*\)$/, '');
}
