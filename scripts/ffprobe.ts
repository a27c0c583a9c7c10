import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { MediaInfo } from '../src/media/media-info.ts';
import { asList, asObject, parseJson, parseNumber, parseText } from '../src/util/json.ts';

const run = promisify(execFile);

/** Longer than any file takes; some damaged files never end. */
const TIMEOUT_MS = 60_000;

/** The media info of a file according to `ffprobe`; null if it cannot read the file. Of several videos, the largest. */
export async function ffprobe(path: string, size: number): Promise<MediaInfo | null> {
  const args = ['-v', 'error', '-print_format', 'json', '-show_format', '-show_streams', path];
  const output = await run('ffprobe', args, { maxBuffer: 16 * 1024 * 1024, timeout: TIMEOUT_MS }).catch(() => null);
  const root = asObject(parseJson(output?.stdout ?? ''));
  const format = asObject(root?.['format']);
  if (!root || !format) return null;
  const streams = asList(root['streams']).map((stream) => asObject(stream) ?? {});
  const videos = streams.filter((stream) => stream['codec_type'] === 'video' && !isAttachedPicture(stream));
  const area = (stream: Stream): number => (parseNumber(stream['width']) ?? 0) * (parseNumber(stream['height']) ?? 0);
  const [video] = videos.toSorted((a, b) => area(b) - area(a));
  const isRotated = video !== undefined && parseRotation(video) % 180 !== 0;
  const width = parseNumber(video?.['width']) || null;
  const height = parseNumber(video?.['height']) || null;
  const aspect = parsePixelAspect(parseText(video?.['sample_aspect_ratio']));
  const duration = Number(parseText(format['duration']) ?? Number.NaN);
  return {
    duration: Number.isFinite(duration) ? duration : null,
    width: isRotated ? height : width,
    height: isRotated ? width : height,
    pixelAspect: isRotated ? 1 / aspect : aspect,
    size,
    hasVideo: video !== undefined,
    hasAudio: streams.some((stream) => stream['codec_type'] === 'audio'),
    container: parseText(format['format_name']),
  };
}

type Stream = Readonly<Record<string, unknown>>;

/** Some containers store cover art as a track like any other. */
function isAttachedPicture(stream: Stream): boolean {
  if (stream['codec_name'] === 'png') return true;
  return asObject(stream['disposition'])?.['attached_pic'] === 1;
}

function parseRotation(stream: Stream): number {
  const data = asList(stream['side_data_list']).map((item) => asObject(item)?.['rotation']);
  const degrees = data.find((value) => typeof value === 'number');
  return typeof degrees === 'number' ? degrees : Number(parseText(asObject(stream['tags'])?.['rotate']) ?? 0);
}

/** `0:1` means unknown; players then assume square pixels. */
function parsePixelAspect(text: string | null): number {
  const [width = 1, height = 1] = (text ?? '1:1').split(':').map(Number);
  return width > 0 && height > 0 ? width / height : 1;
}
