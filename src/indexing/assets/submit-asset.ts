import { findBySubmissionId } from '../../existing/find-by-submission-id.ts';
import { buildSubmissionMetadata } from '../../existing/record.ts';
import type { RunContext } from '../../existing/run-context.ts';
import { createReadLimits } from '../../http/request-limits.ts';
import type { Submittable, UserMetadata } from '../../model/source.ts';
import type { VideoState } from '../../model/video-store.ts';
import type { Asset } from '../../twelvelabs/assets.ts';
import { createIndexedAsset, listAssetUsages } from '../../twelvelabs/assets.ts';
import { ApiError } from '../../twelvelabs/errors.ts';
import { getIndexedAsset } from '../../twelvelabs/indexed-assets.ts';
import { readIfAvailable, retryWhileTransient } from '../../twelvelabs/retry.ts';
import { listUploadsOfSize } from '../../upload/open-uploads.ts';
import type { AtMostOnceCreator } from '../create-at-most-once.ts';
import { createAtMostOnce } from '../create-at-most-once.ts';
import type { LookupOutcome } from '../poll-for-created.ts';
import { pollForCreated } from '../poll-for-created.ts';
import { createRateLimiter } from '../rate-limiter.ts';
import type { Submitter } from '../tasks/submit-task.ts';
import type { UploadOptions } from './create-asset.ts';
import { createAsset } from './create-asset.ts';
import { createAssetFinder } from './find-asset.ts';
import { waitForAsset } from './wait-for-asset.ts';

export interface AssetSubmitterOptions extends UploadOptions {
  /** Whether an asset that an earlier run left behind is used. */
  readonly reuse: boolean;
}

/**
 * The road of assets: an asset, once it is ready an indexed asset, each made once. The asset costs nothing and is found
 * again by its file name and `gha_source`; only the indexed asset is billed. `once` is the one of what is submitted to
 * the index; assets count against another limit, and so get their own.
 */
export function createAssetSubmitter(
  context: RunContext,
  once: AtMostOnceCreator,
  road: AssetSubmitterOptions,
): Submitter {
  const { api, clock, store, settings, tell } = context;
  const indexId = settings.indexId ?? '';
  const finder = createAssetFinder(context);
  const assets = { finder, once: createAtMostOnce(context, createRateLimiter({ ...context, open: () => 0 })) };

  /** What an asset carries: nothing of the user's own, which is about the video. */
  const assetMarks = (entry: VideoState, source: Submittable): UserMetadata => {
    const bare = { ...context, settings: { ...settings, userMetadata: {} } };
    return buildSubmissionMetadata(bare, entry, { ...source, userMetadata: {} });
  };

  /** The asset of an upload that was never finished can look as if it were being processed, for ever. */
  const isThere = async ({ status, method, metadata }: Asset): Promise<boolean> => {
    if (status === 'ready' || method !== 'multipart') return true;
    return metadata.size !== null && (await listUploadsOfSize({ ...context, ...road }, metadata.size))?.length === 0;
  };

  const findLeftBehind = async (entry: VideoState): Promise<Asset | null> => {
    if (!road.reuse) return null;
    try {
      return await finder.findReusableAsset(entry, entry.name, isThere);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      tell(`${entry.name}: it cannot be told whether an earlier run left an asset behind. ${error.message}`, entry);
      return null;
    }
  };

  /** What was made of an asset in this index; `usable` where that did not fail. */
  const madeOf = async (assetId: string): Promise<ReadonlyArray<{ id: string; usable: boolean }>> => {
    const rows = await retryWhileTransient(context, (limits) => listAssetUsages(api, assetId, limits));
    const here = rows.filter((row) => row.indexId === indexId);
    return Promise.all(
      here.map(async ({ id }) => {
        const item = await retryWhileTransient(context, (limits) =>
          readIfAvailable(() => getIndexedAsset(api, indexId, id, limits)),
        );
        return { id, usable: item?.status !== 'failed' };
      }),
    );
  };

  /** Looks for the indexed asset of a lost answer: one that was not there `before`, with our mark if it can be read. */
  const lookFor = async (
    assetId: string,
    submission: string,
    before: ReadonlySet<string>,
  ): Promise<LookupOutcome<string>> => {
    const rows = await readIfAvailable(() => listAssetUsages(api, assetId, createReadLimits(context)));
    if (rows === null) {
      const item = await findBySubmissionId(context, indexId, submission);
      return item ? { kind: 'found', made: item.id } : { kind: 'blurred' };
    }
    let blurred = false;
    for (const { id } of rows.filter((row) => row.indexId === indexId && !before.has(row.id))) {
      const item = await readIfAvailable(() => getIndexedAsset(api, indexId, id, createReadLimits(context)));
      const mark = item?.userMetadata?.['gha_submission'];
      if (mark === submission) return { kind: 'found', made: id };
      blurred ||= mark === undefined;
    }
    return { kind: blurred ? 'blurred' : 'clear' };
  };

  const index = (
    entry: VideoState,
    source: Submittable,
    assetId: string,
    before: ReadonlySet<string>,
  ): Promise<string | null> =>
    once.create(entry, {
      resourceName: 'indexed asset',
      sendingMs: 0,
      post: (limits) => {
        const userMetadata = buildSubmissionMetadata(context, entry, source);
        const { enableVideoStream } = settings;
        return createIndexedAsset(api, { indexId, assetId, enableVideoStream, userMetadata }, limits);
      },
      find: () => pollForCreated(context, () => lookFor(assetId, entry.submissionId ?? '', before)),
    });

  const open = (entry: VideoState, id: string, reused: boolean): string => {
    const metadata = { ...(store.videos()[entry.position] ?? entry).metadata, video_id: id };
    const submittedAt = clock.date().toISOString();
    const change = { remoteId: id, remoteIdKind: 'indexed_asset', reused, metadata, error: null, submittedAt } as const;
    store.update(entry.position, { phase: 'open', ...change });
    return id;
  };

  const submit: Submitter['submit'] = async ({ position }, source) => {
    const entry = store.update(position, { submissionId: context.uuid(), startedMs: clock.now() });
    const left = await findLeftBehind(entry);
    if (left) tell(`${entry.name}: using the asset ${left.id}, which an earlier run has left behind.`);
    const labels = { filename: entry.name, userMetadata: assetMarks(entry, source) };
    const asset = left ?? (await createAsset(context, road, assets, entry, source, labels));
    if (asset === null) return null;
    store.update(position, { phase: 'queued', error: null, metadata: { ...entry.metadata, asset_id: asset.id } });
    const ready = await waitForAsset(context, entry, asset);
    if (ready === null) return null;
    store.update(position, { error: null, metadata: { ...entry.metadata, ...ready.metadata } });
    try {
      const before = left ? await madeOf(left.id) : [];
      const usable = before.find((item) => item.usable);
      if (usable) return open(entry, usable.id, true);
      // An upload may have taken hours; patience with the platform begins anew.
      const fresh = { ...entry, startedMs: clock.now() };
      const made = await index(fresh, source, asset.id, new Set(before.map(({ id }) => id)));
      return made === null ? null : open(entry, made, false);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      // Nothing was submitted: a second indexed asset of the same asset would be billed again.
      store.finish(position, 'rejected', error.details);
      return null;
    }
  };

  return { submit };
}
