import { findBySubmissionId } from '../../existing/find-by-submission-id.ts';
import { buildSubmissionMetadata, type ExistingRecord, toExistingRecord } from '../../existing/record.ts';
import type { RunContext } from '../../existing/run-context.ts';
import { createReadLimits } from '../../http/request-limits.ts';
import type { Submittable, UserMetadata } from '../../model/source.ts';
import type { VideoState } from '../../model/video-store.ts';
import { type FailedAttempt, findFinalFailure } from '../../plan/match.ts';
import type { Asset } from '../../twelvelabs/assets.ts';
import { createIndexedAsset, listAssetUsages } from '../../twelvelabs/assets.ts';
import { ApiError } from '../../twelvelabs/errors.ts';
import { getIndexedAsset } from '../../twelvelabs/indexed-assets.ts';
import { readIfAvailable, retryWhileTransient } from '../../twelvelabs/retry.ts';
import { listUploadsOfSize } from '../../upload/start-upload.ts';
import type { FindCreatedResult } from '../ambiguous-response.ts';
import { findCandidate, pollForCreated } from '../ambiguous-response.ts';
import { AtMostOnceCreator } from '../create-at-most-once.ts';
import { finishNotAccepted } from '../finish-not-accepted.ts';
import { RateLimiter } from '../rate-limiter.ts';
import type { Submitter } from '../tasks/submit-task.ts';
import type { UploadOptions } from './create-asset.ts';
import { createAsset } from './create-asset.ts';
import { createAssetFinder, type EarlierAssets } from './find-asset.ts';
import { waitForAsset } from './wait-for-asset.ts';

const NO_ASSETS: EarlierAssets = { reusable: null, failed: [] };

export interface AssetSubmitterOptions extends UploadOptions {
  /** Whether an asset of an earlier run may be used. */
  readonly reuse: boolean;
}

/**
 * Ingest method `assets`: creates an asset and, once it is ready, an indexed asset, each at most once. The asset is not
 * billed, and is found again by its file name and `gha_source`; only the indexed asset is billed. `creator` is the one
 * for the index; assets count against another rate limit, and have their own.
 */
export function createAssetSubmitter(
  context: RunContext,
  creator: AtMostOnceCreator,
  options: AssetSubmitterOptions,
): Submitter {
  const { api, clock, store, settings, log } = context;
  const indexId = settings.indexId ?? '';
  const finder = createAssetFinder(context);
  const assetLimiter = new RateLimiter({ ...context, countOpenVideos: () => 0 });
  const assetTools = { finder, creator: new AtMostOnceCreator(context, assetLimiter) };

  const submit: Submitter['submit'] = async ({ position }, source) => {
    const video = store.update(position, { submissionId: context.uuid(), startedMs: clock.now() });
    const { reusable: existing, failed } = await findEarlierAssets(video);
    if (giveUp(video, failed)) return null;
    if (existing) log.info(`Using the asset ${existing.id} of an earlier run.`, video);
    const { enableVideoStream } = settings;
    const attributes = { filename: video.name, enableVideoStream, userMetadata: buildAssetMetadata(video, source) };
    const asset = existing ?? (await createAsset(context, options, assetTools, video, source, attributes));
    if (asset === null) return null;
    store.update(position, { phase: 'queued', error: null, metadata: { ...video.metadata, asset_id: asset.id } });
    const ready = await waitForAsset(context, video, asset);
    if (ready === null) return null;
    store.update(position, { error: null, metadata: { ...video.metadata, ...ready.metadata } });
    try {
      const before = existing ? await findIndexedAssets(existing.id) : [];
      const usable = before.find(({ record }) => record?.status !== 'failed');
      if (usable) return openVideo(video, usable.id, true);
      // A list of the index may have hidden them from the plan.
      if (
        giveUp(
          video,
          before.flatMap(({ record }) => record ?? []),
        )
      )
        return null;
      const knownIds = new Set(before.map(({ id }) => id));
      const created = await index({ ...video, startedMs: clock.now() }, source, asset.id, knownIds);
      return created === null ? null : openVideo(video, created, false);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      // Nothing was submitted: a second indexed asset of the same asset would be billed again.
      finishNotAccepted(store, position, 'rejected', error.details);
      return null;
    }
  };

  const findEarlierAssets = async (video: VideoState): Promise<EarlierAssets> => {
    if (!options.reuse) return NO_ASSETS;
    try {
      return await finder.findEarlierAssets(video, video.name, isComplete);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      log.info(`Could not check whether an earlier run created an asset. ${error.message}`, video);
      return NO_ASSETS;
    }
  };

  /** The asset of an unfinished upload may be listed as `processing` forever. */
  const isComplete = async ({ status, method, metadata }: Asset): Promise<boolean> => {
    if (status === 'ready' || method !== 'multipart') return true;
    if (metadata.size === null) return false;
    return (await listUploadsOfSize({ ...context, ...options }, metadata.size))?.length === 0;
  };

  /** The metadata of an asset: without that of the user, which describes the video. */
  const buildAssetMetadata = (video: VideoState, source: Submittable): UserMetadata => {
    const withoutUser = { ...context, settings: { ...settings, userMetadata: {} } };
    return buildSubmissionMetadata(withoutUser, video, { ...source, userMetadata: {} });
  };

  /** Finishes a video that failed too often, or for a cause in its content; true if it did. */
  const giveUp = (video: VideoState, failed: readonly FailedAttempt[]): boolean => {
    const failure = findFinalFailure(video, failed);
    if (failure) store.finish(video.position, 'failed', failure.error);
    return failure !== null;
  };

  /** The indexed assets in this index that were created from an asset; a null record cannot be read yet. */
  const findIndexedAssets = async (
    assetId: string,
  ): Promise<ReadonlyArray<{ id: string; record: ExistingRecord | null }>> => {
    const rows = await retryWhileTransient(context, (limits) => listAssetUsages(api, assetId, limits));
    const inThisIndex = rows.filter((row) => row.indexId === indexId);
    return Promise.all(
      inThisIndex.map(async ({ id }) => {
        const item = await retryWhileTransient(context, (limits) =>
          readIfAvailable(() => getIndexedAsset(api, indexId, id, limits)),
        );
        return { id, record: item && toExistingRecord(item, undefined) };
      }),
    );
  };

  const index = (
    video: VideoState,
    source: Submittable,
    assetId: string,
    knownIds: ReadonlySet<string>,
  ): Promise<string | null> =>
    creator.create(video, {
      resourceName: 'indexed asset',
      sendingMs: 0,
      post: (limits) => {
        const userMetadata = buildSubmissionMetadata(context, video, source);
        const { enableVideoStream } = settings;
        return createIndexedAsset(api, { indexId, assetId, enableVideoStream, userMetadata }, limits);
      },
      find: ({ windowMs }) =>
        pollForCreated(context, windowMs, () => findCreated(assetId, video.submissionId ?? '', knownIds)),
    });

  /** Looks up the indexed asset of a lost response: one that is not in `knownIds` and has our submission ID. */
  const findCreated = async (
    assetId: string,
    submissionId: string,
    knownIds: ReadonlySet<string>,
  ): Promise<FindCreatedResult<string>> => {
    const rows = await readIfAvailable(() => listAssetUsages(api, assetId, createReadLimits(context)));
    if (rows === null) {
      const item = await findBySubmissionId(context, submissionId);
      return item ? { kind: 'found', created: item.id } : { kind: 'inconclusive' };
    }
    const newIds = rows.filter((row) => row.indexId === indexId && !knownIds.has(row.id)).map(({ id }) => id);
    return findCandidate(newIds, submissionId, async (id) => {
      const item = await readIfAvailable(() => getIndexedAsset(api, indexId, id, createReadLimits(context)));
      return item?.userMetadata?.['gha_submission'];
    });
  };

  const openVideo = (video: VideoState, id: string, reused: boolean): string => {
    const metadata = { ...(store.videos()[video.position] ?? video).metadata, video_id: id };
    const change = { remoteId: id, remoteIdKind: 'indexed_asset', reused, metadata, error: null } as const;
    store.update(video.position, { phase: 'open', ...change, submittedAt: clock.date().toISOString() });
    return id;
  };

  return { submit };
}
