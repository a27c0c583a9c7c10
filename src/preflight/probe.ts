import type { Input, InputFormat, InputTrack } from '#mediabunny';
import type { Bytes } from './bytes.ts';
import type { MediaFacts } from './facts.ts';
import { UNKNOWN_FACTS } from './facts.ts';
import type { Mp4Index } from './mp4-index.ts';
import { readMp4Index } from './mp4-index.ts';
import { sniff } from './sniff.ts';

/** What the container of a file says; `unknown` says why nothing or not everything could be told. */
export interface Probe {
  readonly facts: MediaFacts;
  /** Null when everything could be told. */
  readonly unknown: string | null;
  /** Why no player can make anything of the file; null when that cannot be said. */
  readonly broken: string | null;
}

/**
 * Reads duration, picture and tracks from the container, without decoding and without reading more than its index.
 * `mediabunny` (a megabyte of code) is loaded here and nowhere else. Containers: MP4, QuickTime, Matroska, WebM,
 * MPEG-TS. Never rejects: what fails is unknown.
 */
export async function probe(bytes: Bytes): Promise<Probe> {
  const facts = { ...UNKNOWN_FACTS, size: bytes.size };
  try {
    const head = await bytes.read(0, Math.min(bytes.size, 4_096));
    const seen = sniff(head);
    if (seen.kind !== 'video') return unknown(facts, 'its container is not known to the prober');
    const index = /MP4|QuickTime/.test(seen.name) ? await readMp4Index(bytes) : null;
    if (index?.kind === 'missing') return { facts, unknown: null, broken: NO_INDEX };
    if (index?.kind === 'absurd') return unknown(facts, 'its index makes no sense');
    return await readContainer(bytes, facts, index);
  } catch (error) {
    return unknown(facts, reasonOf(error));
  }
}

const NO_INDEX = 'its index (the "moov" box) is missing: the file is cut off or was never finished';

function unknown(facts: MediaFacts, reason: string): Probe {
  return { facts, unknown: reason, broken: null };
}

function reasonOf(error: unknown): string {
  return error instanceof Error && error.name !== 'UnsupportedInputFormatError'
    ? error.message
    : 'its container is not known to the prober';
}

type Library = typeof import('#mediabunny');

/** What can be relied on, per container: a prober that passes over tracks it does not know cannot say "none". */
interface Container {
  readonly name: string;
  readonly listsEveryTrack: boolean;
  /** What it states: how long the whole is, when it ends, when its first part ends, or nothing: packets have to tell. */
  readonly states: 'length' | 'end' | 'part' | 'nothing';
  /** Seconds, where they are known without the library; else null. */
  readonly duration: number | null;
}

/**
 * Starts to load the library, for callers who will need it as soon as the network has answered. What goes wrong shows
 * when it is used.
 */
export function warmUp(): void {
  import('#mediabunny').catch(() => {});
}

async function readContainer(bytes: Bytes, known: MediaFacts, index: Mp4Index | null): Promise<Probe> {
  const library = await import('#mediabunny');
  library.Logging.level = library.LogLevel.Silent; // it would write what stands in the file into the log
  const { MP4, QTFF, MATROSKA, WEBM, MPEG_TS, Input, CustomSource } = library;
  const source = new CustomSource({
    getSize: () => bytes.size,
    read: (start, end) => bytes.read(start, end),
    handleUnhandledError: () => {},
  });
  const input = new Input({ formats: [MP4, QTFF, MATROSKA, WEBM, MPEG_TS], source });
  try {
    const container = containerOf(library, await input.getFormat(), index);
    const facts = { ...known, container: container.name, ...(await tracksOf(input, container)) };
    return await withDuration(input, container, facts);
  } finally {
    input.dispose();
  }
}

function containerOf({ MATROSKA, WEBM, MPEG_TS }: Library, format: InputFormat, index: Mp4Index | null): Container {
  const listsEveryTrack = format !== MPEG_TS;
  if (format === MATROSKA || format === WEBM)
    return { name: format.name, listsEveryTrack, states: 'length', duration: null };
  const states = index?.kind === 'whole' ? 'end' : index?.kind === 'mixed' ? 'part' : 'nothing';
  return { name: format.name, listsEveryTrack, states, duration: index?.duration ?? null };
}

type TrackFacts = Pick<MediaFacts, 'hasVideo' | 'hasAudio' | 'width' | 'height' | 'pixelAspect'>;

async function tracksOf(input: Input, { listsEveryTrack }: Container): Promise<TrackFacts> {
  const [picture] = await input.getVideoTracks();
  const [sound] = await input.getAudioTracks();
  const absent = listsEveryTrack ? false : null;
  const presence = { hasVideo: picture ? true : absent, hasAudio: sound ? true : absent };
  if (!picture) return { ...presence, width: null, height: null, pixelAspect: null };
  const width = positive(await picture.getCodedWidth());
  const height = positive(await picture.getCodedHeight());
  const { num, den } = await picture.getPixelAspectRatio();
  const aspect = positive(num / den);
  // A quarter turn swaps the sides, those of the single pixel too.
  const turned = (await picture.getRotation()) % 180 !== 0;
  if (!turned) return { ...presence, width, height, pixelAspect: aspect };
  return { ...presence, width: height, height: width, pixelAspect: aspect === null ? null : 1 / aspect };
}

function positive(value: number): number | null {
  return Number.isFinite(value) && value > 0 ? value : null;
}

async function withDuration(input: Input, container: Container, facts: MediaFacts): Promise<Probe> {
  try {
    return { facts: { ...facts, duration: await durationOf(input, container) }, unknown: null, broken: null };
  } catch (error) {
    return unknown(facts, reasonOf(error));
  }
}

/** From the first moment of any track to the last one of any: what `ffprobe` calls the duration of the format. */
async function durationOf(input: Input, { states, duration }: Container): Promise<number | null> {
  if (duration !== null) return duration;
  const tracks = await input.getTracks();
  // The packets that the library sees of a mixed file are those of its first part.
  if (tracks.length === 0 || states === 'part') return null;
  const stated = states === 'nothing' ? null : await input.getDurationFromMetadata(tracks);
  if (stated !== null && states === 'length') return positive(stated);
  const end = stated ?? (await input.computeDuration(tracks));
  return positive(end - (await startOf(input, tracks)));
}

/** Packets before zero are decoded, but not shown. */
async function startOf(input: Input, tracks: InputTrack[]): Promise<number> {
  return Math.max(0, await input.getFirstTimestamp(tracks));
}
