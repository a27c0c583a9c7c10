import type { Problem } from '../video.ts';

/** A video could not be opened, or not found; nothing of it was sent anywhere. */
export class SourceError extends Error {
  override readonly name = 'SourceError';
  readonly problem: Problem;

  constructor(problem: Problem, options?: ErrorOptions) {
    super(problem.message, options);
    this.problem = problem;
  }
}
