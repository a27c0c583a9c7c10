import { isEnded } from '../../existing/metadata-query.ts';
import type { RequestLimits } from '../../http/request-limits.ts';
import type { ErrorDetails } from '../../model/errors.ts';
import { createErrorDetails } from '../../model/errors.ts';
import type { Api } from '../../twelvelabs/api.ts';
import { deleteAsset } from '../../twelvelabs/assets.ts';
import { ApiError, isMisconfigured } from '../../twelvelabs/errors.ts';
import { deleteIndexedAsset, getIndexedAsset } from '../../twelvelabs/indexed-assets.ts';
import { deleteTask } from '../../twelvelabs/tasks.ts';
import { inParallel } from '../../util/concurrency.ts';
import type { DeleteRetry } from './delete-retry.ts';
import type { DeletionState, DeletionStore } from './deletion-store.ts';

export interface DeletionContext {
  readonly api: Api;
  readonly requests: DeleteRetry;
  readonly store: DeletionStore;
  readonly deleteAssets: boolean;
  /**
   * Called right before a video is deleted. False if it must not be deleted; then its deletion is finished. Rejects with an
   * `ApiError` if that cannot be determined.
   */
  readonly prepare?: (deletion: DeletionState) => Promise<boolean>;
}

/** The resources of a video, in the order in which they are deleted. */
type Resource = 'video' | 'task' | 'asset';

const DELETION_CONCURRENCY = 4;
/** Tasks and assets can be deleted only a moment after the video that refers to them. */
const MAX_ATTEMPTS: Readonly<Record<Resource, number>> = { video: 1, task: 3, asset: 2 };
const RETRY_DELAY_MS = 1_000;
const INDEXING_POLL_MS = 10_000;

/**
 * Deletes the queued videos of the store: of each its indexed asset, then its task, then (if requested) its asset. All
 * of them are finished when this resolves. Rejects only on an internal error.
 */
export async function deleteVideos(context: DeletionContext): Promise<void> {
  const queued = context.store.deletions().filter((deletion) => deletion.status === 'queued');
  // Videos of one asset are deleted one after the other: the asset can be deleted after the last of them.
  const groups = Map.groupBy(queued, (deletion) => deletion.asset_id ?? deletion.video_id);
  /** The error that ends all further deletions. */
  let fatalError: ApiError | null = null;

  await inParallel(DELETION_CONCURRENCY, groups.values(), async (group) => {
    for (const [n, deletion] of group.entries()) {
      const withAsset = context.deleteAssets && n === group.length - 1;
      const error = await deleteVideo(context, deletion, { fatalError, withAsset });
      fatalError ??= error;
    }
  });
}

/** Resolves with an error that every other deletion would meet as well; null if there was none. */
async function deleteVideo(
  context: DeletionContext,
  deletion: DeletionState,
  { fatalError, withAsset }: { readonly fatalError: ApiError | null; readonly withAsset: boolean },
): Promise<ApiError | null> {
  const { store, requests } = context;
  const stopReason = await requests.waitForTurn();
  if (fatalError !== null) {
    store.finish(deletion.position, 'failed', fatalError.details);
    return fatalError;
  }
  if (stopReason !== null) {
    store.finish(deletion.position, stopReason, createErrorDetails(`deletion_${stopReason}`));
    return null;
  }
  try {
    if (context.prepare && !(await context.prepare(deletion))) return null;
    store.update(deletion.position, { status: 'deleting' });
    for (const resource of getResources(deletion, withAsset)) {
      const outcome = await deleteResource(context, deletion, resource);
      store.update(deletion.position, { [resource]: outcome });
    }
    store.finish(deletion.position, 'deleted');
    return null;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    finishFailed(context, deletion, error);
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
  deletion: DeletionState,
  resource: Resource,
): Promise<'deleted' | 'kept'> {
  const { requests } = context;
  for (let attempt = 1; ; attempt++) {
    try {
      await requests.change((limits) => sendDelete(context.api, deletion, resource, limits));
      return 'deleted';
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (isAlreadyDeleted(error, resource)) return 'deleted';
      if (resource === 'video' && (await waitUntilIndexed(context, deletion, error))) continue;
      const isLast =
        attempt === MAX_ATTEMPTS[resource] || !isStillReferenced(error, resource) || requests.getStopReason() !== null;
      if (isLast && resource === 'asset' && error.status === 409) return 'kept';
      if (isLast) throw error;
      await requests.pause(RETRY_DELAY_MS);
    }
  }
}

/**
 * Not documented: whether a video can be deleted while it is being indexed. If that is refused for a video that was claimed,
 * this waits until indexing has ended, because nobody else deletes it. Resolves with whether to try again.
 */
async function waitUntilIndexed(
  { api, requests, store, prepare }: DeletionContext,
  { position, index_id, video_id }: DeletionState,
  { failure, details }: ApiError,
): Promise<boolean> {
  if (prepare === undefined) return false;
  if (failure !== 'error_response' || details.class === 'auth' || store.deletions()[position]?.indexed) return false;
  while (requests.getStopReason() === null) {
    const { status } = await requests.read((limits) => getIndexedAsset(api, index_id, video_id, limits));
    if (isEnded({ status })) {
      store.update(position, { indexed: true });
      return true;
    }
    await requests.pause(INDEXING_POLL_MS);
  }
  return false;
}

function sendDelete(api: Api, deletion: DeletionState, resource: Resource, limits: RequestLimits): Promise<void> {
  if (resource === 'video') return deleteIndexedAsset(api, deletion.index_id, deletion.video_id, limits);
  if (resource === 'task') return deleteTask(api, deletion.task_id ?? '', limits);
  return deleteAsset(api, deletion.asset_id ?? '', limits);
}

/** 404: deleted by another client, or by a request whose response was lost. 410: the API no longer has tasks. */
function isAlreadyDeleted({ status, details }: ApiError, resource: Resource): boolean {
  if (resource === 'task') return status === 404 || status === 410;
  return status === 404 && details.code !== 'endpoint_not_exists';
}

function isStillReferenced({ status, details }: ApiError, resource: Resource): boolean {
  return (resource === 'asset' && status === 409) || details.code === 'task_cannot_be_deleted';
}

function finishFailed({ store, requests }: DeletionContext, deletion: DeletionState, error: ApiError): void {
  const stopReason = requests.getStopReason();
  if (stopReason !== null && error.failure === 'no_response') {
    store.finish(deletion.position, 'unconfirmed', createErrorDetails('deletion_unconfirmed'));
    return;
  }
  const isVideoDeleted = store.deletions()[deletion.position]?.video === 'deleted';
  const details = isVideoDeleted ? toRemainderError(error.details) : toVideoError(deletion, error);
  store.finish(deletion.position, stopReason ?? 'failed', details);
}

/** Not documented: whether a video can be deleted while it is being indexed. */
function toVideoError({ indexed }: DeletionState, { failure, details }: ApiError): ErrorDetails {
  if (indexed || failure !== 'error_response' || details.class === 'auth') return details;
  return { ...details, hint: 'The video is still being indexed. Run the step again when that has ended.' };
}

function toRemainderError(details: ErrorDetails): ErrorDetails {
  return { ...details, message: `The video was deleted, but not its task or asset: ${details.message}` };
}
