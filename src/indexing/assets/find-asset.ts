import type { RunContext } from '../../existing/run-context.ts';
import type { Page } from '../../http/pagination.ts';
import { paginate } from '../../http/pagination.ts';
import { createReadLimits } from '../../http/request-limits.ts';
import type { VideoState } from '../../model/video-store.ts';
import type { Asset } from '../../twelvelabs/assets.ts';
import { getAsset, listAssets } from '../../twelvelabs/assets.ts';
import { readIfAvailable, retryWhileTransient } from '../../twelvelabs/retry.ts';
import type { JsonObject } from '../../util/json.ts';
import type { FindCreatedResult } from '../create-at-most-once.ts';
import type { LookupOutcome } from '../poll-for-created.ts';
import { CLOCK_SKEW_MS, pollForCreated } from '../poll-for-created.ts';

/** Finds assets by what they carry, although the platform filters by nothing but parts of file names. */
export interface AssetFinder {
  /** The asset that carries `gha_submission = submission`; `sinceMs` is `Clock.now()` at the POST. */
  find(lost: { submission: string; filename: string; sinceMs: number }): Promise<FindCreatedResult<Asset>>;
  /**
   * The newest asset that an earlier run made of the same version of the same video, unless it failed or `isThere` has
   * its doubts. Null where there is none. Rejects with a `PlatformError` when that cannot be found out.
   */
  findReusableAsset(
    entry: VideoState,
    filename: string,
    isThere: (asset: Asset) => Promise<boolean>,
  ): Promise<Asset | null>;
}

/** Assets of one file name that are checked, each with a request of its own. */
const MAX_CANDIDATES = 500;
/** Taking in a file takes minutes at most; what takes longer than this will never be ready. */
const MAX_PROCESSING_MS = 60 * 60_000;

export function createAssetFinder(context: RunContext): AssetFinder {
  const { api, clock } = context;
  /** What was read once need not be read again: many videos may share a name. */
  const known = new Map<string, JsonObject>();

  const metadataOf = async (asset: Asset): Promise<JsonObject | null> => {
    const told = asset.userMetadata ?? known.get(asset.id);
    if (told) return told;
    const read = await readIfAvailable(() => getAsset(api, asset.id, createReadLimits(context)));
    if (read) known.set(asset.id, read.userMetadata ?? {});
    return read && (read.userMetadata ?? {});
  };

  const lookAmong = async (
    rows: readonly Asset[],
    submission: string,
    notBefore: number,
  ): Promise<LookupOutcome<Asset>> => {
    let blurred = false;
    for (const row of rows) {
      if (row.createdAt !== null && row.createdAt.getTime() < notBefore) continue;
      const metadata = await metadataOf(row);
      if (metadata === null) blurred = true;
      else if (metadata['gha_submission'] === submission) return { kind: 'found', made: row };
    }
    return { kind: blurred ? 'blurred' : 'clear' };
  };

  const find: AssetFinder['find'] = ({ submission, filename, sinceMs }) => {
    const notBefore = clock.date().getTime() - (clock.now() - sinceMs) - CLOCK_SKEW_MS;
    return pollForCreated(context, async () => {
      // Should the platform have changed the name, it is among the newest of all.
      let blurred = false;
      for (const name of [filename, null]) {
        const { rows } = await listAssets(api, { page: 1, filename: name }, createReadLimits(context));
        const seen = await lookAmong(rows, submission, notBefore);
        if (seen.kind === 'found') return seen;
        blurred ||= seen.kind === 'blurred';
      }
      return { kind: blurred ? 'blurred' : 'clear' };
    });
  };

  const isUsable = async (asset: Asset, entry: VideoState): Promise<boolean> => {
    if (asset.status === 'failed') return false;
    const ageMs = clock.date().getTime() - (asset.createdAt?.getTime() ?? 0);
    if (asset.status !== 'ready' && ageMs > MAX_PROCESSING_MS) return false;
    const metadata = await retryWhileTransient(context, () => metadataOf(asset));
    if (metadata?.['gha_source'] !== entry.sourceKey) return false;
    const version = metadata['gha_version'];
    return entry.contentVersion === null || typeof version !== 'string' || version === entry.contentVersion;
  };

  const findReusableAsset: AssetFinder['findReusableAsset'] = async (entry, filename, isThere) => {
    if (entry.sourceKey === null) return null;
    const readPage = (page: number): Promise<Page<Asset>> =>
      retryWhileTransient(context, (limits) => listAssets(api, { page, filename }, limits));
    let candidates = 0;
    for await (const { rows } of paginate(readPage)) {
      for (const asset of rows) if ((await isUsable(asset, entry)) && (await isThere(asset))) return asset;
      candidates += rows.length;
      if (candidates >= MAX_CANDIDATES) break;
    }
    return null;
  };

  return { find, findReusableAsset };
}
