import { readdir } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import type { InvalidInput } from '../inputs/input-reader.ts';
import { MAX_TASK_FILE_BYTES } from '../model/platform-limits.ts';
import type { FileSource } from '../model/source.ts';
import { formatSize } from '../util/format.ts';
import {
  createExclusionsOnlyError,
  createMatcher,
  findSimilarFiles,
  formatContents,
  getLiteralPath,
  globFiles,
  type Matcher,
  splitPatterns,
} from './glob.ts';
import { createFileSource } from './video-file.ts';
import { type FileRoots, locatePath, resolveWorkspacePath, TEMPORARY_PREFIX } from './workspace-path.ts';

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
export async function findFiles(lines: readonly string[], roots: FileRoots): Promise<FoundFiles> {
  const { include, exclude } = splitPatterns(lines);
  const isExcluded = await createExclusion(exclude, roots);
  const found = new Set<string>();
  const invalidInputs: InvalidInput[] = [];
  if (include.length === 0 && lines.length > 0) invalidInputs.push(createExclusionsOnlyError('video_file', lines));
  for (const line of include) {
    const paths = await findMatches(line, isExcluded, roots);
    if ('input' in paths) invalidInputs.push(paths);
    else for (const path of paths) found.add(path);
  }
  const sources: FileSource[] = [];
  for (const path of [...found].toSorted())
    sources.push(await createFileSource(await resolveWorkspacePath(toPath(path, roots), roots)));
  return { sources, invalidInputs, notes: sources.flatMap(createSizeNote) };
}

/** The path of a display path of `locatePath`. */
function toPath(displayPath: string, { temporaryFolder }: FileRoots): string {
  if (temporaryFolder === null || !displayPath.startsWith(TEMPORARY_PREFIX)) return displayPath;
  return join(temporaryFolder, displayPath.slice(TEMPORARY_PREFIX.length));
}

/** A pattern relative to one of the roots, with forward slashes. */
interface RootedPattern {
  readonly root: string;
  readonly pattern: string;
  /** Before the paths that it matches, when they are displayed. */
  readonly prefix: string;
}

/** Null if it leads out of the roots. */
function toRootedPattern(line: string, roots: FileRoots): RootedPattern | null {
  const { workspace } = roots;
  // A backslash separates directories on Windows only; elsewhere it escapes the next character.
  const pattern = sep === '\\' ? line.replaceAll('\\', '/') : line;
  const isAbsolute = sep === '\\' ? /^([A-Za-z]:)?\//.test(pattern) : pattern.startsWith('/');
  if (!isAbsolute && !pattern.split('/').includes('..'))
    return { root: workspace, pattern: pattern.replace(/^(\.\/+)+/, ''), prefix: '' };
  const location = locatePath(resolve(workspace, pattern), roots);
  if (location === null) return null;
  const prefix = location.isTemporary ? TEMPORARY_PREFIX : '';
  return { root: location.root, pattern: location.relativePath, prefix };
}

const EXPECTED = 'paths of files in the workspace, or patterns that match some, one per line';

async function findMatches(
  received: string,
  isExcluded: Matcher,
  roots: FileRoots,
): Promise<readonly string[] | InvalidInput> {
  const reject = (hint: string, expected = EXPECTED): InvalidInput => ({
    input: 'video_file',
    received,
    expected,
    hint,
  });
  const rooted = toRootedPattern(received, roots);
  if (rooted === null)
    return reject('a path that begins with / or .., which leads out of the workspace and RUNNER_TEMP');
  const { root, pattern, prefix } = rooted;
  const file = await resolveWorkspacePath(join(root, pattern), roots);
  if ('reason' in file && file.reason !== 'missing') return reject(`this path ${file.predicate}: ${file.hint}`);
  const matches =
    'reason' in file ? (await expandPattern(rooted, roots)).map((path) => prefix + path) : [file.displayPath];
  const paths = matches.filter((path) => !isExcluded(path));
  if (paths.length > 0) return paths;
  const isEmpty = true;
  if (matches.length > 0) return { ...reject('a line with ! that excludes all matches'), isEmpty };
  const similar = (await findSimilarFiles(pattern, root)).map((path) => prefix + path);
  const hint = similar.length > 0 ? explainSimilar(received, similar) : explainNoMatch(received);
  return { ...reject(hint, `${EXPECTED}; ${await describeDirectory(rooted)}`), isEmpty };
}

/** The files that a pattern matches, from its root; a pattern in which everything is escaped is a path. */
async function expandPattern({ root, pattern }: RootedPattern, roots: FileRoots): Promise<readonly string[]> {
  const literal = await getLiteralPath(pattern);
  if (literal === null) return globFiles(pattern, root);
  const file = await resolveWorkspacePath(join(root, literal), roots);
  return 'reason' in file ? [] : [literal];
}

/**
 * An exclusion matches like a pattern, and excludes everything in a directory that it names. The path of an existing file
 * excludes only that file, whatever characters are in it.
 */
async function createExclusion(lines: readonly string[], roots: FileRoots): Promise<Matcher> {
  const matchers: Matcher[] = [];
  for (const line of lines) {
    const rooted = toRootedPattern(line, roots);
    if (rooted === null) continue;
    const { root, pattern, prefix } = rooted;
    const path = prefix + pattern;
    const file = await resolveWorkspacePath(join(root, pattern), roots);
    if (!('reason' in file)) {
      matchers.push((candidate) => candidate === file.displayPath);
      continue;
    }
    const matches = await createMatcher(pattern);
    const folder = `${path.replace(/\/+$/, '')}/`;
    matchers.push(
      (candidate) =>
        candidate === path ||
        candidate.startsWith(folder) ||
        (candidate.startsWith(prefix) && matches(candidate.slice(prefix.length))),
    );
  }
  return (file) => matchers.some((matches) => matches(file));
}

function explainSimilar(received: string, similar: readonly string[]): string {
  const isCase = similar.some((path) => path.normalize('NFC') !== received.normalize('NFC') && path !== received);
  const reason = isCase ? 'different upper and lower case' : 'another encoding of an accented letter (NFC and NFD)';
  return `${reason}; there is ${similar.join(', ')}`;
}

function explainNoMatch(received: string): string {
  if (received.includes('\\') && sep !== '\\') return 'backslashes between directories; use forward slashes';
  if (received.includes(',') && !received.includes('{'))
    return 'several paths on one line; put each path on its own line';
  if (/^[a-z]+:\/\//i.test(received)) return 'a link; use the `video_url` input for links';
  return 'no actions/checkout before this step, different upper and lower case, or a hidden file, which * does not match';
}

/** The contents of the directory that a pattern searches, or of the deepest existing directory on the way to it. */
async function describeDirectory({ root, pattern, prefix }: RootedPattern): Promise<string> {
  const rootName = prefix === '' ? 'the workspace' : 'RUNNER_TEMP';
  const folders = pattern.split('/').slice(0, -1);
  const firstGlob = folders.findIndex((part) => /[*?[\]{}()!+@]/.test(part));
  let directory = join('.', ...(firstGlob === -1 ? folders : folders.slice(0, firstGlob)));
  for (;;) {
    const names = await listNames(resolve(root, directory));
    const displayPath = directory === '.' ? rootName : prefix + directory.split(sep).join('/');
    if (names !== null) return `${displayPath} ${formatContents(names)}`;
    if (directory === '.') return `${rootName} cannot be read`;
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
