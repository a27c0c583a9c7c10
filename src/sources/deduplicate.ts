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
  add(source: IndexableSource): void;
  result(): DeduplicatedSources;
}

/**
 * Keeps no video of another shard, so that memory is proportional to the work of this job. Duplicates of a video are
 * always in the same shard, so that they are found here.
 */
export function createSourceCollector(shard: Shard | null, repository: string | null): SourceCollector {
  const firstByKey = new Map<string, IndexableSource>();
  const sources: IndexableSource[] = [];
  const duplicates = new Map<string, number>();
  let otherShardsCount = 0;
  let isComplete = true;
  const addDuplicate = (source: IndexableSource, first: IndexableSource): void => {
    const isSame = getAddressKey(source, repository) === getAddressKey(first, repository);
    if (isSame || source.kind === 'invalid_row')
      duplicates.set(source.displayName, (duplicates.get(source.displayName) ?? 1) + 1);
    // Two different videos with one key: treating them as the same would lose one of them.
    else {
      sources.push({ ...source, error: createDuplicateKeyError(source.key ?? '', first.displayName) });
      isComplete = false;
    }
  };
  return {
    add: (source) => {
      const hash = hashSourceKey(getSourceKey(source, repository));
      const first = firstByKey.get(hash);
      if (source.error !== null) isComplete = false;
      if (shard !== null && !isInShard(hash, shard)) otherShardsCount += 1;
      else if (first !== undefined) addDuplicate(source, first);
      else {
        firstByKey.set(hash, source);
        sources.push(source);
      }
    },
    result: () => ({ sources, duplicates, otherShardsCount, isComplete }),
  };
}

function createDuplicateKeyError(key: string, first: string): ErrorDetails {
  return {
    code: 'duplicate_key',
    message: `The key ${JSON.stringify(key)} is already used by another video: ${first}.`,
    hint: 'Give each video its own key, or none.',
    class: 'input',
  };
}
