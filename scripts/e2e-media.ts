/**
 * `npm run e2e:media`: creates real files with `ffmpeg`, serves them with ranges, inspects each as a run does, and
 * compares the media info with that of `ffprobe`. Ends with `N passed, N failed`.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
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

const MIN_FILES = 200;
/** The share of the videos for which both agree. */
const MIN_AGREEMENT = { duration: 0.98, size: 0.99, audio: 0.99 };
/** Files from other projects, beside the repository; they are not part of it. */
const FIELD_FOLDER = fileURLToPath(new URL('../../shared/media-field', import.meta.url));

/** Why the two differ. */
const KNOWN_DIFFERENCES: readonly (readonly [RegExp, string])[] = [
  [/^vp8\.ogv$/, 'MediaInfo does not know VP8 in Ogg, which no player writes.'],
  [/^variable-rate\.ts$/, 'ffprobe does not count the frames of the last packet of sound.'],
  [/^cut-2-h264\.ts$/, 'The file ends before its first packet of sound.'],
  [/-file3\.ts$/, 'The start has no parameter sets. ffprobe decodes frames until it finds the size.'],
];

/** Of durations, in seconds. */
const TOLERANCE = 0.1;

const run = promisify(execFile);
const { limits } = getLimits(['marengo3.0'], 'tasks');

async function createFile(file: MediaFile, folder: string): Promise<void> {
  const path = join(folder, file.name);
  const quiet = ['-hide_banner', '-loglevel', 'error', '-y', '-threads', '2'];
  if (file.from !== undefined) await copyFile(join(folder, file.from), path);
  else await run('ffmpeg', [...quiet, ...(file.inputs ?? []), ...(file.encode ?? []), path]);
  const raw = join(folder, `raw-${file.name}`);
  if (file.remux) {
    await rename(path, raw);
    await run('ffmpeg', [...quiet, ...seekFirst(file.remux, raw), '-c', 'copy', path]);
  }
  if (file.mkvmerge) {
    await rename(path, raw);
    await run('mkvmerge', [
      '--quiet',
      ...file.mkvmerge.filter((option) => option === '--webm'),
      '-o',
      path,
      ...file.mkvmerge.filter((option) => option !== '--webm'),
      raw,
    ]);
  }
  await rm(raw, { force: true });
  if (file.damage) await writeFile(path, file.damage(await readFile(path)));
}

/** `-ss` comes before the input, everything else after it. */
function seekFirst(options: readonly string[], input: string): readonly string[] {
  return options[0] === '-ss' ? [...options, '-i', input] : ['-i', input, ...options];
}

/** Resolves with the failures. */
async function createFiles(folder: string): Promise<readonly string[]> {
  const failures: string[] = [];
  const create = async (file: MediaFile): Promise<void> => {
    await createFile(file, folder).catch((error: unknown) => {
      failures.push(`${file.name}: ${String(error).slice(0, 300)}`);
    });
  };
  const isOriginal = ({ from }: MediaFile): boolean => from === undefined;
  await inParallel(2, MEDIA_FILES.filter(isOriginal), create);
  await inParallel(
    2,
    MEDIA_FILES.filter((file) => !isOriginal(file)),
    create,
  );
  return failures;
}

interface Comparison {
  readonly name: string;
  /** Whether `ffprobe` finds a video with a duration, so that its values count. */
  readonly isVideo: boolean;
  /** Where both agree; an unknown value does not. */
  readonly agrees: { readonly duration: boolean; readonly size: boolean; readonly audio: boolean };
  readonly isFalseRejection: boolean;
  readonly failures: readonly string[];
  readonly description: string;
}

/** What `ffprobe` opens, but no model can index: encrypted videos and pictures. */
const CERTAIN_REJECTIONS = ['video_encrypted', 'video_url_not_video'];

/** Compares an inspection with the media info of `ffprobe`: unknown values are accepted, wrong values are not. */
function compare(
  name: string,
  { mediaInfo, verdict, findings }: VideoInspection,
  expected: MediaInfo | null,
): Comparison {
  const description = `${verdict.padEnd(8)} ${describe(mediaInfo)} ${findings.map(({ error }) => error.code).join(' ')}`;
  const isPicture = findings.some(({ error }) => error.code === 'video_url_not_video');
  const isVideo = expected?.hasVideo === true && expected.duration !== null && !isPicture;
  if (expected === null || !isVideo) {
    const isAccepted = expected === null && verdict === 'ok';
    const failures = isAccepted ? ['ok, but ffprobe cannot read it'] : [];
    const agrees = { duration: true, size: true, audio: true };
    return { name, isVideo, agrees, isFalseRejection: false, failures, description };
  }
  const isCertain = findings.some(({ error }) => CERTAIN_REJECTIONS.includes(error.code));
  const isFalseRejection = verdict === 'reject' && !isCertain && findViolations(expected).length === 0;
  const failures = [
    ...findDifferences(mediaInfo, expected),
    ...(isFalseRejection ? ['rejected without a reason'] : []),
  ];
  const agrees = {
    duration: mediaInfo.duration !== null && !failures.some((text) => text.startsWith('duration')),
    size: mediaInfo.width !== null && !failures.some((text) => text.startsWith('size')),
    audio: mediaInfo.hasAudio === expected.hasAudio,
  };
  const unknown = Object.entries(agrees).filter(
    ([field, value]) => !value && !failures.some((text) => text.startsWith(field)),
  );
  return {
    name,
    isVideo,
    agrees,
    isFalseRejection,
    failures: [...failures, ...unknown.map(([field]) => `${field} unknown`)],
    description,
  };
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
    failures.push(`size ${width}x${height} instead of ${expected.width}x${expected.height}`);
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
  const failures = notCreated.map((text) => `not created: ${text}`);
  const videos = comparisons.filter(({ isVideo }) => isVideo);
  for (const [field, minimum] of Object.entries(MIN_AGREEMENT)) {
    const count = videos.filter(
      ({ agrees }) => agrees[field === 'duration' || field === 'size' ? field : 'audio'],
    ).length;
    const share = count / videos.length;
    console.log(`${field}: ${count} of ${videos.length} videos agree with ffprobe (${(share * 100).toFixed(1)} %)`);
    if (share < minimum) failures.push(`${field}: at least ${minimum * 100} % are required`);
  }
  if (comparisons.length < MIN_FILES) failures.push(`only ${comparisons.length} files, ${MIN_FILES} are required`);
  return failures;
}

/** A difference that is not a mistake. A false rejection never is. */
function isExplained({ name, isFalseRejection }: Comparison): boolean {
  return !isFalseRejection && findReason(name) !== null;
}

function findReason(name: string): string | null {
  return KNOWN_DIFFERENCES.find(([pattern]) => pattern.test(name))?.[1] ?? null;
}

function print(comparison: Comparison): void {
  const { name, failures, description } = comparison;
  const label = failures.length === 0 ? 'ok  ' : isExplained(comparison) ? 'note' : 'FAIL';
  const reason = label === 'note' ? ` ${findReason(name)}` : '';
  console.log(`${label} ${name.padEnd(34)} ${description}${failures.map((text) => ` [${text}]`).join('')}${reason}`);
}

const folder = createTemporaryFolder();
try {
  const started = performance.now();
  const notCreated = await createFiles(folder.path);
  const created = performance.now();
  const names = MEDIA_FILES.map(({ name }) => name).filter(
    (name) => !notCreated.some((text) => text.startsWith(`${name}:`)),
  );
  const comparisons = [...(await inspectAll(folder.path, names))];
  if (existsSync(FIELD_FOLDER)) {
    const field = (await readdir(FIELD_FOLDER)).filter((name) => !name.endsWith('.json'));
    comparisons.push(...(await inspectAll(FIELD_FOLDER, field)));
  }
  comparisons.forEach(print);
  const totals = checkTotals(comparisons, notCreated);
  for (const text of totals) console.log(`FAIL ${text}`);
  console.log(
    `created in ${((created - started) / 1000).toFixed(1)} s, inspected in ${((performance.now() - created) / 1000).toFixed(1)} s`,
  );
  const wrong = comparisons.filter((comparison) => comparison.failures.length > 0 && !isExplained(comparison)).length;
  const failed = wrong + totals.length;
  console.log(`${comparisons.length - wrong} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
} finally {
  folder.remove();
}
