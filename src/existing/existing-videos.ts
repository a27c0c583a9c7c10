import { createErrorDetails, UserError } from '../model/errors.ts';
import type { IndexedAsset } from '../twelvelabs/indexed-assets.ts';
import { inParallel } from '../util/concurrency.ts';
import type { MetadataQuery } from './metadata-query.ts';
import { proveFilter } from './prove-filter.ts';
import type { RunContext } from './run-context.ts';
import { countItems, isScanAffordable, isScanCheaper, scanIndex } from './scan-index.ts';

/** What earlier runs put into the index, by the source key of their record (`gha_source`). */
export type ExistingVideos = ReadonlyMap<string, readonly IndexedAsset[]>;

/** Requests that are under way at the same time. */
const LOOKUP_CONCURRENCY = 8;
/** A filter that was proven and is ignored later is given up for another one. */
const MAX_PROOFS = 3;

/**
 * Finds the items of an index that carry one of `sourceKeys` as `gha_source`. An item counts only by its own metadata,
 * and its absence only when the index was read completely or when the filter was proven: by an item that is known to
 * carry what is asked for. Rejects with a `UserError` when neither is possible, and with an `ApiError` when the index
 * cannot be read.
 */
export async function findExistingVideos(
  { metadataQuery: query, origin, log }: RunContext,
  sourceKeys: readonly string[],
): Promise<ExistingVideos> {
  const known = await queryEach(query, sourceKeys);
  if (known !== null) return known;
  const first = await query.listPage(1);
  if (first.rows.length === 0) return new Map();
  if (isScanCheaper(first, sourceKeys.length)) return groupBySource(await scanIndex(query, first), sourceKeys);
  const repository = origin['gha_repository'];
  const likely = [
    ...(repository === undefined ? [] : [{ gha_repository: repository }]),
    ...sourceKeys.slice(0, 1).map((sourceKey) => ({ gha_source: sourceKey })),
  ];
  for (let proofs = 0; proofs < MAX_PROOFS && (await proveFilter(query, first.rows, likely)); proofs++) {
    const found = await queryEach(query, sourceKeys);
    if (found !== null) return found;
  }
  if (!isScanAffordable(first)) throw createLookupImpossible(countItems(first));
  log.info('The metadata filter of the index could not be verified. Reading the whole index instead.');
  return groupBySource(await scanIndex(query, first), sourceKeys);
}

/** Null where no spelling is proven, or the proven one is ignored or refused after all. */
async function queryEach(query: MetadataQuery, sourceKeys: readonly string[]): Promise<ExistingVideos | null> {
  const found = new Map<string, readonly IndexedAsset[]>();
  await inParallel(LOOKUP_CONCURRENCY, sourceKeys, async (sourceKey) => {
    if (!query.isProven) return;
    const items = await query.find({ gha_source: sourceKey });
    if (items !== null) found.set(sourceKey, items);
  });
  return query.isProven && found.size === sourceKeys.length ? found : null;
}

function groupBySource(items: readonly IndexedAsset[], sourceKeys: readonly string[]): ExistingVideos {
  const found = new Map<string, IndexedAsset[]>(sourceKeys.map((sourceKey) => [sourceKey, []]));
  for (const item of items) {
    const sourceKey = item.userMetadata?.['gha_source'];
    if (typeof sourceKey === 'string') found.get(sourceKey)?.push(item);
  }
  return found;
}

function createLookupImpossible(items: number): UserError {
  const message = `Could not check whether this video is already indexed: no filter by metadata could be verified, and the index has too many videos (${items}) to read them one by one. Nothing was submitted.`;
  const hint =
    'If none of these videos is in the index yet, run the step once with `reuse: false`; later runs can then find them. Otherwise use a separate index, or accept with `reuse: false` that videos are billed again.';
  return new UserError(createErrorDetails('reuse_lookup_failed', { message, hint }));
}
