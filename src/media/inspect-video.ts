import { open } from 'node:fs/promises';
import type { GuardedFetch } from '../http/safe-fetch.ts';
import type { Problem } from '../model/errors.ts';
import type { Clock, Deadline } from '../util/clock.ts';
import { deadlineIn } from '../util/clock.ts';
import type { Bytes } from './block-reader.ts';
import { localBytes, remoteBytes } from './block-reader.ts';
import type { Finding } from './check-finding.ts';
import { finding } from './check-finding.ts';
import { sniff } from './detect-file-type.ts';
import { HEAD_BYTES, reach } from './inspect-url.ts';
import type { MediaFacts } from './media-info.ts';
import { UNKNOWN_FACTS } from './media-info.ts';
import type { MediaLimits, ViolationCode } from './model-limits.ts';
import { judge, problemOfViolation } from './model-limits.ts';
import type { Probe } from './probe.ts';
import { probe, warmUp } from './probe.ts';

/** What to look at: a file behind a link, or one in the workspace. */
export type Target = { readonly kind: 'url'; readonly url: string } | { readonly kind: 'file'; readonly path: string };

/**
 * `ok` – nothing speaks against it, and everything could be told; `warn` – it may not work; `reject-worthy` – it
 * cannot work; `unknown` – nothing speaks against it, but not everything could be told.
 */
export type Verdict = 'ok' | 'warn' | 'reject-worthy' | 'unknown';

/** What the look at one video came to. */
export interface Preflight {
  readonly verdict: Verdict;
  readonly facts: MediaFacts;
  /** Changes when the content changes; null when the server gives nothing to tell by. Always null for local files. */
  readonly version: string | null;
  /** The worst first. */
  readonly problems: readonly Problem[];
}

export interface PreflightSettings {
  /** What the videos must keep to; null when the models of the index are not known. */
  readonly limits: MediaLimits | null;
  /** Whether to look into the container; false when only the version is asked for. Default true. */
  readonly probe?: boolean;
  /** Videos that are looked at side by side. */
  readonly atOnce?: number;
  /** For everything about one video, in milliseconds. */
  readonly timeoutMs?: number;
}

export interface PreflightDeps {
  readonly fetch: GuardedFetch;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

const AT_ONCE = 20;
const TIMEOUT_MS = 20_000;

/**
 * Looks at videos, some side by side, and tells what came of each in the order given. Never rejects: a look that fails
 * is `unknown`. Once `deps.signal` aborts, what is left becomes `unknown` without being looked at.
 */
export async function preflightVideos(
  targets: readonly Target[],
  settings: PreflightSettings,
  deps: PreflightDeps,
): Promise<readonly Preflight[]> {
  if (targets.length > 0 && settings.probe !== false) warmUp();
  const results: Preflight[] = [];
  const queue = targets.entries();
  const work = async (): Promise<void> => {
    for (const [index, target] of queue) results[index] = await preflightVideo(target, settings, deps);
  };
  await Promise.all(Array.from({ length: settings.atOnce ?? AT_ONCE }, work));
  return results;
}

/** Looks at one video; see `preflightVideos`. */
async function preflightVideo(target: Target, settings: PreflightSettings, deps: PreflightDeps): Promise<Preflight> {
  const deadline = deadlineIn(deps.clock, settings.timeoutMs ?? TIMEOUT_MS);
  try {
    const look =
      target.kind === 'url'
        ? await lookAtUrl(target.url, deadline, deps, settings.probe !== false)
        : await lookAtFile(target.path);
    return conclude(look, settings.limits);
  } catch (error) {
    return conclude(
      { ...NOTHING, findings: [undetermined(error instanceof Error ? error.message : String(error))] },
      null,
    );
  }
}

interface Look {
  readonly facts: MediaFacts;
  readonly version: string | null;
  readonly findings: readonly Finding[];
}

const NOTHING: Look = { facts: UNKNOWN_FACTS, version: null, findings: [] };

async function lookAtUrl(link: string, deadline: Deadline, deps: PreflightDeps, inside: boolean): Promise<Look> {
  const { fetch, signal } = deps;
  const limits = (): { timeoutMs: number; signal: AbortSignal } => ({ timeoutMs: deadline.left(), signal });
  const { findings, size, version, file } = await reach(new URL(link), fetch, limits());
  const facts = { ...UNKNOWN_FACTS, size };
  if (file === null) return { facts, version, findings: findings.length > 0 ? findings : [undetermined(NO_SIZE)] };
  if (!inside) return { facts, version, findings };
  const look = await lookAtBytes(remoteBytes(file, fetch, limits));
  return { facts: look.facts, version, findings: [...findings, ...look.findings] };
}

const NO_SIZE = 'its server does not say how large the file is';

async function lookAtFile(path: string): Promise<Look> {
  const handle = await open(path);
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) return { ...NOTHING, findings: [undetermined('it is not a regular file')] };
    const { size } = stats;
    const facts = { ...UNKNOWN_FACTS, size };
    if (size === 0) return { ...NOTHING, facts, findings: [finding('reject', EMPTY_FILE)] };
    const bytes = localBytes(handle, size);
    const seen = sniff(await bytes.read(0, Math.min(size, HEAD_BYTES)));
    const isOther = seen.kind === 'page' || seen.kind === 'other';
    return isOther
      ? { ...NOTHING, facts, findings: [finding('reject', notVideo(seen.name))] }
      : await lookAtBytes(bytes);
  } finally {
    await handle.close();
  }
}

const EMPTY_FILE: Problem = {
  code: 'video_file_empty',
  message: 'The file is empty.',
  hint: 'Check the step that should have written it.',
  class: 'input',
};

function notVideo(what: string): Problem {
  return {
    code: 'video_file_not_video',
    message: `The file is no video: ${what}.`,
    hint: 'Check the path. A Git LFS pointer needs `lfs: true` at checkout.',
    class: 'input',
  };
}

async function lookAtBytes(bytes: Bytes): Promise<Look> {
  const { facts, unknown, broken } = await probe(bytes);
  return { facts, version: null, findings: findingsOfProbe({ facts, unknown, broken }) };
}

function findingsOfProbe({ facts, unknown, broken }: Probe): readonly Finding[] {
  const fileBroken: ViolationCode = 'video_file_broken';
  if (broken !== null) {
    const message = `This file cannot be played: ${broken}.`;
    const hint = 'Upload it again, or let the program that wrote it finish.';
    return [finding('reject', { code: fileBroken, message, hint, class: 'media' })];
  }
  if (unknown !== null) return [undetermined(unknown)];
  if (facts.hasVideo === false) return [];
  const missing = Object.entries({
    duration: facts.duration,
    resolution: facts.width,
    'video tracks': facts.hasVideo,
  }).flatMap(([name, value]) => (value === null ? [name] : []));
  return missing.length === 0 ? [] : [undetermined(`it does not tell its ${missing.join(', ')}`)];
}

function undetermined(why: string): Finding {
  return finding('unknown', {
    code: 'video_not_determined',
    message: `Not everything about this video could be told: ${why}.`,
    hint: 'Nothing to do: the platform decides.',
    class: 'media',
  });
}

const ORDER = ['reject', 'warn', 'unknown'] as const;
const VERDICTS = { reject: 'reject-worthy', warn: 'warn', unknown: 'unknown' } as const;

function conclude({ facts, version, findings }: Look, limits: MediaLimits | null): Preflight {
  const violations = judge(facts, limits);
  const all = [...findings, ...violations.map((violation) => finding('reject', problemOfViolation(violation)))];
  const sorted = ORDER.flatMap((weight) => all.filter((found) => found.weight === weight));
  const [worst] = sorted;
  return {
    verdict: worst === undefined ? 'ok' : VERDICTS[worst.weight],
    facts,
    version,
    problems: sorted.map(({ problem }) => problem),
  };
}
