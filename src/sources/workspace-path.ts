import { lstat, realpath, stat } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { getSystemErrorCode } from '../util/error.ts';

/** A file in the workspace. */
export interface ResolvedPath {
  /** Absolute, with all symbolic links resolved. */
  readonly path: string;
  /** From the workspace, with forward slashes on every system. */
  readonly displayPath: string;
  /** Bytes. */
  readonly size: number;
}

/** A path that does not lead to a file in the workspace. */
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
    predicate: 'is outside the workspace',
    hint: 'a path that begins with / or .., or a file that another step wrote elsewhere (RUNNER_TEMP)',
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
  unreadable: {
    predicate: 'cannot be read',
    hint: 'a file that belongs to another user, often because a container created it',
  },
} as const;

/**
 * Finds a file by its path, relative to the workspace or absolute. Nothing outside the workspace is ever read, neither
 * through `..` nor through symbolic links, and nothing in `.git`, where `actions/checkout` may keep a token. Never
 * rejects.
 */
export async function resolveWorkspacePath(
  received: string,
  workspace: string,
): Promise<ResolvedPath | UnresolvedPath> {
  const path = resolve(workspace, received);
  const displayPath = toDisplayPath(path, workspace);
  if (displayPath === null) return toUnresolved(received, 'outside');
  if (isInGitDirectory(displayPath)) return toUnresolved(displayPath, 'git');
  try {
    return await followLinks(path, displayPath, workspace);
  } catch (error) {
    return toUnresolved(displayPath, await getReason(error, path));
  }
}

function toUnresolved(displayPath: string, reason: UnresolvedReason): UnresolvedPath {
  return { displayPath, reason, ...REASONS[reason] };
}

async function followLinks(
  path: string,
  displayPath: string,
  workspace: string,
): Promise<ResolvedPath | UnresolvedPath> {
  const realPath = await realpath(path);
  // The workspace itself may be behind a link, as /tmp is on macOS.
  const realDisplayPath = toDisplayPath(realPath, await realpath(workspace));
  if (realDisplayPath === null) return toUnresolved(displayPath, 'link_outside');
  if (isInGitDirectory(realDisplayPath)) return toUnresolved(displayPath, 'git');
  const stats = await stat(realPath);
  if (stats.isDirectory()) return toUnresolved(displayPath, 'directory');
  return stats.isFile() ? { path: realPath, displayPath, size: stats.size } : toUnresolved(displayPath, 'not_a_file');
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
