import type { InputProblem } from '../inputs/input-reader.ts';

/** One of several equal shares of the videos. */
export interface Shard {
  /** From 1 to `of`. */
  readonly index: number;
  readonly of: number;
}

/** As many jobs as GitHub allows in one matrix. */
const MOST_SHARDS = 256;

/** Reads `i/n`. Null together with a problem when it is none; an empty input is to be asked about before. */
export function readShard(given: string): { readonly shard: Shard | null; readonly problem: InputProblem | null } {
  const [, index, of] = /^(\d{1,4})\/(\d{1,4})$/.exec(given)?.map(Number) ?? [];
  const problem = (cause: string): { shard: null; problem: InputProblem } => {
    const allowed = `i/n, the i-th of n shares, counted from 1, at most ${MOST_SHARDS}: 1/4, 2/4, 3/4, 4/4`;
    return { shard: null, problem: { input: 'shard', given, allowed, cause } };
  };
  if (index === undefined || of === undefined) return problem('a number alone, or an expression that came out empty');
  if (of > MOST_SHARDS) return problem(`${of} shares; a matrix of GitHub Actions has at most ${MOST_SHARDS} jobs`);
  if (index === 0) return problem('`strategy.job-index`, which counts from 0; list 1, 2, 3 in the matrix instead');
  if (index > of) return problem('the matrix has more entries than the number behind the slash says');
  return { shard: { index, of }, problem: null };
}

/** 12 hexadecimal digits are 48 bits, which a number holds exactly. */
const DIGITS = 12;

/**
 * Whether a video belongs to a share. It depends on the hash of its identity and nothing else, so that a video more or
 * less in the list moves no other one to another job.
 */
export function isInShard(hash: string, shard: Shard): boolean {
  return Number.parseInt(hash.slice(0, DIGITS), 16) % shard.of === shard.index - 1;
}
