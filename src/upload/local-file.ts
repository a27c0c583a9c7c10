import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { Chunks } from '../util/chunks.ts';
import { readFileChunks } from '../util/chunks.ts';
import { createFileChanged } from './upload-error.ts';

/** A file that stays open as long as it is being sent, so that no other can take its place. */
export interface LocalFile {
  /** Bytes. */
  readonly size: number;
  /** When it was last written to, in milliseconds since 1970. */
  readonly mtimeMs: number;
  /** `length` bytes from `start` on, read as they are asked for; errors when there are fewer. */
  range(start: number, length: number): Chunks;
  /** MD5 of such a range, hexadecimal. */
  md5(start: number, length: number): Promise<string>;
  /** Rejects with an `UploadError` when the file has been written to since it was opened. */
  check(): Promise<void>;
  close(): Promise<void>;
}

/** Opens a file that had `size` bytes when it was found; rejects with an `UploadError` when it is not that any more. */
export async function openLocalFile(path: string, size: number): Promise<LocalFile> {
  const handle = await openRegularFile(path);
  const before = await handle.stat();
  const check = async (): Promise<void> => {
    const now = await handle.stat();
    if (now.size !== size) throw createFileChanged(`it had ${size} bytes and has ${now.size} now`);
    if (now.mtimeMs !== before.mtimeMs) throw createFileChanged('it was written to');
  };
  try {
    await check();
  } catch (error) {
    await handle.close();
    throw error;
  }
  return {
    size,
    mtimeMs: before.mtimeMs,
    range: (start, length) => readRange(handle, start, length),
    md5: async (start, length) => {
      const hash = createHash('md5');
      for await (const chunk of readRange(handle, start, length)) hash.update(chunk);
      return hash.digest('hex');
    },
    check,
    close: () => handle.close(),
  };
}

async function openRegularFile(path: string): Promise<FileHandle> {
  try {
    // The path was resolved before; a link that stands there now was put there since.
    return await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
  } catch (cause) {
    throw createFileChanged('it cannot be opened any more', { cause });
  }
}

/** The handle counts its reads and closes after the last of them, so that none ends up in another file. */
function readRange(handle: FileHandle, start: number, length: number): Chunks {
  const chunks = readFileChunks(handle, { start, length }, () => {});
  async function* whole(): AsyncGenerator<Uint8Array> {
    let done = 0;
    for await (const chunk of chunks) {
      done += chunk.length;
      yield chunk;
    }
    if (done < length) throw createFileChanged('it became shorter');
  }
  return { [Symbol.asyncIterator]: whole, destroy: () => chunks.destroy() };
}
