import type { RandomAccessFile } from '../range-reader.ts';
import type { Part } from './parts.ts';

/** The top-level boxes of an MP4 or QuickTime file (ISO/IEC 14496-12, section 4.2) up to its index. */
export interface Mp4Layout {
  /** The `moov` box; null if there is none. */
  readonly index: Part | null;
  /** Whether the first samples are in a fragment (`moof` box) before any index. */
  readonly startsWithFragment: boolean;
}

const MAX_HEADER_BYTES = 16;
/** More than a file has before its index. A hostile file has millions. */
const MAX_BOXES = 1_000;

/** Finds the index without reading what is before it. */
export async function readMp4Layout(file: RandomAccessFile): Promise<Mp4Layout> {
  let offset = 0;
  for (let boxes = 0; boxes < MAX_BOXES && offset + 8 <= file.size; boxes++) {
    const box = parseBox(await readBytes(file, offset, MAX_HEADER_BYTES), file.size - offset);
    if (box === null) break;
    const end = offset + box.size;
    if (box.name === 'moov') return { index: { start: offset, end }, startsWithFragment: false };
    if (box.name === 'moof') return { index: null, startsWithFragment: true };
    offset = end;
  }
  return { index: null, startsWithFragment: false };
}

/** The boxes of a part of a file, up to the first that is invalid. */
export function* iterateBoxes(data: Buffer): Generator<{ readonly name: string; readonly content: Buffer }> {
  for (let offset = 0; offset + 8 <= data.length; ) {
    const box = parseBox(data.subarray(offset, offset + MAX_HEADER_BYTES), data.length - offset);
    if (box === null) return;
    const headerBytes = data.readUInt32BE(offset) === 1 ? MAX_HEADER_BYTES : 8;
    yield { name: box.name, content: data.subarray(offset + headerBytes, offset + box.size) };
    offset += box.size;
  }
}

/** The header of a box; null if it is invalid. `rest` is the size of a box that extends to the end of the file. */
function parseBox(data: Buffer, rest: number): { readonly name: string; readonly size: number } | null {
  if (data.length < 8) return null;
  const shortSize = data.readUInt32BE(0);
  const name = data.toString('latin1', 4, 8);
  if (shortSize === 0) return { name, size: rest };
  if (shortSize !== 1) return shortSize < 8 ? null : { name, size: shortSize };
  const size = data.length < MAX_HEADER_BYTES ? 0 : Number(data.readBigUInt64BE(8));
  return Number.isSafeInteger(size) && size >= MAX_HEADER_BYTES ? { name, size } : null;
}

/** Reads `count` bytes, or fewer at the end of the file. */
export async function readBytes(file: RandomAccessFile, start: number, count: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  for (let missing = count; missing > 0; ) {
    const part = await file.read(start + count - missing, missing);
    if (part.length === 0) break;
    parts.push(part);
    missing -= part.length;
  }
  return parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts);
}
