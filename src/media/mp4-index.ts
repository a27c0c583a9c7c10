import type { RandomAccessFile } from './block-reader.ts';

/**
 * The index of an MP4 or QuickTime file. `complete`: it describes all samples; `fragmented`: all samples are in
 * fragments; `mixed`: it describes the first samples, and fragments contain the others; `missing`: there is no index, so
 * that the file cannot be played; `implausible`: it claims more samples than any video has, for which a parser would
 * exhaust the memory.
 */
export interface Mp4Index {
  readonly kind: 'complete' | 'fragmented' | 'mixed' | 'missing' | 'implausible';
  /** Seconds, if a file with fragments states their total; otherwise null. */
  readonly duration: number | null;
}

/** Ten days at 100 frames per second. */
const MAX_SAMPLES = 100_000_000;
const MAX_HEADER_BYTES = 16;

/** Skips the boxes of a file (ISO/IEC 14496-12, section 4.2) up to its index, and reads the index. */
export async function readMp4Index(file: RandomAccessFile): Promise<Mp4Index> {
  const box = await findBox(file, 'moov');
  if (box === null || box.offset + box.size > file.size) return { kind: 'missing', duration: null };
  const end = box.offset + box.size;
  const index = await file.read(box.offset + box.headerSize, end);
  const samples = countSamples(index);
  if (samples > MAX_SAMPLES) return { kind: 'implausible', duration: null };
  const extension = findChild(index, 'mvex');
  if (extension === null) return { kind: 'complete', duration: null };
  const duration = getStatedDuration(index, extension) ?? (await getSegmentIndexDuration(file, end));
  return { kind: samples === 0 ? 'fragmented' : 'mixed', duration };
}

interface Box {
  readonly name: string;
  /** Bytes, including the header. */
  readonly size: number;
  readonly headerSize: number;
}

/** The first top-level box with this name; null if the boxes end, or are invalid, before it. */
async function findBox(file: RandomAccessFile, name: string): Promise<(Box & { readonly offset: number }) | null> {
  for (let offset = 0; offset + 8 <= file.size; ) {
    const box = await readBox(file, offset);
    if (box === null || box.name === name) return box && { ...box, offset };
    offset += box.size;
  }
  return null;
}

async function readBox(file: RandomAccessFile, offset: number): Promise<Box | null> {
  return parseBox(await file.read(offset, Math.min(file.size, offset + MAX_HEADER_BYTES)), file.size - offset);
}

/** The header of a box; null if it is invalid. `rest` is the size of a box that extends to the end. */
function parseBox(data: Buffer, rest: number): Box | null {
  if (data.length < 8) return null;
  const shortSize = data.readUInt32BE(0);
  const name = data.toString('latin1', 4, 8);
  if (shortSize === 0) return { name, size: rest, headerSize: 8 };
  if (shortSize !== 1) return shortSize < 8 ? null : { name, size: shortSize, headerSize: 8 };
  if (data.length < MAX_HEADER_BYTES) return null;
  const size = Number(data.readBigUInt64BE(8));
  return Number.isSafeInteger(size) && size >= MAX_HEADER_BYTES ? { name, size, headerSize: MAX_HEADER_BYTES } : null;
}

function* iterateBoxes(data: Buffer): Generator<{ readonly name: string; readonly content: Buffer }> {
  for (let offset = 0; offset + 8 <= data.length; ) {
    const box = parseBox(data.subarray(offset, offset + MAX_HEADER_BYTES), data.length - offset);
    if (box === null) return;
    yield { name: box.name, content: data.subarray(offset + box.headerSize, offset + box.size) };
    offset += box.size;
  }
}

function findChild(data: Buffer, name: string): Buffer | null {
  for (const box of iterateBoxes(data)) if (box.name === name) return box.content;
  return null;
}

const CONTAINERS = ['trak', 'mdia', 'minf', 'stbl'];
/** Time and composition offset tables, whose rows are a number of samples and a value. */
const SAMPLE_TABLES = ['stts', 'ctts'];

/** The total number of samples that the tables in an index claim. */
function countSamples(data: Buffer): number {
  let samples = 0;
  for (const { name, content } of iterateBoxes(data)) {
    if (CONTAINERS.includes(name)) samples += countSamples(content);
    if (SAMPLE_TABLES.includes(name)) samples += countTableSamples(content);
  }
  return samples;
}

function countTableSamples(table: Buffer): number {
  let samples = 0;
  for (let row = 8; row + 8 <= table.length; row += 8) samples += table.readUInt32BE(row);
  return samples;
}

/** The duration that the movie extends header states (section 8.8.2), in the time scale of the movie header. */
function getStatedDuration(index: Buffer, extension: Buffer): number | null {
  const movie = findChild(index, 'mvhd');
  const header = findChild(extension, 'mehd');
  if (movie === null || header === null || movie.length < 24 || header.length < 8) return null;
  const scale = movie.readUInt32BE(movie[0] === 1 ? 20 : 12);
  const isLong = header[0] === 1 && header.length >= 12;
  return toSeconds(isLong ? Number(header.readBigUInt64BE(4)) : header.readUInt32BE(4), scale);
}

function toSeconds(units: number, scale: number): number | null {
  return units > 0 && scale > 0 ? units / scale : null;
}

/** Enough for a day of segments of one second. */
const MAX_SEGMENT_INDEX_BYTES = 2 * 1024 * 1024;

/**
 * The total of the segment index (section 8.16.3) immediately after the index. Valid only if its segments extend to the
 * end of the file, because some files have one such box per fragment.
 */
async function getSegmentIndexDuration(file: RandomAccessFile, offset: number): Promise<number | null> {
  if (offset + MAX_HEADER_BYTES > file.size) return null;
  const box = await readBox(file, offset);
  if (box?.name !== 'sidx' || box.size > MAX_SEGMENT_INDEX_BYTES) return null;
  const boxEnd = offset + box.size;
  if (boxEnd > file.size) return null;
  const sum = sumSegments(await file.read(offset + box.headerSize, boxEnd));
  if (sum === null) return null;
  return (await isEnd(file, boxEnd + sum.offset + sum.size)) ? toSeconds(sum.units, sum.scale) : null;
}

/** Whether an offset is the end of the file, or only an index of fragments follows. */
async function isEnd(file: RandomAccessFile, offset: number): Promise<boolean> {
  if (offset + 8 > file.size) return offset === file.size;
  return (await readBox(file, offset))?.name === 'mfra';
}

interface SegmentSum {
  readonly scale: number;
  readonly units: number;
  /** Bytes between the box and the first segment, and of all segments. */
  readonly offset: number;
  readonly size: number;
}

function sumSegments(content: Buffer): SegmentSum | null {
  const isLong = content[0] === 1;
  const rows = isLong ? 32 : 24;
  if (content.length < rows) return null;
  const count = content.readUInt16BE(rows - 2);
  if (content.length < rows + count * 12) return null;
  let [units, size] = [0, 0];
  for (let row = rows; row < rows + count * 12; row += 12) {
    size += content.readUInt32BE(row) & 0x7fffffff; // the first bit is the type of the segment
    units += content.readUInt32BE(row + 4);
  }
  const offset = isLong ? Number(content.readBigUInt64BE(20)) : content.readUInt32BE(16);
  return { scale: content.readUInt32BE(8), units, offset, size };
}

/** More samples than a fragment of an hour has. */
const MAX_SAMPLES_PER_FRAGMENT = 1_000_000;

/**
 * Whether a part of a fragmented file contains a table (`trun`, section 8.8.8) with an implausible number of samples: its
 * rows may be empty, so that a few bytes can claim billions. Searches the bytes without parsing the boxes; a false
 * positive only leaves the duration unknown.
 */
export function hasImplausibleFragment(data: Buffer): boolean {
  for (let offset = data.indexOf('trun', 0, 'latin1'); offset >= 0; offset = data.indexOf('trun', offset + 4, 'latin1'))
    if (offset + 12 <= data.length && data.readUInt32BE(offset + 8) > MAX_SAMPLES_PER_FRAGMENT) return true;
  return false;
}
