import type { CountedPage } from '../http/pagination.ts';
import { countRows } from '../http/pagination.ts';
import type { RequestLimits } from '../http/request-limits.ts';
import { createReadLimits } from '../http/request-limits.ts';
import type { Api } from '../twelvelabs/api.ts';
import { ApiError, isResourceError } from '../twelvelabs/errors.ts';
import type { FilterSpelling, IndexedAsset, MetadataValues } from '../twelvelabs/indexed-assets.ts';
import {
  ALL_STATUSES,
  DOCUMENTED_STATUSES,
  FILTER_SPELLINGS,
  getIndexedAsset,
  listIndexedAssets,
  matchesMetadata,
} from '../twelvelabs/indexed-assets.ts';
import type { RetryContext } from '../twelvelabs/retry.ts';
import { retryWhileTransient } from '../twelvelabs/retry.ts';
import { mapInParallel } from '../util/concurrency.ts';
import type { JsonObject } from '../util/json.ts';

export interface MetadataQueryDependencies {
  readonly api: Api;
  readonly indexId: string;
  /** Called once per request. */
  readonly createLimits: () => RequestLimits;
  /** Retries a read while its error is transient. Rejects with the last `ApiError`. */
  readonly retry: <T>(read: () => Promise<T>) => Promise<T>;
}

/** Creates a query with the deadline and the retries of a run. */
export function createMetadataQuery(context: RetryContext & { readonly api: Api }, indexId: string): MetadataQuery {
  return new MetadataQuery({
    api: context.api,
    indexId,
    createLimits: () => createReadLimits(context),
    retry: (read) => retryWhileTransient(context, read),
  });
}

/**
 * The result of a filter by metadata. `matched`: items that have the values; `empty`: no items; `ignored`: items that
 * do not have the values, so that the filter had no effect; `refused`: an error because of this spelling.
 */
type FilterResult =
  | { readonly kind: 'matched'; readonly items: readonly IndexedAsset[] }
  | { readonly kind: 'empty' | 'ignored' | 'refused' };

/** All items with some metadata. */
export interface MatchingItems {
  readonly items: readonly IndexedAsset[];
  /** False if there are more than may be read. */
  readonly isComplete: boolean;
}

/** Items that are read at the same time. */
const READ_CONCURRENCY = 8;
/** Rows of one response whose metadata is read individually: enough for several versions of a video. */
const MAX_ROWS_READ = 5;
/** No record has this source key: source keys are 32 hexadecimal digits. */
const IMPOSSIBLE_VALUES: MetadataValues = { gha_source: 'no-such-source-key' };

/**
 * Searches an index for items by their metadata. The documentation and the two SDKs spell the filter in three ways, and
 * which of them works is not documented. Therefore an empty response is not a result until the same spelling has
 * returned a part of the index for other values (`prove`). Items are always compared with their own metadata.
 */
export class MetadataQuery {
  readonly #dependencies: MetadataQueryDependencies;
  /** Spellings that were neither refused nor ignored so far, the most likely first. */
  #candidates: readonly FilterSpelling[] = FILTER_SPELLINGS;
  #provenSpelling: FilterSpelling | null = null;
  #statuses: readonly string[] = ALL_STATUSES;
  #areStatusesAccepted = false;
  /** Metadata of items that were read individually, by ID, because rows may not include it. Each is read once; empty for
   * an item that has none. */
  readonly #metadata = new Map<string, JsonObject>();

  /** First pages of filtered lists that were read to prove a spelling. */
  readonly #responses = new Map<string, CountedPage<IndexedAsset>>();

  constructor(dependencies: MetadataQueryDependencies) {
    this.#dependencies = dependencies;
  }

  /** True once an empty response means that there is no such item. */
  get isProven(): boolean {
    return this.#provenSpelling !== null;
  }

  /**
   * One page of the whole index. If the API refuses the filter by status, it is repeated with fewer statuses, and then
   * without that filter. Rejects with an `ApiError`.
   */
  listPage(page: number): Promise<CountedPage<IndexedAsset>> {
    return this.#dependencies.retry(() => this.#listPage(page));
  }

  async #listPage(page: number): Promise<CountedPage<IndexedAsset>> {
    const { api, indexId, createLimits } = this.#dependencies;
    try {
      const list = await listIndexedAssets(api, indexId, { page, statuses: this.#statuses }, createLimits());
      this.#areStatusesAccepted = true;
      return list;
    } catch (error) {
      const fewer = this.#statuses === ALL_STATUSES ? DOCUMENTED_STATUSES : [];
      if (!isRefusal(error) || this.#statuses.length === 0) throw error;
      this.#statuses = fewer;
      return await this.#listPage(page);
    }
  }

  /** The item with its metadata; the row itself if the item cannot be read yet. Rejects with an `ApiError`. */
  readItem(row: IndexedAsset): Promise<IndexedAsset> {
    return this.#dependencies.retry(() => this.#readItem(row));
  }

  async #readItem(row: IndexedAsset): Promise<IndexedAsset> {
    const { api, indexId, createLimits } = this.#dependencies;
    const known = this.#metadata.get(row.id);
    if (known) return { ...row, userMetadata: known };
    try {
      const item = await getIndexedAsset(api, indexId, row.id, createLimits());
      const metadata = item.userMetadata ?? (isEnded(item) ? {} : null);
      if (metadata !== null) this.#metadata.set(item.id, metadata);
      return item;
    } catch (error) {
      // Not documented: whether an item can be read before it is ready.
      if (error instanceof ApiError && isResourceError(error)) return row;
      throw error;
    }
  }

  /**
   * Finds a spelling that returns some items for `values`, but not as many as the index has; `unfiltered` is the first
   * page of the index. Such a spelling is neither ignored nor unable to match. An item of that page that is known to have
   * the values, if there is one (`knownId`), must be among the items. Items are not read here, because that would take
   * more requests than all the rest: they are compared with their metadata when a result is used. False if there is no
   * such spelling: the values cannot be filtered, or no spelling works. Rejects with an `ApiError`.
   */
  async prove(
    values: MetadataValues,
    unfiltered: CountedPage<IndexedAsset>,
    knownId: string | null = null,
  ): Promise<boolean> {
    const undecided: FilterSpelling[] = [];
    for (const spelling of this.#candidates) {
      const list = await this.#dependencies.retry(() => this.#list(spelling, values));
      if (list !== null) this.#responses.set(getResponseKey(spelling, values), list);
      if (list?.rows.length === 0) continue;
      // Both lists have the newest items first, so that the known one is on the first page of both.
      if (list !== null && knownId !== null && !list.rows.some(({ id }) => id === knownId)) continue;
      if (list === null || list.rows.some((row) => this.#contradicts(row, values))) this.#exclude(spelling);
      else if (countRows(list) >= countRows(unfiltered)) undecided.push(spelling);
      else return this.#setProven(spelling);
    }
    // The filter may be ignored, or all items may have these values.
    for (const spelling of undecided) {
      if (await this.#dependencies.retry(() => this.#isSelective(spelling))) return this.#setProven(spelling);
      this.#exclude(spelling);
    }
    return false;
  }

  #setProven(spelling: FilterSpelling): true {
    this.#provenSpelling = spelling;
    return true;
  }

  /** Whether a row cannot have `values`, by the metadata that it includes or that was read before. */
  #contradicts({ id, userMetadata }: IndexedAsset, values: MetadataValues): boolean {
    const known = userMetadata ?? this.#metadata.get(id) ?? null;
    return known !== null && !matchesMetadata(known, values);
  }

  /**
   * The items with `values`, by the proven spelling. Null if no spelling is proven, or if the proven one turns out to be
   * ignored or refused. Rejects with an `ApiError`.
   */
  async find(values: MetadataValues): Promise<readonly IndexedAsset[] | null> {
    const spelling = this.#provenSpelling;
    if (spelling === null) return null;
    const result = await this.#dependencies.retry(() => this.#filter(spelling, values));
    if (result.kind === 'matched') return result.items;
    return result.kind === 'empty' ? [] : null;
  }

  /**
   * One page of the items with `values`, by the proven spelling. Rows are not checked here and may not include their
   * metadata. Rejects with an `ApiError`.
   */
  async listMatching(values: MetadataValues, page: number): Promise<CountedPage<IndexedAsset>> {
    const { api, indexId, createLimits, retry } = this.#dependencies;
    const filter = this.#provenSpelling === null ? undefined : { spelling: this.#provenSpelling, values };
    return await retry(() =>
      listIndexedAssets(api, indexId, { page, statuses: this.#statuses, filter }, createLimits()),
    );
  }

  /**
   * Every item with `values`, by the proven spelling, with its metadata. If there are more than `maxItems`, none is read.
   * Null as for `find`. An item whose metadata cannot be read yet is left out. Rejects with an `ApiError`.
   */
  async findAll(values: MetadataValues, maxItems: number): Promise<MatchingItems | null> {
    const rows = new Map<string, IndexedAsset>();
    for (let page = 1, last = 1; page <= last; page++) {
      const list = await this.#listProven(values, page);
      if (list === null) return null;
      if (countRows(list) > maxItems) return { items: [], isComplete: false };
      last = list.totalPages;
      for (const row of list.rows) rows.set(row.id, row);
    }
    let isIgnored = false;
    const items = await mapInParallel(READ_CONCURRENCY, rows.values(), async (row) => {
      if (isIgnored) return [];
      const item = row.userMetadata === null ? await this.readItem(row) : row;
      if (item.userMetadata === null) return [];
      if (!matchesMetadata(item.userMetadata, values)) isIgnored = true;
      return [item];
    });
    if (!isIgnored) return { items: items.flat(), isComplete: true };
    this.#exclude(this.#provenSpelling);
    return null;
  }

  /** The newest item with `values`, by the proven spelling, with its metadata; null if there is none. */
  async findNewest(values: MetadataValues): Promise<IndexedAsset | null> {
    const row = (await this.#listProven(values, 1))?.rows[0];
    return row === undefined ? null : await this.readItem(row);
  }

  /** One page by the proven spelling; null, and the spelling is excluded, if it is refused or if none is proven. */
  async #listProven(values: MetadataValues, page: number): Promise<CountedPage<IndexedAsset> | null> {
    const spelling = this.#provenSpelling;
    if (spelling === null) return null;
    const known = page === 1 ? this.#responses.get(getResponseKey(spelling, values)) : undefined;
    if (known !== undefined) return known;
    try {
      return await this.listMatching(values, page);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      this.#exclude(spelling);
      return null;
    }
  }

  /**
   * The items with `values`, by any spelling, for a search that draws no conclusion from an empty result. Rejects with
   * an `ApiError`, without retries.
   */
  async findAny(values: MetadataValues): Promise<readonly IndexedAsset[]> {
    const spellings = this.#provenSpelling === null ? this.#candidates : [this.#provenSpelling];
    for (const spelling of spellings) {
      const result = await this.#filter(spelling, values);
      if (result.kind !== 'matched') continue;
      this.#provenSpelling = spelling;
      return result.items;
    }
    return [];
  }

  /**
   * Whether a later run can find an item: a filter by `values`, which only this item has, returns it, and a filter by
   * values that no item has returns nothing. Rejects with an `ApiError`, without retries.
   */
  async canFind(id: string, values: MetadataValues): Promise<boolean> {
    for (const spelling of this.#candidates) {
      const rows = (await this.#list(spelling, values))?.rows;
      if (rows?.length === 0) continue;
      const isOnlyItem = rows?.every((row) => row.id === id) ?? false;
      if (isOnlyItem && (await this.#isSelective(spelling))) return true;
      this.#exclude(spelling);
    }
    return false;
  }

  async #filter(spelling: FilterSpelling, values: MetadataValues): Promise<FilterResult> {
    const result = await this.#filterOnce(spelling, values);
    if (result.kind === 'refused' || result.kind === 'ignored') this.#exclude(spelling);
    return result;
  }

  async #filterOnce(spelling: FilterSpelling, values: MetadataValues): Promise<FilterResult> {
    const list = await this.#list(spelling, values);
    if (list === null) return { kind: 'refused' };
    return list.rows.length === 0 ? { kind: 'empty' } : await this.#checkRows(spelling, list.rows, values);
  }

  /** The first page of a filtered list, unchecked; null if the API refuses the spelling. */
  async #list(spelling: FilterSpelling, values: MetadataValues): Promise<CountedPage<IndexedAsset> | null> {
    const { api, indexId, createLimits } = this.#dependencies;
    const query = { page: 1, statuses: this.#statuses, filter: { spelling, values } };
    try {
      const list = await listIndexedAssets(api, indexId, query, createLimits());
      this.#areStatusesAccepted = true;
      return list;
    } catch (error) {
      if (!isRefusal(error)) throw error;
      if (this.#areStatusesAccepted) return null;
      // A status may be the reason: the list without a metadata filter shows which ones are accepted.
      await this.#listPage(1);
      return await this.#list(spelling, values);
    }
  }

  /** Compares the returned items with their own metadata. */
  async #checkRows(
    spelling: FilterSpelling,
    rows: readonly IndexedAsset[],
    values: MetadataValues,
  ): Promise<FilterResult> {
    const contradicts = ({ userMetadata }: IndexedAsset): boolean =>
      userMetadata !== null && !matchesMetadata(userMetadata, values);
    if (rows.some(contradicts)) return { kind: 'ignored' };
    const silent = rows.filter(({ userMetadata }) => userMetadata === null);
    const read = await Promise.all(silent.slice(0, MAX_ROWS_READ).map((row) => this.#readItem(row)));
    if (read.some((item) => contradicts(item) || (item.userMetadata === null && isEnded(item)))) {
      return { kind: 'ignored' };
    }
    const isUnreadable = read.some(({ userMetadata }) => userMetadata === null);
    if (isUnreadable && !(await this.#isSelective(spelling))) return { kind: 'ignored' };
    // An item that cannot be read yet has the values if the filter is selective.
    const items = read.map((item) => (item.userMetadata === null ? { ...item, userMetadata: values } : item));
    return { kind: 'matched', items: [...rows.filter(({ userMetadata }) => userMetadata !== null), ...items] };
  }

  /** Whether a filter by a value that no item has returns nothing. */
  async #isSelective(spelling: FilterSpelling): Promise<boolean> {
    return (await this.#list(spelling, IMPOSSIBLE_VALUES))?.rows.length === 0;
  }

  #exclude(spelling: FilterSpelling | null): void {
    this.#candidates = this.#candidates.filter((other) => other !== spelling);
    if (this.#provenSpelling === spelling) this.#provenSpelling = null;
  }
}

function getResponseKey(spelling: FilterSpelling, values: MetadataValues): string {
  return JSON.stringify([spelling, values]);
}

/** True for an item that TwelveLabs no longer processes. */
export function isEnded({ status }: { readonly status: string }): boolean {
  return status === 'ready' || status === 'failed';
}

/** A request that the API does not understand; key and index are valid. */
function isRefusal(error: unknown): boolean {
  return error instanceof ApiError && error.failure === 'error_response' && error.status === 400;
}
