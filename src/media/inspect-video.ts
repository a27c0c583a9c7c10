import { open } from 'node:fs/promises';
import type { SafeFetch } from '../http/safe-fetch.ts';
import type { ListedCode } from '../model/error-catalog.ts';
import type { Clock } from '../util/clock.ts';
import { inParallel } from '../util/concurrency.ts';
import { getErrorMessage } from '../util/error.ts';
import { type CheckFinding, createFinding, SEVERITIES, type Severity } from './check-finding.ts';
import { detectFileType } from './detect-file-type.ts';
import { HEAD_BYTES, inspectUrl } from './inspect-url.ts';
import { type MediaInfo, UNKNOWN_MEDIA_INFO } from './media-info.ts';
import { checkLimits, type IndexMediaLimits } from './model-limits.ts';
import { openLocalFile, openRemoteFile } from './open-file.ts';
import { createProber, type ProbeProblem, type Prober } from './probe.ts';
import { readBytes } from './prober/mp4-layout.ts';
import type { RangeReader } from './range-reader.ts';
import { createRetryingFetch } from './retrying-fetch.ts';

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
  readonly limits: IndexMediaLimits | null;
  /** Whether a link may lead to an HLS playlist, which only assets accept. Default: false. */
  readonly acceptsPlaylists?: boolean;
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
  const { concurrency = INSPECTION_CONCURRENCY, timeoutMs = TIMEOUT_MS, limits, acceptsPlaylists = false } = options;
  const prober = createProber(dependencies.clock);
  if (targets.length > 0 && options.probe !== false) prober.preload();
  const fetch = createRetryingFetch(dependencies.fetch, dependencies.clock);
  const inspector: Inspector = {
    ...dependencies,
    fetch,
    timeoutMs,
    limits,
    acceptsPlaylists,
    prober: options.probe === false ? null : prober,
  };
  const results: VideoInspection[] = [];
  try {
    await inParallel(concurrency, targets.entries(), async ([index, target]) => {
      results[index] = await inspectVideo(target, inspector);
    });
    return results;
  } finally {
    prober.close();
  }
}

interface Inspector extends InspectionDependencies {
  readonly acceptsPlaylists: boolean;
  readonly limits: IndexMediaLimits | null;
  readonly timeoutMs: number;
  /** Null if only the version is needed. */
  readonly prober: Prober | null;
}

async function inspectVideo(target: Target, inspector: Inspector): Promise<VideoInspection> {
  try {
    const inspection =
      target.kind === 'url' ? await inspectRemote(target.url, inspector) : await inspectLocal(target.path, inspector);
    return toInspection(inspection, inspector.limits);
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

async function inspectRemote(link: string, inspector: Inspector): Promise<RawInspection> {
  const { fetch, signal, prober, timeoutMs } = inspector;
  const { findings, size, version, stamp, file } = await inspectUrl(
    new URL(link),
    fetch,
    { timeoutMs, signal },
    inspector.acceptsPlaylists,
  );
  const mediaInfo = { ...UNKNOWN_MEDIA_INFO, size };
  if (file === null && findings.length === 0)
    return { mediaInfo, version, stamp, findings: [createIncomplete('its server sends it compressed')] };
  if (file === null || prober === null) return { mediaInfo, version, stamp, findings };
  const contents = await inspectContents(
    openRemoteFile(file, fetch, () => ({ timeoutMs, signal })),
    inspector,
    prober,
    FILE_PROBLEMS.url,
  );
  return {
    ...contents,
    mediaInfo: { ...contents.mediaInfo, size },
    version,
    stamp,
    findings: [...findings, ...contents.findings],
  };
}

async function inspectLocal(path: string, inspector: Inspector): Promise<RawInspection> {
  const handle = await open(path);
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) return { ...EMPTY_INSPECTION, findings: [createIncomplete('it is not a regular file')] };
    const { size } = stats;
    const rejection = { ...EMPTY_INSPECTION, mediaInfo: { ...UNKNOWN_MEDIA_INFO, size } };
    if (size === 0)
      return { ...rejection, findings: [createFinding('reject', 'video_file_empty', 'The file is empty.')] };
    const file = openLocalFile(handle, size);
    const type = detectFileType(await readBytes(file, 0, Math.min(size, HEAD_BYTES)));
    if (type.kind === 'page' || type.kind === 'other')
      return { ...rejection, findings: [createNotVideo(FILE_PROBLEMS.file, type.name, type.hint)] };
    if (inspector.prober === null) return rejection;
    return await inspectContents(file, inspector, inspector.prober, FILE_PROBLEMS.file);
  } finally {
    await handle.close();
  }
}

/** How a file that is not a video is reported. */
interface FileProblem {
  readonly code: ListedCode;
  readonly subject: string;
}

const FILE_PROBLEMS = {
  url: { code: 'video_url_not_video', subject: 'The file behind this link' },
  file: { code: 'video_file_not_video', subject: 'The file' },
} as const satisfies Record<Target['kind'], FileProblem>;

function createNotVideo({ code, subject }: FileProblem, name: string, hint?: string): CheckFinding {
  return createFinding('reject', code, `${subject} is not a video: it is ${name}.`, hint);
}

async function inspectContents(
  file: RangeReader,
  { timeoutMs, signal }: Inspector,
  prober: Prober,
  notVideo: FileProblem,
): Promise<RawInspection> {
  const { mediaInfo, problem } = await prober.probe(file, { timeoutMs, signal });
  return {
    ...EMPTY_INSPECTION,
    mediaInfo,
    findings: problem === null ? [] : [toFinding(problem, notVideo)],
  };
}

function toFinding({ kind, reason, hint }: ProbeProblem, notVideo: FileProblem): CheckFinding {
  if (kind === 'not_video') return createNotVideo(notVideo, reason);
  if (kind === 'unknown') return createIncomplete(reason, hint);
  if (kind === 'truncated')
    return createFinding('warn', 'video_file_broken', `The file is incomplete: ${reason}.`, COMPLETE);
  if (kind === 'encrypted') return createFinding('reject', 'video_encrypted', `The file cannot be indexed: ${reason}.`);
  return createFinding('reject', 'video_file_broken', `The file cannot be played: ${reason}.`, hint ?? COMPLETE);
}

const COMPLETE = 'Check that the file was written, uploaded or copied completely.';

function createIncomplete(reason: string, hint?: string): CheckFinding {
  const message = `This video could not be checked completely: ${reason}.`;
  return createFinding('unknown', 'video_check_incomplete', message, hint);
}

function toInspection({ findings, ...inspection }: RawInspection, limits: IndexMediaLimits | null): VideoInspection {
  const all = [...findings, ...checkLimits(inspection.mediaInfo, limits)];
  const sorted = SEVERITIES.flatMap((severity) => all.filter((finding) => finding.severity === severity));
  return { ...inspection, verdict: sorted[0]?.severity ?? 'ok', findings: sorted };
}
