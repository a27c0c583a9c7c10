/** Ends a run that this action itself will not go on with: nothing is wrong with its code, and `problem` says what is. */
export class UserError extends Error {
  override readonly name = 'Refusal';
  readonly details: ErrorDetails;

  constructor(problem: ErrorDetails) {
    super(problem.message);
    this.details = problem;
  }
}

/** Whose fault it was. `media` is permanent: the same video would fail again. */
export type ErrorClass = 'input' | 'auth' | 'quota' | 'rate_limit' | 'media' | 'platform' | 'network';

/** What went wrong, for people and for scripts. */
export interface ErrorDetails {
  readonly code: string;
  readonly message: string;
  /** What to do about it. */
  readonly hint: string;
  readonly class: ErrorClass;
}

/** A video could not be opened, or not found; nothing of it was sent anywhere. */
export class SourceError extends Error {
  override readonly name = 'SourceError';
  readonly details: ErrorDetails;

  constructor(problem: ErrorDetails, options?: ErrorOptions) {
    super(problem.message, options);
    this.details = problem;
  }
}
