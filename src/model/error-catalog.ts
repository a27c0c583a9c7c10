/**
 * Every error that the action reports: `docs/errors.md` and the table of `docs/troubleshooting.md` are generated from
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
  /** Cause and solution in `docs/troubleshooting.md`, or several by what the error is about. Empty: not listed there. */
  readonly troubleshooting: string | Readonly<Record<string, string>>;
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
const DOWNLOAD_LATER = 'TwelveLabs may still be able to download it. Otherwise, try again later.';
const DIRECT_LINK = 'Use a link that starts a download of the video file when it is opened in a private window.';
const LARGE_FILE = 'Compress or cut it first.';

type CreateInfo = (message: string, hint: string, troubleshooting?: ErrorInfo['troubleshooting']) => ErrorInfo;

const withClass =
  (errorClass: ErrorClass): CreateInfo =>
  (message, hint, troubleshooting = {}) => ({ class: errorClass, message, hint, troubleshooting });

const input = withClass('input');
const auth = withClass('auth');
const quota = withClass('quota');
const rateLimit = withClass('rate_limit');
const media = withClass('media');
const platform = withClass('platform');
const network = withClass('network');

const NOT_FOUND = input('No resource with this ID was found.', CHECK_ID);

/**
 * Error codes of the TwelveLabs API: those of its public error page, and those that were observed in responses but are
 * not documented (`content_type_invalid`, `read_not_allowed`, `audio_file_broken`, `unsupported_file_type`,
 * `endpoint_not_exists`, `resource_not_exists`, `video_audio_track_not_exists`, `video_duration_out_of_range`,
 * `insufficient_funds`).
 */
export const PLATFORM_ERRORS = {
  parameter_invalid: input(
    'TwelveLabs rejected the value of a parameter.',
    'Correct the parameter that the message names.',
  ),
  parameter_not_provided: input('A parameter of the request is missing.', REPORT),
  parameter_unknown: input(
    'TwelveLabs rejected an unknown parameter.',
    'Leave `language` empty unless `api_url` names version 1.1 or 1.2 of the API.',
  ),
  content_type_invalid: platform('TwelveLabs rejected the format of the request.', REPORT),
  resource_not_exist: {
    ...NOT_FOUND,
    troubleshooting:
      'The index name was passed instead of its ID, or the resource was deleted. For the ID of a video without a task, also set `index_id`.',
  },
  resource_not_exists: NOT_FOUND,
  endpoint_not_exists: platform(
    'This endpoint does not exist or was removed.',
    'Check `api_url`; if it is correct, update this action.',
  ),
  api_upgrade_required: platform(
    'This version of the API was retired.',
    'Remove `api_url` to use the current version, or update this action.',
  ),
  tags_not_allowed: input('TwelveLabs accepts no markup in a value.', 'Remove the tags from `user_metadata`.'),
  api_key_invalid: auth(
    'The API key is wrong, was revoked or has expired.',
    CHECK_KEY,
    'The key is wrong, was revoked, or has expired. Create a new one.',
  ),
  unauthorized: auth('The API key does not permit this.', CHECK_KEY),
  read_not_allowed: auth(
    'The key is valid but may not read this resource: it belongs to another account, or was deleted.',
    CHECK_ID,
    'The key and the index (or task) belong to different accounts, or the index was deleted.',
  ),
  api_allowed_for_paid_plan: quota('The plan of this account does not include this.', 'Upgrade the plan.'),
  api_not_allowed: auth('This account may not use this part of the API.', 'Contact TwelveLabs to enable it.'),
  region_not_allowed: auth('TwelveLabs rejects requests from this region.', 'Use a runner in another region.'),
  request_canceled_or_timed_out: platform('The request timed out at TwelveLabs.', TRY_LATER),
  too_many_requests: rateLimit(
    'The rate limit of the account is used up.',
    'Lower `max_in_flight`, spread the work over more time, or raise the limits of the plan.',
    'The rate limit of the account is exhausted. Lower `max_in_flight`, or run again later: only missing videos are submitted.',
  ),
  usage_limit_exceeded: quota(
    'The minutes that the plan includes are used up.',
    'Upgrade the plan. On the Free plan, deleting videos does not restore minutes.',
    'The minutes included in the plan are used up. Upgrade the plan, then run again.',
  ),
  insufficient_funds: quota('The account has no funds left.', CHECK_BILLING),
  video_resolution_too_low: media(
    'The resolution is below the minimum of the models of the index (360x360).',
    'Use a version with a higher resolution.',
  ),
  video_resolution_too_high: media(
    'The resolution is above the maximum of the models of the index.',
    'Scale the video down.',
  ),
  video_resolution_invalid_aspect_ratio: media(
    'The models of the index do not support this aspect ratio.',
    'Crop or pad it to between 1:1 and 2.4:1, upright or wide.',
  ),
  video_duration_too_short: media(
    'The video is shorter than the minimum of the models of the index (4 s).',
    'Use a longer video, or join short ones.',
  ),
  video_duration_too_long: media(
    'The video is longer than the maximum of the models of the index.',
    'Split the video into parts.',
  ),
  video_duration_out_of_range: media(
    'The video is shorter or longer than the models of the index allow.',
    'Cut or join it to between 4 s and the maximum of the model.',
  ),
  video_file_broken: media(
    'TwelveLabs cannot read this as a video: it is damaged, has no picture, or the link leads to a web page.',
    `Open the link in a private window: it must start a download. ${MAKE_PLAYABLE}`,
    'TwelveLabs cannot read the file as a video. Check that it plays and that the link starts a download.',
  ),
  audio_file_broken: media('TwelveLabs cannot read the audio.', MAKE_PLAYABLE),
  video_audio_track_not_exists: media('The video has no audio track, and a model of the index needs one.', CHECK_VIDEO),
  video_filesize_too_large: media('The file is larger than this endpoint accepts (2 GB).', LARGE_FILE),
  unsupported_file_type: media('TwelveLabs does not support this file type.', MAKE_PLAYABLE),
  task_cannot_be_deleted: input(
    'A task can be deleted only after it has ended.',
    'Run the step again after the task has ended.',
  ),
} satisfies Readonly<Record<string, ErrorInfo>>;

/** `external_video_*`: links to other video services, whose import was removed. */
export const EXTERNAL_VIDEO_ERROR = media(
  'TwelveLabs cannot import from this service.',
  'Pass a direct link to the video file instead of a page or a share link.',
);

/** Error responses without a code of `PLATFORM_ERRORS`, by status or by its first digit. */
export const HTTP_ERRORS: Readonly<Record<string, ErrorInfo>> = {
  '3xx': input(
    'The API responded with a redirect, which is not followed, because it would send the API key elsewhere.',
    'Check `api_url` and any proxy between the runner and the API.',
  ),
  401: auth('TwelveLabs does not accept the API key.', CHECK_KEY),
  402: quota('TwelveLabs requires payment.', CHECK_BILLING),
  403: auth('TwelveLabs denied access.', CHECK_ID),
  404: NOT_FOUND,
  410: platform('This endpoint or resource was removed.', 'Update this action.'),
  413: media('The file is larger than TwelveLabs accepts.', LARGE_FILE),
  429: PLATFORM_ERRORS.too_many_requests,
  '4xx': platform('TwelveLabs rejected the request.', REPORT),
  '5xx': platform('TwelveLabs has an internal error.', TRY_LATER),
};

/** Error codes of the action itself. */
export const ACTION_ERRORS = {
  // Inputs and sources
  input_invalid: input('An input of this step is invalid.', 'Correct the inputs of this step. Nothing was sent.', {
    api_key:
      'The secret does not exist under that name, or the workflow has no access to secrets. See [Forks and Dependabot](#forks-and-dependabot).',
    '`video_file`, `manifest`':
      'No matching file. `actions/checkout` must run before this step; check upper and lower case.',
    release_assets:
      'The event has no release: set `release_tag`, for example to the name of the pushed tag. Or the job lacks `contents: read`.',
  }),
  no_videos: input('The sources of this step name no video.', 'If that is expected, set `if_no_videos: ignore`.'),
  manifest_row_invalid: input('A row of the manifest is invalid.', 'Correct the row.'),
  duplicate_key: input('The key already belongs to another video.', 'Give every video a key of its own, or none.'),
  video_file_invalid: input(
    'The video file cannot be used.',
    'Check the path, and the step that creates the file.',
    'The file is a Git LFS pointer: set `lfs: true` in `actions/checkout`. Other causes are in the message.',
  ),
  video_file_changed: input(
    'The video file changed while this step was running.',
    'Start this step after the file is completely written.',
  ),
  video_url_invalid: input(
    'The video URL cannot be used.',
    'Use a direct link to a video file, for example https://example.com/video.mp4.',
  ),
  storage_credentials_invalid: auth(
    'The storage service does not accept the credentials.',
    'Set the credentials in the job directly before this step, for example with aws-actions/configure-aws-credentials.',
    'The AWS credentials are wrong, incomplete or expired. See the message, and [sources](sources.md#buckets).',
  ),
  storage_bucket_not_found: input(
    'The bucket does not exist, or not in this region.',
    'Check the name of the bucket, AWS_REGION and AWS_ENDPOINT_URL_S3.',
  ),
  storage_access_denied: auth(
    'The credentials do not permit to list the bucket or to read the object.',
    'Permit `s3:GetObject` on the objects, and `s3:ListBucket` on the bucket.',
    'A pattern needs `s3:ListBucket` on the bucket, and every object `s3:GetObject`. See [sources](sources.md#permissions).',
  ),
  storage_unavailable: network(
    'The storage service is unavailable.',
    'Run the workflow again later. If it fails again, check the endpoint.',
  ),
  object_not_found: input('The bucket has no such object.', 'Check the key; upper and lower case matter.'),
  object_archived: input(
    'The object is in an archive (Glacier) and cannot be read.',
    'Restore the object, wait until it is available, and run the workflow again.',
  ),
  release_asset_incomplete: input(
    'The release asset is empty or not completely uploaded.',
    'Upload it to a draft and then publish the release, or run this step again after the upload (`release_tag`).',
  ),
  release_asset_unavailable: network(
    'The release asset cannot be downloaded.',
    'Run the job again; if it fails again, see githubstatus.com.',
  ),
  // Checks before submission
  video_file_empty: input('The file is empty.', 'Check the step that creates it.'),
  video_file_not_video: input(
    'The file is not a video.',
    'Check the path. A Git LFS pointer needs `lfs: true` at checkout.',
  ),
  video_duration_mismatch: input(
    'The manifest states another duration than the video has.',
    'Correct `duration` in the manifest. The duration of the file is used.',
  ),
  video_encrypted: media(
    'The video is encrypted (DRM), so TwelveLabs cannot read it.',
    'Use a version of the video without encryption.',
  ),
  video_check_incomplete: media(
    'The video could not be checked completely.',
    'No action is needed. TwelveLabs checks the video when it is submitted.',
  ),
  video_url_share_link: input(
    'The link leads to a page of a sharing service, not to a video file.',
    DIRECT_LINK,
    'The URL leads to a page, not to a video file. See [Share links](#share-links).',
  ),
  video_url_web_page: input(
    'The link leads to a web page, not to a video file.',
    `${DIRECT_LINK} A login page is a web page too.`,
    'The URL leads to a page, not to a video file. See [Share links](#share-links).',
  ),
  video_url_not_video: input('The link does not lead to a video.', DIRECT_LINK),
  video_url_empty: input('The file behind the link is empty.', 'Check the upload that created the file.'),
  video_url_not_found: input(
    'The host of the video has no such file.',
    'Check the link, and whether the file is public.',
  ),
  video_url_expired: input(
    'The signature of the link has expired.',
    'Sign the link immediately before this step, with a validity of several hours.',
    'The signature of the link has expired. Sign the link in the same job, directly before this step, with a lifetime of hours.',
  ),
  video_url_signature_invalid: input(
    'The signature of the link is not valid.',
    'Copy the whole link, with every character after `?`. Sign it for GET, with a key that still exists.',
  ),
  video_url_archived: input(
    'The file is in an archive tier of object storage.',
    'Restore the object (S3 Glacier: `aws s3api restore-object`; Azure: set the tier to Hot or Cool), then run the workflow again.',
  ),
  video_url_bot_check: network(
    'The host of the video blocks automated requests.',
    'TwelveLabs downloads the file with a program too. Allow downloads of this file, or send it with `video_file`.',
  ),
  video_url_forbidden: input(
    'The host of the video requires credentials.',
    'Make the file public or use a signed link; TwelveLabs sends no credentials.',
    'The host requires credentials. Make the file public, sign the link, or send the file with `video_file`.',
  ),
  video_url_private_address: input(
    'The link leads to an address that only your own network can reach.',
    'Use a public link, or set `allow_private_urls: true` for an API on your own network.',
    'TwelveLabs cannot reach an address on your network. Send the file with `video_file`.',
  ),
  video_url_unavailable: network('The host of the video has an error.', DOWNLOAD_LATER),
  video_url_unexpected_response: network('The host of the video sent an unexpected response.', DIRECT_LINK),
  video_url_bad_redirect: network('The link has an invalid redirect.', DIRECT_LINK),
  video_url_unknown_host: network('The host of the video has no DNS entry.', 'Check the spelling of the link.'),
  video_url_bad_certificate: network(
    'The TLS certificate of the host of the video is invalid.',
    'Renew the certificate of the host. TwelveLabs may reject it too.',
  ),
  video_url_unreachable: network('The host of the video cannot be reached.', DOWNLOAD_LATER),
  index_models_retired: input(
    'The index has only retired models.',
    'Create an index with Marengo 3.0 and pass its ID; the models of an index cannot be changed.',
    'The index has only retired models. Create an index with Marengo 3.0; the models of an index cannot be changed.',
  ),
  index_model_skipped: input(
    'A model of the index was retired and does not index new videos.',
    'If a later step requires the retired model, analyze the asset instead.',
  ),
  index_expired: input(
    'The index has expired.',
    'Indexes of the Free plan expire after 90 days: create a new one, or upgrade the plan.',
  ),
  index_expires_soon: input(
    'The index expires soon.',
    'Indexes of the Free plan expire after 90 days: create a new one, or upgrade the plan.',
  ),
  index_full: quota('The index appears to be full.', 'Delete videos from it, use another index, or upgrade the plan.'),
  // Budget
  reuse_lookup_failed: platform(
    'Could not check whether this video is already indexed, so it was not submitted.',
    'Run the workflow again. With `reuse: false`, videos are submitted without the check, and billed again if they are already indexed.',
    'The index could not be searched reliably, so nothing was submitted. Run again; for a very large index that other tools fill too, use a separate index, or set `reuse: false`.',
  ),
  record_not_found: platform(
    'The metadata that identifies a video was written, but no filter of the index returns the video.',
    'Later runs have to read the whole index to avoid duplicate submissions, and submit nothing if it is too large.',
  ),
  retry_limit_reached: platform(
    'Indexing this video failed in three earlier runs, so it was not submitted again.',
    'Check the file and its link. To try again, replace the file, delete the failed videos from the index, or set `reuse: false`.',
    'Three attempts failed. Replace the file, delete the failed videos from the index, or set `reuse: false`.',
  ),
  selection_failed: platform(
    'Could not determine which videos match `where`. Nothing was deleted.',
    'Name the videos by `video_id` instead.',
  ),
  budget_exceeded: quota(
    'The new videos are longer than `max_total_minutes`. Nothing was submitted.',
    'Raise the budget, or remove videos from the list.',
    'The new videos are longer than `max_total_minutes`. Raise it or shorten the list. Nothing was submitted.',
  ),
  budget_undetermined: quota(
    'The length of a video cannot be determined, so the budget cannot be checked. Nothing was submitted.',
    'State the `duration` of these videos in the manifest, follow the advice for each in the log, or submit them in a step without a budget.',
    'The length of a video cannot be determined; the log states why. State its `duration` in the manifest, or remove it from the list. Nothing was submitted.',
  ),
  // Upload
  upload_refused: platform(
    'The storage of TwelveLabs does not accept a part of the file, even with new URLs.',
    `Check the clock of the runner, and any proxy. ${RESUME_UPLOAD}`,
  ),
  upload_stalled: network(
    'No part of the file reached the storage of TwelveLabs.',
    `${CHECK_CONNECTION} The host of the storage is not that of the API. ${RESUME_UPLOAD}`,
  ),
  upload_failed: platform('TwelveLabs ended the upload.', RESUME_UPLOAD),
  upload_stopped: input('The file was not uploaded completely. Nothing was submitted.', RESUME_UPLOAD),
  // Indexing
  not_submitted: input(
    'This video was not submitted.',
    'Run the workflow again for it; if time ran out, raise `timeout_minutes`, or `max_in_flight` if the plan allows more.',
    'Time ran out, or the workflow was cancelled, before the video was submitted. Run again.',
  ),
  submission_unconfirmed: network(
    'The submission was not confirmed, and it was not found: it may or may not exist.',
    'Before you submit it again, search the index for the user metadata `gha_submission`; every duplicate is billed.',
    'The response was lost or an error, and the submission cannot be found. Search the index for the ID in the message before you submit again.',
  ),
  wait_timed_out: platform(
    'The video was still being indexed when the step timed out. Indexing continues on TwelveLabs.',
    'Wait for it in a later run with the input `task_id`, or raise `timeout_minutes`. Do not submit it again.',
    'The video was still being indexed when time ran out. Run again, or wait with `task_id`; raise `timeout_minutes`.',
  ),
  wait_cancelled: input(
    'The workflow was cancelled while this video was being indexed. Indexing continues on TwelveLabs and is billed.',
    RESUME,
  ),
  run_cancelled: input(
    'The workflow was cancelled before the videos were known.',
    'Run the workflow again. Nothing was submitted.',
    'The workflow was cancelled while the list of videos was being read. Run it again.',
  ),
  run_timed_out: input(
    'The step timed out before the videos were known.',
    'Raise `timeout_minutes`, or split the list with `shard`. Nothing was submitted.',
    'Reading the list of videos took longer than `timeout_minutes`. Raise it, or split the list.',
  ),
  step_failed: platform(
    'This step failed while the video was being indexed. Indexing continues on TwelveLabs.',
    RESUME,
  ),
  task_failed: platform(
    'TwelveLabs could not index this video, possibly not because of the video.',
    'Run the workflow again; the same content is submitted at most three times. If it fails again, check that it plays and meets the limits of the model, and contact TwelveLabs with the task ID.',
    'TwelveLabs could not index the video and gave no reason that lies in it. Run again; the same content is submitted at most three times.',
  ),
  video_content_invalid: media(
    'TwelveLabs cannot index the content of this video.',
    `Check that it meets the limits of the model. ${MAKE_PLAYABLE}`,
    'TwelveLabs could not index the content of the video. Replace the file, or set `reuse: false` to submit the same file again at your expense.',
  ),
  video_download_failed: network(
    'TwelveLabs could not download the video.',
    'Check that the link opens in a private window and stays valid until indexing starts. Then run the workflow again.',
    'TwelveLabs could not download the video. Check the link, or send the file with `video_file`, and run again.',
  ),
  asset_not_ready: platform(
    'TwelveLabs was still processing this file when the step ended, so it was not indexed.',
    'Run the workflow again: the file is reused, and not uploaded again.',
  ),
  task_unreadable: platform(
    'A task may belong to the same video, but cannot be read before it ends.',
    'Run the workflow again later, or raise `timeout_minutes`.',
  ),
  tasks_retired: input(
    'TwelveLabs no longer offers tasks, and no video was found with this ID.',
    'Pass the `video_id` of the earlier step as `task_id`, together with `index_id`.',
    'TwelveLabs no longer offers tasks. Pass the `video_id` of the earlier step as `task_id`, together with `index_id`.',
  ),
  metadata_update_failed: platform(
    'The video is searchable, but its metadata could not be updated.',
    'Run the workflow again.',
    'The video is searchable, but its metadata or the claim of its collection could not be updated. Run again.',
  ),
  video_disappeared: platform(
    'The video was deleted while this step ran.',
    'Run the workflow again: the video is submitted again. Jobs that change the same index need one `concurrency` group.',
    'Another run deleted the video while this step used it. Run again, and give jobs that change one index the same `concurrency` group.',
  ),
  too_many_deletions: input(
    'More videos would be deleted than `max_deletions` allows. Nothing was deleted.',
    'Check the list: a part of it may be missing. Otherwise raise `max_deletions`.',
    'The list no longer has more videos than `max_deletions`. Check the list, then raise `max_deletions`.',
  ),
  prune_skipped: input(
    'Nothing was deleted, because the list could not be read completely.',
    'Correct the rows that are reported. The next run deletes what is no longer listed.',
    'With an invalid row, it is unknown which videos are no longer listed. Correct the row and run again.',
  ),
  // Deletion
  not_managed: input(
    'Skipped: its metadata has neither `gha_submission` nor `gha_source`, so this action did not submit it.',
    'To delete it anyway, set `force: true`.',
  ),
  video_unverified: platform(
    'TwelveLabs lists this video but does not return its metadata, so it was not deleted.',
    'Run the step again after the video has been indexed.',
  ),
  deletion_timed_out: platform(
    'The video was not deleted: the step timed out.',
    `Raise \`timeout_minutes\`. ${RUN_DELETION_AGAIN}`,
  ),
  deletion_cancelled: platform('The video was not deleted: the workflow was cancelled.', RUN_DELETION_AGAIN),
  deletion_crashed: platform('The video was not deleted: the step failed.', RUN_DELETION_AGAIN),
  deletion_unconfirmed: platform(
    'The deletion was requested, but the step ended before a response arrived. The video may still exist.',
    RUN_DELETION_AGAIN,
  ),
  too_many_matches: input(
    'More videos would be deleted than `max_deletions` allows. Nothing was deleted.',
    'Make `where` more specific, or raise `max_deletions` (check the matches with `dry_run: true` first).',
  ),
  too_many_rows: input(
    'TwelveLabs lists too many videos for `where`. Nothing was deleted.',
    'Make `where` more specific.',
  ),
  results_file_failed: input(
    'The results file could not be written.',
    'Check the free space and the permissions of the runner. The outputs contain the IDs.',
  ),
  // Connection to the API
  unreachable: network(
    'TwelveLabs could not be reached.',
    `Check \`api_url\`. ${CHECK_CONNECTION}`,
    'DNS, proxy or firewall of the runner, or a wrong `api_url`.',
  ),
  certificate_invalid: network(
    'The TLS certificate of the API is invalid, so nothing was sent.',
    'If a proxy inspects TLS, pass its certificate to Node with NODE_EXTRA_CA_CERTS.',
    'A proxy inspects TLS. See [Runners](runners.md).',
  ),
  no_response: network('TwelveLabs sent no complete response.', TRY_LATER),
  invalid_response: platform(
    'The response does not have the format of the API.',
    'Check that `api_url` is the API and not a proxy or a web page.',
  ),
  internal_error: platform(
    'Internal error.',
    'Report it to the maintainers with the log of a run with debug logging.',
    'A bug in this action. Report it with the log of a run with debug logging enabled.',
  ),
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
