import type { Existing } from '../existing/lookup.ts';
import { lookUpExisting, toLookupError } from '../existing/lookup.ts';
import type { ExistingRecord } from '../existing/record.ts';
import { getUserMetadata } from '../existing/record.ts';
import type { RunContext } from '../existing/run-context.ts';
import type { CheckFinding } from '../media/check-finding.ts';
import type { CheckDependencies } from '../media/check-videos.ts';
import type { InspectionOptions } from '../media/inspect-video.ts';
import type { IndexMediaLimits } from '../media/model-limits.ts';
import type { ErrorDetails } from '../model/errors.ts';
import type { UserMetadata } from '../model/source.ts';
import type { VideoState } from '../model/video-store.ts';
import { matchExisting } from '../plan/match.ts';
import type { Observation, ObservedVideo } from '../plan/plan.ts';
import type { PruneMode } from '../plan/removals.ts';
import { ApiError } from '../twelvelabs/errors.ts';
import { retryWhileTransient } from '../twelvelabs/retry.ts';
import { withDeadlineSignal } from '../util/clock.ts';
import { mapInTurns } from '../util/concurrency.ts';

/** The inputs that determine what is observed. */
export interface ObserveSettings {
  readonly reuse: boolean;
  readonly preflight: 'strict' | 'warn' | 'off';
  readonly allowPrivateUrls: boolean;
  readonly endpoint: 'tasks' | 'assets' | 'auto';
  readonly userMetadata: UserMetadata;
  readonly prune: PruneMode;
  /** Whether every row of the list could be read. */
  readonly isListComplete: boolean;
  /** Receives the name of the index, if it is read. */
  readonly onIndexName?: (name: string) => void;
}

type Records = ReadonlyMap<number, readonly ExistingRecord[]>;
type Findings = ReadonlyMap<number, readonly CheckFinding[]>;

/** The state of the index, and the limits of its models. */
interface IndexObservation {
  readonly error: ErrorDetails | null;
  readonly findings: readonly CheckFinding[];
  readonly limits: IndexMediaLimits | null;
}

const NO_EXISTING: Existing = { records: new Map(), claimed: null };
const NOTHING: IndexObservation = { error: null, findings: [], limits: null };

/**
 * Collects everything that the plan depends on: the records of each video in the index, the current version of each
 * video, and findings about those that would be submitted. Submits nothing. At most, it rewrites metadata of this
 * action that cannot be filtered yet.
 */
export async function observe(
  context: RunContext,
  settings: ObserveSettings,
  locateAsset: CheckDependencies['locateAsset'],
): Promise<Observation> {
  const { clock, deadline, cancellation } = context;
  const { allowPrivateUrls } = settings;
  return await withDeadlineSignal({ clock, deadline, cancelled: cancellation.signal }, (signal) =>
    observeWithin(context, settings, { ...context, locateAsset, signal, allowPrivateUrls }),
  );
}

async function observeWithin(
  context: RunContext,
  settings: ObserveSettings,
  check: CheckDependencies,
): Promise<Observation> {
  const videos = getQueued(context).filter(({ source }) => !('error' in source && source.error));
  const lookedUpAtMs = context.clock.now();
  const { records, claimed, error: lookupError } = await lookUp(context, settings, check, videos);
  await confirmChanges(context, settings, check, records);
  const remaining = getQueued(context).filter((video) => isToBeSubmitted(video, records));
  if (settings.reuse) noteLookup(context, remaining, lookedUpAtMs);
  const isInspected = settings.preflight !== 'off' && lookupError === null && remaining.length > 0;
  const index = isInspected ? await observeIndex(context, settings) : NOTHING;
  const findings =
    isInspected && index.error === null
      ? await inspect(check, remaining, { limits: index.limits, acceptsPlaylists: settings.endpoint === 'assets' })
      : new Map();
  return {
    videos: await mapInTurns(getQueued(context), (video) =>
      toObserved(video, settings.userMetadata, records, findings),
    ),
    claimed,
    isListComplete: settings.isListComplete,
    lookupError,
    indexError: index.error,
    indexFindings: index.findings,
  };
}

function getQueued({ store }: RunContext): readonly VideoState[] {
  return store.videos().filter(({ phase, source }) => phase === 'queued' && source.kind !== 'task');
}

function isToBeSubmitted(video: VideoState, records: Records): boolean {
  const { source, position } = video;
  if ('error' in source && source.error) return false;
  return matchExisting(video, records.get(position) ?? []).kind === 'submit';
}

/** For more videos than this, a second lookup of each would cost more requests than the rest of the run. */
const MAX_RECHECKED_VIDEOS = 50;

function noteLookup({ store }: RunContext, videos: readonly VideoState[], lookedUpAtMs: number): void {
  if (videos.length > MAX_RECHECKED_VIDEOS) return;
  for (const { position } of videos) store.update(position, { lookedUpAtMs });
}

async function lookUp(
  context: RunContext,
  settings: ObserveSettings,
  check: CheckDependencies,
  videos: readonly VideoState[],
): Promise<Existing & { readonly error: ErrorDetails | null }> {
  const { reuse, prune } = settings;
  const readsClaims = prune !== 'off';
  if (!reuse || (videos.length === 0 && !readsClaims)) return { ...NO_EXISTING, error: null };
  try {
    const existing = await lookUpExisting(context, videos, {
      isKnown: (video, known) => matchExisting(video, known).kind !== 'submit',
      resolveVersions: (positions) => resolveVersions(settings, check, positions),
      byNameOnly: false,
      claims: readsClaims ? 'all' : 'if_cheaper',
    });
    return { ...existing, error: null };
  } catch (error) {
    return { ...NO_EXISTING, error: toLookupError(error) };
  }
}

async function resolveVersions(
  { preflight }: ObserveSettings,
  check: CheckDependencies,
  positions: ReadonlySet<number>,
): Promise<void> {
  if (preflight === 'off' || positions.size === 0) return;
  // A run that inspects nothing does not load the inspection.
  const { resolveVersions: resolve } = await import('../media/check-videos.ts');
  await resolve(check, positions);
}

/** A video is submitted as changed only if its version is the same in a second response. */
async function confirmChanges(
  context: RunContext,
  { preflight }: ObserveSettings,
  check: CheckDependencies,
  records: Records,
): Promise<void> {
  const changed = getQueued(context).filter((video) => {
    const match = matchExisting(video, records.get(video.position) ?? []);
    return match.kind === 'submit' && match.reason === 'changed';
  });
  if (preflight === 'off' || changed.length === 0) return;
  const { dropUnstableVersions } = await import('../media/check-videos.ts');
  await dropUnstableVersions(check, new Set(changed.map(({ position }) => position)));
}

async function observeIndex(
  context: RunContext,
  { endpoint, onIndexName }: ObserveSettings,
): Promise<IndexObservation> {
  const { checkIndex, isPermanentIndexError } = await import('../media/check-index.ts');
  const { getLimits } = await import('../media/model-limits.ts');
  const { api, clock, settings } = context;
  try {
    const indexId = settings.indexId ?? '';
    const report = await retryWhileTransient(context, (limits) => checkIndex(api, indexId, clock, limits));
    const { name } = report.index;
    if (name !== null) {
      context.log.info(`Index: ${name}, ID ${indexId}`);
      onIndexName?.(name);
    }
    const { limits } = getLimits(report.models, endpoint === 'tasks' ? 'tasks' : 'assets');
    return { error: null, findings: report.findings, limits };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (isPermanentIndexError(error)) return { ...NOTHING, error: error.details };
    context.log.info(`Could not read the index: ${error.message}`);
    return NOTHING;
  }
}

async function inspect(
  check: CheckDependencies,
  videos: readonly VideoState[],
  options: InspectionOptions,
): Promise<Findings> {
  const { checkVideos } = await import('../media/check-videos.ts');
  return await checkVideos(check, new Set(videos.map(({ position }) => position)), options);
}

function toObserved(
  video: VideoState,
  userMetadata: UserMetadata,
  records: Records,
  findings: Findings,
): ObservedVideo {
  const { position, name, source, sourceKey, address, contentVersion, contentStamp, metadata } = video;
  return {
    position,
    name,
    sourceKey,
    address,
    isFile: source.kind === 'file' || source.kind === 'release_asset',
    userMetadata: getUserMetadata(userMetadata, source),
    contentVersion,
    contentStamp,
    durationSeconds: metadata.duration,
    sourceError: 'error' in source ? source.error : null,
    records: records.get(position) ?? [],
    findings: findings.get(position) ?? [],
  };
}
