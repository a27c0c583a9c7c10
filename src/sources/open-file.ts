import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { SourceError } from '../model/errors.ts';
import type { FileSource } from '../model/source.ts';
import type { OpenVideo } from '../util/chunks.ts';
import { fileChunks } from '../util/chunks.ts';
import { codeOf } from '../util/error.ts';

/**
 * Opens a file of the workspace for sending. Rejects with a `SourceError` when it is not the file any more that was
 * found when the step began.
 */
export async function openVideoFile({ path, shown, size }: FileSource): Promise<OpenVideo> {
  const file = await openPlainFile(path, shown);
  const found = (await file.stat()).size;
  if (found === size) {
    // To the end of the file, wherever that is by then: that it grew is for the reader to notice.
    const stream = fileChunks(file, { start: 0, length: null }, () => void file.close());
    return { stream, size };
  }
  await file.close();
  throw changed(shown, `it had ${size} bytes then and has ${found} now`);
}

/** The path was resolved before; a link that stands there now was put there since. */
async function openPlainFile(path: string, shown: string): Promise<FileHandle> {
  try {
    return await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
  } catch (error) {
    throw changed(shown, `it cannot be opened any more (${codeOf(error) ?? 'unknown reason'})`, { cause: error });
  }
}

function changed(shown: string, how: string, options?: ErrorOptions): SourceError {
  const message = `The file ${JSON.stringify(shown)} changed while this step was running: ${how}.`;
  const hint = 'Let this step begin after whatever writes the file has ended.';
  return new SourceError({ code: 'video_file_changed', message, hint, class: 'input' }, options);
}
