import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createContext, Script } from 'node:vm';
import type { InvalidInput } from '../inputs/input-reader.ts';
import { createPause } from '../util/concurrency.ts';
import { getSystemErrorCode } from '../util/error.ts';

/** Whether a path with forward slashes matches. */
export type Matcher = (path: string) => boolean;

/**
 * A matcher for globs with the syntax of bash: `*`, `**`, `?`, `[…]`, `{…}` and extended patterns such as `@(…)`.
 * Case-sensitive on every system. A leading dot is matched only by a dot. picomatch is loaded on first use.
 */
export async function createMatcher(pattern: string): Promise<Matcher> {
  const { default: picomatch } = await import('picomatch');
  const matches = picomatch(escapeParentheses(pattern), { nonegate: true });
  return countWildcards(pattern) < MANY_WILDCARDS ? matches : limitTime(matches);
}

/** From this number of wildcards on, a name can be made for which the regular expression takes minutes. */
const MANY_WILDCARDS = 3;
/** Other names take microseconds. */
const MAX_MATCH_MS = 50;

function countWildcards(pattern: string): number {
  return pattern.match(/[*+?]+/g)?.length ?? 0;
}

/** A name that takes too long does not match: whoever chose it loses only that file. */
function limitTime(matches: Matcher): Matcher {
  const context = createContext({ matches, path: '' });
  const script = new Script('matches(path)');
  return (path) => {
    context['path'] = path;
    try {
      return script.runInContext(context, { timeout: MAX_MATCH_MS }) === true;
    } catch (error) {
      if (getSystemErrorCode(error) === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return false;
      throw error;
    }
  };
}

/** Parentheses without `?`, `*`, `+`, `@` or `!` before them are a part of a name, as in bash: `clip (1)*.mp4`. */
function escapeParentheses(pattern: string): string {
  return pattern.replace(/(?<![?*+@!\\])\(([^()]*)\)/g, (_whole, inside: string) => {
    return `\\(${inside.replaceAll('|', '\\|')}\\)`;
  });
}

/** Matches like `createMatcher`, but also in other upper and lower case, and in the other normal form of Unicode. */
export async function createLooseMatcher(pattern: string): Promise<Matcher> {
  const matches = await createMatcher(toLooseName(pattern));
  return (path) => matches(toLooseName(path));
}

function toLooseName(name: string): string {
  return name.normalize('NFC').toLowerCase();
}

/** The path that a pattern without special characters names, without its escapes; null for other patterns. */
export async function getLiteralPath(pattern: string): Promise<string | null> {
  const { default: picomatch } = await import('picomatch');
  const { isGlob, base } = picomatch.scan(escapeParentheses(pattern), { unescape: true });
  return isGlob ? null : base;
}

/** Lines that add matches, and lines that begin with `!` and remove them, without the `!`. */
export interface PatternLines {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}

/** Splits the lines of an input. `!(…)` is an extended pattern and not an exclusion. */
export function splitPatterns(lines: readonly string[]): PatternLines {
  const isExclusion = (line: string): boolean => line.startsWith('!') && !line.startsWith('!(');
  return {
    include: lines.filter((line) => !isExclusion(line)),
    exclude: lines.filter(isExclusion).map((line) => line.slice(1).trim()),
  };
}

export function createExclusionsOnlyError(input: string, lines: readonly string[]): InvalidInput {
  return {
    input,
    received: lines.join(' '),
    expected: 'at least one pattern that does not begin with !, because ! only excludes',
    hint: 'an expression for the pattern evaluated to an empty string',
  };
}

/** More names would make a message hard to read. */
const MAX_NAMES = 10;

/** "contains a, b and 3 more"; "is empty" without names. */
export function formatContents(names: readonly string[]): string {
  if (names.length === 0) return 'is empty';
  const more = names.length > MAX_NAMES ? ` and ${names.length - MAX_NAMES} more` : '';
  return `contains ${names.slice(0, MAX_NAMES).join(', ')}${more}`;
}

/**
 * The files below a directory that match a pattern: paths from there, with forward slashes, unordered. Symbolic links
 * are returned like files and never followed. `.git` and directories that cannot be read are left out. Own code,
 * because Node's `glob` searches one level behind links that lead out of the workspace, and tinyglobby ignores links.
 */
export async function globFiles(pattern: string, directory: string): Promise<readonly string[]> {
  const { default: picomatch } = await import('picomatch');
  const { base, glob } = picomatch.scan(escapeParentheses(pattern), { unescape: true });
  const isRecursive = glob.includes('/') || glob.includes('**');
  return findFilesBelow(base, directory, { matches: await createMatcher(pattern), isRecursive });
}

/** More files are not searched for names that are similar to a pattern. */
const MAX_SEARCHED_FILES = 20_000;
const MAX_SIMILAR_FILES = 3;

/** Files that a pattern would match in other upper and lower case, or in the other normal form of Unicode. */
export async function findSimilarFiles(pattern: string, directory: string): Promise<readonly string[]> {
  const isSimilar = await createLooseMatcher(pattern);
  let searched = 0;
  const matches = (path: string): boolean => {
    searched += 1;
    return searched < MAX_SEARCHED_FILES && isSimilar(path);
  };
  const found = await findFilesBelow('', directory, { matches, isRecursive: true });
  return found.toSorted().slice(0, MAX_SIMILAR_FILES);
}

async function findFilesBelow(
  base: string,
  directory: string,
  { matches, isRecursive }: { readonly matches: Matcher; readonly isRecursive: boolean },
): Promise<readonly string[]> {
  const found: string[] = [];
  const pending = [base];
  const pause = createPause();
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    const entries = await readdir(join(directory, folder), { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (!entry.isDirectory()) {
        if (matches(path)) found.push(path);
        await pause();
      } else if (isRecursive && entry.name !== '.git') {
        pending.push(path);
      }
    }
  }
  return found;
}
