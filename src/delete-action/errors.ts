import type { ErrorDetails } from '../model/errors.ts';
import { UserError } from '../model/errors.ts';
import type { StopReason } from './delete-retry.ts';

/** The problems that are ours to tell, not the platform's: a sentence, and what to do. */

const RUN_AGAIN = 'Run the step again: what is gone already does no harm.';

export function createNotManaged(): ErrorDetails {
  return {
    code: 'not_managed',
    message: 'Left alone: it carries neither `gha_submission` nor `gha_source`, so this action did not put it there.',
    hint: 'If it is to be deleted all the same, set `force: true`.',
    class: 'input',
  };
}

/** For a video that the platform lists but does not show. */
export function createUnverified(status: string): ErrorDetails {
  return {
    code: 'video_unverified',
    message: `The platform lists this video (status: ${status}) but does not show its metadata, so it was not deleted.`,
    hint: 'Run the step again once the video has been indexed.',
    class: 'platform',
  };
}

export function createNotStarted(why: StopReason | 'crashed'): ErrorDetails {
  return {
    code: `deletion_${why}`,
    message: `It was not deleted: ${STOP_REASONS[why]}.`,
    hint: why === 'timed_out' ? `${RUN_AGAIN} Or raise \`timeout_minutes\`.` : RUN_AGAIN,
    class: 'platform',
  };
}

export function createUnanswered(): ErrorDetails {
  return {
    code: 'deletion_unconfirmed',
    message: 'Its deletion was asked for, but this step ended before an answer came: it may or may not be gone.',
    hint: RUN_AGAIN,
    class: 'platform',
  };
}

const STOP_REASONS: Readonly<Record<StopReason | 'crashed', string>> = {
  timed_out: 'the time of this step ran out',
  cancelled: 'the workflow was cancelled',
  crashed: 'this step broke off',
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
    message: `${matches} videos would be deleted, more than \`max_deletions\` (${limit}) allows. Nothing was deleted.`,
    hint: 'Narrow `where` down; or look at what it matches (a dry run with a higher limit) and raise `max_deletions`.',
    class: 'input',
  });
}

export function createTooManyRows(most: number): UserError {
  return new UserError({
    code: 'too_many_rows',
    message: `The platform lists more than ${most} videos for \`where\`. Nothing was deleted.`,
    hint: 'Narrow `where` down.',
    class: 'input',
  });
}
