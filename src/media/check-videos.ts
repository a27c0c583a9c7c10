import { createHash, hash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { environmentProxies } from '../http/proxies.ts';
import { openFetchSession, systemResolve } from '../http/safe-fetch.ts';
import type { Problem } from '../model/errors.ts';
import type { Entry, Ledger } from '../model/video-store.ts';
import { fileChunks } from '../util/chunks.ts';
import type { Clock } from '../util/clock.ts';
import type { Preflight, Target } from './inspect-video.ts';
import { preflightVideos } from './inspect-video.ts';
import type { MediaFacts } from './media-info.ts';
import type { MediaLimits } from './model-limits.ts';

/** What the look at the videos works with. */
export interface CheckDeps {
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly allowPrivateUrls: boolean;
  /** Where an asset of a private repository lies for a while, without a token; null when it cannot be told. */
  readonly locateAsset: (entry: Entry) => Promise<string | null>;
  /** Told of a problem that does not stop a video. */
  readonly warn: (entry: Entry, problem: Problem) => void;
}

/** `strict` rejects what cannot work before it is submitted, `warn` says so and goes on. */
export type CheckMode = 'strict' | 'warn';

/**
 * Finds out what the videos at `positions` contain now, so that a changed one can be told from one that is in the index
 * already: by the first bytes of a link, the SHA-256 of a file, the digest of a release asset.
 */
export async function tellVersions(deps: CheckDeps, positions: ReadonlySet<number>): Promise<void> {
  const entries = queued(deps.ledger).filter(({ position }) => positions.has(position));
  await tellOwnVersions(entries, deps);
  const links = entries.filter(({ source }) => source.kind === 'url');
  const looks = await lookAt(links, deps, { probe: false });
  links.forEach(({ position }, n) => {
    enterVersion(deps.ledger, position, looks[n]?.version ?? null);
  });
}

/** Files and assets: those whose version can be told without a look at them from outside. */
async function tellOwnVersions(entries: readonly Entry[], { ledger, signal }: CheckDeps): Promise<void> {
  for (const entry of entries) {
    if (signal.aborted) return;
    if (entry.version === null) enterVersion(ledger, entry.position, await ownVersionOf(entry, signal));
  }
}

/** 128 bits: no two versions of a video will ever share them by chance. */
const HASH_DIGITS = 32;

/** What the ledger and the platform get is a hash: what a server says of a file may be long, and is nobody's business. */
function enterVersion(ledger: Ledger, position: number, version: string | null): void {
  if (version === null) return;
  ledger.update(position, { version: hash('sha256', version, 'hex').slice(0, HASH_DIGITS) });
}

async function ownVersionOf({ source }: Entry, signal: AbortSignal): Promise<string | null> {
  if (source.kind === 'asset') return source.digest ?? `size:${source.size}`;
  return source.kind === 'file' ? sha256Of(source.path, signal) : null;
}

/** Null when the time is up, or when the file cannot be read (any more), which its submission will tell. */
async function sha256Of(path: string, signal: AbortSignal): Promise<string | null> {
  const digest = createHash('sha256');
  try {
    const file = await open(path);
    for await (const chunk of fileChunks(file, { start: 0, length: null }, () => void file.close())) {
      if (signal.aborted) return null;
      digest.update(chunk);
    }
    return `sha256:${digest.digest('hex')}`;
  } catch {
    return null;
  }
}

/**
 * Looks at the queued videos, some side by side: enters their facts and versions, rejects (`strict`) or warns of (`warn`) those that
 * cannot work, and rejects in both modes those that only the own network can reach. What cannot be told never blocks.
 */
export async function checkVideos(deps: CheckDeps, mode: CheckMode, limits: MediaLimits | null): Promise<void> {
  await tellOwnVersions(queued(deps.ledger), deps);
  const entries = queued(deps.ledger);
  const looks = await lookAt(entries, deps, { probe: true, limits });
  entries.forEach((entry, n) => {
    const look = looks[n];
    if (look) enter(deps, mode, entry, look);
  });
}

function enter({ ledger, warn }: CheckDeps, mode: CheckMode, entry: Entry, look: Preflight): void {
  const facts = { ...entry.facts, ...factsOf(look.facts) };
  ledger.update(entry.position, { facts });
  // What a version was told of already keeps it: by that it was compared.
  if (entry.version === null) enterVersion(ledger, entry.position, look.version);
  const [worst] = look.problems;
  if (worst === undefined || look.verdict === 'unknown' || look.verdict === 'ok') return;
  const refused = worst.code === 'video_url_private_address' || (mode === 'strict' && look.verdict === 'reject-worthy');
  if (refused) ledger.settle(entry.position, 'rejected', worst);
  else for (const problem of look.problems) warn(entry, problem);
}

function factsOf({ duration, width, height, size }: MediaFacts): Partial<Entry['facts']> {
  return Object.fromEntries(Object.entries({ duration, width, height, size }).filter(([, value]) => value !== null));
}

function queued(ledger: Ledger): readonly Entry[] {
  return ledger.entries().filter(({ phase, source }) => phase === 'queued' && source.kind !== 'task');
}

async function lookAt(
  entries: readonly Entry[],
  deps: CheckDeps,
  how: { probe: boolean; limits?: MediaLimits | null },
): Promise<readonly (Preflight | null)[]> {
  const targets = await Promise.all(entries.map((entry) => targetOf(entry, deps)));
  const { clock, signal, allowPrivateUrls: allowPrivate } = deps;
  const session = openFetchSession({ clock, resolve: systemResolve, allowPrivate, proxyFor: environmentProxies() });
  try {
    const settings = { limits: how.limits ?? null, probe: how.probe };
    const known = targets.filter((target) => target !== null);
    const looks = (await preflightVideos(known, settings, { fetch: session.fetch, clock, signal })).values();
    return targets.map((target) => (target === null ? null : (looks.next().value ?? null)));
  } finally {
    session.close();
  }
}

async function targetOf(entry: Entry, deps: CheckDeps): Promise<Target | null> {
  const { source } = entry;
  if (source.kind === 'url') return { kind: 'url', url: source.url };
  if (source.kind === 'file') return { kind: 'file', path: source.path };
  if (source.kind !== 'asset') return null;
  const url = source.isPublic ? source.downloadUrl : await deps.locateAsset(entry);
  return url === null ? null : { kind: 'url', url };
}
