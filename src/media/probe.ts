import type { Input, InputFormat, InputTrack } from '#mediabunny';
import type { RandomAccessFile } from './block-reader.ts';
import { UnreadableError } from './block-reader.ts';
import { detectFileType } from './detect-file-type.ts';
import { HEAD_BYTES } from './inspect-url.ts';
import type { MediaInfo } from './media-info.ts';
import { UNKNOWN_MEDIA_INFO } from './media-info.ts';
import type { Mp4Index } from './mp4-index.ts';
import { hasImplausibleFragment, readMp4Index } from './mp4-index.ts';
import type { AnnouncedStreams } from './ts-streams.ts';
import { readAnnouncedStreams } from './ts-streams.ts';

/** What the container of a file says; `unknown` says why nothing or not everything could be told. */
export interface Probe {
  readonly facts: MediaInfo;
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
export async function probe(bytes: RandomAccessFile): Promise<Probe> {
  const facts = { ...UNKNOWN_MEDIA_INFO, size: bytes.size };
  try {
    const head = await bytes.read(0, Math.min(bytes.size, HEAD_BYTES));
    const seen = detectFileType(head);
    if (seen.kind !== 'video') return createUnknown(facts, 'its container is not known to the prober');
    const index = /MP4|QuickTime/.test(seen.name) ? await readMp4Index(bytes) : null;
    if (index?.kind === 'missing') return { facts, unknown: null, broken: NO_INDEX };
    if (index?.kind === 'absurd') return createUnknown(facts, 'its index makes no sense');
    return await readContainer(bytes, facts, { index, head });
  } catch (error) {
    return createUnknown(facts, formatReason(error));
  }
}

const NO_INDEX = 'its index (the "moov" box) is missing: the file is cut off or was never finished';

function createUnknown(facts: MediaInfo, reason: string): Probe {
  return { facts, unknown: reason, broken: null };
}

function formatReason(error: unknown): string {
  return error instanceof Error && error.name !== 'UnsupportedInputFormatError'
    ? error.message
    : 'its container is not known to the prober';
}

type Library = typeof import('#mediabunny');

/** What was read without the library. */
interface Preparation {
  readonly index: Mp4Index | null;
  readonly head: Buffer;
}

/** What can be relied on, per container. */
interface Container {
  readonly name: string;
  /** What it means that the library finds no such track: of some containers it passes over what it does not know. */
  readonly otherwise: AnnouncedStreams;
  /** What it states: how long the whole is, when it ends, when its first part ends, or nothing: packets have to tell. */
  readonly states: 'length' | 'end' | 'part' | 'nothing';
  /** Seconds, where they are known without the library; else null. */
  readonly duration: number | null;
}

/**
 * Starts to load the library, for callers who will need it as soon as the network has answered. What goes wrong shows
 * when it is used.
 */
export function preloadProber(): void {
  import('#mediabunny').catch(() => {});
}

async function readContainer(bytes: RandomAccessFile, known: MediaInfo, prepared: Preparation): Promise<Probe> {
  const library = await import('#mediabunny');
  library.Logging.level = library.LogLevel.Silent; // it would write what stands in the file into the log
  const { MP4, QTFF, MATROSKA, WEBM, MPEG_TS, Input, CustomSource } = library;
  const source = new CustomSource({
    getSize: () => bytes.size,
    read: (start, end) => readSafely(bytes, start, end, prepared),
    handleUnhandledError: () => {},
  });
  const input = new Input({ formats: [MP4, QTFF, MATROSKA, WEBM, MPEG_TS], source });
  try {
    const container = describeContainer(library, await input.getFormat(), prepared);
    const facts = { ...known, container: container.name, ...(await readTracks(input, container)) };
    return await addDuration(input, container, facts);
  } finally {
    input.dispose();
  }
}

/** What the library would choke on never reaches it. */
async function readSafely(
  bytes: RandomAccessFile,
  start: number,
  end: number,
  { index }: Preparation,
): Promise<Buffer> {
  const data = await bytes.read(start, end);
  const isAbsurd = index !== null && index.kind !== 'whole' && hasImplausibleFragment(data);
  if (isAbsurd) throw new UnreadableError('its fragments make no sense');
  return data;
}

const NO_OTHERS: AnnouncedStreams = { hasVideo: false, hasAudio: false };

function describeContainer(
  { MATROSKA, WEBM, MPEG_TS }: Library,
  format: InputFormat,
  prepared: Preparation,
): Container {
  const { name } = format;
  const duration = prepared.index?.duration ?? null;
  if (format === MATROSKA || format === WEBM) return { name, otherwise: NO_OTHERS, states: 'length', duration };
  if (format === MPEG_TS) return { name, otherwise: readAnnouncedStreams(prepared.head), states: 'nothing', duration };
  const kind = prepared.index?.kind;
  return {
    name,
    otherwise: NO_OTHERS,
    states: kind === 'whole' ? 'end' : kind === 'mixed' ? 'part' : 'nothing',
    duration,
  };
}

type TrackFacts = Pick<MediaInfo, 'hasVideo' | 'hasAudio' | 'width' | 'height' | 'pixelAspect'>;

async function readTracks(input: Input, { otherwise }: Container): Promise<TrackFacts> {
  const [picture] = await input.getVideoTracks();
  const [sound] = await input.getAudioTracks();
  const presence = {
    hasVideo: picture ? true : otherwise.hasVideo,
    hasAudio: sound ? true : otherwise.hasAudio,
  };
  if (!picture) return { ...presence, width: null, height: null, pixelAspect: null };
  const width = toPositive(await picture.getCodedWidth());
  const height = toPositive(await picture.getCodedHeight());
  const { num, den } = await picture.getPixelAspectRatio();
  const aspect = toPositive(num / den);
  // A quarter turn swaps the sides, those of the single pixel too.
  const turned = (await picture.getRotation()) % 180 !== 0;
  if (!turned) return { ...presence, width, height, pixelAspect: aspect };
  return { ...presence, width: height, height: width, pixelAspect: aspect === null ? null : 1 / aspect };
}

function toPositive(value: number): number | null {
  return Number.isFinite(value) && value > 0 ? value : null;
}

async function addDuration(input: Input, container: Container, facts: MediaInfo): Promise<Probe> {
  try {
    // How long a picture lasts that the library does not know, its sound alone cannot tell.
    const isUnseen = facts.hasVideo === true && facts.width === null;
    const duration = isUnseen ? null : await readDuration(input, container);
    return { facts: { ...facts, duration }, unknown: null, broken: null };
  } catch (error) {
    return createUnknown(facts, formatReason(error));
  }
}

/** From the first moment of any track to the last one of any: what `ffprobe` calls the duration of the format. */
async function readDuration(input: Input, { states, duration }: Container): Promise<number | null> {
  if (duration !== null) return duration;
  const tracks = await input.getTracks();
  // The packets that the library sees of a mixed file are those of its first part.
  if (tracks.length === 0 || states === 'part') return null;
  const stated = states === 'nothing' ? null : await input.getDurationFromMetadata(tracks);
  if (stated !== null && states === 'length') return toPositive(stated);
  const end = stated ?? (await input.computeDuration(tracks));
  return toPositive(end - (await readStart(input, tracks)));
}

/** Packets before zero are decoded, but not shown. */
async function readStart(input: Input, tracks: InputTrack[]): Promise<number> {
  return Math.max(0, await input.getFirstTimestamp(tracks));
}
