import { createHash, randomUUID } from 'node:crypto';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MediaBytes } from './media.ts';

/** Bytes that have been read to their end and can be read again. */
export interface BufferedBody {
  /** `null` when there were more bytes than allowed. */
  readonly media: MediaBytes | null;
  /** All bytes that came, kept or not. */
  readonly size: number;
  /** SHA-256 of the kept bytes, hexadecimal. */
  readonly sha256: string;
  /** Removes the temporary file, if there is one. */
  dispose(): Promise<void>;
}

const MEMORY_BYTES = 8 * 1024 * 1024;

/**
 * Reads a stream to its end. Up to 8 MiB stay in memory, more goes to a temporary file. Beyond `maxBytes` the rest is
 * counted and thrown away. Rejects with the stream's error; the temporary file is removed then.
 */
export async function bufferBody(stream: AsyncIterable<Uint8Array>, maxBytes: number): Promise<BufferedBody> {
  const path = join(tmpdir(), `simulator-${randomUUID()}`);
  const hash = createHash('sha256');
  const chunks: Uint8Array[] = [];
  let file: FileHandle | null = null;
  let size = 0;
  try {
    for await (const chunk of stream) {
      size += chunk.byteLength;
      if (size > maxBytes) continue;
      hash.update(chunk);
      if (file === null && size > MEMORY_BYTES) {
        file = await open(path, 'w');
        for (const early of chunks.splice(0)) await file.write(early);
      }
      if (file === null) chunks.push(chunk);
      else await file.write(chunk);
    }
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  } finally {
    await file?.close();
  }
  const whole = file === null ? memory(chunks) : { kind: 'file' as const, path, size };
  const dispose = async (): Promise<void> => (file === null ? undefined : rm(path, { force: true }));
  return { media: size > maxBytes ? null : whole, size, sha256: hash.digest('hex'), dispose };
}

function memory(chunks: readonly Uint8Array[]): MediaBytes {
  const bytes = Buffer.concat(chunks);
  return { kind: 'memory', bytes, size: bytes.byteLength };
}
