import type { Context } from '../../existing/run-context.ts';
import { readLimits } from '../../http/request-limits.ts';
import type { Entry } from '../../model/video-store.ts';
import type { Asset } from '../../twelvelabs/assets.ts';
import { getAsset } from '../../twelvelabs/assets.ts';
import { isPassing, PlatformError } from '../../twelvelabs/errors.ts';
import { nextLookMs, penaltyMs } from '../../util/poll-schedule.ts';
import { assetFailed, assetNotReady } from '../errors.ts';

/** An asset that was just made may be unknown to other parts of the platform for a while. */
const GRACE_MS = 120_000;
/** One answer that refuses may be a glitch; two in a row are not. */
const REFUSALS_TO_BELIEVE = 2;

/**
 * Waits until the platform has taken in an asset ("seconds to a few minutes", documented). Resolves with null when it
 * did not: the entry has settled then, or it is still queued because the run ends, and knows why.
 */
export async function waitUntilReady(context: Context, { position }: Entry, first: Asset): Promise<Asset | null> {
  const { api, clock, random, deadline, cancellation, ledger, settings } = context;
  const start = clock.now();
  let failures = 0;
  let refusals = 0;
  let pauseMs = 0;
  let trouble: string | null = null;

  const look = async (): Promise<Asset | null> => {
    try {
      const asset = await getAsset(api, first.id, readLimits(context));
      failures = 0;
      refusals = 0;
      pauseMs = 0;
      trouble = null;
      return asset;
    } catch (error) {
      if (!(error instanceof PlatformError)) throw error;
      failures += 1;
      refusals = isPassing(error) ? 0 : refusals + 1;
      const patienceMs = error.status === 404 ? GRACE_MS : 0;
      if (refusals >= REFUSALS_TO_BELIEVE && clock.now() - start >= patienceMs) {
        ledger.settle(position, 'rejected', error.problem);
      }
      pauseMs = (error.retryAfterMs ?? 0) + penaltyMs(failures, random());
      trouble = error.message;
      return null;
    }
  };

  for (let asset: Asset | null = first; ; asset = await look()) {
    if (asset?.status === 'ready') return asset;
    if (asset?.status === 'failed') ledger.settle(position, 'failed', assetFailed(asset.message));
    if (ledger.hasSettled(position)) return null;
    const cadence = nextLookMs({
      youngestAgeMs: clock.now() - start,
      duration: null,
      fixedMs: settings.pollIntervalMs,
      tookMs: [],
      random: random(),
    });
    const wait = cadence + pauseMs;
    if (!cancellation.signal.aborted && wait < deadline.left()) await clock.sleep(wait, cancellation.signal);
    else if (!cancellation.signal.aborted && deadline.left() > 0 && pauseMs < deadline.left()) {
      await clock.sleep(deadline.left(), cancellation.signal);
    } else {
      ledger.update(position, { problem: assetNotReady(trouble) });
      return null;
    }
  }
}
