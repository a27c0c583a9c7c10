import type { ErrorDetails } from '../model/errors.ts';
import { createErrorDetails, UserError } from '../model/errors.ts';

/** Errors of a deletion whose message depends on values; everything else is in the catalog. */

/** For a video that the API lists but does not return. */
export function createUnverified(status: string): ErrorDetails {
  const message = `TwelveLabs lists this video (status: ${status}) but does not return its metadata, so it was not deleted.`;
  return createErrorDetails('video_unverified', { message });
}

export function createCancelledBefore(): UserError {
  const message = 'The workflow was cancelled before anything was deleted.';
  return new UserError(createErrorDetails('deletion_cancelled', { message }));
}

export function createTooManyMatches(matches: string, limit: number): UserError {
  const message = `${matches} videos would be deleted, more than \`max_deletions\` (${limit}) allows. Nothing was deleted.`;
  return new UserError(createErrorDetails('too_many_matches', { message }));
}

export function createTooManyRows(limit: number): UserError {
  const message = `TwelveLabs lists more than ${limit} videos that may match. Nothing was deleted.`;
  return new UserError(createErrorDetails('too_many_rows', { message }));
}

export function createSelectionImpossible(items: number): UserError {
  const message = `Could not determine which videos match: no filter by metadata could be verified, and the index has too many videos (${items}) to read them one by one. Nothing was deleted.`;
  return new UserError(createErrorDetails('selection_failed', { message }));
}
