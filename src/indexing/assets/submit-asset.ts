import { findMarked } from '../../existing/find-by-submission-id.ts';
import { marksOf } from '../../existing/record.ts';
import type { Context } from '../../existing/run-context.ts';
import { readLimits } from '../../http/request-limits.ts';
import type { Submittable, UserMetadata } from '../../model/source.ts';
import type { Entry } from '../../model/video-store.ts';
import type { Asset } from '../../twelvelabs/assets.ts';
import { createIndexedAsset, listIndexedAssetsOf } from '../../twelvelabs/assets.ts';
import { PlatformError } from '../../twelvelabs/errors.ts';
import { getIndexedAsset } from '../../twelvelabs/indexed-assets.ts';
import { patiently, whenReadable } from '../../twelvelabs/retry.ts';
import { openUploadsOf } from '../../upload/open-uploads.ts';
import type { Once } from '../create-at-most-once.ts';
import { createOnce } from '../create-at-most-once.ts';
import type { Look } from '../poll-for-created.ts';
import { search } from '../poll-for-created.ts';
import { createPace } from '../rate-limiter.ts';
import type { Submitter } from '../tasks/submit-task.ts';
import type { UploadTools } from './create-asset.ts';
import { makeAsset } from './create-asset.ts';
import { createAssetFinder } from './find-asset.ts';
import { waitUntilReady } from './wait-for-asset.ts';

export interface RoadSettings extends UploadTools {
  /** Whether an asset that an earlier run left behind is used. */
  readonly reuse: boolean;
}

/**
 * The road of assets: an asset, once it is ready an indexed asset, each made once. The asset costs nothing and is found
 * again by its file name and `gha_source`; only the indexed asset is billed. `once` is the one of what is submitted to
 * the index; assets count against another limit, and so get their own.
 */
export function createAssetRoad(context: Context, once: Once, road: RoadSettings): Submitter {
  const { api, clock, ledger, settings, tell } = context;
  const indexId = settings.indexId ?? '';
  const finder = createAssetFinder(context);
  const assets = { finder, once: createOnce(context, createPace({ ...context, open: () => 0 })) };

  /** What an asset carries: nothing of the user's own, which is about the video. */
  const assetMarks = (entry: Entry, source: Submittable): UserMetadata => {
    const bare = { ...context, settings: { ...settings, userMetadata: {} } };
    return marksOf(bare, entry, { ...source, userMetadata: {} });
  };

  /** The asset of an upload that was never finished can look as if it were being processed, for ever. */
  const isThere = async ({ status, method, facts }: Asset): Promise<boolean> => {
    if (status === 'ready' || method !== 'multipart') return true;
    return facts.size !== null && (await openUploadsOf({ ...context, ...road }, facts.size))?.length === 0;
  };

  const findLeftBehind = async (entry: Entry): Promise<Asset | null> => {
    if (!road.reuse) return null;
    try {
      return await finder.leftBehind(entry, entry.name, isThere);
    } catch (error) {
      if (!(error instanceof PlatformError)) throw error;
      tell(`${entry.name}: it cannot be told whether an earlier run left an asset behind. ${error.message}`, entry);
      return null;
    }
  };

  /** What was made of an asset in this index; `usable` where that did not fail. */
  const madeOf = async (assetId: string): Promise<ReadonlyArray<{ id: string; usable: boolean }>> => {
    const rows = await patiently(context, (limits) => listIndexedAssetsOf(api, assetId, limits));
    const here = rows.filter((row) => row.indexId === indexId);
    return Promise.all(
      here.map(async ({ id }) => {
        const item = await patiently(context, (limits) =>
          whenReadable(() => getIndexedAsset(api, indexId, id, limits)),
        );
        return { id, usable: item?.status !== 'failed' };
      }),
    );
  };

  /** Looks for the indexed asset of a lost answer: one that was not there `before`, with our mark if it can be read. */
  const lookFor = async (assetId: string, submission: string, before: ReadonlySet<string>): Promise<Look<string>> => {
    const rows = await whenReadable(() => listIndexedAssetsOf(api, assetId, readLimits(context)));
    if (rows === null) {
      const item = await findMarked(context, indexId, submission);
      return item ? { kind: 'found', made: item.taskId } : { kind: 'blurred' };
    }
    let blurred = false;
    for (const { id } of rows.filter((row) => row.indexId === indexId && !before.has(row.id))) {
      const item = await whenReadable(() => getIndexedAsset(api, indexId, id, readLimits(context)));
      const mark = item?.userMetadata?.['gha_submission'];
      if (mark === submission) return { kind: 'found', made: id };
      blurred ||= mark === undefined;
    }
    return { kind: blurred ? 'blurred' : 'clear' };
  };

  const index = (
    entry: Entry,
    source: Submittable,
    assetId: string,
    before: ReadonlySet<string>,
  ): Promise<string | null> =>
    once.make(entry, {
      what: 'indexed asset',
      sendingMs: 0,
      post: (limits) => {
        const userMetadata = marksOf(context, entry, source);
        const { enableVideoStream } = settings;
        return createIndexedAsset(api, { indexId, assetId, enableVideoStream, userMetadata }, limits);
      },
      find: () => search(context, () => lookFor(assetId, entry.submissionId ?? '', before)),
    });

  const open = (entry: Entry, id: string, reused: boolean): string => {
    const facts = { ...(ledger.entries()[entry.position] ?? entry).facts, video_id: id };
    const submittedAt = clock.date();
    const change = { taskId: id, watchedAs: 'asset', reused, facts, problem: null, submittedAt } as const;
    ledger.update(entry.position, { phase: 'open', ...change });
    return id;
  };

  const submit: Submitter['submit'] = async ({ position }, source) => {
    const entry = ledger.update(position, { submissionId: context.uuid(), startedMs: clock.now() });
    const left = await findLeftBehind(entry);
    if (left) tell(`${entry.name}: using the asset ${left.id}, which an earlier run has left behind.`);
    const labels = { filename: entry.name, userMetadata: assetMarks(entry, source) };
    const asset = left ?? (await makeAsset(context, road, assets, entry, source, labels));
    if (asset === null) return null;
    ledger.update(position, { phase: 'queued', problem: null, facts: { ...entry.facts, asset_id: asset.id } });
    const ready = await waitUntilReady(context, entry, asset);
    if (ready === null) return null;
    ledger.update(position, { problem: null, facts: { ...entry.facts, ...ready.facts } });
    try {
      const before = left ? await madeOf(left.id) : [];
      const usable = before.find((item) => item.usable);
      if (usable) return open(entry, usable.id, true);
      // An upload may have taken hours; patience with the platform begins anew.
      const fresh = { ...entry, startedMs: clock.now() };
      const made = await index(fresh, source, asset.id, new Set(before.map(({ id }) => id)));
      return made === null ? null : open(entry, made, false);
    } catch (error) {
      if (!(error instanceof PlatformError)) throw error;
      // Nothing was submitted: a second indexed asset of the same asset would be billed again.
      ledger.settle(position, 'rejected', error.problem);
      return null;
    }
  };

  return { submit };
}
