import { execFile } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { promisify } from 'node:util';
import { inspectVideos } from '../../src/media/inspect-video.ts';
import { createSystemClock } from '../../src/util/clock.ts';
import { createTemporaryFolder } from './temporary-folder.ts';

const run = promisify(execFile);
const EXTENSIONS = ['mp4', 'mov', 'mkv', 'webm', 'ts', 'm2ts', 'avi', 'flv', 'wmv', 'mpg', 'ogv', 'mxf'];
const CODECS: Readonly<Record<string, readonly string[]>> = {
  webm: ['-c:v', 'libvpx', '-c:a', 'libvorbis'],
  ogv: ['-c:v', 'libtheora', '-c:a', 'libvorbis'],
  wmv: ['-c:v', 'wmv2', '-c:a', 'wmav2'],
  mpg: ['-c:v', 'mpeg2video', '-c:a', 'mp2'],
  mxf: ['-c:v', 'mpeg2video', '-c:a', 'pcm_s16le', '-ar', '48000'],
  avi: ['-c:v', 'mpeg4', '-c:a', 'mp2'],
};
const H264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-c:a', 'aac'];

/** One small valid file of each container, and fragmented and front-indexed MP4. */
async function createOriginals(folder: string): Promise<readonly Buffer[]> {
  const sources = ['testsrc2=size=384x384:rate=25:duration=5', 'sine=duration=5'].flatMap((source) => [
    '-f',
    'lavfi',
    '-i',
    source,
  ]);
  const files = [
    ...EXTENSIONS.map((extension) => ({ name: `a.${extension}`, codecs: CODECS[extension] ?? H264 })),
    { name: 'front.mp4', codecs: [...H264, '-movflags', '+faststart'] },
    { name: 'fragments.mp4', codecs: [...H264, '-movflags', '+frag_keyframe+empty_moov'] },
  ];
  return await Promise.all(
    files.map(async ({ name, codecs }) => {
      const path = join(folder, name);
      await run('ffmpeg', ['-loglevel', 'error', '-y', ...sources, ...codecs, path]);
      return await readFile(path);
    }),
  );
}

/** Numbers from 0 (inclusive) to 1 (exclusive) that depend on the seed only (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  };
}

const EXTREMES = [0, 1, 0x7fffffff, 0x80000000, 0xfffffff0, 0xffffffff];

/** Changes a file in one to eight places, more often in its first and last bytes, where the headers are. */
function mutate(original: Buffer, random: () => number): Buffer {
  let data = Buffer.from(original);
  const pick = (limit: number): number => Math.floor(random() * limit);
  const place = (): number => {
    const range = random() < 0.6 ? Math.min(data.length, 4_096) : data.length;
    return random() < 0.3 ? data.length - 1 - pick(range) : pick(range);
  };
  for (let count = 1 + pick(8); count > 0 && data.length > 16; count--) {
    const at = Math.max(0, Math.min(place(), data.length - 9));
    const kind = pick(7);
    if (kind === 0) data[at] = pick(256);
    if (kind === 1) data.writeUInt32BE(EXTREMES[pick(EXTREMES.length)] ?? 0, at);
    if (kind === 2) data.fill(random() < 0.5 ? 0 : 0xff, at, Math.min(data.length, at + 1 + pick(64)));
    if (kind === 3 && random() < 0.3) data = data.subarray(0, 16 + pick(data.length - 16));
    if (kind === 4) data.copy(data, at, place(), place());
    if (kind === 5)
      data = Buffer.concat([data.subarray(0, at), data.subarray(at, at + pick(2_000)), data.subarray(at)]);
    if (kind === 6) data = Buffer.concat([data.subarray(0, at), data.subarray(at + pick(200))]);
  }
  return data;
}

export interface MutationReport {
  readonly files: number;
  readonly verdicts: Readonly<Record<string, number>>;
  /** Accepted, although `ffprobe` cannot open them. */
  readonly wronglyAccepted: number;
  readonly maxRssBytes: number;
  readonly maxBlockedMs: number;
  /** The longest time of one batch of files. */
  readonly maxBatchMs: number;
}

const BATCH = 100;

/** Inspects files that are damaged at random, as the action does. Rejects if an inspection does. */
export async function inspectMutatedFiles(count: number, seed: number, timeoutMs: number): Promise<MutationReport> {
  const folder = createTemporaryFolder();
  const random = createRandom(seed);
  const verdicts: Record<string, number> = {};
  const delay = monitorEventLoopDelay({ resolution: 10 });
  let [wronglyAccepted, maxRssBytes, maxBatchMs] = [0, 0, 0];
  try {
    const originals = await createOriginals(folder.path);
    delay.enable();
    for (let done = 0; done < count; done += BATCH) {
      const paths = await Promise.all(
        Array.from({ length: Math.min(BATCH, count - done) }, async (_, index) => {
          const path = join(folder.path, `${done + index}.bin`);
          const original = originals[Math.floor(random() * originals.length)] ?? Buffer.alloc(0);
          await writeFile(path, mutate(original, random));
          return path;
        }),
      );
      const started = performance.now();
      const inspections = await inspectVideos(
        paths.map((path) => ({ kind: 'file', path })),
        { limits: null, timeoutMs },
        {
          fetch: () => Promise.reject(new Error('no network')),
          clock: createSystemClock(),
          signal: new AbortController().signal,
        },
      );
      maxBatchMs = Math.max(maxBatchMs, performance.now() - started);
      maxRssBytes = Math.max(maxRssBytes, process.memoryUsage.rss());
      for (const { verdict } of inspections) verdicts[verdict] = (verdicts[verdict] ?? 0) + 1;
      const accepted = paths.filter((_, index) => inspections[index]?.verdict === 'ok');
      for (const path of accepted) if (!(await canOpen(path))) wronglyAccepted += 1;
      await Promise.all(paths.map((path) => rm(path)));
    }
    return { files: count, verdicts, wronglyAccepted, maxRssBytes, maxBlockedMs: delay.max / 1e6, maxBatchMs };
  } finally {
    folder.remove();
  }
}

async function canOpen(path: string): Promise<boolean> {
  const args = ['-v', 'quiet', '-show_entries', 'stream=codec_type', '-of', 'csv=p=0', path];
  return await run('ffprobe', args, { timeout: 30_000 }).then(
    ({ stdout }) => stdout.includes('video'),
    () => false,
  );
}
