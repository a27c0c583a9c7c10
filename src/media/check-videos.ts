import { createHash, hash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { createProxySelector } from '../http/proxies.ts';
import { createFetchSession, resolveWithSystem } from '../http/safe-fetch.ts';
import type { Log } from '../model/log.ts';
import type { VideoState, VideoStore } from '../model/video-store.ts';
import { readFileChunks } from '../util/chunks.ts';
import type { Clock } from '../util/clock.ts';
import { type InspectionOptions, inspectVideos, type Target, type VideoInspection } from './inspect-video.ts';
import type { MediaInfo } from './media-info.ts';
import type { MediaLimits } from './model-limits.ts';

export interface CheckDependencies {
  readonly store: VideoStore;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly allowPrivateUrls: boolean;
  /** Gets a temporary URL of an asset of a private repository, without a token; null if there is none. */
  readonly locateAsset: (video: VideoState) => Promise<string | null>;
  readonly log: Log;
}

/** `strict` rejects unsupported videos before they are submitted; `warn` only warns. */
export type CheckMode = 'strict' | 'warn';

/**
 * Determines the current content version of the videos at `positions`, so that a changed video is distinguished from
 * one that is already in the index: from the response headers of a link, the SHA-256 of a file, or the digest of a
 * release asset.
 */
export async function resolveVersions(deps: CheckDependencies, positions: ReadonlySet<number>): Promise<void> {
  const videos = getQueuedVideos(deps.store).filter(({ position }) => positions.has(position));
  await resolveLocalVersions(videos, deps);
  const links = videos.filter(({ source }) => source.kind === 'url');
  const inspections = await inspectQueued(links, deps, { limits: null, probe: false });
  for (const [index, { position }] of links.entries())
    storeVersion(deps.store, position, inspections[index]?.version ?? null);
}

/** Resolves the versions of files and release assets, which need no network. */
async function resolveLocalVersions(
  videos: readonly VideoState[],
  { store, signal }: CheckDependencies,
): Promise<void> {
  for (const video of videos) {
    if (signal.aborted) return;
    if (video.contentVersion === null) storeVersion(store, video.position, await getLocalVersion(video, signal));
  }
}

/** 128 bits, so that collisions are not a concern. */
const HASH_DIGITS = 32;

/** Stores a hash, because the version that a server sends may be long or confidential. */
function storeVersion(store: VideoStore, position: number, version: string | null): void {
  if (version === null) return;
  store.update(position, { contentVersion: hash('sha256', version, 'hex').slice(0, HASH_DIGITS) });
}

async function getLocalVersion({ source }: VideoState, signal: AbortSignal): Promise<string | null> {
  if (source.kind === 'release_asset') return source.digest ?? `size:${source.size}`;
  return source.kind === 'file' ? hashFile(source.path, signal) : null;
}

/** Null after `signal` aborts, or if the file cannot be read, which its submission reports. */
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
 * Inspects the queued videos and stores their metadata and versions. Videos that cannot be indexed are rejected
 * (`strict`) or reported (`warn`); videos at private addresses are rejected in both modes. An unknown result never
 * blocks a video.
 */
export async function checkVideos(deps: CheckDependencies, mode: CheckMode, limits: MediaLimits | null): Promise<void> {
  await resolveLocalVersions(getQueuedVideos(deps.store), deps);
  const videos = getQueuedVideos(deps.store);
  const inspections = await inspectQueued(videos, deps, { limits });
  for (const [index, video] of videos.entries()) {
    const inspection = inspections[index];
    if (inspection) applyInspection(deps, mode, video, inspection);
  }
}

function applyInspection(
  { store, log }: CheckDependencies,
  mode: CheckMode,
  video: VideoState,
  { verdict, mediaInfo, version, errors }: VideoInspection,
): void {
  const { position } = video;
  store.update(position, { metadata: { ...video.metadata, ...toMetadata(mediaInfo) } });
  // A version that was determined earlier is kept, because reuse was decided by it.
  if (video.contentVersion === null) storeVersion(store, position, version);
  const [worst] = errors;
  if (worst === undefined || verdict === 'unknown') return;
  const isRejected = worst.code === 'video_url_private_address' || (mode === 'strict' && verdict === 'reject');
  if (isRejected) store.finish(position, 'rejected', worst);
  else for (const error of errors) log.warning(error, video);
}

function toMetadata({ duration, width, height, size }: MediaInfo): Partial<VideoState['metadata']> {
  return Object.fromEntries(Object.entries({ duration, width, height, size }).filter(([, value]) => value !== null));
}

function getQueuedVideos(store: VideoStore): readonly VideoState[] {
  return store.videos().filter(({ phase, source }) => phase === 'queued' && source.kind !== 'task');
}

/** The inspection of each video; null for an asset without a URL. */
async function inspectQueued(
  videos: readonly VideoState[],
  deps: CheckDependencies,
  options: InspectionOptions,
): Promise<readonly (VideoInspection | null)[]> {
  const targets = await Promise.all(videos.map((video) => getTarget(video, deps)));
  const { clock, signal, allowPrivateUrls: allowPrivate } = deps;
  const proxyFor = createProxySelector();
  const session = createFetchSession({ clock, resolve: resolveWithSystem, allowPrivate, proxyFor });
  try {
    const known = targets.filter((target) => target !== null);
    const inspections = (await inspectVideos(known, options, { fetch: session.fetch, clock, signal })).values();
    return targets.map((target) => (target === null ? null : (inspections.next().value ?? null)));
  } finally {
    session.close();
  }
}

async function getTarget(video: VideoState, deps: CheckDependencies): Promise<Target | null> {
  const { source } = video;
  if (source.kind === 'url') return { kind: 'url', url: source.url };
  if (source.kind === 'file') return { kind: 'file', path: source.path };
  if (source.kind !== 'release_asset') return null;
  const url = source.isPublic ? source.downloadUrl : await deps.locateAsset(video);
  return url === null ? null : { kind: 'url', url };
}
