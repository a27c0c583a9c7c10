import { randomUUID } from 'node:crypto';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MediaBytes } from './media.ts';

/** Stores the bytes of a file whose parts arrive in any order, in parallel, and perhaps repeatedly. */
export interface PartStore {
  write(bytes: Uint8Array, position: number): Promise<void>;
  /** What can be read of the file. */
  media(): MediaBytes;
  dispose(): Promise<void>;
}

const HEAD_BYTES = 4 * 1024 ** 2;

/** Keeps the beginning of a file, in memory, and throws away the rest. */
export function createHeadStore(size: number): PartStore {
  const length = Math.min(size, HEAD_BYTES);
  let head = Buffer.alloc(0);
  return {
    write: async (bytes, position) => {
      const end = Math.min(position + bytes.byteLength, length);
      if (position >= end) return;
      if (head.length === 0) head = Buffer.alloc(length);
      head.set(bytes.subarray(0, end - position), position);
    },
    media: () => ({ kind: 'memory', bytes: head, size }),
    dispose: async () => {
      head = Buffer.alloc(0);
    },
  };
}

/** Keeps all of a file in a temporary file. */
export function createFileStore(size: number): PartStore {
  const path = join(tmpdir(), `simulator-upload-${randomUUID()}`);
  let opening: Promise<FileHandle> | null = null;
  const handle = (): Promise<FileHandle> => {
    opening ??= open(path, 'w');
    return opening;
  };
  return {
    write: async (bytes, position) => {
      await (await handle()).write(bytes, 0, bytes.byteLength, position);
    },
    media: () => ({ kind: 'file', path, size }),
    dispose: async () => {
      await (await opening)?.close();
      opening = null;
      await rm(path, { force: true });
    },
  };
}
