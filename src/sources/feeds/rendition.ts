/** A file that an item of a feed links to. */
export interface Rendition {
  readonly url: string;
  /** The media type, in lower case without parameters; empty if it is not stated. */
  readonly type: string;
  /** `video`, `audio` or another word of Media RSS; empty if it is not stated. */
  readonly medium: string;
  /** Bytes, pixels, and bits per second; null if they are not stated. */
  readonly size: number | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly bitrate: number | null;
}

export type MediaKind = 'video' | 'stream' | 'audio' | 'other';

const VIDEO_FILE = /\.(mp4|m4v|mov|mkv|webm|avi|wmv|flv|mpe?g|mpg|ts|m2ts|mts|3gp|ogv|mxf)$/i;
const AUDIO_FILE = /\.(mp3|m4a|aac|ogg|oga|opus|flac|wav|wma|aiff?)$/i;
const STREAM_TYPE = /^(application\/(x-mpegurl|vnd\.apple\.mpegurl|dash\+xml)|audio\/(x-)?mpegurl)$/;

/** What a file is, by its type, its medium, or else the ending of its URL. */
export function getMediaKind({ url, type, medium }: Rendition): MediaKind {
  const path = url.replace(/[?#].*$/s, '');
  if (STREAM_TYPE.test(type) || /\.(m3u8|mpd)$/i.test(path)) return 'stream';
  if (type.startsWith('video/')) return 'video';
  if (type.startsWith('audio/')) return 'audio';
  const isUnspecific = type === '' || type === 'application/octet-stream' || type === 'binary/octet-stream';
  if (!isUnspecific) return 'other';
  if (VIDEO_FILE.test(path)) return 'video';
  if (AUDIO_FILE.test(path)) return 'audio';
  return medium === 'video' || medium === 'audio' ? medium : 'other';
}

/**
 * The limits of Marengo 3.0, the only model of new indexes: 4 GB, and 360 pixels to 5184 by 2160 (model page of the
 * documentation, read on 2026-11-23). An index with stricter limits is checked when the video is inspected.
 */
const MAX_BYTES = 4 * 1024 ** 3;
const MIN_SIDE = 360;
const MAX_LONG_SIDE = 5_184;
const MAX_SHORT_SIDE = 2_160;

/** The largest of several files of one video that an index takes; the smallest if all are too large. */
export function pickRendition(renditions: readonly Rendition[]): Rendition | null {
  const sorted = renditions.toSorted(compareSizes);
  const fitting = sorted.filter(isWithinLimits);
  return fitting.at(-1) ?? sorted.find((rendition) => !isTooSmall(rendition)) ?? sorted.at(-1) ?? null;
}

function isWithinLimits(rendition: Rendition): boolean {
  const { size, width, height } = rendition;
  const sides = [width, height].filter((side) => side !== null);
  const isTooWide = Math.max(...sides, 0) > MAX_LONG_SIDE;
  const isTooHigh = sides.length === 2 ? Math.min(...sides) > MAX_SHORT_SIDE : (height ?? 0) > MAX_LONG_SIDE;
  return !isTooWide && !isTooHigh && (size ?? 0) <= MAX_BYTES && !isTooSmall(rendition);
}

function isTooSmall({ width, height }: Rendition): boolean {
  return Math.min(width ?? MIN_SIDE, height ?? MIN_SIDE) < MIN_SIDE;
}

/** Smaller ones first: by picture, then by bit rate, then by bytes. Of equal ones, the first in the feed is the last. */
function compareSizes(a: Rendition, b: Rendition): number {
  return getArea(a) - getArea(b) || (a.bitrate ?? 0) - (b.bitrate ?? 0) || (a.size ?? 0) - (b.size ?? 0) || -1;
}

/** Often only the height is stated, as in "720p". */
function getArea({ width, height }: Rendition): number {
  return (width ?? (height ?? 0) * (16 / 9)) * (height ?? (width ?? 0) * (9 / 16));
}
