import type { ErrorDetails } from '../model/errors.ts';

/**
 * How much a problem weighs: `reject` – this video cannot work; `warn` – it may not; `unknown` – no more could be
 * told, which never speaks against a video.
 */
export type Severity = 'reject' | 'warn' | 'unknown';

/** Something about a video that people should know before it is submitted. */
export interface CheckFinding {
  readonly severity: Severity;
  readonly error: ErrorDetails;
}

/** A finding from its parts. */
export function createFinding(severity: Severity, error: ErrorDetails): CheckFinding {
  return { severity, error };
}
