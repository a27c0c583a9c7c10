import type { InvalidInput } from '../inputs/input-reader.ts';

/** One of several equal parts of the list of videos. */
export interface Shard {
  /** From 1 to `count`. */
  readonly index: number;
  readonly count: number;
}

/** The maximum number of jobs in one matrix of GitHub Actions. */
const MAX_SHARDS = 256;

/** Parses `i/n`. `shard` is null and `invalidInput` is set if the text is not valid. */
export function parseShard(received: string): {
  readonly shard: Shard | null;
  readonly invalidInput: InvalidInput | null;
} {
  const match = /^(\d{1,4})\/(\d{1,4})$/.exec(received);
  const shard = { index: Number(match?.[1]), count: Number(match?.[2]) };
  const hint = findMistake(shard);
  if (hint === null) return { shard, invalidInput: null };
  const expected = `\`i/n\`: shard i of n, counted from 1, with at most ${MAX_SHARDS} shards, e.g. 1/4`;
  return { shard: null, invalidInput: { input: 'shard', received, expected, hint } };
}

function findMistake({ index, count }: Shard): string | null {
  if (Number.isNaN(index)) return 'a number without "/n", or an expression that evaluated to an empty string';
  if (count > MAX_SHARDS) return `${count} shards; a matrix of GitHub Actions has at most ${MAX_SHARDS} jobs`;
  if (index === 0) return '`strategy.job-index`, which counts from 0; list 1, 2, 3 in the matrix instead';
  return index > count ? 'more jobs in the matrix than the number after the slash' : null;
}

/** 12 hexadecimal digits are 48 bits, which a number represents exactly. */
const SHARD_HASH_DIGITS = 12;

/**
 * Whether a video belongs to a shard. This depends only on the hash of its source key, so that adding or removing
 * videos does not move the others to another job.
 */
export function isInShard(hash: string, { index, count }: Shard): boolean {
  return Number.parseInt(hash.slice(0, SHARD_HASH_DIGITS), 16) % count === index - 1;
}
