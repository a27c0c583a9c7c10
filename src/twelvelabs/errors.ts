import { retryAfterMs } from '../http/rate-limit-headers.ts';
import type { HttpReply } from '../http/transport.ts';
import { isCertificateError, TransportError } from '../http/transport.ts';
import type { Problem } from '../model/errors.ts';
import { asObject, parseJson, textOf } from '../util/json.ts';
import type { Entry } from './error-catalog.ts';
import {
  BAD_CERTIFICATE,
  entryOfCode,
  entryOfHttpStatus,
  entryOfReason,
  UNANSWERED,
  UNREACHABLE,
  UNREADABLE,
} from './error-catalog.ts';

/**
 * How a request to the platform went wrong:
 * `not_sent` – it surely never arrived; `no_answer` – it may have been carried out, nobody knows;
 * `unreadable` – carried out, by its status, but the answer makes no sense; `refused` – an error answer.
 */
export type Failure = 'not_sent' | 'no_answer' | 'unreadable' | 'refused';

/** Any request to the platform that did not end in a usable answer. */
export class PlatformError extends Error {
  override readonly name = 'PlatformError';
  readonly failure: Failure;
  /** The HTTP status; null without an answer. */
  readonly status: number | null;
  readonly problem: Problem;
  /** How long the platform asks us to stay away, in milliseconds; null when it does not say. */
  readonly retryAfterMs: number | null;
  /** `details` of an error answer in the nested shape, whatever they are; undefined where there are none. */
  readonly details: unknown;

  constructor(
    failure: Failure,
    problem: Problem,
    facts: { status?: number; retryAfterMs?: number | null; details?: unknown; cause?: unknown } = {},
  ) {
    super(problem.message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.failure = failure;
    this.problem = problem;
    this.status = facts.status ?? null;
    this.retryAfterMs = facts.retryAfterMs ?? null;
    this.details = facts.details;
  }
}

/** Trouble that may well be over in a moment, so that a request which changes nothing is worth repeating. */
export function isPassing(error: PlatformError): boolean {
  if (error.failure !== 'refused') return true;
  const { status } = error;
  return status === null || status < 400 || status === 408 || status === 425 || status === 429 || status >= 500;
}

/** The platform says that an endpoint is no more: 410, or one of its codes for that (a plain 404 may be about an id). */
export function isGone({ failure, status, problem }: PlatformError): boolean {
  const told = problem.code === 'endpoint_not_exists' || problem.code === 'api_upgrade_required';
  return failure === 'refused' && (status === 410 || told);
}

/** Builds the error for a request without an answer. */
export function errorOfTransport(error: unknown): PlatformError {
  const message = error instanceof Error ? error.message : String(error);
  if (!(error instanceof TransportError) || error.sent) {
    return new PlatformError('no_answer', problemOf('no_answer', UNANSWERED, message), { cause: error });
  }
  if (isCertificateError(codeOf(error.cause))) {
    const problem = problemOf('certificate_invalid', BAD_CERTIFICATE, message);
    return new PlatformError('not_sent', problem, { cause: error });
  }
  return new PlatformError('not_sent', problemOf('unreachable', UNREACHABLE, message), { cause: error });
}

/** Builds the error for a success status whose body is cut off, empty or of another shape than promised. */
export function errorOfUnreadable(what: string, cause?: unknown): PlatformError {
  return new PlatformError('unreadable', problemOf('answer_unreadable', UNREADABLE, what), { cause });
}

/**
 * Builds the error for an answer that is not 2xx. The body is `{code, message}` or `{error: {code, message}}`
 * (both documented), may be empty (documented for 429), or may be the HTML of something in between.
 */
export function errorOfReply(reply: HttpReply, now: Date): PlatformError {
  const body = asObject(parseJson(reply.body));
  const error = asObject(body?.['error']) ?? body;
  const code = codeIn(error?.['code']);
  const entry = (code === null ? null : entryOfCode(code)) ?? entryOfHttpStatus(reply.status);
  const said = textOf(error?.['message']) ?? textOf(body?.['error']) ?? `HTTP ${reply.status}`;
  return new PlatformError('refused', problemOf(code ?? `http_${reply.status}`, entry, said), {
    status: reply.status,
    retryAfterMs: retryAfterMs(reply.headers, now),
    details: error?.['details'],
    cause: reply.broken ?? undefined,
  });
}

/** Codes are plain words (documented); anything else in their place is not passed on as one. */
export function codeIn(value: unknown): string | null {
  const text = textOf(value);
  return text !== null && /^[a-z][a-z0-9_]{0,99}$/.test(text) ? text : null;
}

/** The problem of a task that the platform ended as failed, from whatever reason it gave (null: none). */
export function problemOfFailedTask(code: string | null, reason: string | null): Problem {
  const words = reason?.match(/\b[a-z]+(?:_[a-z]+)+\b/g) ?? [];
  const named = code ?? words.find((word) => entryOfCode(word) !== null) ?? null;
  const known = named === null ? null : entryOfCode(named);
  const said = reason ?? 'the platform gave no reason';
  return known && named ? problemOf(named, known, said) : problemOf(code ?? 'task_failed', entryOfReason(reason), said);
}

function problemOf(code: string, entry: Entry, said: string): Problem {
  return {
    code: clip(code, 100),
    message: `${entry.means} (${clip(said, 500)})`,
    hint: entry.advice,
    class: entry.class,
  };
}

/** An answer may be megabytes of anything; what is told of it is short. */
function clip(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length)}…`;
}

function codeOf(error: unknown): string {
  return (error instanceof Error && (error as NodeJS.ErrnoException).code) || '';
}
