/**
 * `npm run e2e:media`: makes real files with `ffmpeg`, serves them with ranges, looks at each as a run would, and
 * compares with `ffprobe`. Ends with `N passed, N failed`.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createFetchSession, resolveWithSystem } from '../src/http/safe-fetch.ts';
import type { VideoInspection } from '../src/media/inspect-video.ts';
import { inspectVideos } from '../src/media/inspect-video.ts';
import type { MediaInfo } from '../src/media/media-info.ts';
import { checkLimits, getLimits } from '../src/media/model-limits.ts';
import { createSystemClock } from '../src/util/clock.ts';
import { ffprobe } from './ffprobe.ts';
import type { MediaFile } from './media-files.ts';
import { MEDIA_FILES } from './media-files.ts';
import { startRangedServer } from './ranged-server.ts';

/** Fewer real files than this prove too little. */
const LEAST_FILES = 40;
/** Of the files that `ffprobe` can read, as many must be known: unknown is honest, but of no use. */
const LEAST_KNOWN = 0.85;
/** Seconds. */
const TOLERANCE = 0.1;

const run = promisify(execFile);
const { limits } = getLimits(['marengo3.0'], 'tasks');

async function make(file: MediaFile, folder: string): Promise<void> {
  const path = join(folder, file.name);
  const quiet = ['-hide_banner', '-loglevel', 'error', '-y', '-threads', '2'];
  await run('ffmpeg', [...quiet, ...(file.inputs ?? []), ...file.encode, path]);
  if (file.remux) {
    const raw = join(folder, `raw-${file.name}`);
    await rename(path, raw);
    await run('ffmpeg', [...quiet, ...seekFirst(file.remux, raw), '-c', 'copy', path]);
    await rm(raw);
  }
  if (file.spoil) await writeFile(path, file.spoil(await readFile(path)));
}

/** `-ss` belongs in front of the input, everything else behind it. */
function seekFirst(options: readonly string[], input: string): readonly string[] {
  return options[0] === '-ss' ? [...options, '-i', input] : ['-i', input, ...options];
}

async function makeAll(folder: string): Promise<readonly string[]> {
  const failures: string[] = [];
  const queue = MEDIA_FILES.values();
  const work = async (): Promise<void> => {
    for (const file of queue) {
      await make(file, folder).catch((error: unknown) => failures.push(`${file.name}: ${String(error).slice(0, 300)}`));
    }
  };
  await Promise.all([work(), work()]);
  return failures;
}

interface Row {
  readonly name: string;
  readonly kind: 'known' | 'unknown' | 'unreadable';
  readonly faults: readonly string[];
  readonly seen: string;
}

/** Compares what was seen with what `ffprobe` says; what is unknown is no fault, what is wrong is. */
function compare(name: string, { mediaInfo, verdict, errors }: VideoInspection, truth: MediaInfo | null): Row {
  const seen = `${verdict.padEnd(13)} ${describe(mediaInfo)} ${errors.map(({ code }) => code).join(' ')}`;
  if (truth === null) {
    const faults = verdict === 'unknown' || verdict === 'reject' ? [] : [`${verdict}, but ffprobe cannot read it`];
    return { name, kind: 'unreadable', faults, seen };
  }
  const codes = violationsOf(mediaInfo);
  const right = violationsOf(truth);
  const isKnown = mediaInfo.hasVideo === false || (mediaInfo.duration !== null && mediaInfo.width !== null);
  const faults = [
    ...differences(mediaInfo, truth),
    ...(isKnown && codes.join() !== right.join() ? [`verdict ${codes.join()} instead of ${right.join()}`] : []),
    ...codes.filter((code) => !right.includes(code)).map((code) => `claims ${code}`),
    ...(verdict === 'reject' && right.length === 0 && codes.length === 0 ? ['rejected without a reason'] : []),
  ];
  return { name, kind: isKnown ? 'known' : 'unknown', faults, seen };
}

function violationsOf(mediaInfo: MediaInfo): readonly string[] {
  return checkLimits(mediaInfo, limits).map(({ error }) => error.code);
}

function differences(facts: MediaInfo, truth: MediaInfo): readonly string[] {
  const { duration, width, height, hasVideo, hasAudio, pixelAspect } = facts;
  const faults: string[] = [];
  if (duration !== null && truth.duration !== null && Math.abs(duration - truth.duration) > TOLERANCE) {
    faults.push(`duration ${duration} instead of ${truth.duration}`);
  }
  if (width !== null && (width !== truth.width || height !== truth.height)) {
    faults.push(`${width}x${height} instead of ${truth.width}x${truth.height}`);
  }
  if (pixelAspect !== null && Math.abs(pixelAspect - (truth.pixelAspect ?? 1)) > 0.01) {
    faults.push(`pixels of ${pixelAspect} instead of ${truth.pixelAspect}`);
  }
  if (hasVideo !== null && hasVideo !== truth.hasVideo) faults.push(`video: ${hasVideo}`);
  if (hasAudio !== null && hasAudio !== truth.hasAudio) faults.push(`audio: ${hasAudio}`);
  return faults;
}

function describe({ duration, width, height, hasAudio, container }: MediaInfo): string {
  const length = duration === null ? '?' : `${duration.toFixed(2)} s`;
  const audio = hasAudio === null ? 'sound ?' : hasAudio ? 'sound' : 'silent';
  return `${length.padStart(7)} ${(width === null ? '?' : `${width}x${height}`).padEnd(9)} ${audio.padEnd(7)} ${container ?? '?'}`;
}

async function lookAtAll(folder: string, names: readonly string[]): Promise<readonly Row[]> {
  const server = await startRangedServer(folder);
  const clock = createSystemClock();
  const session = createFetchSession({ clock, resolve: resolveWithSystem, allowPrivate: true, proxyFor: () => null });
  try {
    const targets = names.map((name) => ({ kind: 'url' as const, url: server.urlOf(name) }));
    const signal = new AbortController().signal;
    const looks = await inspectVideos(targets, { limits }, { fetch: session.fetch, clock, signal });
    const rows: Row[] = [];
    for (const [index, look] of looks.entries()) {
      const name = names[index] ?? '';
      const path = join(folder, name);
      rows.push(compare(name, look, await ffprobe(path, (await stat(path)).size)));
    }
    return rows;
  } finally {
    session.close();
    await server.close();
  }
}

function verdictOn(rows: readonly Row[], unmade: readonly string[]): readonly string[] {
  const readable = rows.filter(({ kind }) => kind !== 'unreadable');
  const known = readable.filter(({ kind }) => kind === 'known');
  console.log(
    `${rows.length} files: ${known.length} known, ${readable.length - known.length} unknown, ${rows.length - readable.length} that ffprobe cannot read`,
  );
  const faults = [...unmade.map((text) => `not made: ${text}`)];
  if (rows.length < LEAST_FILES) faults.push(`only ${rows.length} files, ${LEAST_FILES} are needed`);
  if (known.length < readable.length * LEAST_KNOWN) faults.push(`only ${known.length} of ${readable.length} are known`);
  return faults;
}

const folder = await mkdtemp(join(tmpdir(), 'e2e-media-'));
try {
  const started = performance.now();
  const unmade = await makeAll(folder);
  const made = performance.now();
  const names = MEDIA_FILES.map(({ name }) => name).filter(
    (name) => !unmade.some((text) => text.startsWith(`${name}:`)),
  );
  const rows = await lookAtAll(folder, names);
  for (const { name, faults, seen } of rows) {
    console.log(
      `${faults.length === 0 ? 'ok  ' : 'FAIL'} ${name.padEnd(32)} ${seen}${faults.map((text) => ` [${text}]`).join('')}`,
    );
  }
  const others = verdictOn(rows, unmade);
  for (const text of others) console.log(`FAIL ${text}`);
  console.log(
    `made in ${((made - started) / 1000).toFixed(1)} s, looked at in ${((performance.now() - made) / 1000).toFixed(1)} s`,
  );
  const failed = rows.filter(({ faults }) => faults.length > 0).length + others.length;
  console.log(
    `${rows.length + unmade.length - rows.filter(({ faults }) => faults.length > 0).length - unmade.length} passed, ${failed} failed`,
  );
  process.exitCode = failed === 0 ? 0 : 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
