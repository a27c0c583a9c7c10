import { open } from 'node:fs/promises';
import type { SafeFetch } from '../http/safe-fetch.ts';
import type { ErrorDetails } from '../model/errors.ts';
import type { Clock, Deadline } from '../util/clock.ts';
import { createDeadline } from '../util/clock.ts';
import type { RandomAccessFile } from './block-reader.ts';
import { openLocalFile, openRemoteFile } from './block-reader.ts';
import type { CheckFinding } from './check-finding.ts';
import { createFinding } from './check-finding.ts';
import { detectFileType } from './detect-file-type.ts';
import { HEAD_BYTES, inspectUrl } from './inspect-url.ts';
import type { MediaInfo } from './media-info.ts';
import { UNKNOWN_MEDIA_INFO } from './media-info.ts';
import type { MediaLimits, ViolationCode } from './model-limits.ts';
import { checkLimits, toErrorDetails } from './model-limits.ts';
import type { Probe } from './probe.ts';
import { preloadProber, probe } from './probe.ts';

/** What to look at: a file behind a link, or one in the workspace. */
export type Target = { readonly kind: 'url'; readonly url: string } | { readonly kind: 'file'; readonly path: string };

/**
 * `ok` – nothing speaks against it, and everything could be told; `warn` – it may not work; `reject-worthy` – it
 * cannot work; `unknown` – nothing speaks against it, but not everything could be told.
 */
export type Verdict = 'ok' | 'warn' | 'reject-worthy' | 'unknown';

/** What the look at one video came to. */
export interface VideoInspection {
  readonly verdict: Verdict;
  readonly facts: MediaInfo;
  /** Changes when the content changes; null when the server gives nothing to tell by. Always null for local files. */
  readonly version: string | null;
  /** Size and date of the last change; null without them. */
  readonly stamp: string | null;
  /** The most severe first. */
  readonly findings: readonly CheckFinding[];
}

export interface InspectionOptions {
  /** What the videos must keep to; null when the models of the index are not known. */
  readonly limits: MediaLimits | null;
  /** Whether to look into the container; false when only the version is asked for. Default true. */
  readonly probe?: boolean;
  /** Videos that are looked at side by side. */
  readonly concurrency?: number;
  /** For everything about one video, in milliseconds. */
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
 * Looks at videos, some side by side, and tells what came of each in the order given. Never rejects: a look that fails
 * is `unknown`. Once `deps.signal` aborts, what is left becomes `unknown` without being looked at.
 */
export async function inspectVideos(
  targets: readonly Target[],
  settings: InspectionOptions,
  deps: InspectionDependencies,
): Promise<readonly VideoInspection[]> {
  if (targets.length > 0 && settings.probe !== false) preloadProber();
  const results: VideoInspection[] = [];
  const queue = targets.entries();
  const work = async (): Promise<void> => {
    for (const [index, target] of queue) results[index] = await inspectVideo(target, settings, deps);
  };
  await Promise.all(Array.from({ length: settings.concurrency ?? INSPECTION_CONCURRENCY }, work));
  return results;
}

/** Looks at one video; see `preflightVideos`. */
async function inspectVideo(
  target: Target,
  settings: InspectionOptions,
  deps: InspectionDependencies,
): Promise<VideoInspection> {
  const deadline = createDeadline(deps.clock, settings.timeoutMs ?? TIMEOUT_MS);
  try {
    const look =
      target.kind === 'url'
        ? await inspectRemote(target.url, deadline, deps, settings.probe !== false)
        : await inspectLocal(target.path);
    return toInspection(look, settings.limits);
  } catch (error) {
    return toInspection(
      { ...NOTHING, findings: [createUndetermined(error instanceof Error ? error.message : String(error))] },
      null,
    );
  }
}

interface RawInspection {
  readonly facts: MediaInfo;
  readonly version: string | null;
  readonly stamp: string | null;
  readonly findings: readonly CheckFinding[];
}

const NOTHING: RawInspection = { facts: UNKNOWN_MEDIA_INFO, version: null, stamp: null, findings: [] };

async function inspectRemote(
  link: string,
  deadline: Deadline,
  deps: InspectionDependencies,
  inside: boolean,
): Promise<RawInspection> {
  const { fetch, signal } = deps;
  const limits = (): { timeoutMs: number; signal: AbortSignal } => ({ timeoutMs: deadline.remainingMs(), signal });
  const { findings, size, version, stamp, file } = await inspectUrl(new URL(link), fetch, limits());
  const facts = { ...UNKNOWN_MEDIA_INFO, size };
  if (file === null)
    return { facts, version, stamp, findings: findings.length > 0 ? findings : [createUndetermined(NO_SIZE)] };
  if (!inside) return { facts, version, stamp, findings };
  const look = await inspectContents(openRemoteFile(file, fetch, limits));
  return { facts: look.facts, version, stamp, findings: [...findings, ...look.findings] };
}

const NO_SIZE = 'its server does not say how large the file is';

async function inspectLocal(path: string): Promise<RawInspection> {
  const handle = await open(path);
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) return { ...NOTHING, findings: [createUndetermined('it is not a regular file')] };
    const { size } = stats;
    const facts = { ...UNKNOWN_MEDIA_INFO, size };
    if (size === 0) return { ...NOTHING, facts, findings: [createFinding('reject', EMPTY_FILE)] };
    const bytes = openLocalFile(handle, size);
    const seen = detectFileType(await bytes.read(0, Math.min(size, HEAD_BYTES)));
    const isOther = seen.kind === 'page' || seen.kind === 'other';
    return isOther
      ? { ...NOTHING, facts, findings: [createFinding('reject', createNotVideoError(seen.name))] }
      : await inspectContents(bytes);
  } finally {
    await handle.close();
  }
}

const EMPTY_FILE: ErrorDetails = {
  code: 'video_file_empty',
  message: 'The file is empty.',
  hint: 'Check the step that should have written it.',
  class: 'input',
};

function createNotVideoError(what: string): ErrorDetails {
  return {
    code: 'video_file_not_video',
    message: `The file is no video: ${what}.`,
    hint: 'Check the path. A Git LFS pointer needs `lfs: true` at checkout.',
    class: 'input',
  };
}

async function inspectContents(bytes: RandomAccessFile): Promise<RawInspection> {
  const { facts, unknown, broken } = await probe(bytes);
  return { facts, version: null, stamp: null, findings: checkProbe({ facts, unknown, broken }) };
}

function checkProbe({ facts, unknown, broken }: Probe): readonly CheckFinding[] {
  const fileBroken: ViolationCode = 'video_file_broken';
  if (broken !== null) {
    const message = `This file cannot be played: ${broken}.`;
    const hint = 'Upload it again, or let the program that wrote it finish.';
    return [createFinding('reject', { code: fileBroken, message, hint, class: 'media' })];
  }
  if (unknown !== null) return [createUndetermined(unknown)];
  if (facts.hasVideo === false) return [];
  const missing = Object.entries({
    duration: facts.duration,
    resolution: facts.width,
    'video tracks': facts.hasVideo,
  }).flatMap(([name, value]) => (value === null ? [name] : []));
  return missing.length === 0 ? [] : [createUndetermined(`it does not tell its ${missing.join(', ')}`)];
}

function createUndetermined(why: string): CheckFinding {
  return createFinding('unknown', {
    code: 'video_check_incomplete',
    message: `Not everything about this video could be told: ${why}.`,
    hint: 'Nothing to do: the platform decides.',
    class: 'media',
  });
}

const ORDER = ['reject', 'warn', 'unknown'] as const;
const VERDICTS = { reject: 'reject-worthy', warn: 'warn', unknown: 'unknown' } as const;

function toInspection({ facts, version, stamp, findings }: RawInspection, limits: MediaLimits | null): VideoInspection {
  const violations = checkLimits(facts, limits);
  const all = [...findings, ...violations.map((violation) => createFinding('reject', toErrorDetails(violation)))];
  const sorted = ORDER.flatMap((weight) => all.filter((found) => found.severity === weight));
  const [worst] = sorted;
  return {
    verdict: worst === undefined ? 'ok' : VERDICTS[worst.severity],
    facts,
    version,
    stamp,
    findings: sorted,
  };
}
