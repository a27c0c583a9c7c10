import type { RunContext } from '../../existing/run-context.ts';
import { createReadLimits } from '../../http/request-limits.ts';
import { getBackoffMs } from '../../http/retry.ts';
import type { VideoState } from '../../model/video-store.ts';
import type { Asset } from '../../twelvelabs/assets.ts';
import { getAsset } from '../../twelvelabs/assets.ts';
import { ApiError, isTransient } from '../../twelvelabs/errors.ts';
import { getPollIntervalMs } from '../../util/poll-schedule.ts';
import { createAssetFailed, createAssetNotReady } from '../errors.ts';

/** An asset that was just made may be unknown to other parts of the platform for a while. */
const NEW_ASSET_GRACE_PERIOD_MS = 120_000;
/** One answer that refuses may be a glitch; two in a row are not. */
const MAX_CONSECUTIVE_ERRORS = 2;

/**
 * Waits until the platform has taken in an asset ("seconds to a few minutes", documented). Resolves with null when it
 * did not: the entry has settled then, or it is still queued because the run ends, and knows why.
 */
export async function waitForAsset(context: RunContext, { position }: VideoState, first: Asset): Promise<Asset | null> {
  const { api, clock, random, deadline, cancellation, store, settings } = context;
  const start = clock.now();
  let failures = 0;
  let refusals = 0;
  let pauseMs = 0;
  let trouble: string | null = null;

  const look = async (): Promise<Asset | null> => {
    try {
      const asset = await getAsset(api, first.id, createReadLimits(context));
      failures = 0;
      refusals = 0;
      pauseMs = 0;
      trouble = null;
      return asset;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      failures += 1;
      refusals = isTransient(error) ? 0 : refusals + 1;
      const patienceMs = error.status === 404 ? NEW_ASSET_GRACE_PERIOD_MS : 0;
      if (refusals >= MAX_CONSECUTIVE_ERRORS && clock.now() - start >= patienceMs) {
        store.finish(position, 'rejected', error.details);
      }
      pauseMs = (error.retryAfterMs ?? 0) + getBackoffMs(failures, random());
      trouble = error.message;
      return null;
    }
  };

  for (let asset: Asset | null = first; ; asset = await look()) {
    if (asset?.status === 'ready') return asset;
    if (asset?.status === 'failed') store.finish(position, 'failed', createAssetFailed(asset.message));
    if (store.isDone(position)) return null;
    const cadence = getPollIntervalMs({
      youngestAgeMs: clock.now() - start,
      duration: null,
      fixedMs: settings.pollIntervalMs,
      tookMs: [],
      random: random(),
    });
    const wait = cadence + pauseMs;
    if (!cancellation.signal.aborted && wait < deadline.remainingMs()) await clock.sleep(wait, cancellation.signal);
    else if (!cancellation.signal.aborted && deadline.remainingMs() > 0 && pauseMs < deadline.remainingMs()) {
      await clock.sleep(deadline.remainingMs(), cancellation.signal);
    } else {
      store.update(position, { error: createAssetNotReady(trouble) });
      return null;
    }
  }
}
