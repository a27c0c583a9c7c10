/** Ends a run that this action itself will not go on with: nothing is wrong with its code, and `problem` says what is. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.message);
    this.problem = problem;
  }
}

/** Whose fault it was. `media` is permanent: the same video would fail again. */
export type ErrorClass = 'input' | 'auth' | 'quota' | 'rate_limit' | 'media' | 'platform' | 'network';

/** What went wrong, for people and for scripts. */
export interface Problem {
  readonly code: string;
  readonly message: string;
  /** What to do about it. */
  readonly hint: string;
  readonly class: ErrorClass;
}

/** A video could not be opened, or not found; nothing of it was sent anywhere. */
export class SourceError extends Error {
  override readonly name = 'SourceError';
  readonly problem: Problem;

  constructor(problem: Problem, options?: ErrorOptions) {
    super(problem.message, options);
    this.problem = problem;
  }
}
