/** A file that can be read at any offset. */
export interface RandomAccessFile {
  readonly size: number;
  /**
   * Reads at least one and at most `maxBytes` bytes from `start`; no bytes at the end of what can be read. Rejects with an
   * `UnreadableError` or an error of the transport.
   */
  read(start: number, maxBytes: number): Promise<Buffer>;
}

/** A file of which parts are read ahead, to need few requests. */
export interface RangeReader extends RandomAccessFile {
  /** How much may be read in search of something. */
  readonly searchBytes: number;
  /** Reads a range with one request, unless it is already read. */
  load(start: number, end: number): Promise<void>;
}

/** The rest of a file cannot be read: its server does not support ranges, or the read budget is exhausted. */
export class UnreadableError extends Error {
  override readonly name = 'UnreadableError';
  /** What to do; null if that is not known. */
  readonly hint: string | null;

  constructor(message: string, hint: string | null = null) {
    super(message);
    this.hint = hint;
  }
}

/** Reads the bytes from `start` up to `end`, exclusive; all of them. */
export type ReadRange = (start: number, end: number) => Promise<Buffer>;

/** The maximum number of requests and bytes for one file. */
export interface ReadBudget {
  readonly requests: number;
  /** Bytes of ranges that are loaded as a whole, for an index. */
  readonly index: number;
  /** Bytes of everything else. */
  readonly search: number;
}

const KIB = 1024;
const MIB = 1024 * KIB;
/** The size of a read after a jump. It doubles with each sequential read. */
const MIN_READ_BYTES = 64 * KIB;
const MAX_READ_BYTES = MIB;
/** This close to the end, the rest of the file is read with one request, because it often contains the index. */
const TAIL_BYTES = 512 * KIB;
/** Ranges that are kept, besides the start of the file. */
const MAX_KEPT_RANGES = 3;

interface Range {
  readonly start: number;
  readonly data: Buffer;
}

/** Reads a file with few requests. `head` is the part at the start that is already read. The budget bounds the memory. */
export function createRangeReader(size: number, head: Buffer, readRange: ReadRange, budget: ReadBudget): RangeReader {
  const start: Range = { start: 0, data: head.subarray(0, size) };
  const recent: Range[] = [];
  const remaining = { ...budget };
  let readBytes = MIN_READ_BYTES;

  const find = (position: number): Range | undefined =>
    [start, ...recent].find((range) => position >= range.start && position < range.start + range.data.length);

  const fetch = async (from: number, to: number, kind: 'index' | 'search'): Promise<Range> => {
    remaining.requests -= 1;
    remaining[kind] -= to - from;
    if (Math.min(remaining.requests, remaining[kind]) < 0)
      throw new UnreadableError('too much of the file would have to be read');
    const range = { start: from, data: await readRange(from, to) };
    recent.unshift(range);
    recent.splice(MAX_KEPT_RANGES);
    return range;
  };

  return {
    size,
    searchBytes: budget.search,
    read: async (position, maxBytes) => {
      if (position >= size) return Buffer.alloc(0);
      let range = find(position);
      if (range === undefined) {
        const isSequential = position > 0 && find(position - 1) !== undefined;
        readBytes = isSequential ? Math.min(readBytes * 2, MAX_READ_BYTES) : MIN_READ_BYTES;
        const end = size - position <= TAIL_BYTES ? size : Math.min(size, position + readBytes);
        range = await fetch(position, end, 'search');
      }
      const offset = position - range.start;
      return range.data.subarray(offset, offset + maxBytes);
    },
    load: async (from, to) => {
      const known = find(from);
      const missing = known === undefined ? from : known.start + known.data.length;
      if (missing < to) await fetch(missing, to, 'index');
    },
  };
}

/** Enough for the index of a day of video. */
export const REMOTE_BUDGET: ReadBudget = { requests: 40, index: 32 * MIB, search: 2 * MIB };
/** Reading a disk is faster than a network. */
export const LOCAL_BUDGET: ReadBudget = { requests: 5_000, index: 32 * MIB, search: 64 * MIB };
