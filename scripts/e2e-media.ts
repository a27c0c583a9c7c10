/**
 * `npm run e2e:media`: creates real files with `ffmpeg`, serves them with ranges, inspects each as a run does, and
 * compares the media info with that of `ffprobe`. Ends with `N passed, N failed`.
 */
import { execFile } from 'node:child_process';
import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createTemporaryFolder } from '../__tests__/support/temporary-folder.ts';
import { createResolver, IMPATIENT } from '../src/http/resolver.ts';
import { createFetchSession } from '../src/http/safe-fetch.ts';
import { inspectVideos, type VideoInspection } from '../src/media/inspect-video.ts';
import type { MediaInfo } from '../src/media/media-info.ts';
import { checkLimits, getLimits } from '../src/media/model-limits.ts';
import { createSystemClock } from '../src/util/clock.ts';
import { inParallel } from '../src/util/concurrency.ts';
import { ffprobe } from './ffprobe.ts';
import { MEDIA_FILES, type MediaFile } from './media-files.ts';
import { startRangedServer } from './ranged-server.ts';

const MIN_FILES = 40;
/** The share of the files that `ffprobe` can read, of which the media info must be known. */
const MIN_KNOWN_SHARE = 0.85;
/** Of durations, in seconds. */
const TOLERANCE = 0.1;

const run = promisify(execFile);
const { limits } = getLimits(['marengo3.0'], 'tasks');

async function createFile(file: MediaFile, folder: string): Promise<void> {
  const path = join(folder, file.name);
  const quiet = ['-hide_banner', '-loglevel', 'error', '-y', '-threads', '2'];
  await run('ffmpeg', [...quiet, ...(file.inputs ?? []), ...file.encode, path]);
  if (file.remux) {
    const raw = join(folder, `raw-${file.name}`);
    await rename(path, raw);
    await run('ffmpeg', [...quiet, ...seekFirst(file.remux, raw), '-c', 'copy', path]);
    await rm(raw);
  }
  if (file.damage) await writeFile(path, file.damage(await readFile(path)));
}

/** `-ss` comes before the input, everything else after it. */
function seekFirst(options: readonly string[], input: string): readonly string[] {
  return options[0] === '-ss' ? [...options, '-i', input] : ['-i', input, ...options];
}

/** Resolves with the failures. */
async function createFiles(folder: string): Promise<readonly string[]> {
  const failures: string[] = [];
  await inParallel(2, MEDIA_FILES, async (file) => {
    await createFile(file, folder).catch((error: unknown) => {
      failures.push(`${file.name}: ${String(error).slice(0, 300)}`);
    });
  });
  return failures;
}

interface Comparison {
  readonly name: string;
  readonly kind: 'known' | 'unknown' | 'unreadable';
  readonly failures: readonly string[];
  readonly description: string;
}

/** Compares an inspection with the media info of `ffprobe`: unknown values are accepted, wrong values are not. */
function compare(
  name: string,
  { mediaInfo, verdict, findings }: VideoInspection,
  expected: MediaInfo | null,
): Comparison {
  const description = `${verdict.padEnd(13)} ${describe(mediaInfo)} ${findings.map(({ error }) => error.code).join(' ')}`;
  if (expected === null) {
    const failures = verdict === 'unknown' || verdict === 'reject' ? [] : [`${verdict}, but ffprobe cannot read it`];
    return { name, kind: 'unreadable', failures, description };
  }
  const codes = findViolations(mediaInfo);
  const expectedCodes = findViolations(expected);
  const isKnown = mediaInfo.hasVideo === false || (mediaInfo.duration !== null && mediaInfo.width !== null);
  const failures = [
    ...findDifferences(mediaInfo, expected),
    ...(isKnown && codes.join() !== expectedCodes.join()
      ? [`verdict ${codes.join()} instead of ${expectedCodes.join()}`]
      : []),
    ...codes.filter((code) => !expectedCodes.includes(code)).map((code) => `claims ${code}`),
    ...(verdict === 'reject' && expectedCodes.length === 0 && codes.length === 0 ? ['rejected without a reason'] : []),
  ];
  return { name, kind: isKnown ? 'known' : 'unknown', failures, description };
}

function findViolations(mediaInfo: MediaInfo): readonly string[] {
  return checkLimits(mediaInfo, limits).map(({ error }) => error.code);
}

function findDifferences(facts: MediaInfo, expected: MediaInfo): readonly string[] {
  const { duration, width, height, hasVideo, hasAudio, pixelAspect } = facts;
  const failures: string[] = [];
  if (duration !== null && expected.duration !== null && Math.abs(duration - expected.duration) > TOLERANCE) {
    failures.push(`duration ${duration} instead of ${expected.duration}`);
  }
  if (width !== null && (width !== expected.width || height !== expected.height)) {
    failures.push(`${width}x${height} instead of ${expected.width}x${expected.height}`);
  }
  if (pixelAspect !== null && Math.abs(pixelAspect - (expected.pixelAspect ?? 1)) > 0.01) {
    failures.push(`pixels of ${pixelAspect} instead of ${expected.pixelAspect}`);
  }
  if (hasVideo !== null && hasVideo !== expected.hasVideo) failures.push(`video: ${hasVideo}`);
  if (hasAudio !== null && hasAudio !== expected.hasAudio) failures.push(`audio: ${hasAudio}`);
  return failures;
}

function describe({ duration, width, height, hasAudio, container }: MediaInfo): string {
  const length = duration === null ? '?' : `${duration.toFixed(2)} s`;
  const audio = hasAudio === null ? 'audio ?' : hasAudio ? 'audio' : 'silent';
  return `${length.padStart(7)} ${(width === null ? '?' : `${width}x${height}`).padEnd(9)} ${audio.padEnd(7)} ${container ?? '?'}`;
}

async function inspectAll(folder: string, names: readonly string[]): Promise<readonly Comparison[]> {
  const server = await startRangedServer(folder);
  const clock = createSystemClock();
  const session = createFetchSession({
    clock,
    resolve: createResolver(IMPATIENT),
    allowPrivate: true,
    proxyFor: () => null,
  });
  try {
    const targets = names.map((name) => ({ kind: 'url' as const, url: server.urlOf(name) }));
    const signal = new AbortController().signal;
    const inspections = await inspectVideos(targets, { limits }, { fetch: session.fetch, clock, signal });
    const comparisons: Comparison[] = [];
    for (const [index, inspection] of inspections.entries()) {
      const name = names[index] ?? '';
      const path = join(folder, name);
      comparisons.push(compare(name, inspection, await ffprobe(path, (await stat(path)).size)));
    }
    return comparisons;
  } finally {
    session.close();
    await server.close();
  }
}

function checkTotals(comparisons: readonly Comparison[], notCreated: readonly string[]): readonly string[] {
  const readable = comparisons.filter(({ kind }) => kind !== 'unreadable');
  const known = readable.filter(({ kind }) => kind === 'known');
  console.log(
    `${comparisons.length} files: ${known.length} known, ${readable.length - known.length} unknown, ${comparisons.length - readable.length} that ffprobe cannot read`,
  );
  const failures = notCreated.map((text) => `not created: ${text}`);
  if (comparisons.length < MIN_FILES) failures.push(`only ${comparisons.length} files, ${MIN_FILES} are required`);
  if (known.length < readable.length * MIN_KNOWN_SHARE)
    failures.push(`only ${known.length} of ${readable.length} are known`);
  return failures;
}

const folder = createTemporaryFolder();
try {
  const started = performance.now();
  const notCreated = await createFiles(folder.path);
  const created = performance.now();
  const names = MEDIA_FILES.map(({ name }) => name).filter(
    (name) => !notCreated.some((text) => text.startsWith(`${name}:`)),
  );
  const comparisons = await inspectAll(folder.path, names);
  for (const { name, failures, description } of comparisons) {
    console.log(
      `${failures.length === 0 ? 'ok  ' : 'FAIL'} ${name.padEnd(32)} ${description}${failures.map((text) => ` [${text}]`).join('')}`,
    );
  }
  const totals = checkTotals(comparisons, notCreated);
  for (const text of totals) console.log(`FAIL ${text}`);
  console.log(
    `created in ${((created - started) / 1000).toFixed(1)} s, inspected in ${((performance.now() - created) / 1000).toFixed(1)} s`,
  );
  const wrong = comparisons.filter(({ failures }) => failures.length > 0).length;
  const failed = wrong + totals.length;
  console.log(`${comparisons.length - wrong} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
} finally {
  folder.remove();
}
