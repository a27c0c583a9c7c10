import { open } from 'node:fs/promises';
import { posix } from 'node:path';
import type { Problem } from '../model/errors.ts';
import type { FileSource } from '../model/source.ts';
import type { Located, Unlocated } from './workspace-path.ts';

/** More than this and `POST /tasks` refuses the file; it goes the way of assets then. */
export const LARGEST_TASK_FILE_BYTES = 2 * 1024 ** 3;

/** Turns what `locate` found into a source; whatever is wrong with the file becomes its problem. Never rejects. */
export async function videoFile(found: Located | Unlocated): Promise<FileSource> {
  if ('reason' in found) return { ...describe(found.shown, 0), path: found.shown, problem: badFile(found) };
  return { ...describe(found.shown, found.size), path: found.path, problem: await problemOf(found) };
}

function describe(shown: string, size: number): Omit<FileSource, 'path' | 'problem'> {
  return { kind: 'file', shown, name: posix.basename(shown), size, key: null, userMetadata: {} };
}

function badFile({ shown, what, cause }: Pick<Unlocated, 'shown' | 'what' | 'cause'>): Problem {
  const message = `This video file cannot be used: ${JSON.stringify(shown)} ${what}.`;
  return { code: 'video_file_invalid', message, hint: `Usual cause: ${cause}.`, class: 'input' };
}

async function problemOf(file: Located): Promise<Problem | null> {
  if (file.size === 0) {
    return badFile({ ...file, what: 'is empty', cause: 'a download or a step that failed without saying so' });
  }
  if (file.size > LARGEST_POINTER_BYTES) return null;
  const start = await startOf(file.path);
  if (start === null) return badFile({ ...file, what: 'cannot be read', cause: 'a file that belongs to another user' });
  if (!start.startsWith(POINTER)) return null;
  return badFile({
    ...file,
    what: 'is a pointer of Git LFS, not the video itself',
    cause: 'actions/checkout without `lfs: true`',
  });
}

/** How a file begins that Git LFS leaves in the place of a large one; such a file has some 130 bytes. */
const POINTER = 'version https://git-lfs.github.com/spec/';
const LARGEST_POINTER_BYTES = 1024;

async function startOf(path: string): Promise<string | null> {
  try {
    const file = await open(path, 'r');
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(POINTER.length), 0, POINTER.length, 0);
      return buffer.toString('latin1', 0, bytesRead);
    } finally {
      await file.close();
    }
  } catch {
    return null;
  }
}
