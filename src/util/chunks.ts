import { readSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';

/**
 * Bytes, piece by piece; every `Readable` of bytes is one. A piece is good until the next one is asked for: its memory
 * may be used again then.
 */
export interface Chunks extends AsyncIterable<Uint8Array> {
  /** Ends it early and lets go of what it holds. Whoever gets chunks reads them to their end or calls this. */
  destroy(): void;
}

/** The content of a video, on its way. */
export interface SizedStream {
  readonly stream: Chunks;
  /** How many bytes will come; announced before, not checked here. */
  readonly size: number;
}

/** Half of a common second-level cache: it is still there when it is sent. */
const CHUNK_BYTES = 256 * 1024;

/** Waiting for a disk any longer than this is left to a thread, so that a cancel is heard meanwhile. */
const SYNC_READ_MAX_MS = 20;

/** Which bytes of a file; to its end if no length is given. */
export interface ByteRange {
  readonly start: number;
  readonly length: number | null;
}

/**
 * Reads a file piece by piece into the same memory over and over. Ends where the file ends, if that comes first.
 * Whoever opened the file closes it: `onEnd` is called once nothing is read any more.
 *
 * As long as the disk answers within `patienceMs`, it is read without a thread: to hand each piece over to one and
 * back takes as long as to send it.
 */
export function readFileChunks(
  file: FileHandle,
  { start, length }: ByteRange,
  onEnd: () => void,
  patienceMs = SYNC_READ_MAX_MS,
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
        const began = performance.now();
        const most = Math.min(CHUNK_BYTES, end - at);
        const size = isQuick
          ? readSync(file.fd, memory, 0, most, at)
          : (await file.read(memory, 0, most, at)).bytesRead;
        isQuick = performance.now() - began < patienceMs;
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
