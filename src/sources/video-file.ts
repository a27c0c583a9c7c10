import { open } from 'node:fs/promises';
import { posix } from 'node:path';
import type { ErrorDetails } from '../model/errors.ts';
import type { FileSource } from '../model/source.ts';
import type { ResolvedPath, UnresolvedPath } from './workspace-path.ts';

/** Turns what `locate` found into a source; whatever is wrong with the file becomes its problem. Never rejects. */
export async function createFileSource(found: ResolvedPath | UnresolvedPath): Promise<FileSource> {
  if ('reason' in found)
    return { ...describeFile(found.displayPath, 0), path: found.displayPath, error: createInvalidFile(found) };
  return { ...describeFile(found.displayPath, found.size), path: found.path, error: await checkFile(found) };
}

function describeFile(displayName: string, size: number): Omit<FileSource, 'path' | 'error'> {
  return { kind: 'file', displayName, name: posix.basename(displayName), size, key: null, userMetadata: {} };
}

function createInvalidFile({
  displayPath,
  what,
  cause,
}: Pick<UnresolvedPath, 'displayPath' | 'what' | 'cause'>): ErrorDetails {
  const message = `This video file cannot be used: ${JSON.stringify(displayPath)} ${what}.`;
  return { code: 'video_file_invalid', message, hint: `Possible cause: ${cause}.`, class: 'input' };
}

async function checkFile(file: ResolvedPath): Promise<ErrorDetails | null> {
  if (file.size === 0) {
    return createInvalidFile({
      ...file,
      what: 'is empty',
      cause: 'a download or a step that failed without saying so',
    });
  }
  if (file.size > MAX_LFS_POINTER_BYTES) return null;
  const start = await readStart(file.path);
  if (start === null)
    return createInvalidFile({ ...file, what: 'cannot be read', cause: 'a file that belongs to another user' });
  if (!start.startsWith(LFS_POINTER)) return null;
  return createInvalidFile({
    ...file,
    what: 'is a pointer of Git LFS, not the video itself',
    cause: 'actions/checkout without `lfs: true`',
  });
}

/** How a file begins that Git LFS leaves in the place of a large one; such a file has some 130 bytes. */
const LFS_POINTER = 'version https://git-lfs.github.com/spec/';
const MAX_LFS_POINTER_BYTES = 1024;

async function readStart(path: string): Promise<string | null> {
  try {
    const file = await open(path, 'r');
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(LFS_POINTER.length), 0, LFS_POINTER.length, 0);
      return buffer.toString('latin1', 0, bytesRead);
    } finally {
      await file.close();
    }
  } catch {
    return null;
  }
}
