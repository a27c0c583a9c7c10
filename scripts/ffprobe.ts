import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { MediaInfo } from '../src/media/media-info.ts';
import { asList, asObject, parseJson, parseNumber, parseText } from '../src/util/json.ts';

const run = promisify(execFile);

/** What `ffprobe` says of a file, in the words of the prober; null when it makes nothing of it. */
export async function ffprobe(path: string, size: number): Promise<MediaInfo | null> {
  const args = ['-v', 'error', '-print_format', 'json', '-show_format', '-show_streams', path];
  const output = await run('ffprobe', args, { maxBuffer: 16 * 1024 * 1024 }).catch(() => null);
  const root = asObject(parseJson(output?.stdout ?? ''));
  const format = asObject(root?.['format']);
  if (!root || !format) return null;
  const streams = asList(root['streams']).map((stream) => asObject(stream) ?? {});
  const picture = streams.find((stream) => stream['codec_type'] === 'video');
  const turned = picture !== undefined && rotationOf(picture) % 180 !== 0;
  const width = parseNumber(picture?.['width']) || null;
  const height = parseNumber(picture?.['height']) || null;
  const aspect = aspectOf(parseText(picture?.['sample_aspect_ratio']));
  const duration = Number(parseText(format['duration']) ?? Number.NaN);
  return {
    duration: Number.isFinite(duration) ? duration : null,
    width: turned ? height : width,
    height: turned ? width : height,
    pixelAspect: turned ? 1 / aspect : aspect,
    size,
    hasVideo: picture !== undefined,
    hasAudio: streams.some((stream) => stream['codec_type'] === 'audio'),
    container: parseText(format['format_name']),
  };
}

function rotationOf(stream: Readonly<Record<string, unknown>>): number {
  const data = asList(stream['side_data_list']).map((item) => asObject(item)?.['rotation']);
  const degrees = data.find((value) => typeof value === 'number');
  return typeof degrees === 'number' ? degrees : Number(parseText(asObject(stream['tags'])?.['rotate']) ?? 0);
}

/** `0:1` stands for unknown, which players take for square. */
function aspectOf(text: string | null): number {
  const [width = 1, height = 1] = (text ?? '1:1').split(':').map(Number);
  return width > 0 && height > 0 ? width / height : 1;
}
