import type { ErrorDetails } from '../model/errors.ts';

/** The problems that are ours to tell, not the platform's: a sentence, and what to do. */

export function createNotSubmitted(why: string): ErrorDetails {
  return {
    code: 'not_submitted',
    message: `This video was not submitted: ${why}.`,
    hint: 'Run the workflow again for it; if time ran out, raise `timeout_minutes`, or `max_in_flight` if the plan allows more.',
    class: 'input',
  };
}

export function createUnconfirmed(why: string, submission: string): ErrorDetails {
  return {
    code: 'submission_unconfirmed',
    message: `The submission got no answer, and no task with its mark can be found: it may or may not exist (${why}).`,
    hint: `Before you submit it again, look in the index for a video with the user metadata gha_submission = ${submission}; every duplicate is billed.`,
    class: 'network',
  };
}

export function createWaitTimedOut(platformStatus: string | null, lastTrouble: string | null): ErrorDetails {
  const state = platformStatus === null ? '' : ` (last status: ${platformStatus})`;
  const trouble = lastTrouble === null ? '' : ` The last look failed: ${lastTrouble}`;
  return {
    code: 'wait_timed_out',
    message: `Still not searchable when the time of this step ran out${state}; the platform goes on indexing it.${trouble}`,
    hint: 'Wait for it in a later run with the input `task_id`, or raise `timeout_minutes`. Do not submit it again.',
    class: 'platform',
  };
}

export function createWaitCancelled(): ErrorDetails {
  return {
    code: 'wait_cancelled',
    message: 'The workflow was cancelled while this video was being indexed; the platform goes on and bills it.',
    hint: 'Wait for it in a later run with the input `task_id`. Do not submit it again.',
    class: 'input',
  };
}

export function createStepFailed(): ErrorDetails {
  return {
    code: 'step_failed',
    message: 'This step broke off while the video was being indexed; the platform goes on.',
    hint: 'Wait for it in a later run with the input `task_id`. Do not submit it again.',
    class: 'platform',
  };
}

/** The words of the platform are not contractual, and may be missing (null). */
export function createAssetFailed(said: string | null): ErrorDetails {
  return {
    code: 'asset_failed',
    message: `The platform could not take in this file as a video. (${(said ?? 'it gave no reason').slice(0, 500)})`,
    hint: 'Check that it plays, and that a link leads to the file itself; submitting the same file again cannot help.',
    class: 'media',
  };
}

export function createAssetNotReady(lastTrouble: string | null): ErrorDetails {
  const trouble = lastTrouble === null ? '' : ` The last look failed: ${lastTrouble}`;
  return {
    code: 'asset_not_ready',
    message: `The platform was still taking in this file when the step ended, so that it was not indexed.${trouble}`,
    hint: 'Run the workflow again: what is there is used, and not uploaded anew.',
    class: 'platform',
  };
}

export function createTasksRetired(): ErrorDetails {
  return {
    code: 'tasks_retired',
    message: 'The platform has no tasks any more, and no video can be found under this id.',
    hint: 'Give the `video_id` of the earlier step as `task_id`, together with `index_id`.',
    class: 'input',
  };
}
