import { readdir } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import type { InputProblem } from '../inputs/input-reader.ts';
import type { FileSource } from '../model/source.ts';
import { createMatcher, globFiles, isExclusion, type Matches } from './glob.ts';
import { LARGEST_TASK_FILE_BYTES, videoFile } from './video-file.ts';
import { locate, shownPath } from './workspace-path.ts';

/** The files that `video_file` names, and what is to be said about them. */
export interface FoundFiles {
  readonly sources: readonly FileSource[];
  readonly problems: readonly InputProblem[];
  readonly notes: readonly string[];
}

/**
 * Finds the files that the lines of `video_file` name: paths and globs from the workspace, `!` takes away again what
 * others found (wherever it stands). A line that is the path of a file is that file, even with brackets in its name.
 * The order is that of the paths by code units: the same on every machine and file system.
 */
export async function findFiles(lines: readonly string[], workspace: string): Promise<FoundFiles> {
  const include = lines.filter((line) => !isExclusion(line)).map((line) => toPattern(line, workspace));
  const isExcluded = await createExclusion(lines.filter(isExclusion), workspace);
  const found = new Set<string>();
  const problems: InputProblem[] = [];
  if (include.length === 0 && lines.length > 0) problems.push(onlyExclusions(lines));
  for (const pattern of include) {
    const { paths, problem } = await resolvePattern(pattern, isExcluded, workspace);
    for (const path of paths) found.add(path);
    if (problem !== null) problems.push(problem);
  }
  const sources: FileSource[] = [];
  for (const path of [...found].toSorted(byCodeUnits)) sources.push(await videoFile(await locate(path, workspace)));
  return { sources, problems, notes: sources.flatMap(noteOn) };
}

interface Pattern {
  /** As the user wrote it. */
  readonly given: string;
  /** From the workspace, with forward slashes; null when it leads out. */
  readonly path: string | null;
}

function toPattern(given: string, workspace: string): Pattern {
  // A backslash separates directories on Windows only; elsewhere it takes the meaning off the sign behind it.
  const slashed = sep === '\\' ? given.replaceAll('\\', '/') : given;
  if (slashed.split('/').includes('..')) return { given, path: shownPath(resolve(workspace, slashed), workspace) };
  const absolute = sep === '\\' ? /^([A-Za-z]:)?\//.test(slashed) : slashed.startsWith('/');
  if (absolute) return { given, path: shownPath(resolve(slashed), workspace) };
  return { given, path: slashed.replace(/^(\.\/+)+/, '') };
}

interface Resolved {
  readonly paths: readonly string[];
  readonly problem: InputProblem | null;
}

async function resolvePattern(pattern: Pattern, isExcluded: Matches, workspace: string): Promise<Resolved> {
  const refuse = (allowed: string, cause: string): Resolved => ({
    paths: [],
    problem: { input: 'video_file', given: pattern.given, allowed, cause },
  });
  if (pattern.path === null)
    return refuse(ALLOWED, 'a path that begins with / or .., which leads out of the workspace');
  const literal = await locate(pattern.path, workspace);
  const isFile = !('reason' in literal);
  if (!isFile && literal.reason !== 'missing') return refuse(ALLOWED, `this path ${literal.what}: ${literal.cause}`);
  const matches = isFile ? [pattern.path] : await globFiles(pattern.path, workspace);
  const paths = matches.filter((path) => !isExcluded(path));
  if (paths.length > 0) return { paths, problem: null };
  if (matches.length > 0) return refuse(ALLOWED, 'everything it matches is taken away again by a line with !');
  return refuse(`${ALLOWED}; ${await whatIsThere(pattern.path, workspace)}`, whyNothing(pattern.given));
}

/** Taken away is what a pattern matches, and what lies in a directory that is named. */
async function createExclusion(lines: readonly string[], workspace: string): Promise<Matches> {
  const paths = lines.flatMap((line) => toPattern(line.slice(1).trim(), workspace).path ?? []);
  const matchers = await Promise.all(paths.map(createMatcher));
  return (file) =>
    matchers.some((matches) => matches(file)) ||
    paths.some((path) => file === path || file.startsWith(`${path.replace(/\/+$/, '')}/`));
}

const ALLOWED = 'paths of files in the workspace and patterns that match some, one per line';

function whyNothing(given: string): string {
  if (given.includes('\\') && sep !== '\\') return 'backslashes between directories; use forward slashes';
  if (given.includes(',') && !given.includes('{'))
    return 'several paths on one line; put every one on a line of its own';
  if (/^[a-z]+:\/\//i.test(given)) return 'a link; links belong into `video_url`';
  return 'nothing matches: no actions/checkout before this step, other upper and lower case, or a hidden file, which * does not match';
}

/** As many names as one takes in at a glance. */
const MOST_NAMES = 10;

/** What the directory holds in which a pattern looked in vain, or the deepest directory on its way that exists. */
async function whatIsThere(pattern: string, workspace: string): Promise<string> {
  const fixed = pattern.split('/').slice(0, -1);
  const magic = fixed.findIndex((part) => /[*?[\]{}()!+@]/.test(part));
  let directory = join('.', ...(magic === -1 ? fixed : fixed.slice(0, magic)));
  for (;;) {
    const names = await namesIn(resolve(workspace, directory));
    if (names !== null)
      return `${directory === '.' ? 'the workspace' : directory.split(sep).join('/')} ${inWords(names)}`;
    if (directory === '.') return 'the workspace cannot be read';
    directory = dirname(directory);
  }
}

async function namesIn(directory: string): Promise<readonly string[] | null> {
  try {
    const entries = await readdir(directory, { withFileTypes: true });
    return entries.map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name)).toSorted(byCodeUnits);
  } catch {
    return null;
  }
}

function inWords(names: readonly string[]): string {
  if (names.length === 0) return 'is empty';
  const more = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : '';
  return `contains ${names.slice(0, MOST_NAMES).join(', ')}${more}`;
}

function onlyExclusions(lines: readonly string[]): InputProblem {
  const allowed = 'at least one path or pattern besides those that begin with ! (they only take away)';
  return { input: 'video_file', given: lines.join(' '), allowed, cause: 'the line with the pattern came out empty' };
}

function noteOn({ shown, size, problem }: FileSource): readonly string[] {
  if (problem !== null || size <= LARGEST_TASK_FILE_BYTES) return [];
  const gib = (size / 1024 ** 3).toFixed(1);
  return [`${shown} has ${gib} GiB; files over 2 GiB are uploaded as assets.`];
}

function byCodeUnits(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
