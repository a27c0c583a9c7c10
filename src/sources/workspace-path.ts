import { lstat, realpath, stat } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { getSystemErrorCode } from '../util/error.ts';

/** The folders whose files may be read. */
export interface FileRoots {
  /** Absolute. */
  readonly workspace: string;
  /** RUNNER_TEMP, where steps write files for later ones; null outside of a runner. */
  readonly temporaryFolder: string | null;
}

/** A file in the workspace, or in RUNNER_TEMP. */
export interface ResolvedPath {
  /** Absolute, with all symbolic links resolved. */
  readonly path: string;
  /** From the workspace, or `RUNNER_TEMP/…`, with forward slashes on every system. */
  readonly displayPath: string;
  /** Bytes. */
  readonly size: number;
}

/** A path that does not lead to a file in one of these folders. */
export interface UnresolvedPath {
  readonly displayPath: string;
  readonly reason: UnresolvedReason;
  /** The reason as a predicate of the path: "does not exist". */
  readonly predicate: string;
  /** The possible cause, or what to do. */
  readonly hint: string;
}

type UnresolvedReason = keyof typeof REASONS;

const REASONS = {
  outside: {
    predicate: 'is outside the workspace and RUNNER_TEMP',
    hint: 'a path that begins with / or .., or a file that another step wrote elsewhere',
  },
  missing: {
    predicate: 'does not exist',
    hint: 'no actions/checkout before this step, different upper and lower case, or an earlier step that wrote to another folder',
  },
  directory: { predicate: 'is a directory', hint: 'a missing pattern after the directory, such as /**/*.mp4' },
  not_a_file: {
    predicate: 'is a device, pipe or socket, not a regular file',
    hint: 'a process substitution or a named pipe',
  },
  link_outside: {
    predicate: 'is a symbolic link that leads out of the workspace',
    hint: 'a link to a cache or a mounted disk; copy the file into the workspace instead',
  },
  broken_link: {
    predicate: 'is a broken symbolic link',
    hint: 'a link whose target is not checked out, or that points to itself',
  },
  git: {
    predicate: 'is inside `.git`, which this action never reads',
    hint: 'a pattern or path that is too broad; `.git` may contain the token of the checkout',
  },
  runner: {
    predicate: 'is a file of the runner itself, which this action never reads',
    hint: 'a pattern or path that is too broad; RUNNER_TEMP may contain tokens of other steps',
  },
  unreadable: {
    predicate: 'cannot be read',
    hint: 'a file that belongs to another user, often because a container created it',
  },
} as const;

/**
 * Finds a file by its path, relative to the workspace or absolute. Nothing outside the workspace and RUNNER_TEMP is ever
 * read, neither through `..` nor through symbolic links, nothing in `.git`, where `actions/checkout` may keep a token, and
 * nothing that the runner keeps in RUNNER_TEMP. Never rejects.
 */
export async function resolveWorkspacePath(received: string, roots: FileRoots): Promise<ResolvedPath | UnresolvedPath> {
  const path = resolve(roots.workspace, received);
  const location = locatePath(path, roots);
  if (location === null) return toUnresolved(received, 'outside');
  const { displayPath } = location;
  if (isInGitDirectory(displayPath)) return toUnresolved(displayPath, 'git');
  if (location.isTemporary && isRunnerFile(location.relativePath)) return toUnresolved(displayPath, 'runner');
  try {
    return await followLinks(path, displayPath, roots);
  } catch (error) {
    return toUnresolved(displayPath, await getReason(error, path));
  }
}

/** How a path in RUNNER_TEMP is shown; the name of the folder differs from runner to runner. */
export const TEMPORARY_PREFIX = 'RUNNER_TEMP/';

/** A path in one of the roots. */
export interface LocatedPath {
  readonly root: string;
  /** From the root, with forward slashes. */
  readonly relativePath: string;
  readonly displayPath: string;
  readonly isTemporary: boolean;
}

/** Null if an absolute path is in none of the roots. A workspace inside RUNNER_TEMP, or around it, comes first. */
export function locatePath(path: string, { workspace, temporaryFolder }: FileRoots): LocatedPath | null {
  const inWorkspace = toDisplayPath(path, workspace);
  if (inWorkspace !== null)
    return { root: workspace, relativePath: inWorkspace, displayPath: inWorkspace, isTemporary: false };
  const inTemporary = temporaryFolder === null ? null : toDisplayPath(path, temporaryFolder);
  if (temporaryFolder === null || inTemporary === null) return null;
  const displayPath = `${TEMPORARY_PREFIX}${inTemporary}`;
  return { root: temporaryFolder, relativePath: inTemporary, displayPath, isTemporary: true };
}

/** What runners and `actions/checkout` write there: commands, events, and credentials for git. */
function isRunnerFile(relativePath: string): boolean {
  return /^(_|git-credentials)/i.test(relativePath);
}

function toUnresolved(displayPath: string, reason: UnresolvedReason): UnresolvedPath {
  return { displayPath, reason, ...REASONS[reason] };
}

async function followLinks(
  path: string,
  displayPath: string,
  { workspace, temporaryFolder }: FileRoots,
): Promise<ResolvedPath | UnresolvedPath> {
  const realPath = await realpath(path);
  // A root itself may be behind a link, as /tmp is on macOS.
  const location = locatePath(realPath, {
    workspace: await realpath(workspace),
    temporaryFolder: temporaryFolder && (await realpath(temporaryFolder).catch(() => null)),
  });
  if (location === null) return toUnresolved(displayPath, 'link_outside');
  if (isInGitDirectory(location.displayPath)) return toUnresolved(displayPath, 'git');
  if (location.isTemporary && isRunnerFile(location.relativePath)) return toUnresolved(displayPath, 'runner');
  const stats = await stat(realPath);
  if (stats.isDirectory()) return toUnresolved(displayPath, 'directory');
  if (!stats.isFile()) return toUnresolved(displayPath, 'not_a_file');
  // Where the file system ignores upper and lower case, a file has one name, and one source key, however it is written.
  const isSameName = location.displayPath.toLowerCase() === displayPath.toLowerCase();
  return { path: realPath, displayPath: isSameName ? location.displayPath : displayPath, size: stats.size };
}

async function getReason(error: unknown, path: string): Promise<UnresolvedReason> {
  if (!['ENOENT', 'ENOTDIR', 'ELOOP'].includes(getSystemErrorCode(error) ?? '')) return 'unreadable';
  const stats = await lstat(path).catch(() => null);
  return stats?.isSymbolicLink() ? 'broken_link' : 'missing';
}

/** A path relative to the workspace, with forward slashes; null if it is outside. */
export function toDisplayPath(path: string, workspace: string): string | null {
  const relativePath = relative(workspace, path);
  if (relativePath === '..' || relativePath.startsWith(`..${sep}`) || isAbsolute(relativePath)) return null;
  return relativePath === '' ? '.' : relativePath.split(sep).join('/');
}

function isInGitDirectory(displayPath: string): boolean {
  return displayPath.split('/').some((part) => part.toLowerCase() === '.git');
}
