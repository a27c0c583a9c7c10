import { isClaimedBy } from '../../existing/collection.ts';
import { UPDATE_MARK } from '../../existing/record.ts';
import type { RunContext } from '../../existing/run-context.ts';
import type { ErrorDetails } from '../../model/errors.ts';
import { createErrorDetails } from '../../model/errors.ts';
import type { RecordChanges } from '../../plan/metadata-changes.ts';
import { ApiError } from '../../twelvelabs/errors.ts';
import { getIndexedAsset, updateUserMetadata } from '../../twelvelabs/indexed-assets.ts';
import { retryWhileTransient } from '../../twelvelabs/retry.ts';
import { inParallel } from '../../util/concurrency.ts';

/** An existing video whose metadata changes. */
export interface PlannedUpdate {
  readonly position: number;
  readonly videoId: string;
  readonly changes: RecordChanges;
}

const UPDATE_CONCURRENCY = 4;
/** How often a claim is read back: the platform may show an update only after a moment (not documented). */
const MAX_READS = 3;
const READ_DELAY_MS = 2_000;

/** Updates the metadata of reused videos, which stay open until their claims are confirmed. Those that fail are finished. */
export async function updateReused(context: RunContext, updates: readonly PlannedUpdate[]): Promise<void> {
  await inParallel(UPDATE_CONCURRENCY, updates, async (update) => {
    const error = await tryToUpdate(context, update);
    if (error !== null && !context.cancellation.signal.aborted) context.store.finish(update.position, 'failed', error);
  });
}

/**
 * Finishes reused videos whose metadata was updated. One that another run deletes at the same moment, because it had no
 * claim yet, is not searchable, so a new claim is read once more after everything else.
 */
export async function confirmReused(context: RunContext, updates: readonly PlannedUpdate[]): Promise<void> {
  const { store } = context;
  const open = updates.filter(({ position }) => !store.isDone(position));
  await inParallel(UPDATE_CONCURRENCY, open, async ({ position, videoId, changes }) => {
    if (context.cancellation.signal.aborted) return;
    const error = Object.keys(changes.claim).length > 0 ? await confirmClaim(context, videoId) : null;
    if (error !== null && context.cancellation.signal.aborted) return;
    const { readyAt } = store.videos()[position] ?? { readyAt: null };
    if (error === null) store.finish(position, 'ready', null, readyAt === null ? null : new Date(readyAt));
    else store.finish(position, 'failed', error);
  });
}

/** Updates the metadata of adopted videos that are ready now. Without its claim, a video may be deleted by others. */
export async function updateAdopted(context: RunContext, updates: readonly PlannedUpdate[]): Promise<void> {
  const { store } = context;
  const ready = updates.filter(({ position }) => store.videos()[position]?.status === 'ready');
  await inParallel(UPDATE_CONCURRENCY, ready, async (update) => {
    const error = (await tryToUpdate(context, update)) ?? (await confirmClaim(context, update.videoId));
    if (error !== null) store.failReady(update.position, error);
  });
}

async function tryToUpdate(context: RunContext, { videoId, changes }: PlannedUpdate): Promise<ErrorDetails | null> {
  const values = { ...changes.claim, ...changes.userMetadata, ...UPDATE_MARK };
  const indexId = context.settings.indexId ?? '';
  try {
    await retryWhileTransient(context, (limits) => updateUserMetadata(context.api, indexId, videoId, values, limits));
    return null;
  } catch (error) {
    return toUpdateError(error);
  }
}

async function confirmClaim(context: RunContext, videoId: string): Promise<ErrorDetails | null> {
  const { api, clock, cancellation, settings, collection } = context;
  try {
    for (let reads = 1; reads <= MAX_READS; reads++) {
      const item = await retryWhileTransient(context, (limits) =>
        getIndexedAsset(api, settings.indexId ?? '', videoId, limits),
      );
      const { userMetadata } = item;
      if (collection === null || userMetadata === null || isClaimedBy(userMetadata, collection)) return null;
      if (reads < MAX_READS) await clock.sleep(READ_DELAY_MS, cancellation.signal);
    }
    const message = 'TwelveLabs accepted an update of the metadata of this video, but does not show it.';
    return createErrorDetails('metadata_update_failed', { message });
  } catch (error) {
    return toUpdateError(error);
  }
}

function toUpdateError(error: unknown): ErrorDetails {
  if (!(error instanceof ApiError)) throw error;
  if (error.status === 404) return createErrorDetails('video_disappeared');
  const message = `The video is searchable, but its metadata could not be updated: ${error.message}`;
  return createErrorDetails('metadata_update_failed', { message, class: error.details.class });
}
