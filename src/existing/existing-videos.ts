import { countRows } from '../http/pagination.ts';
import { createErrorDetails, UserError } from '../model/errors.ts';
import type { IndexedAsset } from '../twelvelabs/indexed-assets.ts';
import { inParallel } from '../util/concurrency.ts';
import type { MetadataQuery } from './metadata-query.ts';
import { proveFilter } from './prove-filter.ts';
import type { RunContext } from './run-context.ts';
import { isScanAffordable, isScanCheaper, scanIndex } from './scan-index.ts';

/** The items of the index that earlier runs submitted, by the source key of their record (`gha_source`). */
export type ExistingVideos = ReadonlyMap<string, readonly IndexedAsset[]>;

/** Maximum number of concurrent requests. */
const LOOKUP_CONCURRENCY = 8;
/** If a proven filter turns out to be ignored, another one is proven, at most this often in total. */
const MAX_PROOFS = 3;

/**
 * Finds the items of an index whose `gha_source` is one of `sourceKeys`. An item counts only if its own metadata
 * matches. Its absence counts only if the index was read completely, or if the filter was proven: it has returned an
 * item that is known to match. Rejects with a `UserError` if neither is possible, and with an `ApiError` if the index
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
  for (let proofs = 0; proofs < MAX_PROOFS && (await proveFilter(query, first, likely)); proofs++) {
    const found = await queryEach(query, sourceKeys);
    if (found !== null) return found;
  }
  if (!isScanAffordable(first)) throw createLookupImpossible(countRows(first));
  log.info('The metadata filter of the index could not be verified. Reading the whole index instead.');
  // Nothing is updated so that it can be filtered: some updated items would prove the filter while others stay hidden.
  return groupBySource(await scanIndex(query, first), sourceKeys);
}

/** Null if no spelling is proven, or if the proven one turns out to be ignored or refused. */
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
