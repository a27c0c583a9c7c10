import type { RandomAccessFile } from '../range-reader.ts';

/** A part of a file: from its first byte up to the last, exclusive. */
export interface Part {
  readonly start: number;
  readonly end: number;
}

/**
 * A file that consists of parts of another. A parser of a streaming format finds the first and the last time in it, and
 * reads nothing between.
 */
export function joinParts(file: RandomAccessFile, parts: readonly Part[]): RandomAccessFile {
  const size = parts.reduce((sum, { start, end }) => sum + end - start, 0);
  return {
    size,
    read: async (position, maxBytes) => {
      let offset = position;
      for (const { start, end } of parts) {
        const length = end - start;
        if (offset < length) return await file.read(start + offset, Math.min(maxBytes, length - offset));
        offset -= length;
      }
      return Buffer.alloc(0);
    },
  };
}

/** A file that ends for its parser as soon as it has read a part to its end: what follows or precedes it is not needed. */
export function endAfter(file: RandomAccessFile, { start, end }: Part): RandomAccessFile {
  let isRead = false;
  return {
    size: file.size,
    read: async (position, maxBytes) => {
      if (isRead) return Buffer.alloc(0);
      const limit = position < end ? Math.min(maxBytes, end - position) : maxBytes;
      const data = await file.read(position, limit);
      isRead = position + data.length > start && position + data.length === end;
      return data;
    },
  };
}
