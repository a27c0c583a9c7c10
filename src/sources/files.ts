import { readdir } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import type { InvalidInput } from '../inputs/input-reader.ts';
import { MAX_TASK_FILE_BYTES } from '../model/platform-limits.ts';
import type { FileSource } from '../model/source.ts';
import { formatSize } from '../util/format.ts';
import {
  createExclusionsOnlyError,
  createMatcher,
  formatContents,
  globFiles,
  type Matcher,
  splitPatterns,
} from './glob.ts';
import { createFileSource } from './video-file.ts';
import { resolveWorkspacePath, toDisplayPath } from './workspace-path.ts';

/** The files that `video_file` names. */
export interface FoundFiles {
  readonly sources: readonly FileSource[];
  readonly invalidInputs: readonly InvalidInput[];
  /** Information for the log about files that are valid. */
  readonly notes: readonly string[];
}

/**
 * Finds the files that the lines of `video_file` name: paths and globs from the workspace; lines with `!` exclude
 * files, wherever they are in the list. A line that is the path of an existing file is that file, even with brackets in
 * its name. The files are sorted by code units, so that the order is the same on every machine and file system.
 */
export async function findFiles(lines: readonly string[], workspace: string): Promise<FoundFiles> {
  const { include, exclude } = splitPatterns(lines);
  const isExcluded = await createExclusion(exclude, workspace);
  const found = new Set<string>();
  const invalidInputs: InvalidInput[] = [];
  if (include.length === 0 && lines.length > 0) invalidInputs.push(createExclusionsOnlyError('video_file', lines));
  for (const line of include) {
    const paths = await findMatches(line, isExcluded, workspace);
    if ('input' in paths) invalidInputs.push(paths);
    else for (const path of paths) found.add(path);
  }
  const sources: FileSource[] = [];
  for (const path of [...found].toSorted())
    sources.push(await createFileSource(await resolveWorkspacePath(path, workspace)));
  return { sources, invalidInputs, notes: sources.flatMap(createSizeNote) };
}

/** A path or glob relative to the workspace, with forward slashes; null if it leads out. */
function toWorkspacePattern(line: string, workspace: string): string | null {
  // A backslash separates directories on Windows only; elsewhere it escapes the next character.
  const pattern = sep === '\\' ? line.replaceAll('\\', '/') : line;
  if (pattern.split('/').includes('..')) return toDisplayPath(resolve(workspace, pattern), workspace);
  const isAbsolute = sep === '\\' ? /^([A-Za-z]:)?\//.test(pattern) : pattern.startsWith('/');
  return isAbsolute ? toDisplayPath(resolve(pattern), workspace) : pattern.replace(/^(\.\/+)+/, '');
}

const EXPECTED = 'paths of files in the workspace, or patterns that match some, one per line';

async function findMatches(
  received: string,
  isExcluded: Matcher,
  workspace: string,
): Promise<readonly string[] | InvalidInput> {
  const reject = (hint: string, expected = EXPECTED): InvalidInput => ({
    input: 'video_file',
    received,
    expected,
    hint,
  });
  const pattern = toWorkspacePattern(received, workspace);
  if (pattern === null) return reject('a path that begins with / or .., which leads out of the workspace');
  const file = await resolveWorkspacePath(pattern, workspace);
  const isFile = !('reason' in file);
  if (!isFile && file.reason !== 'missing') return reject(`this path ${file.predicate}: ${file.hint}`);
  const matches = isFile ? [pattern] : await globFiles(pattern, workspace);
  const paths = matches.filter((path) => !isExcluded(path));
  if (paths.length > 0) return paths;
  const isEmpty = true;
  if (matches.length > 0) return { ...reject('a line with ! that excludes all matches'), isEmpty };
  const expected = `${EXPECTED}; ${await describeDirectory(pattern, workspace)}`;
  return { ...reject(explainNoMatch(received), expected), isEmpty };
}

/** An exclusion matches like a pattern, and excludes everything in a directory that it names. */
async function createExclusion(lines: readonly string[], workspace: string): Promise<Matcher> {
  const patterns = lines.flatMap((line) => toWorkspacePattern(line, workspace) ?? []);
  const matchers = await Promise.all(patterns.map(createMatcher));
  return (file) =>
    matchers.some((matches) => matches(file)) ||
    patterns.some((pattern) => file === pattern || file.startsWith(`${pattern.replace(/\/+$/, '')}/`));
}

function explainNoMatch(received: string): string {
  if (received.includes('\\') && sep !== '\\') return 'backslashes between directories; use forward slashes';
  if (received.includes(',') && !received.includes('{'))
    return 'several paths on one line; put each path on its own line';
  if (/^[a-z]+:\/\//i.test(received)) return 'a link; use the `video_url` input for links';
  return 'no actions/checkout before this step, different upper and lower case, or a hidden file, which * does not match';
}

/** The contents of the directory that a pattern searches, or of the deepest existing directory on the way to it. */
async function describeDirectory(pattern: string, workspace: string): Promise<string> {
  const folders = pattern.split('/').slice(0, -1);
  const firstGlob = folders.findIndex((part) => /[*?[\]{}()!+@]/.test(part));
  let directory = join('.', ...(firstGlob === -1 ? folders : folders.slice(0, firstGlob)));
  for (;;) {
    const names = await listNames(resolve(workspace, directory));
    const displayPath = directory === '.' ? 'the workspace' : directory.split(sep).join('/');
    if (names !== null) return `${displayPath} ${formatContents(names)}`;
    if (directory === '.') return 'the workspace cannot be read';
    directory = dirname(directory);
  }
}

async function listNames(directory: string): Promise<readonly string[] | null> {
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => null);
  return entries?.map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name)).toSorted() ?? null;
}

function createSizeNote({ displayName, size, error }: FileSource): readonly string[] {
  if (error !== null || size <= MAX_TASK_FILE_BYTES) return [];
  const limit = formatSize(MAX_TASK_FILE_BYTES);
  return [`${displayName} is ${formatSize(size)}. Files larger than ${limit} are uploaded as assets.`];
}
