import type { Problem } from '../model/errors.ts';
import { code, prose } from './escape.ts';
import { fitting } from './take-within-bytes.ts';

/** Videos that have the same trouble share one line; this many of them are named in it. */
const MOST_NAMES = 3;

/** Something that may have gone wrong. */
export interface Troubled {
  readonly name: string;
  readonly error: Problem | null;
}

/** What went wrong and what to do about it, as items of a Markdown list in at most `bytes`. */
export function adviceOf(outcomes: readonly Troubled[], bytes: number): readonly string[] {
  const lines = [...troubles(outcomes).values()].map(lineOf);
  const shown = fitting(lines, bytes, (line) => line);
  const rest = lines.length - shown.length;
  return rest === 0 ? shown : [...shown, `- And ${rest} more; the log and the results file have them all.`];
}

interface Trouble {
  readonly problem: Problem;
  readonly names: string[];
}

function troubles(outcomes: readonly Troubled[]): ReadonlyMap<string, Trouble> {
  const all = new Map<string, Trouble>();
  for (const { name, error } of outcomes) {
    if (error === null) continue;
    const key = JSON.stringify([error.message, error.hint]);
    const known = all.get(key);
    if (known) known.names.push(name);
    else all.set(key, { problem: error, names: [name] });
  }
  return all;
}

function lineOf({ problem, names }: Trouble): string {
  const rest = names.length - MOST_NAMES;
  const named = names.slice(0, MOST_NAMES).map(code).join(', ');
  const who = rest > 0 ? `${named} and ${rest} more` : named;
  return `- ${who}: ${prose(problem.message)} **${prose(problem.hint)}**`;
}
