import type { ErrorDetails } from '../model/errors.ts';
import { UserError } from '../model/errors.ts';
import type { StopReason } from './patience.ts';

/* The errors of this action itself, as opposed to those of the API. */

const RUN_AGAIN = 'Run the step again. Videos that are already deleted are no problem.';

export function createNotManaged(): ErrorDetails {
  return {
    code: 'not_managed',
    message: 'Skipped: its metadata has neither `gha_submission` nor `gha_source`, so this action did not submit it.',
    hint: 'To delete it anyway, set `force: true`.',
    class: 'input',
  };
}

/** For a video that is in the list, but cannot be read itself. */
export function createUnverified(status: string): ErrorDetails {
  return {
    code: 'video_unverified',
    message: `TwelveLabs lists this video (status: ${status}) but does not return its metadata, so it was not deleted.`,
    hint: 'Run the step again after the video has been indexed.',
    class: 'platform',
  };
}

export function createNotStarted(reason: StopReason | 'crashed'): ErrorDetails {
  return {
    code: `deletion_${reason}`,
    message: `The video was not deleted: ${STOP_REASONS[reason]}.`,
    hint: reason === 'timed_out' ? `Raise \`timeout_minutes\`. ${RUN_AGAIN}` : RUN_AGAIN,
    class: 'platform',
  };
}

export function createUnconfirmed(): ErrorDetails {
  return {
    code: 'deletion_unconfirmed',
    message: 'The deletion was requested, but the step ended before a response arrived. The video may still exist.',
    hint: RUN_AGAIN,
    class: 'platform',
  };
}

const STOP_REASONS: Readonly<Record<StopReason | 'crashed', string>> = {
  timed_out: 'the step reached its timeout',
  cancelled: 'the workflow was cancelled',
  crashed: 'the step ended early',
};

export function createCancelledBefore(): UserError {
  return new UserError({
    code: 'deletion_cancelled',
    message: 'The workflow was cancelled before anything was deleted.',
    hint: RUN_AGAIN,
    class: 'platform',
  });
}

export function createTooManyMatches(matches: string, limit: number): UserError {
  return new UserError({
    code: 'too_many_matches',
    message: `${matches} videos would be deleted, more than \`max_deletions\` (${limit}). Nothing was deleted.`,
    hint: 'Make `where` more specific, or raise `max_deletions` (check the matches with `dry_run: true` first).',
    class: 'input',
  });
}

export function createTooManyRows(limit: number): UserError {
  return new UserError({
    code: 'too_many_rows',
    message: `TwelveLabs lists more than ${limit} videos for \`where\`. Nothing was deleted.`,
    hint: 'Make `where` more specific.',
    class: 'input',
  });
}
