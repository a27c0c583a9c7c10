import { createHash, hash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { createProxySelector } from '../http/proxies.ts';
import { createFetchSession, resolveWithSystem } from '../http/safe-fetch.ts';
import type { VideoState, VideoStore } from '../model/video-store.ts';
import { readFileChunks } from '../util/chunks.ts';
import type { Clock } from '../util/clock.ts';
import type { CheckFinding } from './check-finding.ts';
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
}

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
    storeVersion(deps.store, position, looks[n]?.version ?? null, looks[n]?.stamp ?? null);
  });
}

/** Files and assets: those whose version can be told without a look at them from outside. */
async function resolveLocalVersions(
  entries: readonly VideoState[],
  { store, signal }: CheckDependencies,
): Promise<void> {
  for (const entry of entries) {
    if (signal.aborted) return;
    if (entry.contentVersion === null) storeVersion(store, entry.position, await getLocalVersion(entry, signal), null);
  }
}

/** 128 bits: no two versions of a video will ever share them by chance. */
const HASH_DIGITS = 32;

/** What the store and the platform get is a hash: what a server says of a file may be long, and is nobody's business. */
function storeVersion(store: VideoStore, position: number, version: string | null, stamp: string | null): void {
  if (version === null) return;
  store.update(position, { contentVersion: hashText(version), contentStamp: stamp && hashText(stamp) });
}

function hashText(text: string): string {
  return hash('sha256', text, 'hex').slice(0, HASH_DIGITS);
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
 * Inspects the queued videos at `positions`, some at the same time, and stores their metadata and versions. Resolves with
 * what may be wrong with each, the most severe first.
 */
export async function checkVideos(
  deps: CheckDependencies,
  positions: ReadonlySet<number>,
  limits: MediaLimits | null,
): Promise<ReadonlyMap<number, readonly CheckFinding[]>> {
  const isWanted = ({ position }: VideoState): boolean => positions.has(position);
  await resolveLocalVersions(getQueuedVideos(deps.store).filter(isWanted), deps);
  const videos = getQueuedVideos(deps.store).filter(isWanted);
  const inspections = await inspectEntries(videos, deps, { probe: true, limits });
  const findings = new Map<number, readonly CheckFinding[]>();
  videos.forEach((video, index) => {
    const inspection = inspections[index];
    if (!inspection) return;
    storeInspection(deps.store, video, inspection);
    findings.set(video.position, inspection.findings);
  });
  return findings;
}

function storeInspection(store: VideoStore, video: VideoState, { facts, version, stamp }: VideoInspection): void {
  store.update(video.position, { metadata: { ...video.metadata, ...toMetadata(facts) } });
  // A version by which the video was compared with the index stays.
  if (video.contentVersion === null) storeVersion(store, video.position, version, stamp);
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
