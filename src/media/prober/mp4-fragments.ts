import { iterateBoxes } from './mp4-layout.ts';

/** Units per second of each track, and the duration of its samples that state none, by the ID of the track. */
type Tracks = ReadonlyMap<number, { readonly scale: number; readonly sampleDuration: number }>;

/**
 * Seconds from the first to the last fragment of an MP4 (ISO/IEC 14496-12, section 8.8), from its index (`moov`), the bytes
 * after it, and its last bytes; null if they cannot be found there. A parser would have to visit every fragment.
 */
export function getFragmentedDuration(index: Buffer, start: Buffer, end: Buffer): number | null {
  const tracks = readTracks(index);
  const first = readSpans(start, start.indexOf('moof', 0, 'latin1'), tracks);
  const last = findLastSpans(end, tracks);
  if (first.length === 0 || last.length === 0) return null;
  return Math.max(...last.map((span) => span.end)) - Math.min(...first.map((span) => span.start));
}

function readTracks(index: Buffer): Tracks {
  const moov = findBox(index, ['moov']) ?? index;
  const defaults = new Map<number, number>();
  for (const trex of findBoxes(findBox(moov, ['mvex']), 'trex'))
    defaults.set(readNumber(trex, 4), readNumber(trex, 12));
  const tracks = new Map<number, { scale: number; sampleDuration: number }>();
  for (const trak of findBoxes(moov, 'trak')) {
    const [header, media] = [findBox(trak, ['tkhd']), findBox(trak, ['mdia', 'mdhd'])];
    if (header === null || media === null) continue;
    const id = readNumber(header, header[0] === 1 ? 20 : 12);
    const scale = readNumber(media, media[0] === 1 ? 20 : 12);
    if (scale > 0) tracks.set(id, { scale, sampleDuration: defaults.get(id) ?? 0 });
  }
  return tracks;
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** Fragments of single tracks may follow each other: the last ones count. */
const MAX_LAST_FRAGMENTS = 8;

function findLastSpans(data: Buffer, tracks: Tracks): readonly Span[] {
  const spans: Span[] = [];
  let position = data.length;
  for (let found = 0; found < MAX_LAST_FRAGMENTS && position > 0; found++) {
    position = data.lastIndexOf('moof', position - 1, 'latin1');
    if (position < 0) break;
    spans.push(...readSpans(data, position, tracks));
  }
  return spans;
}

/** The times of a fragment, whose name is at `position`. */
function readSpans(data: Buffer, position: number, tracks: Tracks): readonly Span[] {
  if (position < 4) return [];
  const moof = data.subarray(position + 4, position - 4 + data.readUInt32BE(position - 4));
  return findBoxes(moof, 'traf').flatMap((traf) => readSpan(traf, tracks) ?? []);
}

function readSpan(traf: Buffer, tracks: Tracks): Span | null {
  const [header, time] = [findBox(traf, ['tfhd']), findBox(traf, ['tfdt'])];
  const track = header && tracks.get(readNumber(header, 4));
  if (!header || !time || !track) return null;
  const start = time[0] === 1 ? readNumber(time, 4) * 2 ** 32 + readNumber(time, 8) : readNumber(time, 4);
  const sampleDuration = readDefaultDuration(header) ?? track.sampleDuration;
  const units = findBoxes(traf, 'trun').reduce((sum, run) => sum + sumRun(run, sampleDuration), 0);
  return { start: start / track.scale, end: (start + units) / track.scale };
}

/** Optional fields of `tfhd` before the default duration: the offset of the data, and the index of the description. */
function readDefaultDuration(header: Buffer): number | null {
  const flags = readNumber(header, 0);
  if ((flags & 0x08) === 0) return null;
  return readNumber(header, 8 + ((flags & 0x01) === 0 ? 0 : 8) + ((flags & 0x02) === 0 ? 0 : 4));
}

/** The fields of a sample in `trun`, of which each has 4 bytes: duration, size, flags, composition offset. */
const SAMPLE_FIELDS = [0x100, 0x200, 0x400, 0x800];

function sumRun(run: Buffer, sampleDuration: number): number {
  const [flags, count] = [readNumber(run, 0), readNumber(run, 4)];
  if ((flags & 0x100) === 0) return count * sampleDuration;
  const rowBytes = 4 * SAMPLE_FIELDS.filter((field) => (flags & field) !== 0).length;
  let [row, units] = [8 + ((flags & 0x01) === 0 ? 0 : 4) + ((flags & 0x04) === 0 ? 0 : 4), 0];
  for (let sample = 0; sample < count && row + 4 <= run.length; sample++, row += rowBytes)
    units += readNumber(run, row);
  return units;
}

function findBoxes(data: Buffer | null, name: string): readonly Buffer[] {
  return data === null ? [] : [...iterateBoxes(data)].flatMap((box) => (box.name === name ? [box.content] : []));
}

function findBox(data: Buffer, path: readonly string[]): Buffer | null {
  return path.reduce<Buffer | null>((parent, name) => findBoxes(parent, name)[0] ?? null, data);
}

/** 0 beyond the end. */
function readNumber(data: Buffer, offset: number): number {
  return offset + 4 <= data.length ? data.readUInt32BE(offset) : 0;
}
