import type { Stats } from 'node:fs';
import { lstat, realpath, stat } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { getSystemErrorCode } from '../util/error.ts';

/** A file of the workspace. */
export interface ResolvedPath {
  /** Absolute, all symbolic links resolved. */
  readonly path: string;
  /** From the workspace, with forward slashes on every system. */
  readonly displayPath: string;
  /** Bytes. */
  readonly size: number;
}

/** Why a path leads to no file of the workspace. */
export interface UnresolvedPath {
  readonly displayPath: string;
  readonly reason:
    | 'outside'
    | 'missing'
    | 'directory'
    | 'not_a_file'
    | 'link_outside'
    | 'broken_link'
    | 'git'
    | 'unreadable';
  /** What is wrong, to go behind the path: "does not exist". */
  readonly what: string;
  /** What usually leads there, or what to do. */
  readonly cause: string;
}

/**
 * Finds a file by a path from the workspace (or an absolute one). Nothing outside the workspace is ever looked at,
 * neither by `..` nor through symbolic links; nor is git's own directory, where `actions/checkout` may keep a token.
 * Never rejects.
 */
export async function resolveWorkspacePath(given: string, workspace: string): Promise<ResolvedPath | UnresolvedPath> {
  const path = resolve(workspace, given);
  const displayPath = toDisplayPath(path, workspace);
  if (displayPath === null) return { displayPath: given, reason: 'outside', ...REASON_TEXTS.outside };
  if (hasGitDirectory(displayPath)) return { displayPath, reason: 'git', ...REASON_TEXTS.git };
  try {
    return await followLinks(path, displayPath, workspace);
  } catch (error) {
    const reason = await getFailureReason(error, path);
    return { displayPath, reason, ...REASON_TEXTS[reason] };
  }
}

async function followLinks(
  path: string,
  displayPath: string,
  workspace: string,
): Promise<ResolvedPath | UnresolvedPath> {
  const real = await realpath(path);
  // The workspace itself may lie behind a link (/tmp on macOS does).
  const inside = toDisplayPath(real, await realpath(workspace));
  if (inside === null) return { displayPath, reason: 'link_outside', ...REASON_TEXTS.link_outside };
  if (hasGitDirectory(inside)) return { displayPath, reason: 'git', ...REASON_TEXTS.git };
  const facts = await stat(real);
  const reason = checkFileType(facts);
  return reason === null
    ? { path: real, displayPath, size: facts.size }
    : { displayPath, reason, ...REASON_TEXTS[reason] };
}

function checkFileType(facts: Stats): 'directory' | 'not_a_file' | null {
  if (facts.isDirectory()) return 'directory';
  return facts.isFile() ? null : 'not_a_file';
}

async function getFailureReason(error: unknown, path: string): Promise<'missing' | 'broken_link' | 'unreadable'> {
  if (!['ENOENT', 'ENOTDIR', 'ELOOP'].includes(getSystemErrorCode(error) ?? '')) return 'unreadable';
  const link = await lstat(path).then(
    (facts) => facts.isSymbolicLink(),
    () => false,
  );
  return link ? 'broken_link' : 'missing';
}

/** A path as seen from the workspace; null for one that is not inside. */
export function toDisplayPath(path: string, workspace: string): string | null {
  const from = relative(workspace, path);
  if (from === '..' || from.startsWith(`..${sep}`) || isAbsolute(from)) return null;
  return from === '' ? '.' : from.split(sep).join('/');
}

function hasGitDirectory(shown: string): boolean {
  return shown.split('/').some((part) => part.toLowerCase() === '.git');
}

const REASON_TEXTS: Readonly<Record<UnresolvedPath['reason'], Pick<UnresolvedPath, 'what' | 'cause'>>> = {
  outside: {
    what: 'lies outside the workspace',
    cause: 'a path that begins with / or .., or a file of another step that was written elsewhere (RUNNER_TEMP)',
  },
  missing: {
    what: 'does not exist',
    cause: 'no actions/checkout before this step, other upper and lower case, or an earlier step that wrote elsewhere',
  },
  directory: { what: 'is a directory', cause: 'a forgotten pattern behind it, such as /**/*.mp4' },
  not_a_file: {
    what: 'is a device, pipe or socket, not a regular file',
    cause: 'a process substitution or a named pipe',
  },
  link_outside: {
    what: 'is a symbolic link that leads out of the workspace',
    cause: 'a link to a cache or a mounted disk; copy the file into the workspace instead',
  },
  broken_link: {
    what: 'is a symbolic link that leads nowhere',
    cause: 'a link whose target is not checked out, or whose target is itself',
  },
  git: {
    what: "lies in git's own directory, which this action never reads",
    cause: 'a pattern or path too many; .git may hold the token of the checkout',
  },
  unreadable: {
    what: 'cannot be read',
    cause: 'a file that belongs to another user, as files made by containers often do',
  },
};
