import type { ErrorDetails } from '../model/errors.ts';
import { isInShard, type Shard } from './shard.ts';
import { getAddressKey, getSourceKey, hashSourceKey, type IndexableSource } from './source-key.ts';

/** The videos of this job. */
export interface DeduplicatedSources {
  /** Each video once, in the order of the inputs. */
  readonly sources: readonly IndexableSource[];
  /** Videos that are listed more than once: display name and number of times. */
  readonly duplicates: ReadonlyMap<string, number>;
  /** How many rows and videos belong to other shards. */
  readonly otherShardsCount: number;
  /** Whether every row and video is valid, those of other shards included. */
  readonly isComplete: boolean;
}

/** Receives videos as they are read, and keeps those of this job. */
export interface SourceCollector {
  /** `order`: its place in the result, for a video that is read later than those after it. Default: the last place. */
  add(source: IndexableSource, order?: number): void;
  /** How many videos of this job there are so far. */
  count(): number;
  result(): DeduplicatedSources;
}

/**
 * Keeps no video of another shard, so that memory is proportional to the work of this job. Duplicates of a video are
 * always in the same shard, so that they are found here.
 */
export function createSourceCollector(shard: Shard | null, repository: string | null): SourceCollector {
  const firstByKey = new Map<string, IndexableSource>();
  const sources: IndexableSource[] = [];
  const orders: number[] = [];
  let isSorted = true;
  const duplicates = new Map<string, number>();
  let otherShardsCount = 0;
  let isComplete = true;
  const push = (source: IndexableSource, order = orders.at(-1) ?? 0): void => {
    isSorted &&= order >= (orders.at(-1) ?? 0);
    sources.push(source);
    orders.push(order);
  };
  const addDuplicate = (source: IndexableSource, first: IndexableSource, order?: number): void => {
    const isSame = getAddressKey(source, repository) === getAddressKey(first, repository);
    if (isSame || source.kind === 'invalid_row')
      duplicates.set(source.displayName, (duplicates.get(source.displayName) ?? 1) + 1);
    // Two different videos with one key: treating them as the same would lose one of them.
    else {
      push({ ...source, error: createDuplicateKeyError(source.key ?? '', first.displayName) }, order);
      isComplete = false;
    }
  };
  return {
    add: (source, order) => {
      const hash = hashSourceKey(getSourceKey(source, repository));
      const first = firstByKey.get(hash);
      if (source.error !== null) isComplete = false;
      if (shard !== null && !isInShard(hash, shard)) otherShardsCount += 1;
      // A row that cannot be indexed must not take the place of one that can.
      else if (source.error !== null) push(source, order);
      else if (first !== undefined) addDuplicate(source, first, order);
      else {
        firstByKey.set(hash, source);
        push(source, order);
      }
    },
    count: () => sources.length,
    result: () => ({
      sources: isSorted ? sources : sortByOrder(sources, orders),
      duplicates,
      otherShardsCount,
      isComplete,
    }),
  };
}

function sortByOrder(sources: readonly IndexableSource[], orders: readonly number[]): readonly IndexableSource[] {
  const positions = [...sources.keys()].toSorted((a, b) => (orders[a] ?? 0) - (orders[b] ?? 0));
  return positions.flatMap((position) => sources[position] ?? []);
}

function createDuplicateKeyError(key: string, first: string): ErrorDetails {
  return {
    code: 'duplicate_key',
    message: `The key ${JSON.stringify(key)} is already used by another video: ${first}.`,
    hint: 'Give each video its own key, or none.',
    class: 'input',
  };
}
