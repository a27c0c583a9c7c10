import type { FileHandle } from 'node:fs/promises';
import type { SafeFetch } from '../http/safe-fetch.ts';
import { parseContentRange, type RemoteFile } from './inspect-url.ts';

/** A file that can be read at any offset. */
export interface RandomAccessFile {
  readonly size: number;
  /** Reads the bytes from `start` up to `end`, exclusive. Rejects with an `UnreadableError` or an error of the transport. */
  read(start: number, end: number): Promise<Buffer>;
}

/** The server does not support range requests, or the read budget is exhausted. */
export class UnreadableError extends Error {
  override readonly name = 'UnreadableError';
}

/** Reads exactly the bytes from `start` up to `end`, exclusive. */
export type ReadRange = (start: number, end: number) => Promise<Buffer>;

/** The maximum number of requests and bytes for one file. */
export interface ReadBudget {
  readonly requests: number;
  /** Bytes of large reads, which read an index. */
  readonly index: number;
  /** Bytes of small reads, which search for the end of something without a stated length. */
  readonly search: number;
}

/** The unit of reading and caching. */
const BLOCK_BYTES = 64 * 1024;
/** Bytes read beyond a request. The amount doubles with each sequential read. */
const MIN_READ_AHEAD_BYTES = BLOCK_BYTES;
const MIB = 1024 * 1024;
const MAX_READ_AHEAD_BYTES = MIB;
/** A larger read counts as the read of an index. */
const LARGE_READ_BYTES = 8 * BLOCK_BYTES;
/** This close to the end, the rest of the file is read with one request, because it often contains the index. */
const TAIL_BYTES = 512 * 1024;

/**
 * Reads a file in cached blocks, one request at a time, so that a parser that jumps from header to header needs few
 * requests. `head` is the part at the start that is already read. The budget bounds the memory.
 */
export function createBlockReader(
  size: number,
  head: Buffer,
  readRange: ReadRange,
  budget: ReadBudget,
): RandomAccessFile {
  const blocks = new Map<number, Buffer>();
  const remaining = { ...budget };
  let readAhead = MIN_READ_AHEAD_BYTES;
  let lastEnd = -1;
  let queue: Promise<unknown> = Promise.resolve();

  const cache = (start: number, data: Buffer): void => {
    for (let offset = 0; offset < data.length; offset += BLOCK_BYTES) {
      const block = data.subarray(offset, offset + BLOCK_BYTES);
      if (block.length === BLOCK_BYTES || start + offset + block.length === size)
        blocks.set((start + offset) / BLOCK_BYTES, block);
    }
  };
  cache(0, head.subarray(0, size));

  const load = async (start: number, requestedEnd: number): Promise<void> => {
    readAhead = start === lastEnd ? Math.min(readAhead * 2, MAX_READ_AHEAD_BYTES) : MIN_READ_AHEAD_BYTES;
    const end = size - start <= TAIL_BYTES ? size : Math.min(size, roundUpToBlock(requestedEnd + readAhead));
    remaining.requests -= 1;
    remaining[requestedEnd - start > LARGE_READ_BYTES ? 'index' : 'search'] -= end - start;
    if (Math.min(remaining.requests, remaining.index, remaining.search) < 0)
      throw new UnreadableError('too much of the file would have to be read');
    cache(start, await readRange(start, end));
    lastEnd = end;
  };

  const read = async (start: number, end: number): Promise<Buffer> => {
    const first = Math.floor(start / BLOCK_BYTES);
    const last = Math.ceil(end / BLOCK_BYTES) - 1;
    const missing = listBlocks(first, last).filter((index) => !blocks.has(index));
    const [from] = missing;
    const to = missing.at(-1);
    if (from !== undefined && to !== undefined) await load(from * BLOCK_BYTES, Math.min(size, (to + 1) * BLOCK_BYTES));
    return joinBlocks(
      listBlocks(first, last).map((index) => blocks.get(index)),
      start - first * BLOCK_BYTES,
      end - start,
    );
  };

  return {
    size,
    read: (start, end) => {
      if (end - start > budget.index) return Promise.reject(new UnreadableError('its index is too large'));
      const result = queue.then(() => read(start, end));
      queue = result.catch(() => {});
      return result;
    },
  };
}

function roundUpToBlock(position: number): number {
  return Math.ceil(position / BLOCK_BYTES) * BLOCK_BYTES;
}

function listBlocks(first: number, last: number): readonly number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
}

function joinBlocks(blocks: readonly (Buffer | undefined)[], skip: number, length: number): Buffer {
  const present = blocks.filter((block) => block !== undefined);
  const [first] = present;
  const joined = present.length === 1 && first !== undefined ? first : Buffer.concat(present);
  if (present.length < blocks.length || joined.length < skip + length)
    throw new UnreadableError('the file is truncated');
  return joined.subarray(skip, skip + length);
}

/** Enough for the index of a day of video. */
const REMOTE_BUDGET: ReadBudget = { requests: 40, index: 24 * MIB, search: 8 * MIB };
/** Reading a disk is faster than a network. */
const LOCAL_BUDGET: ReadBudget = { requests: 2_000, index: 64 * MIB, search: 64 * MIB };

/**
 * Reads a file behind a link by range requests to the final URL after redirects. If the server does not support ranges,
 * only the first bytes can be read.
 */
export function openRemoteFile(
  file: RemoteFile,
  fetch: SafeFetch,
  limits: () => { timeoutMs: number; signal: AbortSignal },
): RandomAccessFile {
  const readRange: ReadRange = async (start, end) => {
    if (!file.supportsRanges) throw new UnreadableError('its server does not support range requests');
    const response = await fetch({ url: file.url, start, end, ...limits() });
    const isPart =
      response.status === 206 && parseContentRange(response)?.start === start && response.body.length === end - start;
    if (!isPart) throw new UnreadableError(`its server responded to a range request with HTTP ${response.status}`);
    return response.body;
  };
  return createBlockReader(file.size, file.head, readRange, REMOTE_BUDGET);
}

/** Reads a file of the workspace. The caller closes the handle. */
export function openLocalFile(handle: FileHandle, size: number): RandomAccessFile {
  const readRange: ReadRange = async (start, end) => {
    const buffer = Buffer.alloc(end - start);
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, start);
    if (bytesRead < buffer.length) throw new UnreadableError('the file became shorter');
    return buffer;
  };
  return createBlockReader(size, Buffer.alloc(0), readRange, LOCAL_BUDGET);
}
