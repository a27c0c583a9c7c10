import type { ErrorClass, ErrorCode, ListedCode } from './error-catalog.ts';
import { getErrorInfo } from './error-catalog.ts';

export type { ErrorClass, ErrorCode };

/** What went wrong, for people and for scripts. */
export interface ErrorDetails {
  readonly code: ErrorCode;
  readonly message: string;
  /** What to do about it. */
  readonly hint: string;
  readonly class: ErrorClass;
}

/** The details of an error of the catalog; `specifics` replaces what depends on values. */
export function createErrorDetails(
  code: ListedCode,
  specifics: Partial<Omit<ErrorDetails, 'code'>> = {},
): ErrorDetails {
  const { class: errorClass, message, hint } = getErrorInfo(code);
  return { code, message, hint, class: errorClass, ...specifics };
}

/** An error with details to report. Any other error is a fault of this action. */
export class ActionError extends Error {
  override readonly name: string = 'ActionError';
  readonly details: ErrorDetails;

  constructor(details: ErrorDetails, options?: ErrorOptions) {
    super(details.message, options);
    this.details = details;
  }
}

/** Ends a run that cannot continue with these inputs. */
export class UserError extends ActionError {
  override readonly name = 'UserError';
}

/** A video could not be opened or found; nothing of it was sent. */
export class SourceError extends ActionError {
  override readonly name = 'SourceError';
}
