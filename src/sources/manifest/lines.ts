import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { getSystemErrorCode } from '../../util/error.ts';
import { createManifestError } from './row-error.ts';

/** Some lines of a text, without their line ends. */
export interface Lines {
  readonly lines: readonly string[];
  /** The number of the first one, counted from 1. */
  readonly first: number;
}

const CHUNK_BYTES = 64 * 1024;
const LINE_FEED = 10;

/**
 * Reads a text file in UTF-8, with or without a byte order mark and with any line ends, as runs of whole lines; keeps
 * no more than one chunk and one line in memory. `longestLine` is in bytes. Throws an `InputError` at what is no such
 * text: another encoding, binary data, a line that is too long, a file that cannot be read.
 */
export async function* readLines(path: string, shown: string, longestLine: number): AsyncGenerator<Lines> {
  let first = 1;
  for await (const block of wholeLines(path, shown, longestLine, () => first)) {
    const bytes = first === 1 ? removeByteOrderMark(block, shown) : block;
    rejectBinary(bytes, shown, first);
    const lines = splitLines(bytes.toString('utf8'));
    yield { lines, first };
    first += lines.length;
  }
}

/** A line break is the same byte in every place of UTF-8, so that bytes can be cut there before they are decoded. */
async function* wholeLines(path: string, shown: string, longest: number, line: () => number): AsyncGenerator<Buffer> {
  let pending: Buffer[] = [];
  let size = 0;
  for await (const chunk of readChunks(path, shown)) {
    const end = chunk.lastIndexOf(LINE_FEED) + 1;
    if (end > 0) {
      yield Buffer.concat([...pending, chunk.subarray(0, end)]);
      pending = [];
      size = 0;
    }
    pending.push(chunk.subarray(end));
    size += chunk.length - end;
    if (size > longest) throw createLineTooLong(shown, line(), longest);
  }
  if (size > 0) yield Buffer.concat(pending);
}

async function* readChunks(path: string, shown: string): AsyncGenerator<Buffer> {
  const stream = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  try {
    yield* stream;
  } catch (error) {
    throw createManifestError(shown, 'a file that can be read', `the system says ${getSystemErrorCode(error) ?? 'no'}`);
  }
}

function createLineTooLong(shown: string, line: number, longest: number): Error {
  const allowed = `lines of up to ${Math.round(longest / 1024)} KiB`;
  return createManifestError(`${shown}:${line}`, allowed, 'a file without line breaks, or not a list of videos at all');
}

const EXPECTED_TEXT = 'text in UTF-8';

function removeByteOrderMark(bytes: Buffer, shown: string): Buffer {
  const [a, b, c] = bytes;
  if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff)) {
    throw createManifestError(shown, EXPECTED_TEXT, 'saved as UTF-16 ("Unicode" in Windows); save it as UTF-8');
  }
  return a === 0xef && b === 0xbb && c === 0xbf ? bytes.subarray(3) : bytes;
}

function rejectBinary(bytes: Buffer, shown: string, first: number): void {
  const zero = bytes.indexOf(0);
  if (zero !== -1) {
    const cause =
      'a zero byte: a binary file (a spreadsheet instead of its export), or UTF-16 without a mark; save it as text in UTF-8';
    throw createManifestError(`${shown}:${first + countLineBreaks(bytes.subarray(0, zero))}`, EXPECTED_TEXT, cause);
  }
  if (!isUtf8(bytes)) {
    const cause = 'saved as Windows-1252 or Latin-1 with an accented letter in it; save it as UTF-8';
    throw createManifestError(`${shown}:${first + findInvalidLine(bytes)}`, EXPECTED_TEXT, cause);
  }
}

function countLineBreaks(bytes: Buffer): number {
  return bytes.filter((byte) => byte === LINE_FEED).length;
}

/** How many lines come before the first that is no UTF-8. */
function findInvalidLine(bytes: Buffer): number {
  let start = 0;
  let line = 0;
  for (;;) {
    const end = bytes.indexOf(LINE_FEED, start);
    if (end === -1 || !isUtf8(bytes.subarray(start, end))) return line;
    start = end + 1;
    line += 1;
  }
}

function splitLines(text: string): readonly string[] {
  const plain = text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
  return (plain.endsWith('\n') ? plain.slice(0, -1) : plain).split('\n');
}
