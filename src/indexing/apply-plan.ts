import type { ExistingRecord } from '../existing/record.ts';
import type { RunContext } from '../existing/run-context.ts';
import type { VideoState } from '../model/video-store.ts';
import type { Plan, PlannedAction } from '../plan/plan.ts';
import { formatPlan } from '../plan/plan.ts';

/** What a warning about the index as a whole is about. */
const INDEX = { name: 'index' };

/**
 * Carries the plan over into the store: what is reused or rejected is done, what is adopted is open, and what is to be
 * submitted stays queued.
 */
export function applyPlan(context: RunContext, plan: Plan): void {
  if (context.cancellation.signal.aborted) return;
  if (plan.actions.length > 0) context.log.info(formatPlan(plan));
  for (const error of plan.warnings) context.log.warning(error, INDEX);
  for (const action of plan.actions) applyAction(context, action);
}

/** The same for one video. */
export function applyAction(context: RunContext, action: PlannedAction): void {
  const { store, clock, settings } = context;
  const { position } = action;
  const video = store.videos()[position];
  if (video === undefined || video.phase !== 'queued') return;
  switch (action.kind) {
    case 'reuse':
      storeRecord(context, video, action.record);
      store.finish(position, 'ready', null, action.record.readyAt);
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
      applySubmission(context, video, action);
  }
}

function applySubmission(
  context: RunContext,
  video: VideoState,
  { reason, findings }: Extract<PlannedAction, { kind: 'submit' }>,
): void {
  const serious = findings.filter(({ severity }) => severity !== 'unknown');
  // An unavailable host is no reason to warn, but may be why the video fails.
  const cause = findings.find(({ severity, error }) => severity !== 'unknown' || error.class !== 'media');
  if (cause) context.store.update(video.position, { inspectionError: cause.error });
  for (const { error } of serious) context.log.warning(error, video);
  if (reason === 'changed')
    context.log.info(`${video.name}: content changed since it was indexed. Indexing the new version.`);
  if (reason === 'retry') context.log.info(`${video.name}: an earlier attempt to index it failed. Trying again.`);
}

function storeRecord({ store }: RunContext, video: VideoState, record: ExistingRecord): void {
  const known = Object.fromEntries(Object.entries(record.metadata).filter(([, value]) => value !== null));
  store.update(video.position, {
    reused: true,
    // Without a task it is followed, and can be resumed, as the indexed asset that it is.
    remoteId: record.taskId ?? record.id,
    remoteIdKind: record.taskId === null ? 'indexed_asset' : 'task',
    metadata: { ...video.metadata, ...known },
    submittedAt: record.createdAt?.toISOString() ?? null,
  });
}
