import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { MediaInfo } from '../src/media/media-info.ts';
import { asList, asObject, parseJson, parseNumber, parseText } from '../src/util/json.ts';

const run = promisify(execFile);

/** The media info of a file according to `ffprobe`; null if it cannot read the file. */
export async function ffprobe(path: string, size: number): Promise<MediaInfo | null> {
  const args = ['-v', 'error', '-print_format', 'json', '-show_format', '-show_streams', path];
  const output = await run('ffprobe', args, { maxBuffer: 16 * 1024 * 1024 }).catch(() => null);
  const root = asObject(parseJson(output?.stdout ?? ''));
  const format = asObject(root?.['format']);
  if (!root || !format) return null;
  const streams = asList(root['streams']).map((stream) => asObject(stream) ?? {});
  const video = streams.find((stream) => stream['codec_type'] === 'video');
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

function parseRotation(stream: Readonly<Record<string, unknown>>): number {
  const data = asList(stream['side_data_list']).map((item) => asObject(item)?.['rotation']);
  const degrees = data.find((value) => typeof value === 'number');
  return typeof degrees === 'number' ? degrees : Number(parseText(asObject(stream['tags'])?.['rotate']) ?? 0);
}

/** `0:1` means unknown; players then assume square pixels. */
function parsePixelAspect(text: string | null): number {
  const [width = 1, height = 1] = (text ?? '1:1').split(':').map(Number);
  return width > 0 && height > 0 ? width / height : 1;
}
