import type { ListedCode } from '../model/error-catalog.ts';
import { createErrorDetails, type ErrorDetails } from '../model/errors.ts';

/**
 * `reject`: this video cannot be indexed; `warn`: it may fail; `unknown`: something could not be determined, which is
 * never a reason to reject a video. From worst to best.
 */
export const SEVERITIES = ['reject', 'warn', 'unknown'] as const;

export type Severity = (typeof SEVERITIES)[number];

/** The result of one check of a video or an index, before anything is submitted. */
export interface CheckFinding {
  readonly severity: Severity;
  readonly error: ErrorDetails;
}

export function createFinding(severity: Severity, code: ListedCode, message: string, hint?: string): CheckFinding {
  return { severity, error: createErrorDetails(code, { message, ...(hint === undefined ? {} : { hint }) }) };
}
