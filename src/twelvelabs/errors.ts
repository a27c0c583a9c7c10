import { classifyNetworkError } from '../http/network.ts';
import { parseRetryAfterMs } from '../http/rate-limit-headers.ts';
import type { HttpResponse } from '../http/transport.ts';
import { TransportError } from '../http/transport.ts';
import type { ErrorInfo, ListedCode } from '../model/error-catalog.ts';
import {
  ACTION_ERRORS,
  EXTERNAL_VIDEO_ERROR,
  getErrorInfo,
  HTTP_ERRORS,
  PLATFORM_ERRORS,
  toErrorCode,
} from '../model/error-catalog.ts';
import type { ErrorCode, ErrorDetails } from '../model/errors.ts';
import { ActionError } from '../model/errors.ts';
import { cutText } from '../util/format.ts';
import { asObject, parseJson, parseText } from '../util/json.ts';

/**
 * How a request to the API failed:
 * `not_sent` – it certainly did not arrive; `no_response` – it may have been processed;
 * `invalid_response` – processed, according to its status, but the body is not usable; `error_response` – an error.
 */
export type ApiFailure = 'not_sent' | 'no_response' | 'invalid_response' | 'error_response';

/** A request to the API without a usable response. */
export class ApiError extends ActionError {
  override readonly name = 'ApiError';
  readonly failure: ApiFailure;
  /** The HTTP status; null without a response. */
  readonly status: number | null;
  /** The delay that the API requests, in milliseconds; null if none. */
  readonly retryAfterMs: number | null;
  /** `details` of an error response in the nested format; undefined if there are none. */
  readonly responseDetails: unknown;

  constructor(
    failure: ApiFailure,
    details: ErrorDetails,
    facts: { status?: number | null; retryAfterMs?: number | null; details?: unknown; cause?: unknown } = {},
  ) {
    super(details, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.failure = failure;
    this.status = facts.status ?? null;
    this.retryAfterMs = facts.retryAfterMs ?? null;
    this.responseDetails = facts.details;
  }
}

/** An error that a later attempt may not meet: worth a retry of a request that changes nothing. */
export function isTransient(error: ApiError): boolean {
  if (isMisconfigured(error)) return false;
  if (error.failure !== 'error_response') return true;
  const { status } = error;
  return status === null || status === 408 || status === 425 || status === 429 || status >= 500;
}

/** A redirect or an invalid certificate: `api_url` or a proxy is wrong, and every request fails in the same way. */
export function isMisconfigured({ status, details }: ApiError): boolean {
  return (status !== null && status < 400) || details.code === 'certificate_invalid';
}

/** A permanent error of one resource (403, 404, 409 …), which means nothing for other resources. */
export function isResourceError(error: unknown): error is ApiError {
  return error instanceof ApiError && !isTransient(error) && !isMisconfigured(error) && error.status !== 401;
}

/** The error of a request whose retry the server allows only after the deadline. */
export function toDeadlineExceeded(error: ApiError, now: Date): ApiError {
  const { details, failure, status, retryAfterMs } = error;
  const reset = retryAfterMs === null ? '' : ` It resets at ${new Date(now.getTime() + retryAfterMs).toISOString()}.`;
  const message = `${details.message} That is after the timeout of this step.${reset}`;
  return new ApiError(failure, { ...details, message }, { status, retryAfterMs, cause: error });
}

/** Whether an endpoint was removed: 410, or a code that means it (a plain 404 may be about an ID). */
export function isRetiredEndpoint({ failure, status, details }: ApiError): boolean {
  const hasCode = details.code === 'endpoint_not_exists' || details.code === 'api_upgrade_required';
  return failure === 'error_response' && (status === 410 || hasCode);
}

/** The error of a request without a response. */
export function toTransportError(error: unknown): ApiError {
  const reason = error instanceof Error ? error.message : String(error);
  if (!(error instanceof TransportError) || error.sent) {
    return new ApiError('no_response', withReason('no_response', reason), { cause: error });
  }
  const code = classifyNetworkError(error.cause) === 'certificate' ? 'certificate_invalid' : 'unreachable';
  return new ApiError('not_sent', withReason(code, reason), { cause: error });
}

/** The error of a success status whose body is truncated, empty or of another format than documented. */
export function createInvalidResponseError(reason: string, cause?: unknown): ApiError {
  return new ApiError('invalid_response', withReason('invalid_response', reason), { cause });
}

/**
 * The error of a response that is not 2xx. The body is `{code, message}` or `{error: {code, message}}` (both
 * documented), may be empty (documented for 429), or may be the HTML of a gateway.
 */
export function toResponseError(reply: HttpResponse, now: Date): ApiError {
  const body = asObject(parseJson(reply.body));
  const error = asObject(body?.['error']) ?? body;
  const code = parseErrorCode(error?.['code']);
  const info = (code === null ? null : getInfoByCode(code)) ?? getInfoByHttpStatus(reply.status);
  const reason = parseText(error?.['message']) ?? parseText(body?.['error']) ?? `HTTP ${reply.status}`;
  return new ApiError('error_response', toErrorDetails(code ?? `http_${reply.status}`, info, reason), {
    status: reply.status,
    retryAfterMs: parseRetryAfterMs(reply.headers, now),
    details: error?.['details'],
    cause: reply.bodyError ?? undefined,
  });
}

/** Codes are plain words (documented); null for anything else. */
export function parseErrorCode(value: unknown): ErrorCode | null {
  const text = parseText(value);
  return text !== null && /^[a-z][a-z0-9_]{0,99}$/.test(text) ? toErrorCode(text) : null;
}

/** The error of a failed task, indexed asset or asset, from the code and the reason that the API gives (null: none). */
export function toFailedVideoError(code: ErrorCode | null, reason: string | null): ErrorDetails {
  const words = reason?.match(/\b[a-z]+(?:_[a-z]+)+\b/g) ?? [];
  const listed = code ?? words.map(toErrorCode).find((word) => getInfoByCode(word) !== null) ?? null;
  const info = listed === null ? null : getInfoByCode(listed);
  const text = reason ?? 'TwelveLabs gave no reason';
  const cause = classifyReason(reason ?? '');
  // A bad parameter or a missing resource may be the link.
  const isLink = info?.class === 'input' && cause === 'video_download_failed';
  if (info !== null && listed !== null && !isLink) return toErrorDetails(listed, info, text);
  return toErrorDetails((isLink ? null : code) ?? cause, ACTION_ERRORS[cause], text);
}

/** The catalog entry of a code of the API; null if it is not listed. */
export function getInfoByCode(code: string): ErrorInfo | null {
  if (Object.hasOwn(PLATFORM_ERRORS, code)) return PLATFORM_ERRORS[code as keyof typeof PLATFORM_ERRORS];
  return code.startsWith('external_video_') ? EXTERNAL_VIDEO_ERROR : null;
}

/** The catalog entry of an HTTP status, for responses without a listed code. */
export function getInfoByHttpStatus(status: number): ErrorInfo {
  const group = `${status >= 500 ? 5 : Math.floor(status / 100)}xx`;
  return HTTP_ERRORS[status] ?? HTTP_ERRORS[group] ?? HTTP_ERRORS['4xx'] ?? ACTION_ERRORS.invalid_response;
}

/** Words of a download that failed: the link, its host or the network was the cause, and the next attempt may succeed. */
const DOWNLOAD =
  /download|fetch|retriev|(access|reach|open|load)\b.*\b(file|video|url|link)|\b(url|link)\b|access denied|forbidden|not found|expired|connection|\b(401|403|404|410|429|50\d)\b/i;
/** Words of an error of the platform itself. */
const INTERNAL = /try again|internal|time(d )?[ -]?out|unavailable/i;
/** Words of a cause in the video itself. */
const CONTENT =
  /\b(in)?valid (video|audio|file|media|format)|cannot be (read|played|decoded)|corrupt|damaged|broken|unsupported|not supported|too (big|large|long|short|small|low|high)|exceed|no (sound|audio|video)|codec|decod|playab|format|resolution|aspect ratio|duration/i;

/**
 * The code of a failed video whose reason names none. The format of reasons is not documented; the words are those of
 * the published log examples (no sound, not a valid video file, video too big, failed and worth another try). A reason
 * that is missing or not recognized is not treated as a fault of the video.
 */
export function classifyReason(reason: string): 'video_download_failed' | 'video_content_invalid' | 'task_failed' {
  const text = reason.slice(0, 1_000);
  if (DOWNLOAD.test(text)) return 'video_download_failed';
  return CONTENT.test(text) && !INTERNAL.test(text) ? 'video_content_invalid' : 'task_failed';
}

function withReason(code: ListedCode, reason: string): ErrorDetails {
  return toErrorDetails(code, getErrorInfo(code), reason);
}

function toErrorDetails(
  code: ErrorCode,
  { message, hint, class: errorClass }: ErrorInfo,
  reason: string,
): ErrorDetails {
  return { code, message: `${message} (${cutText(reason, MAX_REASON_LENGTH)})`, hint, class: errorClass };
}

/** A response may be megabytes of anything. Where it is displayed, it is cut again after secrets were removed. */
const MAX_REASON_LENGTH = 2_000;
