import type { Problem } from './video.ts';

/** Ends a run that this action itself will not go on with: nothing is wrong with its code, and `problem` says what is. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.message);
    this.problem = problem;
  }
}
