import type { ExistingRecord } from '../existing/record.ts';
import type { RunContext } from '../existing/run-context.ts';
import type { VideoState } from '../model/video-store.ts';
import type { Plan, PlannedAction } from '../plan/plan.ts';
import { formatPlan } from '../plan/plan.ts';

/** The subject of warnings about the index as a whole. */
const INDEX = { name: 'index' };

/**
 * Logs the plan and applies it to the store: videos that are reused or rejected become `done`, adopted ones `open`, and
 * those to submit stay `queued`.
 */
export function applyPlan(context: RunContext, plan: Plan): void {
  if (context.cancellation.signal.aborted) return;
  if (plan.actions.length > 0) context.log.info(formatPlan(plan));
  for (const error of plan.warnings) context.log.warning(error, INDEX);
  for (const action of plan.actions) applyAction(context, action);
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
  // An unavailable host causes no warning, but may explain a failure.
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
    // Without a task, the video is polled and can be resumed as an indexed asset.
    remoteId: record.taskId ?? record.id,
    remoteIdKind: record.taskId === null ? 'indexed_asset' : 'task',
    metadata: { ...video.metadata, ...known },
    submittedAt: record.createdAt?.toISOString() ?? null,
  });
}
