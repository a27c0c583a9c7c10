import { readSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';

/**
 * Bytes in chunks, such as a `Readable` of bytes. A chunk is valid only until the next one is requested, as its memory
 * may be reused then.
 */
export interface Chunks extends AsyncIterable<Uint8Array> {
  /** Ends the stream early and releases its resources. A consumer either reads to the end or calls this. */
  destroy(): void;
}

/** The content of a video. */
export interface SizedStream {
  readonly stream: Chunks;
  /** The announced size in bytes; not verified here. */
  readonly size: number;
}

/** Half the size of a common second-level cache, so that a chunk is still cached when it is sent. */
const CHUNK_BYTES = 256 * 1024;

/** If a read takes longer, the next one is asynchronous, so that a cancellation is noticed meanwhile. */
const MAX_SYNC_READ_MS = 20;

/** A range of a file, in bytes; a null length means to its end. */
export interface ByteRange {
  readonly start: number;
  readonly length: number | null;
}

/**
 * Reads a file in chunks that share the same memory. Ends at the end of the file, if that comes first. The caller
 * closes the file: `onEnd` is called after the last read.
 *
 * While the disk responds within `maxSyncReadMs`, reads are synchronous: passing each chunk to a thread and back takes
 * as long as sending it.
 */
export function readFileChunks(
  file: FileHandle,
  { start, length }: ByteRange,
  onEnd: () => void,
  maxSyncReadMs = MAX_SYNC_READ_MS,
): Chunks {
  const end = start + (length ?? Number.POSITIVE_INFINITY);
  let stopped = false;

  const stop = (): void => {
    if (stopped) return;
    stopped = true;
    onEnd();
  };

  async function* read(): AsyncGenerator<Uint8Array> {
    const memory = Buffer.allocUnsafeSlow(CHUNK_BYTES);
    let isQuick = false;
    try {
      for (let at = start; at < end; ) {
        if (stopped) throw new Error('the file was closed while it was being read');
        const startedMs = performance.now();
        const maxSize = Math.min(CHUNK_BYTES, end - at);
        const size = isQuick
          ? readSync(file.fd, memory, 0, maxSize, at)
          : (await file.read(memory, 0, maxSize, at)).bytesRead;
        isQuick = performance.now() - startedMs < maxSyncReadMs;
        if (size === 0) return;
        at += size;
        yield memory.subarray(0, size);
      }
    } finally {
      stop();
    }
  }

  return { [Symbol.asyncIterator]: read, destroy: stop };
}
