import type { CountedPage } from '../http/pagination.ts';
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
  updateUserMetadata,
} from '../twelvelabs/indexed-assets.ts';
import type { RetryContext } from '../twelvelabs/retry.ts';
import { retryWhileTransient } from '../twelvelabs/retry.ts';
import type { JsonObject } from '../util/json.ts';

export interface MetadataQueryDependencies {
  readonly api: Api;
  readonly indexId: string;
  /** Called for each request. */
  readonly createLimits: () => RequestLimits;
  /** Repeats a read while its error is transient. Rejects with the last `ApiError`. */
  readonly retry: <T>(read: () => Promise<T>) => Promise<T>;
}

/** Asks an index with the limits of a run, and repeats what fails for a while. */
export function createMetadataQuery(context: RetryContext & { readonly api: Api }, indexId: string): MetadataQuery {
  return new MetadataQuery({
    api: context.api,
    indexId,
    createLimits: () => createReadLimits(context),
    retry: (read) => retryWhileTransient(context, read),
  });
}

/**
 * What a question by metadata came to: `matched`, the items that carry the values; `empty`, none; `ignored`, the
 * platform returned items that do not carry them; `refused`, it does not accept this spelling.
 */
export type QueryAnswer =
  | { readonly kind: 'matched'; readonly items: readonly IndexedAsset[] }
  | { readonly kind: 'empty' | 'ignored' | 'refused' };

/** Rows of one answer whose own metadata is read: several versions of a video, not a whole index. */
const MAX_ROWS_READ = 5;
/** No record has this source key: they are 32 hexadecimal digits. */
const IMPOSSIBLE_VALUES: MetadataValues = { gha_source: 'no-such-source-key' };

/**
 * Asks an index which of its items carry certain metadata. Which of three spellings of the filter the platform obeys is
 * not documented, so that an empty answer means nothing until the same spelling has returned an item that is known to
 * carry what was asked for (`prove`). An answer with items is always checked against their own metadata.
 */
export class MetadataQuery {
  readonly #dependencies: MetadataQueryDependencies;
  /** Not yet known to be refused or ignored, the most promising first. */
  #candidates: readonly FilterSpelling[] = FILTER_SPELLINGS;
  #provenSpelling: FilterSpelling | null = null;
  #statuses: readonly string[] = ALL_STATUSES;
  #areStatusesAccepted = false;
  /** Metadata that was read of single items, by ID: rows need not include it, and it is not read twice. */
  readonly #metadata = new Map<string, JsonObject>();

  constructor(dependencies: MetadataQueryDependencies) {
    this.#dependencies = dependencies;
  }

  /** True once an empty answer means that there is no such item. */
  get isProven(): boolean {
    return this.#provenSpelling !== null;
  }

  /**
   * One page of the whole index. A platform that refuses one of the statuses asked for is asked for fewer, in the end
   * for none. Rejects with an `ApiError`.
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

  /** The item itself, with its metadata; for a row that is not readable yet, the row. Rejects with an `ApiError`. */
  readItem(row: IndexedAsset): Promise<IndexedAsset> {
    return this.#dependencies.retry(() => this.#readItem(row));
  }

  async #readItem(row: IndexedAsset): Promise<IndexedAsset> {
    const { api, indexId, createLimits } = this.#dependencies;
    const known = this.#metadata.get(row.id);
    if (known) return { ...row, userMetadata: known };
    try {
      const item = await getIndexedAsset(api, indexId, row.id, createLimits());
      if (item.userMetadata) this.#metadata.set(item.id, item.userMetadata);
      return item;
    } catch (error) {
      // Whether an item can be read before it is ready is not documented.
      if (error instanceof ApiError && isResourceError(error)) return row;
      throw error;
    }
  }

  /**
   * Finds a spelling that returns the item that is known to carry `values`. False when none does: the values may not be
   * filterable, or no spelling works. Rejects with an `ApiError`.
   */
  async prove(values: MetadataValues): Promise<boolean> {
    for (const spelling of this.#candidates) {
      const answer = await this.#dependencies.retry(() => this.#ask(spelling, values));
      if (answer.kind !== 'matched') continue;
      this.#provenSpelling = spelling;
      return true;
    }
    return false;
  }

  /**
   * Asks in the proven spelling. Null when it turns out that the platform ignores or refuses it after all; another one
   * has to be proven then. Rejects with an `ApiError`.
   */
  async find(values: MetadataValues): Promise<readonly IndexedAsset[] | null> {
    const spelling = this.#provenSpelling;
    if (spelling === null) return null;
    const answer = await this.#dependencies.retry(() => this.#ask(spelling, values));
    if (answer.kind === 'matched') return answer.items;
    return answer.kind === 'empty' ? [] : null;
  }

  /**
   * All pages of the answer in the proven spelling. Rows are not checked here, and need not include their metadata.
   * Rejects with an `ApiError`.
   */
  async listMatching(values: MetadataValues, page: number): Promise<CountedPage<IndexedAsset>> {
    const { api, indexId, createLimits, retry } = this.#dependencies;
    const filter = this.#provenSpelling === null ? undefined : { spelling: this.#provenSpelling, values };
    return await retry(() =>
      listIndexedAssets(api, indexId, { page, statuses: this.#statuses, filter }, createLimits()),
    );
  }

  /**
   * The items that some spelling returns, for a search in which not finding means nothing. Repeats nothing. Rejects with
   * an `ApiError`.
   */
  async findAny(values: MetadataValues): Promise<readonly IndexedAsset[]> {
    const spellings = this.#provenSpelling === null ? this.#candidates : [this.#provenSpelling];
    for (const spelling of spellings) {
      const answer = await this.#ask(spelling, values);
      if (answer.kind !== 'matched') continue;
      this.#provenSpelling = spelling;
      return answer.items;
    }
    return [];
  }

  /**
   * Whether a filter by `values`, which only the item with this ID carries, returns that item, and a filter by values
   * that no item carries returns nothing: what a later run needs to find the item. Repeats nothing. Rejects with an
   * `ApiError`.
   */
  async canFind(id: string, values: MetadataValues): Promise<boolean> {
    for (const spelling of this.#candidates) {
      const rows = await this.#listRows(spelling, values);
      if (rows?.length === 0) continue;
      const isOnlyItem = rows?.every((row) => row.id === id) ?? false;
      if (isOnlyItem && (await this.#isSelective(spelling))) return true;
      this.#exclude(spelling);
    }
    return false;
  }

  /** Writes metadata of an item again; the same values change nothing. Rejects with an `ApiError`. */
  updateItem(id: string, values: MetadataValues): Promise<void> {
    const { api, indexId, createLimits, retry } = this.#dependencies;
    return retry(() => updateUserMetadata(api, indexId, id, values, createLimits()));
  }

  async #ask(spelling: FilterSpelling, values: MetadataValues): Promise<QueryAnswer> {
    const answer = await this.#askOnce(spelling, values);
    if (answer.kind === 'refused' || answer.kind === 'ignored') this.#exclude(spelling);
    return answer;
  }

  async #askOnce(spelling: FilterSpelling, values: MetadataValues): Promise<QueryAnswer> {
    const rows = await this.#listRows(spelling, values);
    if (rows === null) return { kind: 'refused' };
    return rows.length === 0 ? { kind: 'empty' } : await this.#checkRows(spelling, rows, values);
  }

  /** The first page of a filtered list, unchecked; null if the platform refuses the spelling. */
  async #listRows(spelling: FilterSpelling, values: MetadataValues): Promise<readonly IndexedAsset[] | null> {
    const { api, indexId, createLimits } = this.#dependencies;
    const query = { page: 1, statuses: this.#statuses, filter: { spelling, values } };
    try {
      const { rows } = await listIndexedAssets(api, indexId, query, createLimits());
      this.#areStatusesAccepted = true;
      return rows;
    } catch (error) {
      if (!isRefusal(error)) throw error;
      if (this.#areStatusesAccepted) return null;
      // It may be a status that is refused: the list without a filter shows which are accepted.
      await this.#listPage(1);
      return await this.#listRows(spelling, values);
    }
  }

  /** Whatever the list returns counts only by the metadata of the items themselves. */
  async #checkRows(
    spelling: FilterSpelling,
    rows: readonly IndexedAsset[],
    values: MetadataValues,
  ): Promise<QueryAnswer> {
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
    // An item that cannot be read yet, in the answer of a filter that selects, carries what was asked for.
    const items = read.map((item) => (item.userMetadata === null ? { ...item, userMetadata: values } : item));
    return { kind: 'matched', items: [...rows.filter(({ userMetadata }) => userMetadata !== null), ...items] };
  }

  /** Whether a filter by a value that no item carries returns nothing. */
  async #isSelective(spelling: FilterSpelling): Promise<boolean> {
    return (await this.#listRows(spelling, IMPOSSIBLE_VALUES))?.length === 0;
  }

  #exclude(spelling: FilterSpelling): void {
    this.#candidates = this.#candidates.filter((other) => other !== spelling);
    if (this.#provenSpelling === spelling) this.#provenSpelling = null;
  }
}

/** True for an item that the platform no longer works on. */
export function isEnded({ status }: { readonly status: string }): boolean {
  return status === 'ready' || status === 'failed';
}

/** A request that the platform does not understand; the key and the index are not the matter. */
function isRefusal(error: unknown): boolean {
  return error instanceof ApiError && error.failure === 'error_response' && error.status === 400;
}
