import type { ExistingVideos } from '../existing/existing-videos.ts';
import { findExistingVideos } from '../existing/existing-videos.ts';
import type { RecentTasks } from '../existing/recent-tasks.ts';
import { addTaskOfItem, findUnlistedVideos, readRecentTasks } from '../existing/recent-tasks.ts';
import type { RunContext } from '../existing/run-context.ts';
import type { ErrorDetails } from '../model/errors.ts';
import type { VideoState } from '../model/video-store.ts';
import { ApiError } from '../twelvelabs/errors.ts';
import type { IndexedAsset } from '../twelvelabs/indexed-assets.ts';
import type { IndexingState } from '../twelvelabs/indexing-state.ts';

/** Enters into the store what the videos at some positions contain now, where that can be told. */
export type ResolveVersions = (positions: ReadonlySet<number>) => Promise<void>;

/**
 * Settles, or takes over, every video that an earlier run has put into the index from the same source, in the same
 * version: what is ready is reused, what is under way is waited for, what failed by its own fault fails again without
 * being paid for again. The rest stays queued. If that cannot be found out, nothing is submitted at all. Versions are
 * asked for only of what is there; what is new will be looked at anyway.
 */
export async function reuseVideos(context: RunContext, tellVersions: ResolveVersions): Promise<void> {
  const queued = context.store.videos().filter(({ phase }) => phase === 'queued');
  await reuseExisting(context, queued, tellVersions, false);
}

/** After this long another run may have submitted what was missing. */
const LOOKUP_VALID_MS = 60_000;
/** Asking for each of more videos than this once more would cost more requests than all the rest of the run. */
const MAX_RECHECKED_VIDEOS = 50;

/**
 * The same for one video of a short list whose turn comes late: another run may have put it there since. Without a lock
 * nothing keeps two runs apart that ask in the same moment, or that work through long lists.
 */
export async function reuseIfAddedMeanwhile(context: RunContext, position: number): Promise<void> {
  const entry = context.store.videos()[position];
  if (entry === undefined || entry.lookedUpAtMs === null || context.clock.now() - entry.lookedUpAtMs < LOOKUP_VALID_MS)
    return;
  await reuseExisting(context, [entry], async () => {}, true);
}

async function reuseExisting(
  context: RunContext,
  queued: readonly VideoState[],
  tellVersions: ResolveVersions,
  byNameOnly: boolean,
): Promise<void> {
  const { store, clock } = context;
  const wanted = new Map<string, VideoState>();
  for (const entry of queued) if (entry.sourceKey !== null) wanted.set(entry.sourceKey, entry);
  if (wanted.size === 0) return;
  const lookedUpAtMs = clock.now();
  try {
    const recent = await readRecentTasks(context);
    const shown = await findExistingVideos(context, [...wanted.keys()]);
    const tasks = await addTaskOfItem(context, recent, getFirstItem(context, shown));
    await tellVersions(getPositions(wanted, shown));
    const missing = findMissing(context, wanted, shown);
    const found = await findUnlistedVideos(context, recent, [...shown.values()].flat(), { missing, byNameOnly });
    const hidden = groupBySourceKey(found);
    await tellVersions(getPositions(wanted, hidden));
    if (context.cancellation.signal.aborted) return;
    for (const [identity, { position }] of wanted) {
      const items = [...(shown.get(identity) ?? []), ...(hidden.get(identity) ?? [])];
      if (items.length > 0) adopt(context, position, items, tasks);
      if (missing.length <= MAX_RECHECKED_VIDEOS) store.update(position, { lookedUpAtMs });
    }
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (context.cancellation.signal.aborted) return;
    for (const { position } of wanted.values())
      store.finish(position, 'rejected', createReuseLookupFailed(error.details));
  }
}

/** The item of the first video of the step. */
function getFirstItem({ store }: RunContext, items: ExistingVideos): IndexedAsset | null {
  return items.get(store.videos()[0]?.sourceKey ?? '')?.[0] ?? null;
}

/** Where in the store the videos are of which there is something. */
function getPositions(wanted: ReadonlyMap<string, VideoState>, items: ExistingVideos): ReadonlySet<number> {
  const found = [...wanted].filter(([identity]) => (items.get(identity) ?? []).length > 0);
  return new Set(found.map(([, { position }]) => position));
}

/** The videos of which nothing is known, at least not in the version that they have now. */
function findMissing(
  { store }: RunContext,
  wanted: ReadonlyMap<string, VideoState>,
  items: ExistingVideos,
): readonly VideoState[] {
  return [...wanted].flatMap(([identity, { position }]) => {
    const entry = store.videos()[position];
    const isThere = (items.get(identity) ?? []).some((item) => entry && isSameVersion(entry, item));
    return entry === undefined || isThere ? [] : [entry];
  });
}

function groupBySourceKey(items: readonly IndexedAsset[]): ExistingVideos {
  return Map.groupBy(items, ({ userMetadata }) => String(userMetadata?.['gha_source']));
}

function adopt(context: RunContext, position: number, items: readonly IndexedAsset[], tasks: RecentTasks): void {
  const entry = context.store.videos()[position];
  if (entry === undefined) return;
  const same = items.filter((item) => isSameVersion(entry, item));
  const ready = same.find(({ status }) => status === 'ready');
  const open = same.find(({ status }) => status !== 'ready' && status !== 'failed');
  const failed = same.find(({ status }) => status === 'failed');
  if (ready) {
    recordReuse(context, entry, ready, tasks.get(ready.id));
    context.store.finish(position, 'ready', null, ready.readyAt);
  } else if (open) {
    const { clock, store, settings } = context;
    recordReuse(context, entry, open, tasks.get(open.id));
    store.update(position, { phase: 'open', startedMs: clock.now() });
    if (!settings.wait) store.finish(position, 'submitted');
  } else if (failed) {
    const problem = createFailedBefore(tasks.get(failed.id)?.error ?? null);
    // What failed by no fault of its own deserves another try.
    if (problem.class !== 'media' && problem.class !== 'input') return;
    recordReuse(context, entry, failed, tasks.get(failed.id));
    context.store.finish(position, 'failed', problem);
  } else if (entry.lookedUpAtMs === null) {
    context.log.info(`${entry.name}: its content has changed since it was indexed; it is indexed anew.`);
  }
}

/** Where either side cannot tell the version, the source alone decides. */
function isSameVersion(entry: VideoState, item: IndexedAsset): boolean {
  const before = item.userMetadata?.['gha_version'];
  return entry.contentVersion === null || typeof before !== 'string' || before === entry.contentVersion;
}

function recordReuse(
  { store }: RunContext,
  entry: VideoState,
  item: IndexedAsset,
  task: IndexingState | undefined,
): void {
  store.update(entry.position, {
    reused: true,
    // Without its task it is watched, and can be resumed, as the indexed asset that it is; on the road of assets there
    // never was another id.
    remoteId: task?.id ?? item.id,
    remoteIdKind: task === undefined ? 'indexed_asset' : 'task',
    metadata: { ...entry.metadata, ...omitNulls(item.metadata), ...omitNulls(task?.metadata ?? {}) },
    submittedAt: item.createdAt?.toISOString() ?? null,
  });
}

/** What is known, without what is not. */
function omitNulls<T extends object>(facts: T): Partial<T> {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== null)) as Partial<T>;
}

/** The same video failed before: as the platform said then (null: it does not say any more). */
function createFailedBefore(problem: ErrorDetails | null): ErrorDetails {
  const before = problem ?? {
    code: 'task_failed',
    message: 'The platform could not index this video.',
    hint: 'Replace or repair it.',
    class: 'media',
  };
  return {
    ...before,
    message: `${before.message} It was submitted by an earlier run and has not changed since, so it is not paid for again.`,
    hint: `${before.hint} To try the same file again, set \`reuse: false\` or delete it from the index first.`,
  };
}

/** The index could not be asked. Where the key or the id is wrong, a submission would fail in the same way. */
function createReuseLookupFailed(problem: ErrorDetails): ErrorDetails {
  if (problem.class === 'auth' || problem.class === 'input') return problem;
  return {
    ...problem,
    message: `It could not be told whether this video is in the index already, so it was not submitted. ${problem.message}`,
    hint: `${problem.hint} With \`reuse: false\` videos are submitted without looking, and paid for again if they are there.`,
  };
}
