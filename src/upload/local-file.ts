import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import type { Chunks } from '../util/chunks.ts';
import { readFileChunks } from '../util/chunks.ts';
import { OPEN_FLAGS } from '../util/plain-files.ts';
import { createFileChanged } from './upload-error.ts';

/** A file that stays open while it is sent, so that no other file can replace it. */
export interface LocalFile {
  /** Bytes. */
  readonly size: number;
  /** Time of the last change, in milliseconds since 1970. */
  readonly mtimeMs: number;
  /** `length` bytes from `start`, read on demand; rejects with an `UploadError` if there are fewer. */
  range(start: number, length: number): Chunks;
  /** MD5 of such a range, in hexadecimal. */
  md5(start: number, length: number): Promise<string>;
  /** Rejects with an `UploadError` if the file has changed since it was opened. */
  check(): Promise<void>;
  close(): Promise<void>;
}

/** Opens a file that had `size` bytes when it was found; rejects with an `UploadError` if it has changed since. */
export async function openLocalFile(path: string, size: number): Promise<LocalFile> {
  const handle = await openRegularFile(path);
  const before = await handle.stat();
  const check = async (): Promise<void> => {
    const now = await handle.stat();
    if (now.size !== size) throw createFileChanged(`it had ${size} bytes and now has ${now.size}`);
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
    // The path contained no links when it was resolved, so that a link was created since.
    return await open(path, OPEN_FLAGS.read);
  } catch (cause) {
    throw createFileChanged('it can no longer be opened', { cause });
  }
}

/** A `FileHandle` closes only after its pending reads, so that none of them can read another file. */
function readRange(handle: FileHandle, start: number, length: number): Chunks {
  const chunks = readFileChunks(handle, { start, length }, () => {});
  async function* whole(): AsyncGenerator<Uint8Array> {
    let readBytes = 0;
    for await (const chunk of chunks) {
      readBytes += chunk.length;
      yield chunk;
    }
    if (readBytes < length) throw createFileChanged('it became shorter');
  }
  return { [Symbol.asyncIterator]: whole, destroy: () => chunks.destroy() };
}
