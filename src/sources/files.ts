import { readdir } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import type { InvalidInput } from '../inputs/input-reader.ts';
import type { FileSource } from '../model/source.ts';
import { formatSize } from '../util/format.ts';
import { createMatcher, globFiles, isExclusion, type Matcher } from './glob.ts';
import { createFileSource, MAX_TASK_FILE_BYTES } from './video-file.ts';
import { resolveWorkspacePath, toDisplayPath } from './workspace-path.ts';

/** The files that `video_file` names, and what is to be said about them. */
export interface FoundFiles {
  readonly sources: readonly FileSource[];
  readonly invalidInputs: readonly InvalidInput[];
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
  const invalidInputs: InvalidInput[] = [];
  if (include.length === 0 && lines.length > 0) invalidInputs.push(createOnlyExclusions(lines));
  for (const pattern of include) {
    const { paths, invalidInput } = await resolvePattern(pattern, isExcluded, workspace);
    for (const path of paths) found.add(path);
    if (invalidInput !== null) invalidInputs.push(invalidInput);
  }
  const sources: FileSource[] = [];
  for (const path of [...found].toSorted(compareCodeUnits))
    sources.push(await createFileSource(await resolveWorkspacePath(path, workspace)));
  return { sources, invalidInputs: invalidInputs, notes: sources.flatMap(createSizeNote) };
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
  if (slashed.split('/').includes('..')) return { given, path: toDisplayPath(resolve(workspace, slashed), workspace) };
  const absolute = sep === '\\' ? /^([A-Za-z]:)?\//.test(slashed) : slashed.startsWith('/');
  if (absolute) return { given, path: toDisplayPath(resolve(slashed), workspace) };
  return { given, path: slashed.replace(/^(\.\/+)+/, '') };
}

interface ResolvedPattern {
  readonly paths: readonly string[];
  readonly invalidInput: InvalidInput | null;
}

async function resolvePattern(pattern: Pattern, isExcluded: Matcher, workspace: string): Promise<ResolvedPattern> {
  const refuse = (expected: string, hint: string): ResolvedPattern => ({
    paths: [],
    invalidInput: { input: 'video_file', received: pattern.given, expected, hint },
  });
  if (pattern.path === null)
    return refuse(EXPECTED_PATHS, 'a path that begins with / or .., which leads out of the workspace');
  const literal = await resolveWorkspacePath(pattern.path, workspace);
  const isFile = !('reason' in literal);
  if (!isFile && literal.reason !== 'missing')
    return refuse(EXPECTED_PATHS, `this path ${literal.what}: ${literal.cause}`);
  const matches = isFile ? [pattern.path] : await globFiles(pattern.path, workspace);
  const paths = matches.filter((path) => !isExcluded(path));
  if (paths.length > 0) return { paths, invalidInput: null };
  if (matches.length > 0) return refuse(EXPECTED_PATHS, 'everything it matches is taken away again by a line with !');
  return refuse(
    `${EXPECTED_PATHS}; ${await describeDirectory(pattern.path, workspace)}`,
    explainNoMatch(pattern.given),
  );
}

/** Taken away is what a pattern matches, and what lies in a directory that is named. */
async function createExclusion(lines: readonly string[], workspace: string): Promise<Matcher> {
  const paths = lines.flatMap((line) => toPattern(line.slice(1).trim(), workspace).path ?? []);
  const matchers = await Promise.all(paths.map(createMatcher));
  return (file) =>
    matchers.some((matches) => matches(file)) ||
    paths.some((path) => file === path || file.startsWith(`${path.replace(/\/+$/, '')}/`));
}

const EXPECTED_PATHS = 'paths of files in the workspace and patterns that match some, one per line';

function explainNoMatch(given: string): string {
  if (given.includes('\\') && sep !== '\\') return 'backslashes between directories; use forward slashes';
  if (given.includes(',') && !given.includes('{'))
    return 'several paths on one line; put every one on a line of its own';
  if (/^[a-z]+:\/\//i.test(given)) return 'a link; links belong into `video_url`';
  return 'nothing matches: no actions/checkout before this step, other upper and lower case, or a hidden file, which * does not match';
}

/** As many names as one takes in at a glance. */
const MAX_NAMES = 10;

/** What the directory holds in which a pattern looked in vain, or the deepest directory on its way that exists. */
async function describeDirectory(pattern: string, workspace: string): Promise<string> {
  const fixed = pattern.split('/').slice(0, -1);
  const magic = fixed.findIndex((part) => /[*?[\]{}()!+@]/.test(part));
  let directory = join('.', ...(magic === -1 ? fixed : fixed.slice(0, magic)));
  for (;;) {
    const names = await listNames(resolve(workspace, directory));
    if (names !== null)
      return `${directory === '.' ? 'the workspace' : directory.split(sep).join('/')} ${formatNames(names)}`;
    if (directory === '.') return 'the workspace cannot be read';
    directory = dirname(directory);
  }
}

async function listNames(directory: string): Promise<readonly string[] | null> {
  try {
    const entries = await readdir(directory, { withFileTypes: true });
    return entries.map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name)).toSorted(compareCodeUnits);
  } catch {
    return null;
  }
}

function formatNames(names: readonly string[]): string {
  if (names.length === 0) return 'is empty';
  const more = names.length > MAX_NAMES ? ` and ${names.length - MAX_NAMES} more` : '';
  return `contains ${names.slice(0, MAX_NAMES).join(', ')}${more}`;
}

function createOnlyExclusions(lines: readonly string[]): InvalidInput {
  const expected = 'at least one path or pattern besides those that begin with ! (they only take away)';
  return { input: 'video_file', received: lines.join(' '), expected, hint: 'the line with the pattern came out empty' };
}

function createSizeNote({ displayName, size, error }: FileSource): readonly string[] {
  if (error !== null || size <= MAX_TASK_FILE_BYTES) return [];
  const limit = formatSize(MAX_TASK_FILE_BYTES);
  return [`${displayName} is ${formatSize(size)}. Files larger than ${limit} are uploaded as assets.`];
}

function compareCodeUnits(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
