import { readFile } from 'node:fs/promises';
import { posix } from 'node:path';
import type { ErrorDetails } from '../model/errors.ts';
import type { FileSource } from '../model/source.ts';
import type { ResolvedPath, UnresolvedPath } from './workspace-path.ts';

/** Converts a path to a source. If the file cannot be used, the source has an error. Never rejects. */
export async function createFileSource(file: ResolvedPath | UnresolvedPath): Promise<FileSource> {
  const { displayPath } = file;
  const source = { kind: 'file', displayName: displayPath, name: posix.basename(displayPath) } as const;
  const rest = { key: null, userMetadata: {} };
  if ('reason' in file) {
    const error = createInvalidFileError(displayPath, file.predicate, file.hint);
    return { ...source, path: displayPath, size: 0, ...rest, error };
  }
  return { ...source, path: file.path, size: file.size, ...rest, error: await checkFile(file) };
}

function createInvalidFileError(displayPath: string, predicate: string, hint: string): ErrorDetails {
  const message = `The video file ${JSON.stringify(displayPath)} ${predicate}.`;
  return { code: 'video_file_invalid', message, hint: `Possible cause: ${hint}.`, class: 'input' };
}

async function checkFile({ path, displayPath, size }: ResolvedPath): Promise<ErrorDetails | null> {
  if (size === 0)
    return createInvalidFileError(
      displayPath,
      'is empty',
      'a download or an earlier step that failed without an error',
    );
  if (size > MAX_LFS_POINTER_BYTES) return null;
  const content = await readFile(path, 'latin1').catch(() => null);
  if (content === null)
    return createInvalidFileError(displayPath, 'cannot be read', 'a file that belongs to another user');
  if (!content.startsWith(LFS_POINTER)) return null;
  return createInvalidFileError(
    displayPath,
    'is a Git LFS pointer, not the video itself',
    'actions/checkout without `lfs: true`',
  );
}

/** The start of the file that Git LFS checks out in place of a large one; it has about 130 bytes. */
const LFS_POINTER = 'version https://git-lfs.github.com/spec/';
const MAX_LFS_POINTER_BYTES = 1024;
