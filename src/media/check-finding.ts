import type { ErrorClass, ErrorDetails } from '../model/errors.ts';

/**
 * `reject`: this video cannot be indexed; `warn`: it may fail; `unknown`: something could not be determined, which is
 * never a reason to reject a video. From worst to best.
 */
export const SEVERITIES = ['reject', 'warn', 'unknown'] as const;

export type Severity = (typeof SEVERITIES)[number];

/** The result of one check of a video or an index, before anything is submitted. */
export interface CheckFinding {
  readonly severity: Severity;
  readonly error: ErrorDetails;
}

const DIRECT_LINK_HINT = 'Use a link that starts a download of the video file when it is opened in a private window.';
const RETRY_HINT = 'The platform may still be able to download it. Otherwise, try again later.';
const EXPIRY_HINT = 'Indexes of the Free plan expire after 90 days. Create a new index, or upgrade the plan.';

/** Class and hint of each error that a check can find. The `video_*` codes of class `media` are the platform's own. */
const CHECK_ERRORS = {
  index_models_retired: ['input', 'Create an index with Marengo 3.0. The models of an index cannot be changed.'],
  index_model_skipped: ['input', 'If a later step requires the retired model, analyze the asset instead.'],
  index_expired: ['input', EXPIRY_HINT],
  index_expires_soon: ['input', EXPIRY_HINT],
  index_full: ['quota', 'Delete videos from the index, use another index, or upgrade the plan.'],
  video_url_share_link: ['input', DIRECT_LINK_HINT],
  video_url_web_page: ['input', `${DIRECT_LINK_HINT} A login page is a web page too.`],
  video_url_not_video: ['input', DIRECT_LINK_HINT],
  video_url_empty: ['input', 'Check the upload that created the file.'],
  video_url_expired: ['input', 'Sign the link immediately before this step, with a validity of several hours.'],
  video_url_not_found: ['input', 'Check the link, and whether the file is public.'],
  video_url_forbidden: ['input', 'Make the file public, or use a signed link. The platform sends no credentials.'],
  video_url_private_address: [
    'input',
    'Use a link that the platform can download, or set `allow_private_urls: true` if the platform runs in your own network.',
  ],
  video_url_unavailable: ['network', RETRY_HINT],
  video_url_unreachable: ['network', RETRY_HINT],
  video_url_unexpected_response: ['network', DIRECT_LINK_HINT],
  video_url_bad_redirect: ['network', DIRECT_LINK_HINT],
  video_url_unknown_host: ['network', 'Check the spelling of the link.'],
  video_url_bad_certificate: ['network', 'Renew the certificate of the host. The platform may reject it too.'],
  video_file_empty: ['input', 'Check the step that creates the file.'],
  video_file_not_video: ['input', 'Check the path. For a Git LFS pointer, set `lfs: true` in actions/checkout.'],
  video_check_incomplete: ['media', 'No action is needed. The platform checks the video when it is submitted.'],
  video_duration_too_short: ['media', 'Use a longer video, or join short ones.'],
  video_duration_too_long: ['media', 'Split the video into parts.'],
  video_resolution_too_low: ['media', 'Use a version with a higher resolution.'],
  video_resolution_too_high: ['media', 'Scale the video down.'],
  video_resolution_invalid_aspect_ratio: ['media', 'Crop or pad the picture.'],
  video_filesize_too_large: ['media', 'Compress the video, or split it into parts.'],
  video_file_broken: ['media', 'Replace it with a complete file that can be played.'],
} as const satisfies Readonly<Record<string, readonly [ErrorClass, string]>>;

export type CheckErrorCode = keyof typeof CHECK_ERRORS;

export function createFinding(
  severity: Severity,
  code: CheckErrorCode,
  message: string,
  hint: string = CHECK_ERRORS[code][1],
): CheckFinding {
  return { severity, error: { code, message, hint, class: CHECK_ERRORS[code][0] } };
}
