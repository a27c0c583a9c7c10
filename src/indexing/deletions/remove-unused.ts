import { isEnded } from '../../existing/metadata-query.ts';
import type { RunContext } from '../../existing/run-context.ts';
import type { VideoStore } from '../../model/video-store.ts';
import type { Plan } from '../../plan/plan.ts';
import type { PlannedRemoval } from '../../plan/removals.ts';
import { ApiError } from '../../twelvelabs/errors.ts';
import { createDeleteRetry } from './delete-retry.ts';
import { deleteVideos } from './delete-videos.ts';
import type { DeletionStore, PlannedDeletion } from './deletion-store.ts';
import { finalizePending } from './deletion-store.ts';
import { findTasks } from './find-tasks.ts';
import type { ClaimedVideo } from './release-claim.ts';
import { releaseClaim } from './release-claim.ts';

/** What is shown of a video that the list no longer uses before anything is done with it. */
export function toPlannedDeletion({ record, kind }: PlannedRemoval): PlannedDeletion {
  const video = { name: record.filename ?? record.id, video_id: record.id, asset_id: record.metadata.asset_id };
  return { ...video, indexed: isEnded(record), status: kind === 'keep' ? 'kept' : 'queued' };
}

/**
 * Releases or deletes the videos that the list no longer uses: a replaced one after its successor is searchable, any other
 * after every video of the list is. The deletions have the order of `removals`, and all of them are finished when this
 * resolves. Rejects only on an internal error.
 */
export async function removeUnused(context: RunContext, plan: Plan, store: DeletionStore): Promise<void> {
  const { api, settings, collection, cancellation } = context;
  const { removals } = plan;
  const indexId = settings.indexId ?? '';
  for (const [position, removal] of removals.entries()) {
    if (cancellation.signal.aborted || !isDue(context.store, plan, removal)) store.finish(position, 'kept');
  }
  const isQueued = (position: number): boolean => store.deletions()[position]?.status === 'queued';
  const due = removals.filter((_, position) => isQueued(position));
  if (due.length === 0 || collection === null) return;
  const requests = createDeleteRetry({ ...context, cancellation });
  const deletable = due.filter(({ kind }) => kind === 'delete').map(({ record }) => record);
  const tasks = await findTasks(api, requests, indexId, deletable).catch(toNoTasks);
  const prepare = async ({ position }: { readonly position: number }): Promise<boolean> => {
    const removal = removals[position];
    const deletion = store.deletions()[position];
    if (removal === undefined || deletion === undefined) return false;
    return await releaseClaim({ api, requests, store, indexId, collection }, deletion, toClaimed(removal));
  };
  for (const { position, video_id } of store.deletions()) {
    if (isQueued(position)) store.update(position, { task_id: tasks.get(video_id) ?? null });
  }
  await deleteVideos({ api, requests, store, deleteAssets: false, prepare });
  for (const { status, video_id } of store.deletions()) if (status === 'deleted') context.stepRecords.remove(video_id);
  finalizePending(store);
}

/** A rejected video is not on its way into the index, so that nothing can be lost by not waiting for it. */
function isDue(videos: VideoStore, { actions, error }: Plan, { successor }: PlannedRemoval): boolean {
  const isReady = (position: number): boolean => videos.videos()[position]?.status === 'ready';
  if (successor !== null) return isReady(successor);
  return error === null && actions.every(({ kind, position }) => kind === 'reject' || isReady(position));
}

function toClaimed({ record, kind, isDeletedWhenUnclaimed }: PlannedRemoval): ClaimedVideo {
  return {
    id: record.id,
    metadata: record.userMetadata ?? {},
    kind: kind === 'delete' ? 'delete' : 'release',
    isDeletedWhenUnclaimed,
  };
}

/** Without the list of tasks, the video can still be deleted. */
function toNoTasks(error: unknown): ReadonlyMap<string, string> {
  if (error instanceof ApiError) return new Map();
  throw error;
}
