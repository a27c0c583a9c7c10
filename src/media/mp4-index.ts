import type { RandomAccessFile } from './block-reader.ts';

/**
 * The index of an MP4 or QuickTime file: `whole` – it is there; `fragmented` – it is there, but every sample is in a
 * fragment of its own; `mixed` – it knows the first samples, fragments have the others; `missing` – the boxes end
 * without one, so that no player can make anything of the file; `absurd` – it claims more samples than any video has,
 * which a parser would spend all its memory on.
 */
export interface Mp4Index {
  readonly kind: 'whole' | 'fragmented' | 'mixed' | 'missing' | 'absurd';
  /** Seconds of a file in fragments, where it states the sum of them; else null. */
  readonly duration: number | null;
}

/** Ten days at 100 frames a second. */
const MAX_SAMPLES = 100_000_000;
const HEADER = 16;

/** Walks over the boxes of a file (ISO/IEC 14496-12, section 4.2) up to its index, and reads that. */
export async function readMp4Index(bytes: RandomAccessFile): Promise<Mp4Index> {
  const found = await findBox(bytes, 0, 'moov');
  if (found === null || found.at + found.size > bytes.size) return { kind: 'missing', duration: null };
  const end = found.at + found.size;
  const index = await bytes.read(found.at + found.header, end);
  const samples = countSamples(index);
  if (samples > MAX_SAMPLES) return { kind: 'absurd', duration: null };
  const extension = findChild(index, 'mvex');
  if (extension === null) return { kind: 'whole', duration: null };
  const duration = getStatedDuration(index, extension) ?? (await getSegmentIndexDuration(bytes, end));
  return { kind: samples === 0 ? 'fragmented' : 'mixed', duration };
}

interface Box {
  readonly name: string;
  /** Bytes, header included. */
  readonly size: number;
  readonly header: number;
}

interface PlacedBox extends Box {
  readonly at: number;
}

/** The next box of a name, from a position on; null when the boxes end, or make no sense, before it. */
async function findBox(bytes: RandomAccessFile, from: number, name: string): Promise<PlacedBox | null> {
  for (let at = from; at + 8 <= bytes.size; ) {
    const box = await readBox(bytes, at);
    if (box === null || box.name === name) return box;
    at += box.size;
  }
  return null;
}

async function readBox(bytes: RandomAccessFile, at: number): Promise<PlacedBox | null> {
  const box = parseBox(await bytes.read(at, Math.min(bytes.size, at + HEADER)), bytes.size - at);
  return box && { ...box, at };
}

/** The header of a box; null when it makes no sense. `rest` is what there is up to the end, for boxes without a size. */
function parseBox(data: Buffer, rest: number): Box | null {
  if (data.length < 8) return null;
  const short = data.readUInt32BE(0);
  const name = data.toString('latin1', 4, 8);
  if (short === 0) return { name, size: rest, header: 8 };
  if (short !== 1) return short < 8 ? null : { name, size: short, header: 8 };
  if (data.length < HEADER) return null;
  const size = Number(data.readBigUInt64BE(8));
  return Number.isSafeInteger(size) && size >= HEADER ? { name, size, header: HEADER } : null;
}

function* iterateBoxes(data: Buffer): Generator<{ readonly name: string; readonly content: Buffer }> {
  for (let at = 0; at + 8 <= data.length; ) {
    const box = parseBox(data.subarray(at, at + HEADER), data.length - at);
    if (box === null) return;
    yield { name: box.name, content: data.subarray(at + box.header, at + box.size) };
    at += box.size;
  }
}

function findChild(data: Buffer, wanted: string): Buffer | null {
  for (const { name, content } of iterateBoxes(data)) if (name === wanted) return content;
  return null;
}

const CONTAINERS = ['trak', 'mdia', 'minf', 'stbl'];
/** Time and composition offset tables: rows of a number of samples and a value. */
const COUNTED = ['stts', 'ctts'];

/** How many samples the tables in an index claim, in all. */
function countSamples(data: Buffer): number {
  let samples = 0;
  for (const { name, content } of iterateBoxes(data)) {
    if (CONTAINERS.includes(name)) samples += countSamples(content);
    if (COUNTED.includes(name)) samples += countTableSamples(content);
  }
  return samples;
}

function countTableSamples(table: Buffer): number {
  let samples = 0;
  for (let at = 8; at + 8 <= table.length; at += 8) samples += table.readUInt32BE(at);
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

/** A segment index of a day in parts of a second fits. */
const MAX_SEGMENT_INDEX_BYTES = 2 * 1024 * 1024;

/**
 * The sum of the segment index (section 8.16.3) right behind the index. Counts only when its parts go on to the end of
 * the file: some files have one such box per fragment.
 */
async function getSegmentIndexDuration(bytes: RandomAccessFile, from: number): Promise<number | null> {
  if (from + HEADER > bytes.size) return null;
  const box = await readBox(bytes, from);
  if (box?.name !== 'sidx' || box.size > MAX_SEGMENT_INDEX_BYTES) return null;
  const anchor = from + box.size;
  if (anchor > bytes.size) return null;
  const sum = sumSegments(await bytes.read(from + box.header, anchor));
  if (sum === null) return null;
  const end = anchor + sum.offset + sum.size;
  return (await isLast(bytes, end)) ? toSeconds(sum.units, sum.scale) : null;
}

/** Whether nothing comes at a position but an index of fragments. */
async function isLast(bytes: RandomAccessFile, at: number): Promise<boolean> {
  if (at + 8 > bytes.size) return at === bytes.size;
  return (await readBox(bytes, at))?.name === 'mfra';
}

interface SegmentSum {
  readonly scale: number;
  readonly units: number;
  /** Bytes between the box and the first part, and of all parts. */
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
  for (let at = rows; at < rows + count * 12; at += 12) {
    size += content.readUInt32BE(at) & 0x7fffffff; // the first bit tells what the part is
    units += content.readUInt32BE(at + 4);
  }
  const offset = isLong ? Number(content.readBigUInt64BE(20)) : content.readUInt32BE(16);
  return { scale: content.readUInt32BE(8), units, offset, size };
}

/** More samples than a fragment of an hour has. */
const MAX_SAMPLES_PER_FRAGMENT = 1_000_000;

/**
 * Whether a piece of a fragmented file has a table (`trun`, section 8.8.8) that claims absurdly many samples: its rows
 * may be empty, so that a few bytes can claim billions. Looks at the bytes rather than the boxes around them; data that
 * reads like such a table by accident is no harm but a duration that stays unknown.
 */
export function hasImplausibleFragment(data: Buffer): boolean {
  for (let at = data.indexOf('trun', 0, 'latin1'); at >= 0; at = data.indexOf('trun', at + 4, 'latin1')) {
    if (at + 12 <= data.length && data.readUInt32BE(at + 8) > MAX_SAMPLES_PER_FRAGMENT) return true;
  }
  return false;
}
