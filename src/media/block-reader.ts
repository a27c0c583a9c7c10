import type { FileHandle } from 'node:fs/promises';
import type { SafeFetch } from '../http/safe-fetch.ts';
import { parseContentRange, type RemoteFile } from './inspect-url.ts';

/** A file that can be read at any place. */
export interface RandomAccessFile {
  readonly size: number;
  /** The bytes from `start` to before `end`. Rejects with an `UnreadableError`, or as the transport does. */
  read(start: number, end: number): Promise<Buffer>;
}

/** The bytes cannot be had: the server gives no parts, or more would have to be read than is allowed. */
export class UnreadableError extends Error {
  override readonly name = 'UnreadableError';
}

/** Reads exactly the bytes from `start` to before `end`. */
export type ReadRange = (start: number, end: number) => Promise<Buffer>;

/** How much of one file may be read in all. */
export interface ReadBudget {
  readonly requests: number;
  /** Bytes of what is read in large pieces: an index. */
  readonly index: number;
  /** Bytes of what is read in small pieces: a search for the end of something that states no length. */
  readonly search: number;
}

/** Everything is read and kept in blocks of this size. */
const BLOCK_BYTES = 64 * 1024;
/** What is read beyond the bytes that are wanted, at first and at most: twice as much each time reading goes straight on. */
const MIN_READ_AHEAD_BYTES = BLOCK_BYTES;
const MIB = 1024 * 1024;
const MAX_READ_AHEAD_BYTES = MIB;
/** More than this at once is an index. */
const LARGE_READ_BYTES = 8 * BLOCK_BYTES;
/** So close to the end of the file the rest is read at once: indexes at the end are there. */
const TAIL_BYTES = 512 * 1024;

/**
 * Reads a file in blocks which are kept, one request at a time, so that a parser which hops from header to header
 * costs few requests. `head` is what is known of its beginning. What is kept is bounded by the budget.
 */
export function createBlockReader(
  size: number,
  head: Buffer,
  readRange: ReadRange,
  budget: ReadBudget,
): RandomAccessFile {
  const blocks = new Map<number, Buffer>();
  const left = { ...budget };
  let ahead = MIN_READ_AHEAD_BYTES;
  let frontier = -1;
  let queue: Promise<unknown> = Promise.resolve();

  const keep = (start: number, data: Buffer): void => {
    for (let at = 0; at < data.length; at += BLOCK_BYTES) {
      const block = data.subarray(at, at + BLOCK_BYTES);
      if (block.length === BLOCK_BYTES || start + at + block.length === size)
        blocks.set((start + at) / BLOCK_BYTES, block);
    }
  };
  keep(0, head.subarray(0, size));

  const load = async (start: number, wanted: number): Promise<void> => {
    ahead = start === frontier ? Math.min(ahead * 2, MAX_READ_AHEAD_BYTES) : MIN_READ_AHEAD_BYTES;
    const end = size - start <= TAIL_BYTES ? size : Math.min(size, roundUpToBlock(wanted + ahead));
    left.requests -= 1;
    left[wanted - start > LARGE_READ_BYTES ? 'index' : 'search'] -= end - start;
    if (Math.min(left.requests, left.index, left.search) < 0) {
      throw new UnreadableError('more of the file would have to be read than is reasonable');
    }
    keep(start, await readRange(start, end));
    frontier = end;
  };

  const read = async (start: number, end: number): Promise<Buffer> => {
    const first = Math.floor(start / BLOCK_BYTES);
    const last = Math.ceil(end / BLOCK_BYTES) - 1;
    const missing = createRange(first, last).filter((index) => !blocks.has(index));
    const [from] = missing;
    const to = missing.at(-1);
    if (from !== undefined && to !== undefined) await load(from * BLOCK_BYTES, Math.min(size, (to + 1) * BLOCK_BYTES));
    return joinBlocks(
      createRange(first, last).map((index) => blocks.get(index)),
      start - first * BLOCK_BYTES,
      end - start,
    );
  };

  return {
    size,
    read: (start, end) => {
      if (end - start > budget.index) return Promise.reject(new UnreadableError('its index is unreasonably large'));
      const result = queue.then(() => read(start, end));
      queue = result.catch(() => {});
      return result;
    },
  };
}

function roundUpToBlock(position: number): number {
  return Math.ceil(position / BLOCK_BYTES) * BLOCK_BYTES;
}

function createRange(first: number, last: number): readonly number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
}

function joinBlocks(blocks: readonly (Buffer | undefined)[], skip: number, length: number): Buffer {
  const whole = blocks.filter((block) => block !== undefined);
  const [only] = whole;
  const all = whole.length === 1 && only !== undefined ? only : Buffer.concat(whole);
  if (whole.length < blocks.length || all.length < skip + length) throw new UnreadableError('the file is cut off');
  return all.subarray(skip, skip + length);
}

/** Enough for the index of a day of video; what needs more is left unknown. */
const REMOTE_BUDGET: ReadBudget = { requests: 40, index: 24 * MIB, search: 8 * MIB };
/** Reading a disk costs less. */
const LOCAL_BUDGET: ReadBudget = { requests: 2_000, index: 64 * MIB, search: 64 * MIB };

/**
 * A file behind a link, by range requests to where the redirects ended. Of a server that gives no parts there are only
 * the first bytes.
 */
export function openRemoteFile(
  file: RemoteFile,
  fetch: SafeFetch,
  limits: () => { timeoutMs: number; signal: AbortSignal },
): RandomAccessFile {
  const readRange: ReadRange = async (start, end) => {
    if (!file.ranges) throw new UnreadableError('its server gives no parts of files');
    const reply = await fetch({ url: file.url, start, end, ...limits() });
    const isPart =
      reply.status === 206 && parseContentRange(reply)?.start === start && reply.body.length === end - start;
    if (!isPart) throw new UnreadableError(`its server answered HTTP ${reply.status} to a request for a part of it`);
    return reply.body;
  };
  return createBlockReader(file.size, file.head, readRange, REMOTE_BUDGET);
}

/** A file of the workspace. The handle stays the caller's. */
export function openLocalFile(handle: FileHandle, size: number): RandomAccessFile {
  const readRange: ReadRange = async (start, end) => {
    const buffer = Buffer.alloc(end - start);
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, start);
    if (bytesRead < buffer.length) throw new UnreadableError('the file is shorter than it was');
    return buffer;
  };
  return createBlockReader(size, Buffer.alloc(0), readRange, LOCAL_BUDGET);
}
