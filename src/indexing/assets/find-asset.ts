import type { RunContext } from '../../existing/run-context.ts';
import type { Page } from '../../http/pagination.ts';
import { paginate } from '../../http/pagination.ts';
import { createReadLimits } from '../../http/request-limits.ts';
import type { VideoState } from '../../model/video-store.ts';
import { type FailedAttempt, isSameContent } from '../../plan/match.ts';
import type { Asset } from '../../twelvelabs/assets.ts';
import { getAsset, listAssets } from '../../twelvelabs/assets.ts';
import { toFailedVideoError } from '../../twelvelabs/errors.ts';
import { readIfAvailable, retryWhileTransient } from '../../twelvelabs/retry.ts';
import { type JsonObject, parseText } from '../../util/json.ts';
import type { CreatedSearch, FindCreatedResult } from '../ambiguous-response.ts';
import { CLOCK_SKEW_MS, findCandidate, pollForCreated } from '../ambiguous-response.ts';

/** Finds assets by their metadata, although the API filters by parts of file names only. */
export interface AssetFinder {
  /** The asset with `gha_submission = submissionId`. */
  find(
    lost: CreatedSearch & { readonly submissionId: string; readonly filename: string },
  ): Promise<FindCreatedResult<Asset>>;
  /**
   * What earlier runs created from the same video. Rejects with an `ApiError` if that cannot be determined.
   */
  findEarlierAssets(
    video: VideoState,
    filename: string,
    isComplete: (asset: Asset) => Promise<boolean>,
  ): Promise<EarlierAssets>;
}

export interface EarlierAssets {
  /** The newest asset of the same content that has not failed and `isComplete`; null if there is none. */
  readonly reusable: Asset | null;
  /** Those that failed, the newest first. Empty with a reusable one. */
  readonly failed: readonly FailedAttempt[];
}

/** Assets of one file name that are checked, each with a request of its own. */
const MAX_CANDIDATES = 500;
/** Processing takes minutes at most; an asset that takes longer than this never becomes ready. */
const MAX_PROCESSING_MS = 60 * 60_000;

export function createAssetFinder(context: RunContext): AssetFinder {
  const { api, clock } = context;
  /** By asset ID: many videos may share a file name, and metadata is read once. */
  const metadataCache = new Map<string, JsonObject>();

  const getMetadata = async (asset: Asset): Promise<JsonObject | null> => {
    const known = asset.userMetadata ?? metadataCache.get(asset.id);
    if (known) return known;
    const read = await readIfAvailable(() => getAsset(api, asset.id, createReadLimits(context)));
    if (read) metadataCache.set(asset.id, read.userMetadata ?? {});
    return read && (read.userMetadata ?? {});
  };

  const find: AssetFinder['find'] = ({ submissionId, filename, sinceMs, windowMs }) => {
    const notBefore = clock.date().getTime() - (clock.now() - sinceMs) - CLOCK_SKEW_MS;
    return pollForCreated(context, windowMs, async () => {
      const byName = await findAmongNewest(submissionId, notBefore, filename);
      if (byName.kind === 'found') return byName;
      // If the API has changed the file name, the asset is among the newest of all.
      const byTime = await findAmongNewest(submissionId, notBefore, null);
      return byTime.kind === 'absent' ? byName : byTime;
    });
  };

  const findAmongNewest = async (
    submissionId: string,
    notBefore: number,
    filename: string | null,
  ): Promise<FindCreatedResult<Asset>> => {
    const { rows } = await listAssets(api, { page: 1, filename }, createReadLimits(context));
    const candidates = rows.filter(({ createdAt }) => createdAt === null || createdAt.getTime() >= notBefore);
    return findCandidate(candidates, submissionId, async (asset) => {
      const metadata = await getMetadata(asset);
      return metadata === null ? undefined : (metadata['gha_submission'] ?? null);
    });
  };

  /** Null for an asset of another video. */
  const readAttempt = async (asset: Asset, { sourceKey }: VideoState): Promise<FailedAttempt | null> => {
    const metadata = await retryWhileTransient(context, () => getMetadata(asset));
    if (metadata?.['gha_source'] !== sourceKey) return null;
    const error = asset.status === 'failed' ? toFailedVideoError(null, asset.message) : null;
    const address = parseText(metadata['gha_address']) ?? parseText(metadata['gha_source']);
    return { address, version: parseText(metadata['gha_version']), stamp: parseText(metadata['gha_stamp']), error };
  };

  const isProcessedTooLong = ({ status, createdAt }: Asset): boolean =>
    status !== 'ready' && clock.date().getTime() - (createdAt?.getTime() ?? 0) > MAX_PROCESSING_MS;

  const findEarlierAssets: AssetFinder['findEarlierAssets'] = async (video, filename, isComplete) => {
    const failed: FailedAttempt[] = [];
    if (video.sourceKey === null) return { reusable: null, failed };
    const readPage = (page: number): Promise<Page<Asset>> =>
      retryWhileTransient(context, (limits) => listAssets(api, { page, filename }, limits));
    let candidates = 0;
    for await (const { rows } of paginate(readPage)) {
      for (const asset of rows) {
        if (asset.status !== 'failed' && isProcessedTooLong(asset)) continue;
        const attempt = await readAttempt(asset, video);
        if (attempt?.error) failed.push(attempt);
        else if (attempt && isSameContent(video, attempt) && (await isComplete(asset)))
          return { reusable: asset, failed: [] };
      }
      candidates += rows.length;
      if (candidates >= MAX_CANDIDATES) break;
    }
    return { reusable: null, failed };
  };

  return { find, findEarlierAssets };
}
