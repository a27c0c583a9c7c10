import type { ErrorDetails } from '../model/errors.ts';
import { createErrorDetails } from '../model/errors.ts';

/** Errors of this action whose message depends on values; everything else is in the catalog. */

export function createNotSubmitted(why: string): ErrorDetails {
  return createErrorDetails('not_submitted', { message: `This video was not submitted: ${why}.` });
}

export function createUnconfirmed(why: string, submissionId: string): ErrorDetails {
  return createErrorDetails('submission_unconfirmed', {
    message: `The submission was not confirmed, and it was not found: it may or may not exist (${why}).`,
    hint: `Before you submit it again, search the index for a video with the user metadata gha_submission = ${submissionId}; every duplicate is billed.`,
  });
}

export function createWaitTimedOut(observed: string | null, lastError: string | null): ErrorDetails {
  const what = observed === null ? '' : ` (observed: ${observed})`;
  const message = `The video was still being indexed when the step timed out${what}. Indexing continues on TwelveLabs.`;
  return createErrorDetails('wait_timed_out', { message: message + formatLastError(lastError) });
}

/**
 * The error of a failed video, with what the inspection before the submission found (null: nothing): the API only states
 * that a link did not work.
 */
export function explainFailure(error: ErrorDetails | null, finding: ErrorDetails | null): ErrorDetails | null {
  if (error === null || finding === null) return error;
  if (finding.class === 'media') {
    return { ...error, message: `${error.message} The check before the submission found: ${finding.message}` };
  }
  return { ...finding, message: `${finding.message} TwelveLabs reports: ${error.message}` };
}

export function createAssetNotReady(lastError: string | null): ErrorDetails {
  const details = createErrorDetails('asset_not_ready');
  return { ...details, message: details.message + formatLastError(lastError) };
}

function formatLastError(error: string | null): string {
  return error === null ? '' : ` The last request failed: ${error}`;
}
