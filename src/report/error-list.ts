import type { ErrorDetails } from '../model/errors.ts';
import { escapeCode, escapeMarkdown } from './escape.ts';
import { takeWithinBytes } from './take-within-bytes.ts';

/** Videos that have the same trouble share one line; this many of them are named in it. */
const MAX_NAMES = 3;

/** Something that may have gone wrong. */
export interface HasError {
  readonly name: string;
  readonly error: ErrorDetails | null;
}

/** What went wrong and what to do about it, as items of a Markdown list in at most `bytes`. */
export function formatErrorList(outcomes: readonly HasError[], bytes: number): readonly string[] {
  const lines = [...groupByError(outcomes).values()].map(formatErrorGroup);
  const shown = takeWithinBytes(lines, bytes, (line) => line);
  const rest = lines.length - shown.length;
  return rest === 0 ? shown : [...shown, `- And ${rest} more; the log and the results file have them all.`];
}

interface ErrorGroup {
  readonly problem: ErrorDetails;
  readonly names: string[];
}

function groupByError(outcomes: readonly HasError[]): ReadonlyMap<string, ErrorGroup> {
  const all = new Map<string, ErrorGroup>();
  for (const { name, error } of outcomes) {
    if (error === null) continue;
    const key = JSON.stringify([error.message, error.hint]);
    const known = all.get(key);
    if (known) known.names.push(name);
    else all.set(key, { problem: error, names: [name] });
  }
  return all;
}

function formatErrorGroup({ problem, names }: ErrorGroup): string {
  const rest = names.length - MAX_NAMES;
  const named = names.slice(0, MAX_NAMES).map(escapeCode).join(', ');
  const who = rest > 0 ? `${named} and ${rest} more` : named;
  return `- ${who}: ${escapeMarkdown(problem.message)} **${escapeMarkdown(problem.hint)}**`;
}
