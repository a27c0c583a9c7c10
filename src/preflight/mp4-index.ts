import type { Bytes } from './bytes.ts';

/**
 * Whether the index of an MP4 or QuickTime file can be read: `whole` – it is there; `fragmented` – it is there, but
 * every sample is in a fragment of its own; `mixed` – it knows the first samples, fragments have the others; `missing` – the boxes end without one, so that no player can make anything of
 * the file; `absurd` – it claims more samples than any video has, which a parser would spend all its memory on.
 */
export type Mp4Index = 'whole' | 'fragmented' | 'mixed' | 'missing' | 'absurd';

/** Ten days at 100 frames a second. */
const MOST_SAMPLES = 100_000_000;
const HEADER = 16;

/** Walks over the boxes of a file (ISO/IEC 14496-12, section 4.2) up to its index, and reads that. */
export async function checkMp4Index(bytes: Bytes): Promise<Mp4Index> {
  for (let at = 0; at + 8 <= bytes.size; ) {
    const box = boxAt(await bytes.read(at, Math.min(bytes.size, at + HEADER)), bytes.size - at);
    if (box === null) return 'missing';
    if (box.name === 'moov') {
      if (at + box.size > bytes.size) return 'missing';
      const index = await bytes.read(at + box.header, at + box.size);
      const samples = samplesIn(index);
      if (samples > MOST_SAMPLES) return 'absurd';
      if (![...boxesIn(index)].some(({ name }) => name === 'mvex')) return 'whole';
      return samples === 0 ? 'fragmented' : 'mixed';
    }
    at += box.size;
  }
  return 'missing';
}

interface Box {
  readonly name: string;
  /** Bytes, header included. */
  readonly size: number;
  readonly header: number;
}

/** The header of a box; null when it makes no sense. `rest` is what there is up to the end, for boxes without a size. */
function boxAt(data: Buffer, rest: number): Box | null {
  if (data.length < 8) return null;
  const short = data.readUInt32BE(0);
  const name = data.toString('latin1', 4, 8);
  if (short === 0) return { name, size: rest, header: 8 };
  if (short !== 1) return short < 8 ? null : { name, size: short, header: 8 };
  if (data.length < HEADER) return null;
  const size = Number(data.readBigUInt64BE(8));
  return Number.isSafeInteger(size) && size >= HEADER ? { name, size, header: HEADER } : null;
}

const CONTAINERS = ['trak', 'mdia', 'minf', 'stbl'];
/** Time and composition offset tables: rows of a number of samples and a value. */
const COUNTED = ['stts', 'ctts'];

function* boxesIn(data: Buffer): Generator<{ readonly name: string; readonly content: Buffer }> {
  for (let at = 0; at + 8 <= data.length; ) {
    const box = boxAt(data.subarray(at, at + HEADER), data.length - at);
    if (box === null) return;
    yield { name: box.name, content: data.subarray(at + box.header, at + box.size) };
    at += box.size;
  }
}

/** How many samples the tables in an index claim, in all. */
function samplesIn(data: Buffer): number {
  let samples = 0;
  for (const { name, content } of boxesIn(data)) {
    if (CONTAINERS.includes(name)) samples += samplesIn(content);
    if (COUNTED.includes(name)) samples += countedIn(content);
  }
  return samples;
}

function countedIn(table: Buffer): number {
  let samples = 0;
  for (let at = 8; at + 8 <= table.length; at += 8) samples += table.readUInt32BE(at);
  return samples;
}
