import type { RequestLimits } from '../http/request-limits.ts';
import type { ErrorDetails } from '../model/errors.ts';
import { createErrorDetails } from '../model/errors.ts';
import type { Api } from '../twelvelabs/api.ts';
import { deleteAsset } from '../twelvelabs/assets.ts';
import { ApiError, isMisconfigured } from '../twelvelabs/errors.ts';
import { deleteIndexedAsset } from '../twelvelabs/indexed-assets.ts';
import { deleteTask } from '../twelvelabs/tasks.ts';
import { inParallel } from '../util/concurrency.ts';
import type { DeleteRetry } from './delete-retry.ts';
import type { DeletionState, DeletionStore } from './deletion-store.ts';

export interface DeletionContext {
  readonly api: Api;
  readonly patience: DeleteRetry;
  readonly store: DeletionStore;
  readonly deleteAssets: boolean;
}

/** What a video consists of, in the order in which it is taken apart. */
type Resource = 'video' | 'task' | 'asset';

const DELETION_CONCURRENCY = 4;
/** What refers to a video may be told of its end a moment later: so often, and so many milliseconds apart, it is asked. */
const MAX_ATTEMPTS: Readonly<Record<Resource, number>> = { video: 1, task: 3, asset: 2 };
const RETRY_DELAY_MS = 1_000;

/**
 * Deletes what is queued in the store: of each video its indexed asset, then its task, then (if asked for) its asset.
 * Everything has settled when this resolves. Rejects only on a fault of our own.
 */
export async function deleteVideos(context: DeletionContext): Promise<void> {
  const queued = context.store.deletions().filter((entry) => entry.status === 'queued');
  // Videos of one asset go one after the other: the last of them takes the asset along.
  const groups = Map.groupBy(queued, (entry) => entry.asset_id ?? entry.video_id);
  /** The answer that ended all further deletions; null while there was none. */
  let ended: ApiError | null = null;

  await inParallel(DELETION_CONCURRENCY, groups.values(), async (group) => {
    for (const [place, entry] of group.entries()) {
      const isLast = place === group.length - 1;
      const error = await deleteVideo(context, entry, { ended, withAsset: isLast && context.deleteAssets });
      ended ??= error;
    }
  });
}

/** Resolves with the error that every other video would meet as well, if there was one. */
async function deleteVideo(
  context: DeletionContext,
  entry: DeletionState,
  how: { ended: ApiError | null; withAsset: boolean },
): Promise<ApiError | null> {
  const { store, patience } = context;
  const over = await patience.waitForTurn();
  if (how.ended !== null || over !== null) {
    if (how.ended) store.finish(entry.position, 'failed', how.ended.details);
    else if (over) store.finish(entry.position, over, createErrorDetails(`deletion_${over}`));
    return how.ended;
  }
  store.update(entry.position, { status: 'deleting' });
  try {
    for (const part of getResources(entry, how.withAsset)) {
      const fate = await deleteResource(context, entry, part);
      store.update(entry.position, { [part]: fate });
    }
    store.finish(entry.position, 'deleted');
    return null;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    finishFailed(context, entry, error);
    return error.status === 401 || isMisconfigured(error) ? error : null;
  }
}

function getResources({ task_id, asset_id }: DeletionState, withAsset: boolean): readonly Resource[] {
  const task: readonly Resource[] = task_id === null ? [] : ['task'];
  const asset: readonly Resource[] = withAsset && asset_id !== null ? ['asset'] : [];
  return ['video', ...task, ...asset];
}

async function deleteResource(
  context: DeletionContext,
  entry: DeletionState,
  part: Resource,
): Promise<'deleted' | 'kept'> {
  const { patience } = context;
  for (let tried = 1; ; tried++) {
    try {
      await patience.change((limits) => sendDelete(context.api, entry, part, limits));
      return 'deleted';
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (isAlreadyDeleted(error, part)) return 'deleted';
      const isLast =
        tried === MAX_ATTEMPTS[part] || !isStillReferenced(error, part) || patience.getStopReason() !== null;
      if (isLast && part === 'asset' && error.status === 409) return 'kept';
      if (isLast) throw error;
      await patience.pause(RETRY_DELAY_MS);
    }
  }
}

function sendDelete(api: Api, entry: DeletionState, part: Resource, limits: RequestLimits): Promise<void> {
  if (part === 'video') return deleteIndexedAsset(api, entry.index_id, entry.video_id, limits);
  if (part === 'task') return deleteTask(api, entry.task_id ?? '', limits);
  return deleteAsset(api, entry.asset_id ?? '', limits);
}

/** 404: somebody else was faster, or an earlier request whose answer was lost. Of tasks also: there are none any more. */
function isAlreadyDeleted({ status, details }: ApiError, part: Resource): boolean {
  if (part === 'task') return status === 404 || status === 410;
  return status === 404 && details.code !== 'endpoint_not_exists';
}

function isStillReferenced({ status, details }: ApiError, part: Resource): boolean {
  return (part === 'asset' && status === 409) || details.code === 'task_cannot_be_deleted';
}

function finishFailed({ store, patience }: DeletionContext, entry: DeletionState, error: ApiError): void {
  const over = patience.getStopReason();
  const part: Resource = (store.deletions()[entry.position] ?? entry).video === null ? 'video' : 'task';
  if (over !== null && error.failure === 'no_response')
    store.finish(entry.position, 'unconfirmed', createErrorDetails('deletion_unconfirmed'));
  else
    store.finish(
      entry.position,
      over ?? 'failed',
      part === 'video' ? toVideoError(entry, error) : toRemainderError(error.details),
    );
}

/** Not documented: whether a video can be deleted while it is being indexed. */
function toVideoError({ indexed }: DeletionState, { failure, details }: ApiError): ErrorDetails {
  if (indexed || failure !== 'error_response' || details.class === 'auth') return details;
  return { ...details, hint: 'It is still being indexed: run the step again once that has ended.' };
}

function toRemainderError(problem: ErrorDetails): ErrorDetails {
  return { ...problem, message: `The video is gone, but not all that belongs to it: ${problem.message}` };
}
