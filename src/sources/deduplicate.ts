import type { Problem } from '../model/errors.ts';
import { isInShard, type Shard } from './shard.ts';
import { addressOf, hashOfIdentity, identityOf, type VideoToIndex } from './source-key.ts';

/** The videos of this job, each one once, in the order in which they were named. */
export interface Collection {
  readonly sources: readonly VideoToIndex[];
  /** What was named more than once, as people get to see it, and how often it was named. */
  readonly repeated: ReadonlyMap<string, number>;
  /** How many rows and videos belong to other shards. */
  readonly elsewhere: number;
}

/** Takes videos as they are read, from wherever they come, and keeps what belongs to this job. */
export interface Collector {
  add(source: VideoToIndex): void;
  collection(): Collection;
}

/**
 * Keeps no video of another share, so that memory grows with what this job does. Videos that are the same are in the
 * same share, so that it is enough to look for repetitions here.
 */
export function createCollector(shard: Shard | null, repository: string | null): Collector {
  const taken = new Map<string, VideoToIndex>();
  const kept: VideoToIndex[] = [];
  const repeated = new Map<string, number>();
  let elsewhere = 0;
  const repeat = (source: VideoToIndex, first: VideoToIndex): void => {
    const same = addressOf(source, repository) === addressOf(first, repository);
    // A key that was given to two different videos would lose one of them.
    if (!same && source.kind !== 'row') kept.push({ ...source, problem: clash(source.key ?? '', first.shown) });
    else repeated.set(source.shown, (repeated.get(source.shown) ?? 1) + 1);
  };
  return {
    add: (source) => {
      const hash = hashOfIdentity(identityOf(source, repository));
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

/** The same videos, each one once. */
export function dedupe(sources: Iterable<VideoToIndex>, repository: string | null): Collection {
  const collector = createCollector(null, repository);
  for (const source of sources) collector.add(source);
  return collector.collection();
}

function clash(key: string, first: string): Problem {
  return {
    code: 'key_repeated',
    message: `The key ${JSON.stringify(key)} belongs to another video already: ${first}.`,
    hint: 'Give every video a key of its own, or none.',
    class: 'input',
  };
}
