import { classifyNetworkError } from '../http/network.ts';
import { parseRetryAfterMs } from '../http/rate-limit-headers.ts';
import type { HttpResponse } from '../http/transport.ts';
import { TransportError } from '../http/transport.ts';
import type { ErrorDetails } from '../model/errors.ts';
import { asObject, parseJson, parseText } from '../util/json.ts';
import type { ErrorInfo } from './error-catalog.ts';
import {
  BAD_CERTIFICATE,
  getInfoByCode,
  getInfoByHttpStatus,
  getInfoByReason,
  INVALID_RESPONSE,
  NO_RESPONSE,
  UNREACHABLE,
} from './error-catalog.ts';

/**
 * How a request to the platform went wrong:
 * `not_sent` – it surely never arrived; `no_answer` – it may have been carried out, nobody knows;
 * `unreadable` – carried out, by its status, but the answer makes no sense; `refused` – an error answer.
 */
export type ApiFailure = 'not_sent' | 'no_response' | 'invalid_response' | 'error_response';

/** Any request to the platform that did not end in a usable answer. */
export class ApiError extends Error {
  override readonly name = 'PlatformError';
  readonly failure: ApiFailure;
  /** The HTTP status; null without an answer. */
  readonly status: number | null;
  readonly details: ErrorDetails;
  /** How long the platform asks us to stay away, in milliseconds; null when it does not say. */
  readonly retryAfterMs: number | null;
  /** `details` of an error answer in the nested shape, whatever they are; undefined where there are none. */
  readonly responseDetails: unknown;

  constructor(
    failure: ApiFailure,
    problem: ErrorDetails,
    facts: { status?: number | null; retryAfterMs?: number | null; details?: unknown; cause?: unknown } = {},
  ) {
    super(problem.message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.failure = failure;
    this.details = problem;
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

/** The platform says that an endpoint is no more: 410, or one of its codes for that (a plain 404 may be about an id). */
export function isRetiredEndpoint({ failure, status, details }: ApiError): boolean {
  const told = details.code === 'endpoint_not_exists' || details.code === 'api_upgrade_required';
  return failure === 'error_response' && (status === 410 || told);
}

/** Builds the error for a request without an answer. */
export function toTransportError(error: unknown): ApiError {
  const message = error instanceof Error ? error.message : String(error);
  if (!(error instanceof TransportError) || error.sent) {
    return new ApiError('no_response', toErrorDetails('no_response', NO_RESPONSE, message), { cause: error });
  }
  if (classifyNetworkError(error.cause) === 'certificate') {
    const problem = toErrorDetails('certificate_invalid', BAD_CERTIFICATE, message);
    return new ApiError('not_sent', problem, { cause: error });
  }
  return new ApiError('not_sent', toErrorDetails('unreachable', UNREACHABLE, message), { cause: error });
}

/** Builds the error for a success status whose body is cut off, empty or of another shape than promised. */
export function createInvalidResponseError(what: string, cause?: unknown): ApiError {
  return new ApiError('invalid_response', toErrorDetails('invalid_response', INVALID_RESPONSE, what), { cause });
}

/**
 * Builds the error for an answer that is not 2xx. The body is `{code, message}` or `{error: {code, message}}`
 * (both documented), may be empty (documented for 429), or may be the HTML of something in between.
 */
export function toResponseError(reply: HttpResponse, now: Date): ApiError {
  const body = asObject(parseJson(reply.body));
  const error = asObject(body?.['error']) ?? body;
  const code = parseErrorCode(error?.['code']);
  const entry = (code === null ? null : getInfoByCode(code)) ?? getInfoByHttpStatus(reply.status);
  const said = parseText(error?.['message']) ?? parseText(body?.['error']) ?? `HTTP ${reply.status}`;
  return new ApiError('error_response', toErrorDetails(code ?? `http_${reply.status}`, entry, said), {
    status: reply.status,
    retryAfterMs: parseRetryAfterMs(reply.headers, now),
    details: error?.['details'],
    cause: reply.bodyError ?? undefined,
  });
}

/** Codes are plain words (documented); anything else in their place is not passed on as one. */
export function parseErrorCode(value: unknown): string | null {
  const text = parseText(value);
  return text !== null && /^[a-z][a-z0-9_]{0,99}$/.test(text) ? text : null;
}

/** The problem of a task that the platform ended as failed, from whatever reason it gave (null: none). */
export function toFailedTaskError(code: string | null, reason: string | null): ErrorDetails {
  const words = reason?.match(/\b[a-z]+(?:_[a-z]+)+\b/g) ?? [];
  const named = code ?? words.find((word) => getInfoByCode(word) !== null) ?? null;
  const known = named === null ? null : getInfoByCode(named);
  const said = reason ?? 'the platform gave no reason';
  return known && named
    ? toErrorDetails(named, known, said)
    : toErrorDetails(code ?? 'task_failed', getInfoByReason(reason), said);
}

function toErrorDetails(code: string, entry: ErrorInfo, said: string): ErrorDetails {
  return {
    code: truncate(code, 100),
    message: `${entry.means} (${truncate(said, 500)})`,
    hint: entry.advice,
    class: entry.class,
  };
}

/** An answer may be megabytes of anything; what is told of it is short. */
function truncate(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length)}…`;
}
