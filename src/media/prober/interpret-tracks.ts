import type { MediaInfo } from '../media-info.ts';
import type { MediaTrack } from './protocol.ts';

/** What MediaInfo found in a file, in the terms of this action. */
export interface TrackSummary
  extends Pick<MediaInfo, 'duration' | 'width' | 'height' | 'pixelAspect' | 'hasVideo' | 'hasAudio'> {
  /** The name by MediaInfo; null if it does not recognize the container. */
  readonly format: string | null;
  readonly isEncrypted: boolean;
  /** The file ends before its own end. */
  readonly isTruncated: boolean;
  /** Whether it consists of pictures. */
  readonly isImage: boolean;
}

/** Streams without a header that states their duration: it is what lies between the first and the last time stamp. */
const STREAMED = ['MPEG-TS', 'BDAV', 'MPEG-PS'];
const IMAGE_FORMATS = ['JPEG', 'PNG', 'GIF', 'BMP', 'TIFF', 'WebP'];

export function summarizeTracks(tracks: readonly MediaTrack[]): TrackSummary {
  const general = tracks.find(({ type }) => type === 'General');
  const format = general?.fields['Format'] ?? null;
  const videos = tracks.filter((track) => track.type === 'Video' && !isStillPicture(track));
  const audios = tracks.filter(({ type }) => type === 'Audio');
  const video = findLargest(videos);
  const hasPictures = tracks.some(({ type }) => type === 'Image' || type === 'Video');
  return {
    format,
    duration: getDuration(format, general, videos, audios),
    ...getPictureSize(video),
    hasVideo: videos.length > 0,
    hasAudio: audios.length > 0,
    isEncrypted: video?.fields['Encryption'] !== undefined,
    isTruncated: general?.fields['IsTruncated'] === 'Yes',
    isImage: hasPictures && videos.length === 0 && audios.length === 0,
  };
}

/** Cover art and pictures of chapters are stored as video tracks. */
function isStillPicture({ fields }: MediaTrack): boolean {
  if (!IMAGE_FORMATS.includes(fields['Format'] ?? '')) return false;
  return fields['Menu_For'] !== undefined || fields['FrameCount'] === '1' || fields['FrameCount'] === undefined;
}

/** Players show the largest of several tracks. */
function findLargest(videos: readonly MediaTrack[]): MediaTrack | undefined {
  const area = ({ fields }: MediaTrack): number =>
    (toPositive(fields['Width']) ?? 0) * (toPositive(fields['Height']) ?? 0);
  return videos.toSorted((a, b) => area(b) - area(a))[0];
}

type PictureSize = Pick<MediaInfo, 'width' | 'height' | 'pixelAspect'>;

function getPictureSize(video: MediaTrack | undefined): PictureSize {
  const width = toPositive(video?.fields['Width']);
  const height = toPositive(video?.fields['Height']);
  if (width === null || height === null) return { width: null, height: null, pixelAspect: null };
  const aspect = toPositive(video?.fields['PixelAspectRatio']);
  // A rotation by 90 or 270 degrees swaps the sides of the picture and of the pixels.
  const isSwapped = Math.round(Number(video?.fields['Rotation'] ?? 0)) % 180 !== 0;
  if (!isSwapped) return { width, height, pixelAspect: aspect };
  return { width: height, height: width, pixelAspect: aspect === null ? null : 1 / aspect };
}

/** Seconds: the longest that the container or a track states, which is what a budget has to expect. */
function getDuration(
  format: string | null,
  general: MediaTrack | undefined,
  videos: readonly MediaTrack[],
  audios: readonly MediaTrack[],
): number | null {
  const tracks = [...videos, ...audios];
  const spans = tracks.flatMap(({ fields }) => {
    const duration = toPositive(fields['Duration']);
    return duration === null ? [] : [{ start: fields['Delay'], duration }];
  });
  const stated = toPositive(general?.fields['Duration']);
  // Without a start, or after time stamps that began again at 0, the difference of starts means nothing.
  const hasStarts = spans.some(({ start }) => Number(start) > 0) && spans.every(({ start }) => start !== undefined);
  if (STREAMED.includes(format ?? '') && hasStarts) {
    const end = Math.max(...spans.map(({ start, duration }) => Number(start) + duration));
    return end - Math.min(...spans.map(({ start }) => Number(start)));
  }
  const longest = Math.max(stated ?? 0, ...spans.map(({ duration }) => duration));
  return longest > 0 ? longest : null;
}

function toPositive(text: string | undefined): number | null {
  const value = Number(text);
  return text !== undefined && Number.isFinite(value) && value > 0 ? value : null;
}
