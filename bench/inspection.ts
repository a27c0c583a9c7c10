import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ffprobe } from '../scripts/ffprobe.ts';
import { startRangedServer } from '../scripts/ranged-server.ts';
import { createResolver, IMPATIENT } from '../src/http/resolver.ts';
import { createFetchSession } from '../src/http/safe-fetch.ts';
import { inspectVideos } from '../src/media/inspect-video.ts';
import { getLimits } from '../src/media/model-limits.ts';
import { createSystemClock } from '../src/util/clock.ts';
import { asObject, parseJson, parseNumber } from '../src/util/json.ts';
import { startDelayedProxy } from './delayed-proxy.ts';
import { atMost, type Figure, formatRatio, type Scenario } from './figure.ts';
import { median } from './statistics.ts';

const INSPECT_ONCE = fileURLToPath(new URL('./inspect-once.ts', import.meta.url));
const SERVER = fileURLToPath(new URL('./serve-with-delay.ts', import.meta.url));
const SAMPLES = fileURLToPath(new URL('../simulator', import.meta.url));
const ROUND_TRIP_MS = 50;
const ROUNDS = 7;
const VIDEOS = 200;
const GIGABYTE = 1_000_000_000;
const MEBIBYTE = 1024 ** 2;

const run = promisify(execFile);

/**
 * The inspection of videos by `preflight`, with 50 ms added to every round trip: one MP4 of 1 GB whose index is at the
 * end, compared with `ffprobe`, and 200 videos, compared with one after the other.
 */
export const inspection: Scenario = { name: 'inspection', isNoisy: true, measure };

async function measure(): Promise<readonly Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-inspection-'));
  try {
    return [...(await measureLargeVideo(folder)), await measureManyVideos()];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function measureLargeVideo(folder: string): Promise<readonly Figure[]> {
  const indexBytes = await writeLargeVideo(join(folder, 'large.mp4'), join(folder, 'small.mp4'));
  const server = await startRangedServer(folder);
  const proxy = await startDelayedProxy(server.port, ROUND_TRIP_MS);
  const url = `http://127.0.0.1:${proxy.port}/large.mp4`;
  try {
    await inspectInProcess(url); // fills the disk cache for both
    Object.assign(server.served, { requests: 0, bytes: 0 });
    await inspectInProcess(url);
    const { requests, bytes } = server.served;
    const own: number[] = [];
    const other: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      own.push(await inspectInProcess(url));
      const start = await measureMs(() => run('ffprobe', ['-version']));
      other.push((await measureMs(() => ffprobe(url, GIGABYTE))) - start);
    }
    return [
      atMost(1.5, {
        name: 'Inspecting an MP4 of 1 GB, relative to `ffprobe`, both without their start',
        value: median(own) / median(other),
        format: formatRatio,
        note: `${Math.round(median(own))} ms and ${Math.round(median(other))} ms`,
      }),
      atMost(6, { name: 'Requests of this inspection', value: requests, format: String }),
      atMost(2, {
        name: 'Data read by this inspection beyond the index of the file',
        value: (bytes - indexBytes) / MEBIBYTE,
        format: (value) => `${value.toFixed(1)} MiB`,
      }),
    ];
  } finally {
    await proxy.close();
    await server.close();
  }
}

/** Writes a real MP4 of 20 minutes: its data, a hole up to 1 GB, and its index. Resolves with the size of the index. */
async function writeLargeVideo(path: string, temporaryPath: string): Promise<number> {
  const inputs = ['color=size=640x360:rate=25:duration=1200', 'sine=duration=1200'];
  const codecs = ['-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-c:a', 'aac', '-b:a', '32k'];
  const sources = inputs.flatMap((input) => ['-f', 'lavfi', '-i', input]);
  await run('ffmpeg', ['-loglevel', 'error', '-y', ...sources, ...codecs, temporaryPath]);
  const data = await readFile(temporaryPath);
  await rm(temporaryPath);
  const mdat = data.indexOf('mdat', 0, 'latin1') - 4;
  const end = mdat + data.readUInt32BE(mdat);
  const index = data.subarray(end);
  if (index.toString('latin1', 4, 8) !== 'moov') throw new Error('ffmpeg did not put the index at the end.');
  data.writeUInt32BE(GIGABYTE - mdat, mdat);
  const large = await open(path, 'w');
  await large.write(data, 0, end, 0);
  await large.write(index, 0, index.length, GIGABYTE);
  await large.close();
  return index.length;
}

/** Inspects a URL in a new process. Resolves with the time in milliseconds, without the start of Node. */
async function inspectInProcess(url: string): Promise<number> {
  const { stdout } = await run(process.execPath, [INSPECT_ONCE, url]);
  const result = asObject(parseJson(stdout));
  if (result?.['verdict'] !== 'ok') throw new Error(`The video was not accepted: ${stdout}`);
  return parseNumber(result['ms']) ?? Number.NaN;
}

async function measureManyVideos(): Promise<Figure> {
  const server = spawn(process.execPath, [SERVER, SAMPLES, String(ROUND_TRIP_MS)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [port] = await once(server.stdout, 'data');
  const inspect = (concurrency?: number): Promise<number> => inspectMany(Number(port), concurrency);
  try {
    await inspect(); // loads the modules for both
    const concurrent = median([await inspect(), await inspect(), await inspect()]);
    const sequential = await inspect(1);
    return atMost(0.1, {
      name: `Inspecting ${VIDEOS} videos, relative to one after the other`,
      value: concurrent / sequential,
      format: formatRatio,
      note: `${Math.round(concurrent)} ms and ${Math.round(sequential)} ms`,
    });
  } finally {
    server.kill();
  }
}

/** Resolves with the time in milliseconds. */
async function inspectMany(port: number, concurrency: number | undefined): Promise<number> {
  const clock = createSystemClock();
  const { limits } = getLimits(['marengo3.0'], 'tasks');
  const targets = Array.from({ length: VIDEOS }, (_, n) => ({
    kind: 'url' as const,
    url: `http://127.0.0.1:${port}/sample.mp4?${n}`,
  }));
  const session = createFetchSession({
    clock,
    resolve: createResolver(IMPATIENT),
    allowPrivate: true,
    proxyFor: () => null,
  });
  const settings: Parameters<typeof inspectVideos>[1] =
    concurrency === undefined ? { limits } : { limits, concurrency };
  const dependencies = { fetch: session.fetch, clock, signal: new AbortController().signal };
  const ms = await measureMs(async () => {
    const videos = await inspectVideos(targets, settings, dependencies);
    if (videos.some(({ verdict }) => verdict !== 'ok')) throw new Error('A video was not accepted.');
  });
  session.close();
  return ms;
}

async function measureMs(action: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await action();
  return performance.now() - started;
}
