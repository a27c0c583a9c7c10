import type { ErrorDetails } from '../model/errors.ts';
import { isInShard, type Shard } from './shard.ts';
import { getAddressKey, getSourceKey, hashSourceKey, type IndexableSource } from './source-key.ts';

/** The videos of this job, each one once, in the order in which they were named. */
export interface DeduplicatedSources {
  readonly sources: readonly IndexableSource[];
  /** What was named more than once, as people get to see it, and how often it was named. */
  readonly repeated: ReadonlyMap<string, number>;
  /** How many rows and videos belong to other shards. */
  readonly elsewhere: number;
}

/** Takes videos as they are read, from wherever they come, and keeps what belongs to this job. */
export interface SourceCollector {
  add(source: IndexableSource): void;
  collection(): DeduplicatedSources;
}

/**
 * Keeps no video of another share, so that memory grows with what this job does. Videos that are the same are in the
 * same share, so that it is enough to look for repetitions here.
 */
export function createSourceCollector(shard: Shard | null, repository: string | null): SourceCollector {
  const taken = new Map<string, IndexableSource>();
  const kept: IndexableSource[] = [];
  const repeated = new Map<string, number>();
  let elsewhere = 0;
  const repeat = (source: IndexableSource, first: IndexableSource): void => {
    const same = getAddressKey(source, repository) === getAddressKey(first, repository);
    // A key that was given to two different videos would lose one of them.
    if (!same && source.kind !== 'invalid_row')
      kept.push({ ...source, error: duplicateKeyError(source.key ?? '', first.displayName) });
    else repeated.set(source.displayName, (repeated.get(source.displayName) ?? 1) + 1);
  };
  return {
    add: (source) => {
      const hash = hashSourceKey(getSourceKey(source, repository));
      if (shard !== null && !isInShard(hash, shard)) {
        elsewhere += 1;
        return;
      }
      const first = taken.get(hash);
      if (first !== undefined) {
        repeat(source, first);
        return;
      }
      taken.set(hash, source);
      kept.push(source);
    },
    collection: () => ({ sources: kept, repeated, elsewhere }),
  };
}

function duplicateKeyError(key: string, first: string): ErrorDetails {
  return {
    code: 'duplicate_key',
    message: `The key ${JSON.stringify(key)} belongs to another video already: ${first}.`,
    hint: 'Give every video a key of its own, or none.',
    class: 'input',
  };
}
