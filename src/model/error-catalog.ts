/**
 * Every error that the action reports: `docs/errors.md` and the troubleshooting table of the README are generated from
 * this file by `npm run docs`. To add an error, add it here and report it with `createErrorDetails`.
 */

/** Who can fix the error. `media` is permanent: the same video would fail again. */
export type ErrorClass = 'input' | 'auth' | 'quota' | 'rate_limit' | 'media' | 'platform' | 'network';

export interface ErrorInfo {
  readonly class: ErrorClass;
  /** What happened. The message of an error may be more specific. */
  readonly message: string;
  /** What to do. The hint of an error may be more specific. */
  readonly hint: string;
  /** Cause and solution in the README, by what the error is about (empty: nothing else). Absent: not listed there. */
  readonly troubleshooting?: Readonly<Record<string, string>>;
}

const CHECK_KEY =
  'Create a key in the TwelveLabs dashboard, store it as a repository secret and pass it as `api_key`; keys expire on the date that their owner chose.';
const CHECK_VIDEO = 'Convert or replace the file. The same file would fail again.';
const CHECK_ID =
  'Compare the ID with the one in the TwelveLabs dashboard, and make sure that the API key belongs to the same account.';
const CHECK_BILLING = 'Check the billing page of the TwelveLabs dashboard.';
const CHECK_CONNECTION = 'Check the DNS, proxy and firewall of the runner.';
const REPORT =
  'If it happens again, report it to the maintainers of this action with the log of a run with debug logging.';
const TRY_LATER = 'Run the workflow again later.';
const MAKE_PLAYABLE = 'Check that it plays; `ffmpeg -i in -c:v libx264 -c:a aac out.mp4` creates a file that works.';
const RUN_DELETION_AGAIN = 'Run the step again: videos that are already deleted cause no error.';
const RESUME = 'Wait for it in a later run with the input `task_id`. Do not submit it again.';
const RESUME_UPLOAD = 'Run the workflow again: parts that TwelveLabs still has are not sent again.';
const DIRECT_LINK = 'Use a link that starts a download of the video file when it is opened in a private window.';
const LARGE_FILE = 'Compress or cut it first.';

const NOT_FOUND: ErrorInfo = { class: 'input', message: 'No resource with this ID was found.', hint: CHECK_ID };

/**
 * Error codes of the TwelveLabs API: those of its public error page, and those that were observed in responses but are
 * not documented (`content_type_invalid`, `read_not_allowed`, `audio_file_broken`, `unsupported_file_type`,
 * `endpoint_not_exists`, `resource_not_exists`, `video_audio_track_not_exists`, `video_duration_out_of_range`,
 * `insufficient_funds`).
 */
export const PLATFORM_ERRORS = {
  parameter_invalid: {
    class: 'input',
    message: 'TwelveLabs rejected the value of a parameter.',
    hint: 'Correct the parameter that the message names.',
  },
  parameter_not_provided: { class: 'input', message: 'A parameter of the request is missing.', hint: REPORT },
  parameter_unknown: {
    class: 'input',
    message: 'TwelveLabs rejected an unknown parameter.',
    hint: 'Leave `language` empty unless `api_url` names version 1.1 or 1.2 of the API.',
  },
  content_type_invalid: { class: 'platform', message: 'TwelveLabs rejected the format of the request.', hint: REPORT },
  resource_not_exist: {
    ...NOT_FOUND,
    troubleshooting: {
      '': 'The index name was passed instead of its ID, or the resource was deleted. For the ID of a video without a task, also set `index_id`.',
    },
  },
  resource_not_exists: NOT_FOUND,
  endpoint_not_exists: {
    class: 'platform',
    message: 'This endpoint does not exist or was removed.',
    hint: 'Check `api_url`; if it is correct, update this action.',
  },
  api_upgrade_required: {
    class: 'platform',
    message: 'This version of the API was retired.',
    hint: 'Remove `api_url` to use the current version, or update this action.',
  },
  tags_not_allowed: {
    class: 'input',
    message: 'TwelveLabs accepts no markup in a value.',
    hint: 'Remove the tags from `user_metadata`.',
  },
  api_key_invalid: {
    class: 'auth',
    message: 'The API key is wrong, was revoked or has expired.',
    hint: CHECK_KEY,
    troubleshooting: { '': 'The key is wrong, was revoked, or has expired. Create a new one.' },
  },
  unauthorized: { class: 'auth', message: 'The API key does not permit this.', hint: CHECK_KEY },
  read_not_allowed: {
    class: 'auth',
    message: 'The key is valid but may not read this resource: it belongs to another account, or was deleted.',
    hint: CHECK_ID,
    troubleshooting: {
      '': 'The key and the index (or task) belong to different accounts, or the index was deleted.',
    },
  },
  api_allowed_for_paid_plan: {
    class: 'quota',
    message: 'The plan of this account does not include this.',
    hint: 'Upgrade the plan.',
  },
  api_not_allowed: {
    class: 'auth',
    message: 'This account may not use this part of the API.',
    hint: 'Ask TwelveLabs to enable it.',
  },
  region_not_allowed: {
    class: 'auth',
    message: 'TwelveLabs rejects requests from this region.',
    hint: 'Use a runner in another region.',
  },
  request_canceled_or_timed_out: {
    class: 'platform',
    message: 'The request timed out at TwelveLabs.',
    hint: TRY_LATER,
  },
  too_many_requests: {
    class: 'rate_limit',
    message: 'The rate limit of the account is used up.',
    hint: 'Lower `max_in_flight`, spread the work over more time, or raise the limits of the plan.',
    troubleshooting: {
      '': 'The rate limit of the account is exhausted. Lower `max_in_flight`, or run again later: only missing videos are submitted.',
    },
  },
  usage_limit_exceeded: {
    class: 'quota',
    message: 'The minutes that the plan includes are used up.',
    hint: 'Upgrade the plan. On the Free plan, deleting videos does not restore minutes.',
    troubleshooting: { '': 'The minutes included in the plan are used up. Upgrade the plan, then run again.' },
  },
  insufficient_funds: { class: 'quota', message: 'The account has no funds left.', hint: CHECK_BILLING },
  video_resolution_too_low: {
    class: 'media',
    message: 'The resolution is below the minimum of the models of the index (360x360).',
    hint: 'Use a version with a higher resolution.',
  },
  video_resolution_too_high: {
    class: 'media',
    message: 'The resolution is above the maximum of the models of the index.',
    hint: 'Scale it down first.',
  },
  video_resolution_invalid_aspect_ratio: {
    class: 'media',
    message: 'The models of the index do not support this aspect ratio.',
    hint: 'Crop or pad it to between 1:1 and 2.4:1, upright or wide.',
  },
  video_duration_too_short: {
    class: 'media',
    message: 'The video is shorter than the minimum of the models of the index (4 s).',
    hint: 'Use a longer clip.',
  },
  video_duration_too_long: {
    class: 'media',
    message: 'The video is longer than the maximum of the models of the index.',
    hint: 'Cut it into parts.',
  },
  video_duration_out_of_range: {
    class: 'media',
    message: 'The video is shorter or longer than the models of the index allow.',
    hint: 'Cut or join it to between 4 s and the maximum of the model.',
  },
  video_file_broken: {
    class: 'media',
    message: 'TwelveLabs cannot read this as a video: it is damaged, has no picture, or the link leads to a web page.',
    hint: `Open the link in a private window: it must start a download. ${MAKE_PLAYABLE}`,
    troubleshooting: {
      '': 'TwelveLabs cannot read the file as a video. Check that it plays and that the link starts a download.',
    },
  },
  audio_file_broken: { class: 'media', message: 'TwelveLabs cannot read the audio.', hint: MAKE_PLAYABLE },
  video_audio_track_not_exists: {
    class: 'media',
    message: 'The video has no audio track, and a model of the index needs one.',
    hint: CHECK_VIDEO,
  },
  video_filesize_too_large: {
    class: 'media',
    message: 'The file is larger than this endpoint accepts (2 GB).',
    hint: LARGE_FILE,
  },
  unsupported_file_type: {
    class: 'media',
    message: 'TwelveLabs does not support this file type.',
    hint: MAKE_PLAYABLE,
  },
  task_cannot_be_deleted: {
    class: 'input',
    message: 'A task can be deleted only after it has ended.',
    hint: 'Run the step again after the task has ended.',
  },
} satisfies Readonly<Record<string, ErrorInfo>>;

/** `external_video_*`: links to other video services, whose import was removed. */
export const EXTERNAL_VIDEO_ERROR: ErrorInfo = {
  class: 'media',
  message: 'TwelveLabs cannot import from this service.',
  hint: 'Pass a direct link to the video file instead of a page or a share link.',
};

/** Error responses without a code of `PLATFORM_ERRORS`, by status or by its first digit. */
export const HTTP_ERRORS: Readonly<Record<string, ErrorInfo>> = {
  '3xx': {
    class: 'input',
    message: 'The API responded with a redirect, which is not followed, because it would send the API key elsewhere.',
    hint: 'Check `api_url` and any proxy between the runner and the API.',
  },
  401: { class: 'auth', message: 'TwelveLabs does not accept the API key.', hint: CHECK_KEY },
  402: { class: 'quota', message: 'TwelveLabs requires payment.', hint: CHECK_BILLING },
  403: { class: 'auth', message: 'TwelveLabs denied access.', hint: CHECK_ID },
  404: NOT_FOUND,
  410: { class: 'platform', message: 'This endpoint or resource was removed.', hint: 'Update this action.' },
  413: { class: 'media', message: 'The file is larger than TwelveLabs accepts.', hint: LARGE_FILE },
  429: PLATFORM_ERRORS.too_many_requests,
  '4xx': { class: 'platform', message: 'TwelveLabs rejected the request.', hint: REPORT },
  '5xx': { class: 'platform', message: 'TwelveLabs has an internal error.', hint: TRY_LATER },
};

/** Error codes of the action itself. */
export const ACTION_ERRORS = {
  // Inputs and sources
  input_invalid: {
    class: 'input',
    message: 'An input of this step is invalid.',
    hint: 'Correct the inputs of this step. Nothing was sent.',
    troubleshooting: {
      api_key:
        'The secret does not exist under that name, or the workflow has no access to secrets. See [Forks and Dependabot](#forks-and-dependabot).',
      '`video_file`, `manifest`':
        'No matching file. `actions/checkout` must run before this step; check upper and lower case.',
      release_assets:
        'The event has no release: set `release_tag`, for example to the name of the pushed tag. Or the job lacks `contents: read`.',
    },
  },
  manifest_row_invalid: { class: 'input', message: 'A row of the manifest is invalid.', hint: 'Correct the row.' },
  duplicate_key: {
    class: 'input',
    message: 'The key already belongs to another video.',
    hint: 'Give every video a key of its own, or none.',
  },
  video_file_invalid: {
    class: 'input',
    message: 'The video file cannot be used.',
    hint: 'Check the path, and the step that creates the file.',
    troubleshooting: {
      '': 'The file is a Git LFS pointer: set `lfs: true` in `actions/checkout`. Other causes are in the message.',
    },
  },
  video_file_changed: {
    class: 'input',
    message: 'The video file changed while this step was running.',
    hint: 'Start this step after the file is completely written.',
  },
  video_url_invalid: {
    class: 'input',
    message: 'The video URL cannot be used.',
    hint: 'Use a direct link to a video file, for example https://example.com/video.mp4.',
  },
  release_asset_incomplete: {
    class: 'input',
    message: 'The release asset is empty or not completely uploaded.',
    hint: 'Upload it to a draft and then publish the release, or run this step again after the upload (`release_tag`).',
  },
  release_asset_unavailable: {
    class: 'network',
    message: 'The release asset cannot be downloaded.',
    hint: 'Run the job again; if it fails again, see githubstatus.com.',
  },
  // Checks before submission
  video_file_empty: { class: 'input', message: 'The file is empty.', hint: 'Check the step that creates it.' },
  video_file_not_video: {
    class: 'input',
    message: 'The file is not a video.',
    hint: 'Check the path. A Git LFS pointer needs `lfs: true` at checkout.',
  },
  video_check_incomplete: {
    class: 'media',
    message: 'The video could not be checked completely.',
    hint: 'Nothing to do: TwelveLabs decides.',
  },
  video_url_share_link: {
    class: 'input',
    message: 'The link leads to a page of a sharing service, not to a video file.',
    hint: DIRECT_LINK,
    troubleshooting: { '': 'The URL leads to a page, not to a video file. See [Share links](#share-links).' },
  },
  video_url_web_page: {
    class: 'input',
    message: 'The link leads to a web page, not to a video file.',
    hint: `${DIRECT_LINK} A page that asks to log in is a web page too.`,
    troubleshooting: { '': 'The URL leads to a page, not to a video file. See [Share links](#share-links).' },
  },
  video_url_not_video: { class: 'input', message: 'The link does not lead to a video.', hint: DIRECT_LINK },
  video_url_empty: { class: 'input', message: 'The file behind the link is empty.', hint: 'Check its upload.' },
  video_url_not_found: {
    class: 'input',
    message: 'The host of the video has no such file.',
    hint: 'Check the link; the file may need to be made public first.',
  },
  video_url_expired: {
    class: 'input',
    message: 'The signature of the link has expired.',
    hint: 'Sign the link directly before this step, with a lifetime of hours.',
    troubleshooting: {
      '': 'The signature of the link has expired. Sign the link in the same job, directly before this step, with a lifetime of hours.',
    },
  },
  video_url_forbidden: {
    class: 'input',
    message: 'The host of the video requires credentials.',
    hint: 'Make the file public or use a signed link; TwelveLabs sends no credentials.',
    troubleshooting: {
      '': 'The host requires credentials. Make the file public, sign the link, or send the file with `video_file`.',
    },
  },
  video_url_private_address: {
    class: 'input',
    message: 'The link leads to an address that only your own network can reach.',
    hint: 'Use a public link, or set `allow_private_urls: true` for an API on your own network.',
    troubleshooting: { '': 'TwelveLabs cannot reach an address on your network. Send the file with `video_file`.' },
  },
  video_url_unavailable: { class: 'network', message: 'The host of the video has an error.', hint: TRY_LATER },
  video_url_unexpected_answer: {
    class: 'network',
    message: 'The host of the video sent an unexpected response.',
    hint: DIRECT_LINK,
  },
  video_url_bad_redirect: { class: 'network', message: 'The link has an invalid redirect.', hint: DIRECT_LINK },
  video_url_unknown_host: {
    class: 'network',
    message: 'The host of the video has no DNS entry.',
    hint: 'Check the spelling of the link.',
  },
  video_url_bad_certificate: {
    class: 'network',
    message: 'The TLS certificate of the host of the video is invalid.',
    hint: 'TwelveLabs may reject it too.',
  },
  video_url_unreachable: { class: 'network', message: 'The host of the video cannot be reached.', hint: TRY_LATER },
  index_models_retired: {
    class: 'input',
    message: 'The index has only retired models.',
    hint: 'Create an index with Marengo 3.0 and pass its ID; the models of an index cannot be changed.',
    troubleshooting: {
      '': 'The index has only retired models. Create an index with Marengo 3.0; the models of an index cannot be changed.',
    },
  },
  index_model_skipped: {
    class: 'input',
    message: 'A model of the index was retired and does not index new videos.',
    hint: 'Nothing to do, unless a later step relies on that model: analyze the asset instead.',
  },
  index_expired: {
    class: 'input',
    message: 'The index has expired.',
    hint: 'Indexes of the Free plan expire after 90 days: create a new one, or upgrade the plan.',
  },
  index_expires_soon: {
    class: 'input',
    message: 'The index expires soon.',
    hint: 'Indexes of the Free plan expire after 90 days: create a new one, or upgrade the plan.',
  },
  index_full: {
    class: 'quota',
    message: 'The index appears to be full.',
    hint: 'Delete videos from it, use another index, or upgrade the plan.',
  },
  // Budget
  budget_exceeded: {
    class: 'quota',
    message: 'The new videos are longer than `max_total_minutes`. Nothing was submitted.',
    hint: 'Raise the budget, or remove videos from the list.',
    troubleshooting: {
      '': 'The new videos are longer than `max_total_minutes`. Raise it or shorten the list. Nothing was submitted.',
    },
  },
  budget_undetermined: {
    class: 'quota',
    message: 'The length of a video cannot be determined, so the budget cannot be checked. Nothing was submitted.',
    hint: 'Remove these videos from the list, serve them from a host that supports range requests, or submit them in a step without a budget.',
    troubleshooting: {
      '': 'The length of a video cannot be determined. Serve the file with range requests, or remove it from the list. Nothing was submitted.',
    },
  },
  // Upload
  upload_refused: {
    class: 'platform',
    message: 'The storage of TwelveLabs does not accept a part of the file, even with new URLs.',
    hint: `Check the clock of the runner, and any proxy. ${RESUME_UPLOAD}`,
  },
  upload_stalled: {
    class: 'network',
    message: 'No part of the file reached the storage of TwelveLabs.',
    hint: `${CHECK_CONNECTION} The host of the storage is not that of the API. ${RESUME_UPLOAD}`,
  },
  upload_failed: { class: 'platform', message: 'TwelveLabs ended the upload.', hint: RESUME_UPLOAD },
  upload_stopped: {
    class: 'input',
    message: 'The file was not uploaded completely. Nothing was submitted.',
    hint: RESUME_UPLOAD,
  },
  // Indexing
  not_submitted: {
    class: 'input',
    message: 'This video was not submitted.',
    hint: 'Run the workflow again for it; if time ran out, raise `timeout_minutes`, or `max_in_flight` if the plan allows more.',
    troubleshooting: {
      '': 'Time ran out, or the workflow was cancelled, before the video was submitted. Run again.',
    },
  },
  submission_unconfirmed: {
    class: 'network',
    message: 'The response to the submission was lost, and the submission was not found: it may or may not exist.',
    hint: 'Before you submit it again, search the index for the user metadata `gha_submission`; every duplicate is billed.',
    troubleshooting: {
      '': 'The response was lost and the submission cannot be found. Search the index for the ID in the message before you submit again.',
    },
  },
  wait_timed_out: {
    class: 'platform',
    message: 'The video was still being indexed when the step timed out. Indexing continues on TwelveLabs.',
    hint: 'Wait for it in a later run with the input `task_id`, or raise `timeout_minutes`. Do not submit it again.',
    troubleshooting: {
      '': 'The video was still being indexed when time ran out. Run again, or wait with `task_id`; raise `timeout_minutes`.',
    },
  },
  wait_cancelled: {
    class: 'input',
    message:
      'The workflow was cancelled while this video was being indexed. Indexing continues on TwelveLabs and is billed.',
    hint: RESUME,
  },
  step_failed: {
    class: 'platform',
    message: 'This step failed while the video was being indexed. Indexing continues on TwelveLabs.',
    hint: RESUME,
  },
  task_failed: {
    class: 'media',
    message: 'TwelveLabs could not index this video.',
    hint: 'Check that it plays and meets the limits of the model; if it does, ask TwelveLabs with the task ID.',
    troubleshooting: {
      '': 'TwelveLabs could not index the video. Replace the file, or set `reuse: false` to submit the same file again at your expense.',
    },
  },
  asset_failed: {
    class: 'media',
    message: 'TwelveLabs could not process this file as a video.',
    hint: 'Check that it plays, and that a link leads to the file itself. The same file would fail again.',
  },
  asset_not_ready: {
    class: 'platform',
    message: 'TwelveLabs was still processing this file when the step ended, so it was not indexed.',
    hint: 'Run the workflow again: the file is reused, and not uploaded again.',
  },
  task_unreadable: {
    class: 'platform',
    message: 'A task may belong to the same video, but cannot be read before it ends.',
    hint: 'Run the workflow again later, or raise `timeout_minutes`.',
  },
  tasks_retired: {
    class: 'input',
    message: 'TwelveLabs no longer offers tasks, and no video was found with this ID.',
    hint: 'Pass the `video_id` of the earlier step as `task_id`, together with `index_id`.',
    troubleshooting: {
      '': 'TwelveLabs no longer offers tasks. Pass the `video_id` of the earlier step as `task_id`, together with `index_id`.',
    },
  },
  // Deletion
  not_managed: {
    class: 'input',
    message: 'Skipped: its metadata has neither `gha_submission` nor `gha_source`, so this action did not submit it.',
    hint: 'To delete it anyway, set `force: true`.',
  },
  video_unverified: {
    class: 'platform',
    message: 'TwelveLabs lists this video but does not return its metadata, so it was not deleted.',
    hint: 'Run the step again after the video has been indexed.',
  },
  deletion_timed_out: {
    class: 'platform',
    message: 'The video was not deleted: the step timed out.',
    hint: `Raise \`timeout_minutes\`. ${RUN_DELETION_AGAIN}`,
  },
  deletion_cancelled: {
    class: 'platform',
    message: 'The video was not deleted: the workflow was cancelled.',
    hint: RUN_DELETION_AGAIN,
  },
  deletion_crashed: {
    class: 'platform',
    message: 'The video was not deleted: the step failed.',
    hint: RUN_DELETION_AGAIN,
  },
  deletion_unconfirmed: {
    class: 'platform',
    message: 'The deletion was requested, but the step ended before a response arrived. The video may still exist.',
    hint: RUN_DELETION_AGAIN,
  },
  too_many_matches: {
    class: 'input',
    message: 'More videos would be deleted than `max_deletions` allows. Nothing was deleted.',
    hint: 'Make `where` more specific, or raise `max_deletions` (check the matches with `dry_run: true` first).',
  },
  too_many_rows: {
    class: 'input',
    message: 'TwelveLabs lists too many videos for `where`. Nothing was deleted.',
    hint: 'Make `where` more specific.',
  },
  // Connection to the API
  unreachable: {
    class: 'network',
    message: 'TwelveLabs could not be reached.',
    hint: `Check \`api_url\`. ${CHECK_CONNECTION}`,
    troubleshooting: { '': 'DNS, proxy or firewall of the runner, or a wrong `api_url`.' },
  },
  certificate_invalid: {
    class: 'network',
    message: 'The TLS certificate of the API is invalid, so nothing was sent.',
    hint: 'If a proxy inspects TLS, pass its certificate to Node with NODE_EXTRA_CA_CERTS.',
    troubleshooting: { '': 'A proxy inspects TLS. See [Runners](#runners).' },
  },
  no_response: { class: 'network', message: 'TwelveLabs sent no complete response.', hint: TRY_LATER },
  invalid_response: {
    class: 'platform',
    message: 'The response does not have the format of the API.',
    hint: 'Check that `api_url` is the API and not a proxy or a web page.',
  },
  internal_error: {
    class: 'platform',
    message: 'Internal error.',
    hint: 'Report it to the maintainers with the log of a run with debug logging.',
    troubleshooting: { '': 'A bug in this action. Report it with the log of a run with debug logging enabled.' },
  },
} satisfies Readonly<Record<string, ErrorInfo>>;

/** A code that the API sent and the catalog does not list; made by `toErrorCode`. */
type UnlistedCode = string & { readonly unlisted: unique symbol };

export type ListedCode = keyof typeof PLATFORM_ERRORS | keyof typeof ACTION_ERRORS;

/** Every code of an error: of the catalog, of an HTTP status without a code, or as the API sent it. */
export type ErrorCode = ListedCode | `http_${number}` | UnlistedCode;

/** Passes on a code of the API, whether the catalog lists it or not. */
export function toErrorCode(code: string): ErrorCode {
  return code as UnlistedCode;
}

const BY_CODE: Readonly<Record<ListedCode, ErrorInfo>> = { ...PLATFORM_ERRORS, ...ACTION_ERRORS };

export function getErrorInfo(code: ListedCode): ErrorInfo {
  return BY_CODE[code];
}
