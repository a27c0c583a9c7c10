import type { Clock } from '../util/clock.ts';
import { getErrorMessage } from '../util/error.ts';
import { type DetectedType, detectFileType } from './detect-file-type.ts';
import { HEAD_BYTES } from './inspect-url.ts';
import { type MediaInfo, UNKNOWN_MEDIA_INFO } from './media-info.ts';
import { summarizeTracks, type TrackSummary } from './prober/interpret-tracks.ts';
import { getFragmentedDuration } from './prober/mp4-fragments.ts';
import { readBytes, readMp4Layout } from './prober/mp4-layout.ts';
import {
  createParserPool,
  type ParsedFile,
  type ParseLimits,
  type ParserPool,
  withinLimits,
} from './prober/parser-pool.ts';
import { endAfter, joinParts } from './prober/parts.ts';
import { type RandomAccessFile, type RangeReader, UnreadableError } from './range-reader.ts';

/** What prevents the use of a video, or its check. */
export interface ProbeProblem {
  /**
   * `unknown`: not everything could be read; `truncated`: the end of the file is missing; `broken`: it certainly cannot be
   * played; `encrypted`; `not_video`: it is something else.
   */
  readonly kind: 'unknown' | 'truncated' | 'broken' | 'encrypted' | 'not_video';
  /** Completes a sentence after a colon. */
  readonly reason: string;
  /** What to do, if that depends on the reason. */
  readonly hint?: string;
}

/** The content of a container. */
export interface Probe {
  readonly mediaInfo: MediaInfo;
  readonly problem: ProbeProblem | null;
}

/** Reads what a video is, without decoding it. */
export interface Prober {
  /** Reads duration, resolution and tracks. Never rejects: a failure is an unknown result. */
  probe(file: RangeReader, limits: ParseLimits): Promise<Probe>;
  /** Loads MediaInfo while the first requests are sent. */
  preload(): void;
  close(): void;
}

export function createProber(clock: Clock): Prober {
  const pool = createParserPool(clock);
  return {
    probe: async (file, limits) => {
      const unknown = { ...UNKNOWN_MEDIA_INFO, size: file.size };
      try {
        const prepared = await withinLimits(clock, limits, prepare(file));
        return await probePrepared(file, prepared, pool, limits);
      } catch (error) {
        return { mediaInfo: unknown, problem: explainError(error) };
      }
    },
    preload: () => pool.preload(),
    close: () => pool.close(),
  };
}

/** A file as its parser is to read it, or why it needs no parser. */
interface Preparation {
  readonly type: DetectedType;
  readonly head: Buffer;
  readonly view: RandomAccessFile;
  readonly isFragmented: boolean;
  /** Whether the index describes a stream of which no part follows. */
  readonly isInitialization: boolean;
  /** Seconds, if known without the parser. */
  readonly duration: number | null;
  readonly problem: ProbeProblem | null;
}

async function probePrepared(
  { size }: RangeReader,
  prepared: Preparation,
  pool: ParserPool,
  limits: ParseLimits,
): Promise<Probe> {
  if (prepared.problem !== null) return { mediaInfo: { ...UNKNOWN_MEDIA_INFO, size }, problem: prepared.problem };
  const parsed = await pool.parse(prepared.view, limits);
  return evaluate(size, summarizeTracks(parsed.tracks), { ...prepared, parsed });
}

const NO_INDEX: ProbeProblem = {
  kind: 'broken',
  reason: 'its index (the "moov" box) is missing, because the file is truncated or was never finished',
};
const SEGMENT: ProbeProblem = {
  kind: 'broken',
  reason: 'it is a single segment of a stream, without its initialization',
  hint: 'Use the complete video. Segments can be joined: `cat init.mp4 segment-*.m4s > video.mp4`.',
};

const INITIALIZATION: ProbeProblem = {
  ...SEGMENT,
  reason: 'it is only the initialization of a stream, without any of its segments',
};

const STREAM = /^(MPEG (transport|program) stream|MPEG video|Ogg)/;

async function prepare(file: RangeReader): Promise<Preparation> {
  const head = await readBytes(file, 0, Math.min(file.size, HEAD_BYTES));
  const type = detectFileType(head);
  const plain = { type, head, view: file, isFragmented: false, isInitialization: false, duration: null, problem: null };
  if (isMp4(type)) return { ...plain, ...(await prepareMp4(file)) };
  const isStream = type.kind === 'video' && STREAM.test(type.name);
  return isStream ? { ...plain, view: await skipMiddle(file, head) } : plain;
}

/** A complete index describes everything, so that the parser must not read samples. */
async function prepareMp4(file: RangeReader): Promise<Partial<Preparation>> {
  const { index, startsWithFragment } = await readMp4Layout(file);
  if (startsWithFragment) return { problem: SEGMENT };
  if (index === null || index.end > file.size) return { problem: NO_INDEX };
  await file.load(index.start, index.end);
  const data = await readBytes(file, index.start, index.end - index.start);
  if (!data.includes('mvex', 0, 'latin1')) return { view: endAfter(file, index) };
  return { isFragmented: true, ...(await prepareFragments(file, index.end, data)) };
}

/** Enough for the last fragment of each track. */
const FRAGMENT_BYTES = 512 * 1024;

/** The parser visits every fragment, which takes too many requests in a long file. */
async function prepareFragments(file: RangeReader, start: number, index: Buffer): Promise<Partial<Preparation>> {
  if (file.size <= file.searchBytes) await file.load(0, file.size).catch(() => {}); // if this fails, the parser finds out
  const first = await readBytes(file, start, FRAGMENT_BYTES / 8).catch(() => null);
  if (first === null) return {};
  if (!first.includes('moof', 0, 'latin1') && start + first.length >= file.size) return { isInitialization: true };
  if (file.size <= file.searchBytes) return {};
  const last = await readBytes(file, Math.max(start, file.size - FRAGMENT_BYTES), FRAGMENT_BYTES);
  const duration = getFragmentedDuration(index, first, last);
  return duration === null ? {} : { view: endAfter(file, { start: 0, end: start }), duration };
}

/** Packets of 188 bytes, with 4 bytes before or 16 bytes after each; parts that are joined begin with a packet. */
const PACKET_BYTES = [188, 192, 204];

/** Of a stream without an index, its start has the size of the picture, and both ends have the times. */
const MAX_STREAM_BYTES = 8 * 1024 * 1024;

async function skipMiddle(file: RangeReader, head: Buffer): Promise<RandomAccessFile> {
  const bytes = Math.min(file.searchBytes, MAX_STREAM_BYTES);
  if (file.size <= bytes) return file;
  const isPacket = (size: number): boolean =>
    [0, 1, 2, 3].every((n) => head[n * size + (size === 192 ? 4 : 0)] === 0x47);
  const packet = PACKET_BYTES.find(isPacket) ?? 1;
  const align = (position: number): number => Math.floor(position / packet) * packet;
  const parts = [
    { start: 0, end: align((bytes * 3) / 4) },
    { start: align(file.size - bytes / 4), end: file.size },
  ];
  // If this fails, the parser finds out, and has what is already read.
  await Promise.all(parts.map(({ start: from, end }) => file.load(from, end))).catch(() => {});
  return joinParts(file, parts);
}

interface Context extends Preparation {
  readonly parsed: ParsedFile;
}

/** Containers whose header states the duration and all tracks, so that the start of the file is enough. */
const WITH_HEADER = ['MP4', 'Matroska', 'WebM', 'AVI', 'Windows Media', 'MXF'];
/** Bytes per second. Even a picture that never changes needs more; a header can state any duration. */
const MIN_PLAUSIBLE_RATE = 50;

function evaluate(size: number, summary: TrackSummary, context: Context): Probe {
  const { readError } = context.parsed;
  const headerDuration = getFlashDuration(context);
  const duration = headerDuration ?? estimateDuration(size, summary, context);
  const { format, width, height, pixelAspect, hasVideo, hasAudio } = summary;
  const container = getContainerName(format, context.type);
  const isComplete =
    readError === null || headerDuration !== null || (WITH_HEADER.includes(container ?? '') && !context.isFragmented);
  const isPlausible = duration !== null && size >= duration * MIN_PLAUSIBLE_RATE;
  const mediaInfo: MediaInfo = {
    size,
    container,
    duration: isComplete && isPlausible ? duration : null,
    width,
    height,
    pixelAspect,
    // That there is none is certain only of a known container in which something else was found.
    hasVideo: hasVideo || (isComplete && hasAudio && context.type.kind === 'video') ? hasVideo : null,
    hasAudio: hasAudio || (isComplete && hasVideo) ? hasAudio : null,
  };
  if (format === null) return { mediaInfo: { ...UNKNOWN_MEDIA_INFO, size }, problem: explainUnreadable(context) };
  return { mediaInfo, problem: findProblem(mediaInfo, summary, context) };
}

/** The metadata of a Flash video, whose last time stamp is far from its start (AMF 0: a name, and a double). */
function getFlashDuration({ duration, head, type }: Context): number | null {
  if (type.kind !== 'video' || type.name !== 'Flash video') return duration;
  const position = head.indexOf('duration\0', 0, 'latin1');
  if (position < 0 || position + 17 > head.length) return null;
  const seconds = head.readDoubleBE(position + 9);
  return seconds > 0 && Number.isFinite(seconds) ? seconds : null;
}

/** An AVI states the duration and the size that it had before it was truncated. */
function estimateDuration(
  size: number,
  { duration, isTruncated, format }: TrackSummary,
  { head }: Context,
): number | null {
  if (duration === null || !isTruncated || format !== 'AVI' || head.length < 8) return duration;
  const statedSize = head.readUInt32LE(4) + 8;
  return size < statedSize ? (duration * size) / statedSize : duration;
}

/** MediaInfo names an MP4 file by its brand if it does not know that. */
function getContainerName(format: string | null, type: DetectedType): string | null {
  if (isMp4(type)) return 'MP4';
  return CONTAINER_NAMES[format ?? ''] ?? null;
}

function isMp4(type: DetectedType): boolean {
  return type.kind === 'video' && /MP4|QuickTime/.test(type.name);
}

/** Display names by the names of MediaInfo. */
const CONTAINER_NAMES: Readonly<Record<string, string>> = {
  'MPEG-4': 'MP4',
  QuickTime: 'QuickTime',
  Matroska: 'Matroska',
  WebM: 'WebM',
  AVI: 'AVI',
  'Windows Media': 'Windows Media',
  'Flash Video': 'Flash Video',
  MXF: 'MXF',
  'MPEG-TS': 'MPEG transport stream',
  BDAV: 'MPEG transport stream',
  'MPEG-PS': 'MPEG program stream',
  Ogg: 'Ogg',
};

function explainError(error: unknown): ProbeProblem {
  const hint = error instanceof UnreadableError ? error.hint : null;
  return { kind: 'unknown', reason: getErrorMessage(error), ...(hint === null ? {} : { hint }) };
}

function explainUnreadable({ parsed, type }: Context): ProbeProblem {
  if (parsed.readError !== null) return explainError(parsed.readError);
  const reason = type.kind === 'video' ? 'its content is damaged' : 'its format is not supported by this check';
  return { kind: 'unknown', reason };
}

/** `ContentEncoding` with `ContentEncryption` in a track of Matroska or WebM, which MediaInfo does not report. */
const MATROSKA_ENCRYPTION = /\x50\x35[\x80-\xff][\s\S]{0,8}?\x47[\xe1\xe2]/;

function findProblem(mediaInfo: MediaInfo, summary: TrackSummary, context: Context): ProbeProblem | null {
  if (summary.isImage) return { kind: 'not_video', reason: 'an image' };
  const isMatroska = summary.format === 'Matroska' || summary.format === 'WebM';
  if (summary.isEncrypted || (isMatroska && MATROSKA_ENCRYPTION.test(context.head.toString('latin1'))))
    return { kind: 'encrypted', reason: 'its video track is encrypted' };
  if (mediaInfo.hasVideo === false) return null;
  const missing = Object.entries({
    duration: mediaInfo.duration,
    resolution: mediaInfo.width,
    'video track': mediaInfo.hasVideo,
  }).flatMap(([name, value]) => (value === null ? [name] : []));
  if (missing.length > 0 && context.isInitialization) return INITIALIZATION;
  if (missing.length > 0) return explainMissing(missing, summary, context);
  return summary.isTruncated && (isMatroska || summary.format === 'AVI')
    ? { kind: 'truncated', reason: 'the end of the file is missing' }
    : null;
}

const REMUX = 'To add it, remux the file without encoding it: `ffmpeg -i in -c copy out.mp4`.';
const START = 'Cut it at a key frame, or encode it again.';

function explainMissing(missing: readonly string[], { duration }: TrackSummary, { parsed }: Context): ProbeProblem {
  if (parsed.readError !== null) return explainError(parsed.readError);
  if (!missing.includes('duration'))
    return { kind: 'unknown', reason: `its ${missing.join(' and ')} cannot be determined from its start`, hint: START };
  if (duration !== null) return { kind: 'unknown', reason: 'it states a duration for which it is too small' };
  return { kind: 'unknown', reason: `the file does not state its ${missing.join(' and ')}`, hint: REMUX };
}
