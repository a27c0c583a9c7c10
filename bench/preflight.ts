/**
 * What a look at a video costs, against its bounds: a 1 GB MP4 with its index at the end (requests, bytes, and time
 * against `ffprobe` on the same URL), and 200 videos side by side against one after the other. Every round trip takes
 * 50 ms longer than it would. Exits 1 if a bound is missed.
 */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ffprobe } from '../scripts/ffprobe.ts';
import { startRangedServer } from '../scripts/ranged-server.ts';
import { createFetchSession, resolveWithSystem } from '../src/http/safe-fetch.ts';
import { inspectVideos } from '../src/media/inspect-video.ts';
import { getLimits } from '../src/media/model-limits.ts';
import { createSystemClock } from '../src/util/clock.ts';
import { asObject, parseJson, parseNumber } from '../src/util/json.ts';
import { openSlowLine } from './slow-line.ts';

const ROUND_TRIP_MS = 50;
const ROUNDS = 7;
const VIDEOS = 200;
const GIGABYTE = 1_000_000_000;
const MIB = 1024 * 1024;

const run = promisify(execFile);
const { limits } = getLimits(['marengo3.0'], 'tasks');
const missed: string[] = [];

function bound(what: string, value: number, most: number, unit: string): void {
  const holds = value <= most;
  console.log(`${holds ? 'ok  ' : 'MISS'} ${what}: ${round(value)} ${unit} (at most ${round(most)})`);
  if (!holds) missed.push(what);
}

function round(value: number): string {
  return value >= 100 ? String(Math.round(value)) : String(Math.round(value * 1000) / 1000);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

async function timed(action: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await action();
  return performance.now() - started;
}

/** A real MP4 of 20 minutes, its data followed by a hole up to 1 GB, then its index. Gives the size of the index. */
async function makeLarge(folder: string): Promise<number> {
  const small = join(folder, 'small.mp4');
  const inputs = [
    '-f',
    'lavfi',
    '-i',
    'color=size=640x360:rate=25:duration=1200',
    '-f',
    'lavfi',
    '-i',
    'sine=duration=1200',
  ];
  const codecs = ['-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-c:a', 'aac', '-b:a', '32k'];
  await run('ffmpeg', ['-loglevel', 'error', '-y', ...inputs, ...codecs, small]);
  const data = await readFile(small);
  const mdat = data.indexOf('mdat', 0, 'latin1') - 4;
  const end = mdat + data.readUInt32BE(mdat);
  const index = data.subarray(end);
  if (index.toString('latin1', 4, 8) !== 'moov') throw new Error('ffmpeg did not put the index at the end');
  data.writeUInt32BE(GIGABYTE - mdat, mdat);
  const large = await open(join(folder, 'large.mp4'), 'w');
  await large.write(data, 0, end, 0);
  await large.write(index, 0, index.length, GIGABYTE);
  await large.close();
  await rm(small);
  return index.length;
}

async function lookOnce(url: string): Promise<number> {
  const script = fileURLToPath(new URL('./look-once.ts', import.meta.url));
  const { stdout } = await run(process.execPath, [script, url]);
  const answer = asObject(parseJson(stdout));
  if (asObject(answer?.['preflight'])?.['verdict'] !== 'ok') throw new Error(`not ok: ${stdout}`);
  return parseNumber(answer?.['ms']) ?? Number.NaN;
}

async function benchLarge(folder: string): Promise<void> {
  const index = await makeLarge(folder);
  const server = await startRangedServer(folder);
  const line = await openSlowLine(server.port, ROUND_TRIP_MS);
  const url = `http://127.0.0.1:${line.port}/large.mp4`;
  try {
    console.log(`1 GB MP4, index of ${round(index / 1024)} KiB at the end, ${ROUND_TRIP_MS} ms per round trip`);
    await lookOnce(url); // what the disk cache needs, for both
    server.served.requests = 0;
    server.served.bytes = 0;
    await lookOnce(url);
    bound('requests', server.served.requests, 6, '');
    bound('bytes beyond the index', (server.served.bytes - index) / MIB, 2, 'MiB');
    const ours: number[] = [];
    const theirs: number[] = [];
    for (let count = 0; count < ROUNDS; count++) {
      ours.push(await lookOnce(url));
      const start = await timed(() => run('ffprobe', ['-version']));
      theirs.push((await timed(() => ffprobe(url, GIGABYTE))) - start);
    }
    console.log(
      `     ours ${ours.map(round).join(', ')} ms; ffprobe without its start ${theirs.map(round).join(', ')} ms`,
    );
    bound(
      'time against ffprobe',
      median(ours) / median(theirs),
      1.5,
      `x (${round(median(ours))} ms : ${round(median(theirs))} ms)`,
    );
  } finally {
    await line.close();
    await server.close();
  }
}

async function benchMany(): Promise<void> {
  const script = fileURLToPath(new URL('./serve-slowly.ts', import.meta.url));
  const videos = fileURLToPath(new URL('../simulator', import.meta.url));
  const server = spawn(process.execPath, [script, videos, String(ROUND_TRIP_MS)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [port] = await once(server.stdout, 'data');
  const clock = createSystemClock();
  const targets = Array.from({ length: VIDEOS }, (_, count) => ({
    kind: 'url' as const,
    url: `http://127.0.0.1:${String(port).trim()}/sample.mp4?${count}`,
  }));
  const look = async (atOnce: number | undefined): Promise<number> => {
    const session = createFetchSession({ clock, resolve: resolveWithSystem, allowPrivate: true, proxyFor: () => null });
    const settings = atOnce === undefined ? { limits } : { limits, concurrency: atOnce };
    const deps = { fetch: session.fetch, clock, signal: new AbortController().signal };
    const ms = await timed(async () => {
      const seen = await inspectVideos(targets, settings, deps);
      if (seen.some(({ verdict }) => verdict !== 'ok')) throw new Error('not every video was ok');
    });
    session.close();
    return ms;
  };
  try {
    await look(50); // loads the prober, for both
    const together = median([await look(undefined), await look(undefined), await look(undefined)]);
    const apart = await look(1);
    console.log(`${VIDEOS} videos: ${round(together)} ms side by side, ${round(apart)} ms one after the other`);
    bound('share of the time one after the other', together / apart, 0.1, '');
  } finally {
    server.kill();
  }
}

const folder = await mkdtemp(join(tmpdir(), 'bench-preflight-'));
try {
  await benchLarge(folder);
  await benchMany();
} finally {
  await rm(folder, { recursive: true, force: true });
}
console.log(missed.length === 0 ? 'every bound holds' : `missed: ${missed.join(', ')}`);
process.exitCode = missed.length === 0 ? 0 : 1;
