import type { RunContext } from '../../existing/run-context.ts';
import { createReadLimits } from '../../http/request-limits.ts';
import type { VideoState } from '../../model/video-store.ts';
import type { Asset } from '../../twelvelabs/assets.ts';
import { getAsset } from '../../twelvelabs/assets.ts';
import { ApiError, isTransient, toFailedVideoError } from '../../twelvelabs/errors.ts';
import { getPollIntervalMs } from '../../util/poll-schedule.ts';
import { createAssetNotReady, explainFailure } from '../errors.ts';
import {
  createPolledItem,
  INITIAL_CONNECTION_STATE,
  reduceConnection,
  reducePolledItem,
} from '../polling/poller-state.ts';

/** An asset as far as waiting for it is concerned. */
export type PendingAsset = Pick<Asset, 'id' | 'status' | 'message' | 'metadata'>;

/**
 * Waits until the API has processed an asset ("seconds to a few minutes", documented). Resolves with null if it does
 * not: the video is then done, or still queued because the run ends; its error in the store is the reason.
 */
export async function waitForAsset(
  context: RunContext,
  { position }: VideoState,
  first: PendingAsset,
): Promise<PendingAsset | null> {
  const { api, clock, random, deadline, cancellation, store, settings } = context;
  const start = clock.now();
  let item = createPolledItem(true, start);
  let connection = INITIAL_CONNECTION_STATE;

  const poll = async (): Promise<PendingAsset | null> => {
    try {
      const asset = await getAsset(api, first.id, createReadLimits(context));
      item = reducePolledItem(item, { kind: 'snapshotApplied' }, clock.now());
      connection = INITIAL_CONNECTION_STATE;
      return asset;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      connection = reduceConnection(connection, { kind: 'runLevelError', error }, clock.now(), random());
      if (isTransient(error)) return null;
      item = reducePolledItem(item, { kind: 'itemError', error }, clock.now());
      if (item.isLost) store.finish(position, 'rejected', error.details);
      return null;
    }
  };

  for (let asset: PendingAsset | null = first; ; asset = await poll()) {
    if (asset?.status === 'ready') return asset;
    if (asset?.status === 'failed') {
      const finding = store.videos()[position]?.inspectionError ?? null;
      store.finish(position, 'failed', explainFailure(toFailedVideoError(null, asset.message), finding));
    }
    if (store.isDone(position)) return null;
    const pauseMs = connection.pausedUntilMs - clock.now();
    const remainingMs = deadline.remainingMs();
    if (cancellation.signal.aborted || remainingMs <= 0 || pauseMs >= remainingMs) {
      store.update(position, { error: createAssetNotReady(connection.lastError) });
      return null;
    }
    const youngestAgeMs = clock.now() - start;
    const intervalMs = getPollIntervalMs({ youngestAgeMs, fixedMs: settings.pollIntervalMs, random: random() });
    await clock.sleep(Math.min(Math.max(intervalMs, pauseMs), remainingMs), cancellation.signal);
  }
}
