import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { fileChanged } from './upload-error.ts';

/** A file that stays open as long as it is being sent, so that no other can take its place. */
export interface LocalFile {
  /** Bytes. */
  readonly size: number;
  /** When it was last written to, in milliseconds since 1970. */
  readonly mtimeMs: number;
  /** `length` bytes from `start` on, read as they are asked for; errors when there are fewer. */
  range(start: number, length: number): Readable;
  /** MD5 of such a range, hexadecimal. */
  md5(start: number, length: number): Promise<string>;
  /** Rejects with an `UploadError` when the file has been written to since it was opened. */
  check(): Promise<void>;
  close(): Promise<void>;
}

/** Few turns of the event loop for each byte, and little memory for each stream. */
const CHUNK_BYTES = 256 * 1024;

/** Opens a file that had `size` bytes when it was found; rejects with an `UploadError` when it is not that any more. */
export async function openLocalFile(path: string, size: number): Promise<LocalFile> {
  const handle = await openPlain(path);
  const before = await handle.stat();
  const check = async (): Promise<void> => {
    const now = await handle.stat();
    if (now.size !== size) throw fileChanged(`it had ${size} bytes and has ${now.size} now`);
    if (now.mtimeMs !== before.mtimeMs) throw fileChanged('it was written to');
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
    range: (start, length) =>
      Readable.from(read(handle, start, length), { objectMode: false, highWaterMark: CHUNK_BYTES }),
    md5: async (start, length) => {
      const hash = createHash('md5');
      for await (const chunk of read(handle, start, length)) hash.update(chunk);
      return hash.digest('hex');
    },
    check,
    close: () => handle.close(),
  };
}

async function openPlain(path: string): Promise<FileHandle> {
  try {
    // The path was resolved before; a link that stands there now was put there since.
    return await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
  } catch (cause) {
    throw fileChanged('it cannot be opened any more', { cause });
  }
}

/** The handle counts its reads and closes after the last of them, so that none ends up in another file. */
async function* read(handle: FileHandle, start: number, length: number): AsyncGenerator<Buffer> {
  for (let done = 0; done < length; ) {
    const size = Math.min(CHUNK_BYTES, length - done);
    const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafeSlow(size), 0, size, start + done);
    if (bytesRead === 0) throw fileChanged('it became shorter');
    done += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}
