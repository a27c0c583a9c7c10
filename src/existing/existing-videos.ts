import type { CountedPage } from '../http/pagination.ts';
import { countRows, PAGE_LIMIT } from '../http/pagination.ts';
import { createErrorDetails, UserError } from '../model/errors.ts';
import type { IndexedAsset, MetadataValues } from '../twelvelabs/indexed-assets.ts';
import { matchesMetadata } from '../twelvelabs/indexed-assets.ts';
import { inParallel } from '../util/concurrency.ts';
import type { MatchingItems, MetadataQuery } from './metadata-query.ts';
import { proveFilter } from './prove-filter.ts';
import type { RunContext } from './run-context.ts';
import { isScanAffordable, isScanCheaper, scanIndex } from './scan-index.ts';

/** Some items of the index by the source key of their record (`gha_source`). */
export type ItemsBySource = ReadonlyMap<string, readonly IndexedAsset[]>;

/** Values that an item may have. `expected`: those that are asked for next. */
interface ProofHints {
  readonly likely: readonly MetadataValues[];
  readonly expected: MetadataValues | null;
}

/** Maximum number of concurrent requests. */
const LOOKUP_CONCURRENCY = 8;
/** If a proven filter turns out to be ignored, another one is proven, at most this often in total. */
const MAX_PROOFS = 3;

/**
 * The items of an index. An item counts only if its own metadata matches. Its absence counts only if the index was read
 * completely, or if the filter was proven: it has returned an item that is known to match. Every method rejects with a
 * `UserError` if neither is possible, and with an `ApiError` if the index cannot be read.
 */
export class ExistingVideos {
  readonly #context: Pick<RunContext, 'metadataQuery' | 'origin' | 'log'>;
  #firstPage: CountedPage<IndexedAsset> | null = null;
  #all: readonly IndexedAsset[] | null = null;
  #proofs = 0;

  constructor(context: Pick<RunContext, 'metadataQuery' | 'origin' | 'log'>) {
    this.#context = context;
  }

  /** The items whose `gha_source` is one of `sourceKeys`. */
  async findBySource(sourceKeys: readonly string[]): Promise<ItemsBySource> {
    if (sourceKeys.length === 0) return new Map();
    const likely = sourceKeys.slice(0, 1).map((sourceKey) => ({ gha_source: sourceKey }));
    return await this.#ask(
      (first) => isScanCheaper(first, sourceKeys.length, sourceKeys.length),
      { likely, expected: null },
      (query) => queryEach(query, sourceKeys),
      (all) => groupBySource(all, sourceKeys),
    );
  }

  /**
   * Every item with `values`; none if there are more than `maxItems`. `expected`: about how many there are, to choose the
   * way with fewer requests.
   */
  async findAll(values: MetadataValues, expected: number, maxItems: number): Promise<MatchingItems> {
    return await this.#ask(
      // Items are read one by one in either way.
      (first) => isScanCheaper(first, Math.ceil(expected / PAGE_LIMIT) + 1, expected + 1),
      { likely: [], expected: values },
      (query) => query.findAll(values, maxItems),
      (all) => ({
        items: all.filter(({ userMetadata }) => userMetadata !== null && matchesMetadata(userMetadata, values)),
        isComplete: true,
      }),
    );
  }

  /** `query` returns null if its filter is not proven or turns out to be ignored. */
  async #ask<Found>(
    isScanCheap: (first: CountedPage<IndexedAsset>) => boolean,
    hints: ProofHints,
    query: (metadataQuery: MetadataQuery) => Promise<Found | null>,
    select: (all: readonly IndexedAsset[]) => Found,
  ): Promise<Found> {
    const { metadataQuery, log } = this.#context;
    if (this.#all !== null) return select(this.#all);
    const known = metadataQuery.isProven ? await query(metadataQuery) : null;
    if (known !== null) return known;
    const first = await this.#readFirstPage();
    if (first.rows.length === 0) return select([]);
    if (isScanCheap(first)) return select(await this.#scan(first));
    while (this.#proofs < MAX_PROOFS && (await this.#prove(first, hints))) {
      const found = await query(metadataQuery);
      if (found !== null) return found;
    }
    if (!isScanAffordable(first)) throw createLookupImpossible(countRows(first));
    log.info('The metadata filter of the index could not be verified. Reading the whole index instead.');
    // Nothing is updated so that it can be filtered: some updated items would prove the filter while others stay hidden.
    return select(await this.#scan(first));
  }

  async #readFirstPage(): Promise<CountedPage<IndexedAsset>> {
    this.#firstPage ??= await this.#context.metadataQuery.listPage(1);
    return this.#firstPage;
  }

  async #prove(first: CountedPage<IndexedAsset>, { likely, expected }: ProofHints): Promise<boolean> {
    this.#proofs += 1;
    const repository = this.#context.origin['gha_repository'];
    const known = repository === undefined ? likely : [{ gha_repository: repository }, ...likely];
    return await proveFilter(this.#context.metadataQuery, first, known, expected);
  }

  async #scan(first: CountedPage<IndexedAsset>): Promise<readonly IndexedAsset[]> {
    this.#all = await scanIndex(this.#context.metadataQuery, first);
    return this.#all;
  }
}

/** Null if no spelling is proven, or if the proven one turns out to be ignored or refused. */
async function queryEach(query: MetadataQuery, sourceKeys: readonly string[]): Promise<ItemsBySource | null> {
  const found = new Map<string, readonly IndexedAsset[]>();
  await inParallel(LOOKUP_CONCURRENCY, sourceKeys, async (sourceKey) => {
    if (!query.isProven) return;
    const items = await query.find({ gha_source: sourceKey });
    if (items !== null) found.set(sourceKey, items);
  });
  return query.isProven && found.size === sourceKeys.length ? found : null;
}

function groupBySource(items: readonly IndexedAsset[], sourceKeys: readonly string[]): ItemsBySource {
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
