import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { getSystemErrorCode } from '../../util/error.ts';
import { createManifestError, type ManifestFile, type Row } from './row.ts';

/** A batch of whole lines of a text, without their line ends. */
export interface LineBatch {
  readonly lines: readonly string[];
  /** The number of the first line, counted from 1. */
  readonly firstLine: number;
}

const CHUNK_BYTES = 64 * 1024;
const LINE_FEED = 10;

/** The maximum line length of a list. A link has at most about 8,000 bytes, and its metadata rarely more. */
export const MAX_LINE_BYTES = 256 * 1024;

/** Reads a list with one link per line. `#` at the start of a line or after a space begins a comment. */
export async function* readTxt({ path, displayPath }: ManifestFile): AsyncGenerator<readonly Row[]> {
  for await (const { lines, firstLine } of readLines(path, displayPath, MAX_LINE_BYTES)) {
    yield lines.flatMap((line, index) => {
      const url = line.replace(/(^|\s)#.*$/, '').trim();
      const displayLocation = `${displayPath}:${firstLine + index}`;
      if (url === '') return [];
      return { displayLocation, content: { cells: { url } }, locate: () => Promise.resolve(displayLocation) };
    });
  }
}

/**
 * Reads a text file in UTF-8, or in UTF-16 with a byte order mark, with any line ends, in batches of whole lines. Only
 * one chunk and one line are in memory at a time. `maxLineBytes` limits the length of a line. Throws an `InputError` if
 * the file cannot be read, is binary, has another encoding or has a line that is too long.
 */
export async function* readLines(path: string, displayPath: string, maxLineBytes: number): AsyncGenerator<LineBatch> {
  let firstLine = 1;
  for await (const block of readWholeLines(path, displayPath, maxLineBytes, () => firstLine)) {
    const bytes = firstLine === 1 ? removeByteOrderMark(block) : block;
    rejectBinary(bytes, displayPath, firstLine);
    const lines = splitLines(bytes.toString('utf8'));
    yield { lines, firstLine };
    firstLine += lines.length;
  }
}

/** In UTF-8, the byte of a line feed never occurs in another character, so that bytes can be split before decoding. */
async function* readWholeLines(
  path: string,
  displayPath: string,
  maxLineBytes: number,
  currentLine: () => number,
): AsyncGenerator<Buffer> {
  let pending: Buffer[] = [];
  let size = 0;
  for await (const chunk of readChunks(path, displayPath)) {
    const end = chunk.lastIndexOf(LINE_FEED) + 1;
    if (end > 0) {
      yield Buffer.concat([...pending, chunk.subarray(0, end)]);
      pending = [];
      size = 0;
    }
    pending.push(chunk.subarray(end));
    size += chunk.length - end;
    if (size > maxLineBytes) {
      const expected = `lines of up to ${Math.round(maxLineBytes / 1024)} KiB`;
      const hint = 'a file without line breaks, or a file that is not a list of videos';
      throw createManifestError(`${displayPath}:${currentLine()}`, expected, hint);
    }
  }
  if (size > 0) yield Buffer.concat(pending);
}

/** The chunks of a file, in UTF-8. */
async function* readChunks(path: string, displayPath: string): AsyncGenerator<Buffer> {
  const stream: AsyncIterable<Buffer> = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  try {
    let toUtf8: ((chunk: Buffer) => Buffer) | null = null;
    for await (const chunk of stream) {
      toUtf8 ??= createConverter(chunk);
      yield toUtf8(chunk);
    }
  } catch (error) {
    const hint = `a system error (${getSystemErrorCode(error) ?? 'unknown'})`;
    throw createManifestError(displayPath, 'a file that can be read', hint);
  }
}

/** Converts UTF-16, which Excel calls Unicode text, by the byte order mark of the first chunk. */
function createConverter([first, second]: Buffer): (chunk: Buffer) => Buffer {
  const encoding =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : null;
  if (encoding === null) return (chunk) => chunk;
  const decoder = new TextDecoder(encoding);
  return (chunk) => Buffer.from(decoder.decode(chunk, { stream: true }));
}

const EXPECTED_TEXT = 'text in UTF-8';

function removeByteOrderMark(bytes: Buffer): Buffer {
  const [a, b, c] = bytes;
  return a === 0xef && b === 0xbb && c === 0xbf ? bytes.subarray(3) : bytes;
}

function rejectBinary(bytes: Buffer, displayPath: string, firstLine: number): void {
  const zero = bytes.indexOf(0);
  if (zero !== -1) {
    const line = firstLine + bytes.subarray(0, zero).filter((byte) => byte === LINE_FEED).length;
    const hint =
      'a binary file with a zero byte, such as a spreadsheet, or UTF-16 without a byte order mark; save it as text in UTF-8';
    throw createManifestError(`${displayPath}:${line}`, EXPECTED_TEXT, hint);
  }
  if (!isUtf8(bytes)) {
    const hint = 'a file in Windows-1252 or Latin-1 with an accented letter; save it as UTF-8';
    throw createManifestError(`${displayPath}:${firstLine + countValidLines(bytes)}`, EXPECTED_TEXT, hint);
  }
}

/** The number of lines before the first line that is not UTF-8. */
function countValidLines(bytes: Buffer): number {
  let start = 0;
  for (let count = 0; ; count += 1) {
    const end = bytes.indexOf(LINE_FEED, start);
    if (end === -1 || !isUtf8(bytes.subarray(start, end))) return count;
    start = end + 1;
  }
}

function splitLines(text: string): readonly string[] {
  const normalized = text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
  return (normalized.endsWith('\n') ? normalized.slice(0, -1) : normalized).split('\n');
}
