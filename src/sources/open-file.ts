import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { SourceError } from '../model/errors.ts';
import type { FileSource } from '../model/source.ts';
import type { SizedStream } from '../util/chunks.ts';
import { readFileChunks } from '../util/chunks.ts';
import { getSystemErrorCode } from '../util/error.ts';

/**
 * Opens a file of the workspace for sending. Rejects with a `SourceError` when it is not the file any more that was
 * found when the step began.
 */
export async function openVideoFile({ path, displayName, size }: FileSource): Promise<SizedStream> {
  const file = await openRegularFile(path, displayName);
  const found = (await file.stat()).size;
  if (found === size) {
    // To the end of the file, wherever that is by then: that it grew is for the reader to notice.
    const stream = readFileChunks(file, { start: 0, length: null }, () => void file.close());
    return { stream, size };
  }
  await file.close();
  throw createFileChanged(displayName, `it had ${size} bytes then and has ${found} now`);
}

/** The path was resolved before; a link that stands there now was put there since. */
async function openRegularFile(path: string, shown: string): Promise<FileHandle> {
  try {
    return await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
  } catch (error) {
    throw createFileChanged(shown, `it cannot be opened any more (${getSystemErrorCode(error) ?? 'unknown reason'})`, {
      cause: error,
    });
  }
}

function createFileChanged(shown: string, how: string, options?: ErrorOptions): SourceError {
  const message = `The file ${JSON.stringify(shown)} changed while this step was running: ${how}.`;
  const hint = 'Let this step begin after whatever writes the file has ended.';
  return new SourceError({ code: 'video_file_changed', message, hint, class: 'input' }, options);
}
