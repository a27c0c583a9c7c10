import { createProxySelector } from '../http/proxies.ts';
import { createResolver, IMPATIENT } from '../http/resolver.ts';
import { createFetchSession } from '../http/safe-fetch.ts';
import type { VideoState, VideoStore } from '../model/video-store.ts';
import { hashContentVersion } from '../sources/source-key.ts';
import type { Clock } from '../util/clock.ts';
import { formatExactDuration } from '../util/format.ts';
import { hashFile } from '../util/hash-file.ts';
import { type CheckFinding, createFinding } from './check-finding.ts';
import { type InspectionOptions, inspectVideos, type Target, type VideoInspection } from './inspect-video.ts';
import type { MediaInfo } from './media-info.ts';

export interface CheckDependencies {
  readonly store: VideoStore;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly allowPrivateUrls: boolean;
  /** Gets a temporary URL of an asset of a private repository or of an object, without a token; null if there is none. */
  readonly locateAsset: (video: VideoState) => Promise<string | null>;
}

/**
 * Determines the current content version of the videos at `positions`, so that a changed video is distinguished from
 * one that is already in the index: from the response headers of a link, the SHA-256 of a file, or the digest of a
 * release asset. That of an object in a bucket is known from the start.
 */
export async function resolveVersions(deps: CheckDependencies, positions: ReadonlySet<number>): Promise<void> {
  const videos = getQueuedVideos(deps.store).filter(({ position }) => positions.has(position));
  await resolveLocalVersions(videos, deps);
  const links = videos.filter(({ source }) => source.kind === 'url');
  const inspections = await inspectQueued(links, deps, { limits: null, probe: false });
  for (const [index, { position }] of links.entries()) {
    const inspection = inspections[index];
    if (inspection) storeVersion(deps.store, position, inspection);
  }
}

/**
 * Reads the versions of links again that seem to have changed. A server may send another ETag with each response, which
 * identifies nothing; the version of such a link is unknown.
 */
export async function dropUnstableVersions(deps: CheckDependencies, positions: ReadonlySet<number>): Promise<void> {
  const links = getQueuedVideos(deps.store).filter(
    ({ position, source }) => positions.has(position) && source.kind === 'url',
  );
  const inspections = await inspectQueued(links, deps, { limits: null, probe: false });
  for (const [index, { position, contentVersion }] of links.entries()) {
    const version = inspections[index]?.version ?? null;
    if (version !== null && hashContentVersion(version) !== contentVersion)
      deps.store.update(position, { contentVersion: null });
  }
}

/** Resolves the versions of files and release assets, which need no network. */
async function resolveLocalVersions(
  videos: readonly VideoState[],
  { store, signal }: CheckDependencies,
): Promise<void> {
  for (const video of videos) {
    if (signal.aborted) return;
    if (video.contentVersion !== null) continue;
    storeVersion(store, video.position, { version: await getLocalVersion(video, signal), stamp: null });
  }
}

/** Stores hashes, because the version that a server sends may be long or confidential. */
function storeVersion(
  store: VideoStore,
  position: number,
  { version, stamp }: Pick<VideoInspection, 'version' | 'stamp'>,
): void {
  if (version === null) return;
  store.update(position, {
    contentVersion: hashContentVersion(version),
    contentStamp: stamp && hashContentVersion(stamp),
  });
}

async function getLocalVersion({ source }: VideoState, signal: AbortSignal): Promise<string | null> {
  if (source.kind === 'release_asset') return source.digest ?? `size:${source.size}`;
  if (source.kind !== 'file') return null;
  const digest = await hashFile(source.path, signal);
  return digest && `sha256:${digest}`;
}

/**
 * Inspects the queued videos at `positions`, some at the same time, and stores their metadata and versions. Resolves with
 * what may be wrong with each, the most severe first.
 */
export async function checkVideos(
  deps: CheckDependencies,
  positions: ReadonlySet<number>,
  options: Pick<InspectionOptions, 'limits' | 'acceptsPlaylists'>,
): Promise<ReadonlyMap<number, readonly CheckFinding[]>> {
  const isWanted = ({ position }: VideoState): boolean => positions.has(position);
  await resolveLocalVersions(getQueuedVideos(deps.store).filter(isWanted), deps);
  const videos = getQueuedVideos(deps.store).filter(isWanted);
  const inspections = await inspectQueued(videos, deps, options);
  const findings = new Map<number, readonly CheckFinding[]>();
  for (const [index, video] of videos.entries()) {
    const inspection = inspections[index];
    if (!inspection) continue;
    storeInspection(deps.store, video, inspection);
    const stated = checkStatedDuration(video, inspection.mediaInfo);
    findings.set(video.position, stated === null ? inspection.findings : [...inspection.findings, stated]);
  }
  return findings;
}

function storeInspection(store: VideoStore, video: VideoState, inspection: VideoInspection): void {
  const { mediaInfo } = inspection;
  const duration = mediaInfo.duration ?? getStatedDuration(video);
  store.update(video.position, { metadata: { ...video.metadata, ...toMetadata({ ...mediaInfo, duration }) } });
  // A version by which the video was compared with the index stays.
  if (video.contentVersion === null) storeVersion(store, video.position, inspection);
}

function getStatedDuration({ source }: VideoState): number | null {
  return ('statedDuration' in source ? source.statedDuration : null) ?? null;
}

/** Seconds, or a part of the duration: a list may round, and a platform may count the last frame. */
const STATED_TOLERANCE_SECONDS = 1;
const STATED_TOLERANCE_SHARE = 0.02;

/** The file is right; a wrong list is worth a warning, because somebody may rely on it. */
function checkStatedDuration(video: VideoState, { duration }: MediaInfo): CheckFinding | null {
  const stated = getStatedDuration(video);
  if (stated === null || duration === null) return null;
  if (Math.abs(stated - duration) <= Math.max(STATED_TOLERANCE_SECONDS, duration * STATED_TOLERANCE_SHARE)) return null;
  const message = `The manifest states a duration of ${formatExactDuration(stated)}, but the video has ${formatExactDuration(duration)}.`;
  return createFinding('warn', 'video_duration_mismatch', message);
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
  const session = createFetchSession({ clock, resolve: createResolver(IMPATIENT), allowPrivate, proxyFor });
  try {
    const known = targets.filter((target) => target !== null);
    session.resolveAhead(known.flatMap((target) => (target.kind === 'url' ? [target.url] : [])));
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
  if (source.kind !== 'release_asset' && source.kind !== 'object') return null;
  const isPublic = source.kind === 'release_asset' && source.isPublic;
  const url = isPublic ? source.downloadUrl : await deps.locateAsset(video);
  return url === null ? null : { kind: 'url', url };
}
