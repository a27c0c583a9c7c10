import type { ExistingRecord } from '../existing/record.ts';
import type { RunContext } from '../existing/run-context.ts';
import type { VideoState, VideoStore } from '../model/video-store.ts';
import { changesMetadata, formatPlan } from '../plan/format-plan.ts';
import type { RecordChanges } from '../plan/metadata-changes.ts';
import type { Plan, PlannedAction } from '../plan/plan.ts';
import { createPause } from '../util/concurrency.ts';
import type { PlannedUpdate } from './records/update-records.ts';

/** The subject of warnings about the index as a whole. */
const INDEX = { name: 'index' };

/** Changes that follow from a plan, beside those of the store. */
export interface PlannedUpdates {
  readonly reused: readonly PlannedUpdate[];
  readonly adopted: readonly PlannedUpdate[];
}

/**
 * Applies the plan to the store: videos that are reused or rejected become `done`, adopted ones and reused ones with
 * changes `open`, and those to submit stay `queued`. Returns the updates that `indexVideos` makes.
 */
export async function applyPlan(context: RunContext, plan: Plan): Promise<PlannedUpdates> {
  if (context.cancellation.signal.aborted) return { reused: [], adopted: [] };
  const pause = createPause();
  const replaced = groupReplaced(plan);
  for (const action of plan.actions) {
    describeAction(context.store, replaced, action);
    applyAction(context, action);
    await pause();
  }
  return { reused: getUpdates(plan, 'reuse'), adopted: getUpdates(plan, 'adopt') };
}

/** Finishes every video as planned: a dry run changes nothing else. */
export async function applyDryRun(context: RunContext, plan: Plan): Promise<void> {
  const pause = createPause();
  const replaced = groupReplaced(plan);
  for (const action of plan.actions) {
    await pause();
    const { position, kind, durationSeconds } = action;
    describeAction(context.store, replaced, action);
    const video = context.store.videos()[position];
    if (video === undefined || video.phase !== 'queued') continue;
    if ('record' in action && action.record) storeRecord(context, video, action.record);
    else if (durationSeconds !== null) context.store.addMetadata(position, { duration: durationSeconds });
    if (kind === 'submit') {
      warnOfFindings(context, video, action);
      context.store.update(position, { action: 'submitted' });
    }
    if (kind === 'reject') context.store.finish(position, 'rejected', action.error);
    else context.store.finish(position, 'planned');
  }
}

/** Logs the plan before anything is changed. */
export function logPlan({ log, settings }: RunContext, plan: Plan): void {
  if (plan.actions.length + plan.removals.length > 0) log.info(formatPlan(plan, settings.pricePerMinute));
  for (const error of plan.warnings) log.warning(error, INDEX);
}

/** The removals of replaced versions, by the position of the video that takes their place. */
type ReplacedVideos = ReadonlyMap<number | null, Plan['removals']>;

function groupReplaced({ removals }: Plan): ReplacedVideos {
  return Map.groupBy(
    removals.filter(({ reason }) => reason === 'replaced'),
    ({ successor }) => successor,
  );
}

/** Stores what is done with a video, why, and whose place it takes. */
function describeAction(store: VideoStore, replaced: ReplacedVideos, action: PlannedAction): void {
  const replaces = replaced.get(action.position)?.map(({ record }) => record.id) ?? [];
  store.update(action.position, { ...ACTION_RESULTS[action.kind](action), replaces });
}

const ACTION_RESULTS = {
  reuse: (action: PlannedAction) => {
    if (isMoved(action)) return { action: 'updated', reason: 'moved' };
    return hasChangedMetadata(action)
      ? { action: 'updated', reason: 'metadata_changed' }
      : { action: 'reused', reason: 'unchanged' };
  },
  adopt: (action: PlannedAction) => ({ action: 'adopted', reason: isMoved(action) ? 'moved' : 'unchanged' }),
  // It counts as submitted once it is accepted.
  submit: (action: PlannedAction) => ({ reason: action.kind === 'submit' ? action.reason : null }),
  reject: () => ({}),
} as const satisfies Record<PlannedAction['kind'], (action: PlannedAction) => Partial<VideoState>>;

function isMoved(action: PlannedAction): boolean {
  return 'isMoved' in action && action.isMoved;
}

function hasChangedMetadata(action: PlannedAction): boolean {
  return 'changes' in action && changesMetadata(action.changes);
}

function getUpdates({ actions }: Plan, wanted: 'reuse' | 'adopt'): readonly PlannedUpdate[] {
  return actions.flatMap((action) => {
    if (action.kind !== wanted || !hasChanges(action.changes)) return [];
    return [{ position: action.position, videoId: action.record.id, changes: action.changes }];
  });
}

function hasChanges({ claim, userMetadata }: RecordChanges): boolean {
  return Object.keys(claim).length + Object.keys(userMetadata).length > 0;
}

/** Applies the action of one video to the store. */
export function applyAction(context: RunContext, action: PlannedAction): void {
  const { store, clock, settings } = context;
  const { position } = action;
  const video = store.videos()[position];
  if (video === undefined || video.phase !== 'queued') return;
  switch (action.kind) {
    case 'reuse':
      storeRecord(context, video, action.record);
      // It is finished when its metadata has been updated.
      if (hasChanges(action.changes)) {
        const readyAt = action.record.readyAt?.toISOString() ?? null;
        store.update(position, { phase: 'open', startedMs: clock.now(), platformStatus: 'ready', readyAt });
      } else store.finish(position, 'ready', null, action.record.readyAt);
      return;
    case 'adopt':
      storeRecord(context, video, action.record);
      store.update(position, { phase: 'open', startedMs: clock.now() });
      if (!settings.wait) store.finish(position, 'submitted');
      return;
    case 'reject':
      if (action.record) storeRecord(context, video, action.record);
      store.finish(position, action.record ? 'failed' : 'rejected', action.error);
      return;
    case 'submit':
      warnOfFindings(context, video, action);
  }
}

function warnOfFindings(
  context: RunContext,
  video: VideoState,
  { reason, findings }: Extract<PlannedAction, { kind: 'submit' }>,
): void {
  const serious = findings.filter(({ severity }) => severity !== 'unknown');
  // An unavailable host causes no warning, but may explain a failure.
  const cause = findings.find(({ severity, error }) => severity !== 'unknown' || error.class !== 'media');
  if (cause) context.store.update(video.position, { inspectionError: cause.error });
  for (const { error } of serious) context.log.warning(error, video);
  if (reason === 'changed')
    context.log.info('Its content changed since it was indexed. Indexing the new version.', video);
  if (reason === 'retry') context.log.info('An earlier attempt to index it failed. Trying again.', video);
}

function storeRecord({ store }: RunContext, video: VideoState, record: ExistingRecord): void {
  const known = Object.fromEntries(Object.entries(record.metadata).filter(([, value]) => value !== null));
  store.update(video.position, {
    reused: true,
    // Without a task, the video is polled and can be resumed as an indexed asset.
    remoteId: record.taskId ?? record.id,
    remoteIdKind: record.taskId === null ? 'indexed_asset' : 'task',
    metadata: { ...video.metadata, ...known },
    submittedAt: record.createdAt?.toISOString() ?? null,
  });
}
