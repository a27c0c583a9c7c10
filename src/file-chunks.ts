import type { FileHandle } from 'node:fs/promises';
import type { Chunks } from './platform/chunks.ts';

/** Larger ones are hardly faster; of smaller ones, each costs a turn of the event loop and of a thread. */
const CHUNK_BYTES = 256 * 1024;

/** Which bytes of a file; to its end if no length is given. */
export interface Span {
  readonly start: number;
  readonly length: number | null;
}

/**
 * Reads a file piece by piece, always one ahead, into the same two pieces of memory over and over. Ends where the file
 * ends, if that comes first. Whoever opened the file closes it: `onEnd` is called once nothing is read any more.
 */
export function fileChunks(file: FileHandle, { start, length }: Span, onEnd: () => void): Chunks {
  const end = start + (length ?? Number.POSITIVE_INFINITY);
  let stopped = false;

  async function* read(): AsyncGenerator<Uint8Array> {
    let [inUse, spare] = [Buffer.allocUnsafeSlow(CHUNK_BYTES), Buffer.allocUnsafeSlow(CHUNK_BYTES)];
    const fill = (into: Buffer, from: number): Promise<number> => {
      const size = Math.min(into.length, end - from);
      if (size <= 0 || stopped) return Promise.resolve(0);
      const filled = file.read(into, 0, size, from).then(({ bytesRead }) => bytesRead);
      filled.catch(() => {}); // told when it is that chunk's turn, if it ever is
      return filled;
    };
    try {
      let at = start;
      let ahead = fill(spare, at);
      for (;;) {
        const size = await ahead;
        if (stopped) throw new Error('the file was closed while it was being read');
        if (size === 0) return;
        [inUse, spare] = [spare, inUse];
        at += size;
        ahead = fill(spare, at);
        yield inUse.subarray(0, size);
      }
    } finally {
      stop();
    }
  }

  const stop = (): void => {
    if (stopped) return;
    stopped = true;
    onEnd();
  };
  return { [Symbol.asyncIterator]: read, destroy: stop };
}
