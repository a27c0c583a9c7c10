import { createHash, hash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { createProxySelector } from '../http/proxies.ts';
import { createFetchSession, resolveWithSystem } from '../http/safe-fetch.ts';
import type { Log } from '../model/log.ts';
import type { VideoState, VideoStore } from '../model/video-store.ts';
import { readFileChunks } from '../util/chunks.ts';
import type { Clock } from '../util/clock.ts';
import type { Target, VideoInspection } from './inspect-video.ts';
import { inspectVideos } from './inspect-video.ts';
import type { MediaInfo } from './media-info.ts';
import type { MediaLimits } from './model-limits.ts';

/** What the look at the videos works with. */
export interface CheckDependencies {
  readonly store: VideoStore;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly allowPrivateUrls: boolean;
  /** Where an asset of a private repository lies for a while, without a token; null when it cannot be told. */
  readonly locateAsset: (entry: VideoState) => Promise<string | null>;
  readonly log: Log;
}

/** `strict` rejects what cannot work before it is submitted, `warn` says so and goes on. */
export type CheckMode = 'strict' | 'warn';

/**
 * Finds out what the videos at `positions` contain now, so that a changed one can be told from one that is in the index
 * already: by the first bytes of a link, the SHA-256 of a file, the digest of a release asset.
 */
export async function resolveVersions(deps: CheckDependencies, positions: ReadonlySet<number>): Promise<void> {
  const entries = getQueuedVideos(deps.store).filter(({ position }) => positions.has(position));
  await resolveLocalVersions(entries, deps);
  const links = entries.filter(({ source }) => source.kind === 'url');
  const looks = await inspectEntries(links, deps, { probe: false });
  links.forEach(({ position }, n) => {
    storeVersion(deps.store, position, looks[n]?.version ?? null);
  });
}

/** Files and assets: those whose version can be told without a look at them from outside. */
async function resolveLocalVersions(
  entries: readonly VideoState[],
  { store, signal }: CheckDependencies,
): Promise<void> {
  for (const entry of entries) {
    if (signal.aborted) return;
    if (entry.contentVersion === null) storeVersion(store, entry.position, await getLocalVersion(entry, signal));
  }
}

/** 128 bits: no two versions of a video will ever share them by chance. */
const HASH_DIGITS = 32;

/** What the store and the platform get is a hash: what a server says of a file may be long, and is nobody's business. */
function storeVersion(store: VideoStore, position: number, version: string | null): void {
  if (version === null) return;
  store.update(position, { contentVersion: hash('sha256', version, 'hex').slice(0, HASH_DIGITS) });
}

async function getLocalVersion({ source }: VideoState, signal: AbortSignal): Promise<string | null> {
  if (source.kind === 'release_asset') return source.digest ?? `size:${source.size}`;
  return source.kind === 'file' ? hashFile(source.path, signal) : null;
}

/** Null when the time is up, or when the file cannot be read (any more), which its submission will tell. */
async function hashFile(path: string, signal: AbortSignal): Promise<string | null> {
  const digest = createHash('sha256');
  try {
    const file = await open(path);
    for await (const chunk of readFileChunks(file, { start: 0, length: null }, () => void file.close())) {
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
export async function checkVideos(deps: CheckDependencies, mode: CheckMode, limits: MediaLimits | null): Promise<void> {
  await resolveLocalVersions(getQueuedVideos(deps.store), deps);
  const entries = getQueuedVideos(deps.store);
  const looks = await inspectEntries(entries, deps, { probe: true, limits });
  entries.forEach((entry, n) => {
    const look = looks[n];
    if (look) applyInspection(deps, mode, entry, look);
  });
}

function applyInspection(
  { store, log }: CheckDependencies,
  mode: CheckMode,
  entry: VideoState,
  look: VideoInspection,
): void {
  const metadata = { ...entry.metadata, ...toMetadata(look.facts) };
  store.update(entry.position, { metadata });
  // What a version was told of already keeps it: by that it was compared.
  if (entry.contentVersion === null) storeVersion(store, entry.position, look.version);
  const [worst] = look.problems;
  if (worst === undefined || look.verdict === 'unknown' || look.verdict === 'ok') return;
  const refused = worst.code === 'video_url_private_address' || (mode === 'strict' && look.verdict === 'reject-worthy');
  if (refused) store.finish(entry.position, 'rejected', worst);
  else for (const problem of look.problems) log.warning(problem, entry);
}

function toMetadata({ duration, width, height, size }: MediaInfo): Partial<VideoState['metadata']> {
  return Object.fromEntries(Object.entries({ duration, width, height, size }).filter(([, value]) => value !== null));
}

function getQueuedVideos(store: VideoStore): readonly VideoState[] {
  return store.videos().filter(({ phase, source }) => phase === 'queued' && source.kind !== 'task');
}

async function inspectEntries(
  entries: readonly VideoState[],
  deps: CheckDependencies,
  how: { probe: boolean; limits?: MediaLimits | null },
): Promise<readonly (VideoInspection | null)[]> {
  const targets = await Promise.all(entries.map((entry) => getTarget(entry, deps)));
  const { clock, signal, allowPrivateUrls: allowPrivate } = deps;
  const session = createFetchSession({
    clock,
    resolve: resolveWithSystem,
    allowPrivate,
    proxyFor: createProxySelector(),
  });
  try {
    const settings = { limits: how.limits ?? null, probe: how.probe };
    const known = targets.filter((target) => target !== null);
    const looks = (await inspectVideos(known, settings, { fetch: session.fetch, clock, signal })).values();
    return targets.map((target) => (target === null ? null : (looks.next().value ?? null)));
  } finally {
    session.close();
  }
}

async function getTarget(entry: VideoState, deps: CheckDependencies): Promise<Target | null> {
  const { source } = entry;
  if (source.kind === 'url') return { kind: 'url', url: source.url };
  if (source.kind === 'file') return { kind: 'file', path: source.path };
  if (source.kind !== 'release_asset') return null;
  const url = source.isPublic ? source.downloadUrl : await deps.locateAsset(entry);
  return url === null ? null : { kind: 'url', url };
}
