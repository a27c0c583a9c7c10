import type { ErrorDetails } from '../model/errors.ts';

/** Errors that this action detects itself, rather than receives from the API. */

const RESUME_HINT = 'Wait for it in a later run with the input `task_id`. Do not submit it again.';

export function createNotSubmitted(why: string): ErrorDetails {
  return {
    code: 'not_submitted',
    message: `This video was not submitted: ${why}.`,
    hint: 'Run the workflow again. If the step timed out, increase `timeout_minutes`, or `max_in_flight` if your plan allows more.',
    class: 'input',
  };
}

export function createUnconfirmed(why: string, submissionId: string): ErrorDetails {
  return {
    code: 'submission_unconfirmed',
    message: `TwelveLabs did not confirm the submission, and no task with its submission ID was found: it may or may not exist (${why}).`,
    hint: `Before you submit the video again, search the index for a video with the user metadata gha_submission = ${submissionId}. Every duplicate is billed.`,
    class: 'network',
  };
}

export function createWaitTimedOut(platformStatus: string | null, lastError: string | null): ErrorDetails {
  const status = platformStatus === null ? '' : ` (last status: ${platformStatus})`;
  return {
    code: 'wait_timed_out',
    message: `The video was not searchable when the step timed out${status}. Indexing continues on TwelveLabs.${formatLastError(lastError)}`,
    hint: 'Wait for it in a later run with the input `task_id`, or increase `timeout_minutes`. Do not submit it again.',
    class: 'platform',
  };
}

export function createWaitCancelled(): ErrorDetails {
  return {
    code: 'wait_cancelled',
    message:
      'The workflow was cancelled while this video was being indexed. Indexing continues on TwelveLabs and is billed.',
    hint: RESUME_HINT,
    class: 'input',
  };
}

export function createStepFailed(): ErrorDetails {
  return {
    code: 'step_failed',
    message: 'The step failed while this video was being indexed. Indexing continues on TwelveLabs.',
    hint: RESUME_HINT,
    class: 'platform',
  };
}

/** `reason`: from the API; not documented, and may be missing (null). */
export function createAssetFailed(reason: string | null): ErrorDetails {
  return {
    code: 'asset_failed',
    message: `TwelveLabs could not process this file as a video. (${(reason ?? 'no reason given').slice(0, 500)})`,
    hint: 'Check that the video plays, and that a URL points to the file itself. Submitting the same file again does not help.',
    class: 'media',
  };
}

export function createAssetNotReady(lastError: string | null): ErrorDetails {
  return {
    code: 'asset_not_ready',
    message: `TwelveLabs was still processing this file when the step ended, so that it was not indexed.${formatLastError(lastError)}`,
    hint: 'Run the workflow again. The uploaded file is reused.',
    class: 'platform',
  };
}

export function createTasksRetired(): ErrorDetails {
  return {
    code: 'tasks_retired',
    message: 'TwelveLabs no longer has tasks, and no video with this ID was found.',
    hint: 'Set `task_id` to the `video_id` of the earlier step, together with `index_id`.',
    class: 'input',
  };
}

function formatLastError(lastError: string | null): string {
  return lastError === null ? '' : ` The last status request failed: ${lastError}`;
}
