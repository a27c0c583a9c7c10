import type { Collection } from '../../existing/collection.ts';
import { getOtherClaims, isClaimedBy, isManaged, wasClaimedBy } from '../../existing/collection.ts';
import { UPDATE_MARK } from '../../existing/record.ts';
import type { Api } from '../../twelvelabs/api.ts';
import { ApiError, isResourceError } from '../../twelvelabs/errors.ts';
import type { IndexedAsset } from '../../twelvelabs/indexed-assets.ts';
import { getIndexedAsset, updateUserMetadata } from '../../twelvelabs/indexed-assets.ts';
import type { JsonObject } from '../../util/json.ts';
import type { DeleteRetry } from './delete-retry.ts';
import type { DeletionState, DeletionStore } from './deletion-store.ts';

/** A video whose claim is given up. */
export interface ClaimedVideo {
  readonly id: string;
  /** Its metadata when that was decided. */
  readonly metadata: JsonObject;
  /**
   * `delete`: it is deleted, as no other collection claims it; `release`: another one claims it, or it is only released.
   */
  readonly kind: 'delete' | 'release';
  /** Whether a video that nobody claims anymore is deleted. If not, the claim is remembered as a past one. */
  readonly isDeletedWhenUnclaimed: boolean;
}

export interface ReleaseContext {
  readonly api: Api;
  readonly requests: DeleteRetry;
  readonly store: DeletionStore;
  readonly indexId: string;
  readonly collection: Collection;
}

/**
 * Gives up the claim on a video right before its deletion. Its metadata is read again first: a video that was changed
 * since the decision is left alone. Resolves with whether it is still to be deleted; if not, the deletion is finished.
 * Rejects with an `ApiError` only if the video may be in any state.
 */
export async function releaseClaim(
  context: ReleaseContext,
  deletion: DeletionState,
  planned: ClaimedVideo,
): Promise<boolean> {
  const { store, collection } = context;
  const { position } = deletion;
  const current = await readMetadata(context, planned.id);
  if (current === null) {
    store.finish(position, 'absent');
    return false;
  }
  if (!isUnchanged(current, planned.metadata, collection)) {
    store.finish(position, 'kept');
    return false;
  }
  if (planned.kind === 'delete') return true;
  await context.requests.change((limits) =>
    updateUserMetadata(context.api, context.indexId, planned.id, getReleased(planned, collection), limits),
  );
  // Two collections may give up their claims at the same moment, each because of the other's.
  const released = planned.isDeletedWhenUnclaimed ? await readMetadata(context, planned.id) : planned.metadata;
  if (released !== null && isManaged(released) && planned.isDeletedWhenUnclaimed && isUnclaimed(released, collection))
    return true;
  store.finish(position, released === null ? 'absent' : 'released');
  return false;
}

function isUnclaimed(metadata: JsonObject, collection: Collection): boolean {
  return !isClaimedBy(metadata, collection) && getOtherClaims(metadata, collection).length === 0;
}

function getReleased({ metadata, isDeletedWhenUnclaimed }: ClaimedVideo, collection: Collection): JsonObject {
  const { claim, pastClaim, name } = collection;
  const isRemembered = !isDeletedWhenUnclaimed && getOtherClaims(metadata, collection).length === 0;
  return { [claim]: null, [pastClaim]: isRemembered ? name : null, ...UPDATE_MARK };
}

/** Null if the video no longer exists. */
async function readMetadata({ api, requests, indexId }: ReleaseContext, id: string): Promise<JsonObject | null> {
  try {
    const item: IndexedAsset = await requests.read((limits) => getIndexedAsset(api, indexId, id, limits));
    return item.userMetadata ?? {};
  } catch (error) {
    if (error instanceof ApiError && isResourceError(error) && error.status === 404) return null;
    throw error;
  }
}

/** Whether it is the same submission with the same claims. */
function isUnchanged(current: JsonObject, planned: JsonObject, collection: Collection): boolean {
  const isSame = (name: string): boolean => current[name] === planned[name];
  const claims = getOtherClaims(current, collection).join();
  return (
    isManaged(current) &&
    ['gha_submission', 'gha_source', 'gha_version'].every(isSame) &&
    isClaimedBy(current, collection) === isClaimedBy(planned, collection) &&
    wasClaimedBy(current, collection) === wasClaimedBy(planned, collection) &&
    claims === getOtherClaims(planned, collection).join()
  );
}
