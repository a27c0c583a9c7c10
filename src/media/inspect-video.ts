import { open } from 'node:fs/promises';
import type { SafeFetch } from '../http/safe-fetch.ts';
import { type Clock, createDeadline, type Deadline } from '../util/clock.ts';
import { inParallel } from '../util/concurrency.ts';
import { getErrorMessage } from '../util/error.ts';
import { openLocalFile, openRemoteFile, type RandomAccessFile } from './block-reader.ts';
import { type CheckFinding, createFinding, SEVERITIES, type Severity } from './check-finding.ts';
import { detectFileType } from './detect-file-type.ts';
import { HEAD_BYTES, inspectUrl } from './inspect-url.ts';
import { type MediaInfo, UNKNOWN_MEDIA_INFO } from './media-info.ts';
import { checkLimits, type MediaLimits } from './model-limits.ts';
import { type Probe, preloadProber, probe } from './probe.ts';

/** A video to inspect: a file behind a link, or a file in the workspace. */
export type Target = { readonly kind: 'url'; readonly url: string } | { readonly kind: 'file'; readonly path: string };

/** The result of inspecting one video. */
export interface VideoInspection {
  /** The worst severity of the findings; `ok` without findings. */
  readonly verdict: 'ok' | Severity;
  readonly mediaInfo: MediaInfo;
  /** Changes when the content changes; null if the server sends nothing that identifies it, and for local files. */
  readonly version: string | null;
  /** Size and Last-Modified; null without them. */
  readonly stamp: string | null;
  /** The worst first. */
  readonly findings: readonly CheckFinding[];
}

export interface InspectionOptions {
  /** Null if the models of the index are not known. */
  readonly limits: MediaLimits | null;
  /** Whether to read the container; false if only the version is needed. Default: true. */
  readonly probe?: boolean;
  /** The number of videos that are inspected at the same time. */
  readonly concurrency?: number;
  /** For one video, in milliseconds. */
  readonly timeoutMs?: number;
}

export interface InspectionDependencies {
  readonly fetch: SafeFetch;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

const INSPECTION_CONCURRENCY = 20;
const TIMEOUT_MS = 20_000;

/**
 * Inspects videos, several at the same time, and returns the results in the same order. Never rejects: if an inspection
 * fails, its verdict is `unknown`. After `signal` aborts, the remaining videos are `unknown` without an inspection.
 */
export async function inspectVideos(
  targets: readonly Target[],
  options: InspectionOptions,
  dependencies: InspectionDependencies,
): Promise<readonly VideoInspection[]> {
  if (targets.length > 0 && options.probe !== false) preloadProber();
  const results: VideoInspection[] = [];
  await inParallel(options.concurrency ?? INSPECTION_CONCURRENCY, targets.entries(), async ([index, target]) => {
    results[index] = await inspectVideo(target, options, dependencies);
  });
  return results;
}

async function inspectVideo(
  target: Target,
  { limits, probe: withProbe = true, timeoutMs = TIMEOUT_MS }: InspectionOptions,
  dependencies: InspectionDependencies,
): Promise<VideoInspection> {
  const deadline = createDeadline(dependencies.clock, timeoutMs);
  try {
    const inspection =
      target.kind === 'url'
        ? await inspectRemote(target.url, deadline, dependencies, withProbe)
        : await inspectLocal(target.path);
    return toInspection(inspection, limits);
  } catch (error) {
    return toInspection({ ...EMPTY_INSPECTION, findings: [createIncomplete(getErrorMessage(error))] }, null);
  }
}

/** An inspection before the limits are checked. */
interface RawInspection {
  readonly mediaInfo: MediaInfo;
  readonly version: string | null;
  readonly stamp: string | null;
  readonly findings: readonly CheckFinding[];
}

const EMPTY_INSPECTION: RawInspection = { mediaInfo: UNKNOWN_MEDIA_INFO, version: null, stamp: null, findings: [] };

async function inspectRemote(
  link: string,
  deadline: Deadline,
  { fetch, signal }: InspectionDependencies,
  withProbe: boolean,
): Promise<RawInspection> {
  const limits = (): { timeoutMs: number; signal: AbortSignal } => ({ timeoutMs: deadline.remainingMs(), signal });
  const { findings, size, version, stamp, file } = await inspectUrl(new URL(link), fetch, limits());
  const mediaInfo = { ...UNKNOWN_MEDIA_INFO, size };
  if (file === null && findings.length === 0)
    return { mediaInfo, version, stamp, findings: [createIncomplete('the server does not send the size of the file')] };
  if (file === null || !withProbe) return { mediaInfo, version, stamp, findings };
  const contents = await inspectContents(openRemoteFile(file, fetch, limits));
  return { ...contents, version, stamp, findings: [...findings, ...contents.findings] };
}

async function inspectLocal(path: string): Promise<RawInspection> {
  const handle = await open(path);
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) return { ...EMPTY_INSPECTION, findings: [createIncomplete('it is not a regular file')] };
    const { size } = stats;
    const rejection = { ...EMPTY_INSPECTION, mediaInfo: { ...UNKNOWN_MEDIA_INFO, size } };
    if (size === 0)
      return { ...rejection, findings: [createFinding('reject', 'video_file_empty', 'The file is empty.')] };
    const file = openLocalFile(handle, size);
    const type = detectFileType(await file.read(0, Math.min(size, HEAD_BYTES)));
    if (type.kind === 'video' || type.kind === 'unknown') return await inspectContents(file);
    const message = `The file is not a video: it is ${type.name}.`;
    return { ...rejection, findings: [createFinding('reject', 'video_file_not_video', message)] };
  } finally {
    await handle.close();
  }
}

async function inspectContents(file: RandomAccessFile): Promise<RawInspection> {
  const result = await probe(file);
  return { ...EMPTY_INSPECTION, mediaInfo: result.mediaInfo, findings: checkProbe(result) };
}

function checkProbe({ mediaInfo, unknownReason, brokenReason }: Probe): readonly CheckFinding[] {
  if (brokenReason !== null)
    return [createFinding('reject', 'video_file_broken', `The file cannot be played: ${brokenReason}.`)];
  if (unknownReason !== null) return [createIncomplete(unknownReason)];
  if (mediaInfo.hasVideo === false) return [];
  const { duration, width: resolution, hasVideo } = mediaInfo;
  const missing = Object.entries({ duration, resolution, 'video tracks': hasVideo }).flatMap(([name, value]) =>
    value === null ? [name] : [],
  );
  return missing.length === 0 ? [] : [createIncomplete(`the file does not state its ${missing.join(', ')}`)];
}

function createIncomplete(reason: string): CheckFinding {
  return createFinding('unknown', 'video_check_incomplete', `This video could not be checked completely: ${reason}.`);
}

function toInspection({ findings, ...inspection }: RawInspection, limits: MediaLimits | null): VideoInspection {
  const all = [...findings, ...checkLimits(inspection.mediaInfo, limits)];
  const sorted = SEVERITIES.flatMap((severity) => all.filter((finding) => finding.severity === severity));
  return { ...inspection, verdict: sorted[0]?.severity ?? 'ok', findings: sorted };
}
