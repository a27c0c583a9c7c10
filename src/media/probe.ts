import type { Input, InputFormat } from '#mediabunny';
import { type RandomAccessFile, UnreadableError } from './block-reader.ts';
import { detectFileType } from './detect-file-type.ts';
import { HEAD_BYTES } from './inspect-url.ts';
import { type MediaInfo, UNKNOWN_MEDIA_INFO } from './media-info.ts';
import { hasImplausibleFragment, type Mp4Index, readMp4Index } from './mp4-index.ts';
import { type AnnouncedStreams, readAnnouncedStreams } from './ts-streams.ts';

/** The content of a container. */
export interface Probe {
  readonly mediaInfo: MediaInfo;
  /** Why the container could not be read completely; null if it could. */
  readonly unknownReason: string | null;
  /** Why the file cannot be played; null if it can, or if this is unknown. */
  readonly brokenReason: string | null;
}

/**
 * Reads duration, resolution and tracks from the container, without decoding and without reading more than its index.
 * mediabunny (1 MB of code) is loaded only here. Containers: MP4, QuickTime, Matroska, WebM, MPEG-TS. Never rejects:
 * a failure is an unknown result.
 */
export async function probe(file: RandomAccessFile): Promise<Probe> {
  const mediaInfo = { ...UNKNOWN_MEDIA_INFO, size: file.size };
  try {
    const head = await file.read(0, Math.min(file.size, HEAD_BYTES));
    const type = detectFileType(head);
    if (type.kind !== 'video') return createUnknown(mediaInfo, UNSUPPORTED_CONTAINER);
    const index = /MP4|QuickTime/.test(type.name) ? await readMp4Index(file) : null;
    if (index?.kind === 'missing') return { mediaInfo, unknownReason: null, brokenReason: NO_INDEX };
    if (index?.kind === 'implausible') return createUnknown(mediaInfo, 'its index is implausible');
    return await readContainer(file, mediaInfo, { index, head });
  } catch (error) {
    return createUnknown(mediaInfo, formatReason(error));
  }
}

const NO_INDEX = 'its index (the "moov" box) is missing, because the file is truncated or was never finished';
const UNSUPPORTED_CONTAINER = 'its container is not supported by this check';

function createUnknown(mediaInfo: MediaInfo, reason: string): Probe {
  return { mediaInfo, unknownReason: reason, brokenReason: null };
}

function formatReason(error: unknown): string {
  return error instanceof Error && error.name !== 'UnsupportedInputFormatError' ? error.message : UNSUPPORTED_CONTAINER;
}

type Library = typeof import('#mediabunny');

/** The parts of a file that are read without mediabunny. */
interface Preparation {
  readonly index: Mp4Index | null;
  readonly head: Buffer;
}

interface Container {
  readonly name: string;
  /** The tracks if mediabunny finds none, because in some containers it skips codecs that it does not support. */
  readonly otherwise: AnnouncedStreams;
  /** The time that the container states: the duration, the end, the end of the first part, or none. */
  readonly statedTime: 'duration' | 'end' | 'first_part' | 'none';
  /** Seconds, if known without mediabunny; otherwise null. */
  readonly duration: number | null;
}

/** Starts to load mediabunny while the first requests are sent. An error is reported when it is used. */
export function preloadProber(): void {
  import('#mediabunny').catch(() => {});
}

async function readContainer(file: RandomAccessFile, known: MediaInfo, preparation: Preparation): Promise<Probe> {
  const library = await import('#mediabunny');
  library.Logging.level = library.LogLevel.Silent; // it would write content of the file to the log
  const { MP4, QTFF, MATROSKA, WEBM, MPEG_TS, Input, CustomSource } = library;
  const source = new CustomSource({
    getSize: () => file.size,
    read: (start, end) => readSafely(file, start, end, preparation),
    handleUnhandledError: () => {},
  });
  const input = new Input({ formats: [MP4, QTFF, MATROSKA, WEBM, MPEG_TS], source });
  try {
    const container = describeContainer(library, await input.getFormat(), preparation);
    const mediaInfo = { ...known, container: container.name, ...(await readTracks(input, container)) };
    return await addDuration(input, container, mediaInfo);
  } finally {
    input.dispose();
  }
}

/** Rejects data for which mediabunny would exhaust the memory. */
async function readSafely(file: RandomAccessFile, start: number, end: number, { index }: Preparation): Promise<Buffer> {
  const data = await file.read(start, end);
  if (index !== null && index.kind !== 'complete' && hasImplausibleFragment(data))
    throw new UnreadableError('its fragments are implausible');
  return data;
}

const NO_STREAMS: AnnouncedStreams = { hasVideo: false, hasAudio: false };

function describeContainer(
  { MATROSKA, WEBM, MPEG_TS }: Library,
  format: InputFormat,
  { index, head }: Preparation,
): Container {
  const container = { name: format.name, otherwise: NO_STREAMS, duration: index?.duration ?? null };
  if (format === MATROSKA || format === WEBM) return { ...container, statedTime: 'duration' };
  if (format === MPEG_TS) return { ...container, otherwise: readAnnouncedStreams(head), statedTime: 'none' };
  if (index?.kind === 'complete') return { ...container, statedTime: 'end' };
  return { ...container, statedTime: index?.kind === 'mixed' ? 'first_part' : 'none' };
}

type TrackInfo = Pick<MediaInfo, 'hasVideo' | 'hasAudio' | 'width' | 'height' | 'pixelAspect'>;

async function readTracks(input: Input, { otherwise }: Container): Promise<TrackInfo> {
  const [video] = await input.getVideoTracks();
  const [audio] = await input.getAudioTracks();
  const presence = { hasVideo: video ? true : otherwise.hasVideo, hasAudio: audio ? true : otherwise.hasAudio };
  if (!video) return { ...presence, width: null, height: null, pixelAspect: null };
  const width = toPositive(await video.getCodedWidth());
  const height = toPositive(await video.getCodedHeight());
  const { num, den } = await video.getPixelAspectRatio();
  const aspect = toPositive(num / den);
  // A rotation by 90 or 270 degrees swaps the sides of the picture and of the pixels.
  const isSwapped = (await video.getRotation()) % 180 !== 0;
  if (!isSwapped) return { ...presence, width, height, pixelAspect: aspect };
  return { ...presence, width: height, height: width, pixelAspect: aspect === null ? null : 1 / aspect };
}

function toPositive(value: number): number | null {
  return Number.isFinite(value) && value > 0 ? value : null;
}

async function addDuration(input: Input, container: Container, mediaInfo: MediaInfo): Promise<Probe> {
  try {
    // If mediabunny does not support the video codec, the audio track alone does not determine the duration.
    const isUnsupported = mediaInfo.hasVideo === true && mediaInfo.width === null;
    const duration = isUnsupported ? null : await readDuration(input, container);
    return { mediaInfo: { ...mediaInfo, duration }, unknownReason: null, brokenReason: null };
  } catch (error) {
    return createUnknown(mediaInfo, formatReason(error));
  }
}

/** From the first start to the last end of all tracks: what `ffprobe` calls the duration of the format. */
async function readDuration(input: Input, { statedTime, duration }: Container): Promise<number | null> {
  if (duration !== null) return duration;
  const tracks = await input.getTracks();
  // Of a mixed file, mediabunny reads only the packets of the first part.
  if (tracks.length === 0 || statedTime === 'first_part') return null;
  const stated = statedTime === 'none' ? null : await input.getDurationFromMetadata(tracks);
  if (stated !== null && statedTime === 'duration') return toPositive(stated);
  const end = stated ?? (await input.computeDuration(tracks));
  // Packets with a negative time are decoded, but not displayed.
  return toPositive(end - Math.max(0, await input.getFirstTimestamp(tracks)));
}
