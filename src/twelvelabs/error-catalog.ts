import type { ErrorClass } from '../model/errors.ts';

/** What an error code of the platform means, and what to do. */
export interface ErrorInfo {
  readonly class: ErrorClass;
  readonly means: string;
  readonly advice: string;
}

const CHECK_KEY =
  'Create a key in the TwelveLabs dashboard, store it as a repository secret and pass it as `api_key`; keys expire on the date their owner chose.';
const CHECK_VIDEO = 'Submitting the same file again cannot help: convert or replace it first.';
const CHECK_ID =
  'Compare the id with the one in the TwelveLabs dashboard, and make sure that the API key belongs to the same account.';
const REPORT =
  'If it goes on, report it to the maintainers of this action with the log of a run with debug logging on.';
const TRY_LATER = 'Run the workflow again later.';

const media = (means: string, advice = CHECK_VIDEO): ErrorInfo => ({ class: 'media', means, advice });
const input = (means: string, advice: string): ErrorInfo => ({ class: 'input', means, advice });
const auth = (means: string, advice = CHECK_KEY): ErrorInfo => ({ class: 'auth', means, advice });
const quota = (means: string, advice: string): ErrorInfo => ({ class: 'quota', means, advice });
const platform = (means: string, advice = TRY_LATER): ErrorInfo => ({ class: 'platform', means, advice });

const NOT_FOUND = input('The platform knows nothing under that id.', CHECK_ID);
const CANNOT_DECODE = 'Check that it plays; `ffmpeg -i in -c:v libx264 -c:a aac out.mp4` makes a file that works.';

/**
 * Error codes of the platform: those of its public error page, and those that were seen in answers but stand on no
 * page (`content_type_invalid`, `read_not_allowed`, `audio_file_broken`, `unsupported_file_type`,
 * `endpoint_not_exists`, `resource_not_exists`, `video_audio_track_not_exists`, `video_duration_out_of_range`,
 * `insufficient_funds`).
 */
const BY_CODE: ReadonlyMap<string, ErrorInfo> = new Map(
  Object.entries({
    parameter_invalid: input('The platform rejected the value of a parameter.', 'The message names the parameter.'),
    parameter_not_provided: input('The platform misses a parameter.', REPORT),
    parameter_unknown: input(
      'The platform does not know a parameter that was sent.',
      'Leave `language` empty unless `api_url` names an API of version 1.1 or 1.2.',
    ),
    content_type_invalid: platform('The platform did not accept the form of the request.', REPORT),
    resource_not_exist: NOT_FOUND,
    resource_not_exists: NOT_FOUND,
    endpoint_not_exists: platform(
      'The platform does not have this endpoint (any more).',
      'Check `api_url`; if it is right, update this action.',
    ),
    api_upgrade_required: platform(
      'The platform retired this version of its API.',
      'Remove `api_url` to use the current version, or update this action.',
    ),
    tags_not_allowed: input('The platform accepts no markup in a value.', 'Remove the tags from `user_metadata`.'),
    api_key_invalid: auth('The API key is wrong, was revoked or has expired.'),
    unauthorized: auth('The API key does not permit this.'),
    read_not_allowed: auth(
      'The key is valid but may not read this: it belongs to another account, or is gone.',
      CHECK_ID,
    ),
    api_allowed_for_paid_plan: quota('The plan of this account does not include this.', 'Upgrade the plan.'),
    api_not_allowed: auth('This account may not use this part of the API.', 'Ask TwelveLabs to enable it.'),
    region_not_allowed: auth('The platform refuses requests from this region.', 'Use a runner in another region.'),
    request_canceled_or_timed_out: platform('The platform gave up on the request.'),
    too_many_requests: {
      class: 'rate_limit',
      means: 'The rate limit of the account is used up.',
      advice: 'Lower `max_in_flight`, spread the work over more time, or raise the limits of the plan.',
    },
    usage_limit_exceeded: quota(
      'The minutes that the plan includes are used up.',
      'Upgrade the plan. On the Free plan deleting videos gives no minutes back.',
    ),
    insufficient_funds: quota('The account has no funds left.', 'Check the billing page of the TwelveLabs dashboard.'),
    video_resolution_too_low: media(
      "The picture is smaller than the index's models take (360x360).",
      'Use a version with a higher resolution.',
    ),
    video_resolution_too_high: media("The picture is larger than the index's models take.", 'Scale it down first.'),
    video_resolution_invalid_aspect_ratio: media(
      "The aspect ratio is not one that the index's models take.",
      'Crop or pad it; from 1:1 to 2.4:1, upright or wide, works.',
    ),
    video_duration_too_short: media("The video is shorter than the index's models take (4 s).", 'Use a longer clip.'),
    video_duration_too_long: media("The video is longer than the index's models take.", 'Cut it into parts.'),
    video_duration_out_of_range: media(
      "The video is shorter or longer than the index's models take.",
      'Cut or join it to between 4 s and the limit of the model.',
    ),
    video_file_broken: media(
      'The platform cannot read this as a video: it is damaged, has no picture, or the link leads to a web page.',
      `Open the link in a private window: it must start a download. ${CANNOT_DECODE}`,
    ),
    audio_file_broken: media('The platform cannot read the audio.', CANNOT_DECODE),
    video_audio_track_not_exists: media('The video has no audio track, and a model of the index needs one.'),
    video_filesize_too_large: media('The file is larger than this endpoint takes (2 GB).', 'Compress or cut it first.'),
    unsupported_file_type: media('The platform does not take files of this type.', CANNOT_DECODE),
    task_cannot_be_deleted: input('A task can be deleted only once it has ended.', 'Wait for its end.'),
  }),
);

/** `external_video_*`: the codes of links to other video services, whose import is long gone. */
const EXTERNAL_VIDEO = media(
  'The platform cannot import from this service.',
  'Pass a direct link to the video file instead of a page or a share link.',
);

/** The entry of a code; null for one that nobody has told us of. */
export function getInfoByCode(code: string): ErrorInfo | null {
  return BY_CODE.get(code) ?? (code.startsWith('external_video_') ? EXTERNAL_VIDEO : null);
}

/** What an HTTP status alone says, for answers without a code that we know. */
export function getInfoByHttpStatus(status: number): ErrorInfo {
  if (status === 401) return auth('The platform does not accept the API key.');
  if (status === 402) return quota('The platform asks for payment.', 'Check the billing page of the dashboard.');
  if (status === 403) return auth('The platform refuses access.', CHECK_ID);
  if (status === 404) return NOT_FOUND;
  if (status === 410) return platform('This endpoint or item is gone for good.', 'Update this action.');
  if (status === 413) return media('The file is larger than the platform takes.', 'Compress or cut it first.');
  if (status === 429) return BY_CODE.get('too_many_requests') ?? platform('The rate limit is used up.');
  if (status >= 300 && status < 400) {
    return input(
      'The API answered with a redirect, which is never followed: it would carry the API key elsewhere.',
      'Check `api_url` and any proxy between the runner and the platform.',
    );
  }
  if (status >= 500) return platform('The platform has a fault of its own.');
  return platform('The platform rejected the request.', REPORT);
}

/** What a missing answer says. */
export const UNREACHABLE: ErrorInfo = {
  class: 'network',
  means: 'The platform could not be reached.',
  advice: 'Check `api_url`, and the DNS, proxy and firewall of the runner.',
};
export const BAD_CERTIFICATE: ErrorInfo = {
  class: 'network',
  means: 'The TLS certificate of the API does not fit, so nothing was sent.',
  advice: 'If a proxy inspects TLS, give Node its certificate with NODE_EXTRA_CA_CERTS.',
};
export const NO_RESPONSE: ErrorInfo = {
  class: 'network',
  means: 'The platform gave no complete answer.',
  advice: TRY_LATER,
};
export const INVALID_RESPONSE: ErrorInfo = {
  class: 'platform',
  means: 'The platform answered with something that is not what its API promises.',
  advice: 'Check that `api_url` is the API and not a proxy or a web page.',
};

/**
 * What the reason of a failed task says when it names no code. The format is not documented; the words are those of
 * the published log examples (no sound, not a valid video file, video too big, failed and worth another try).
 */
export function getInfoByReason(reason: string | null): ErrorInfo {
  if (reason !== null && /try again|internal|time(d )?[ -]?out|unavailable/i.test(reason)) {
    return platform('The platform failed while it indexed this video; that need not be the fault of the video.');
  }
  return media(
    'The platform could not index this video.',
    'Check that it plays and meets the limits of the model; if it does, ask TwelveLabs with the task id.',
  );
}
