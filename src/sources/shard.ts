import type { InvalidInput } from '../inputs/input-reader.ts';

/** One of several equal shares of the videos. */
export interface Shard {
  /** From 1 to `of`. */
  readonly index: number;
  readonly of: number;
}

/** As many jobs as GitHub allows in one matrix. */
const MAX_SHARDS = 256;

/** Reads `i/n`. Null together with a problem when it is none; an empty input is to be asked about before. */
export function parseShard(received: string): { readonly shard: Shard | null; readonly problem: InvalidInput | null } {
  const [, index, of] = /^(\d{1,4})\/(\d{1,4})$/.exec(received)?.map(Number) ?? [];
  const problem = (hint: string): { shard: null; problem: InvalidInput } => {
    const expected = `i/n, the i-th of n shares, counted from 1, at most ${MAX_SHARDS}: 1/4, 2/4, 3/4, 4/4`;
    return { shard: null, problem: { input: 'shard', received, expected, hint } };
  };
  if (index === undefined || of === undefined) return problem('a number alone, or an expression that came out empty');
  if (of > MAX_SHARDS) return problem(`${of} shares; a matrix of GitHub Actions has at most ${MAX_SHARDS} jobs`);
  if (index === 0) return problem('`strategy.job-index`, which counts from 0; list 1, 2, 3 in the matrix instead');
  if (index > of) return problem('the matrix has more entries than the number behind the slash says');
  return { shard: { index, of }, problem: null };
}

/** 12 hexadecimal digits are 48 bits, which a number holds exactly. */
const SHARD_HASH_DIGITS = 12;

/**
 * Whether a video belongs to a share. It depends on the hash of its identity and nothing else, so that a video more or
 * less in the list moves no other one to another job.
 */
export function isInShard(hash: string, shard: Shard): boolean {
  return Number.parseInt(hash.slice(0, SHARD_HASH_DIGITS), 16) % shard.of === shard.index - 1;
}
