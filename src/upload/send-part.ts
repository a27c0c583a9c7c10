import { parseRetryAfterMs } from '../http/rate-limit-headers.ts';
import { getBackoffMs } from '../http/retry.ts';
import type { HttpResponse } from '../http/transport.ts';
import { TransportError } from '../http/transport.ts';
import { MIN_UPLOAD_BYTES_PER_MS } from '../model/platform-limits.ts';
import { createInvalidResponseError } from '../twelvelabs/errors.ts';
import type { UploadedPart } from '../twelvelabs/uploads.ts';
import type { LocalFile } from './local-file.ts';
import type { PartUrlCache } from './part-urls.ts';
import type { UploadDependencies } from './session.ts';
import { createStorageRefused, createUploadStalled, createUploadStopped, UploadError } from './upload-error.ts';

/** Where parts are sent, and how. */
export interface PartTarget {
  readonly chunkSize: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly urls: PartUrlCache;
}

/** The outcome of one attempt. `denied`: this URL cannot be used; `transient`: a retry may succeed. */
type SendOutcome =
  | { readonly kind: 'sent'; readonly etag: string }
  | { readonly kind: 'denied'; readonly reason: string; readonly status: number }
  | { readonly kind: 'transient'; readonly reason: string; readonly waitMs: number };

const MIN_PART_TIMEOUT_MS = 60_000;
/** One denial means that a URL has expired or was used; this many in a row for one part mean something else. */
const MAX_CONSECUTIVE_DENIALS = 5;
/** Single parts fail often and are small, and a part that waits occupies the place of another. */
const PART_BACKOFF_FACTOR = 0.25;
/** An upload fails if none of its parts succeeds for this long. */
const STALLED_UPLOAD_TIMEOUT_MS = 15 * 60_000;

/**
 * Returns a function that sends one part of `file`, with retries until the storage has it. It rejects with an
 * `UploadError` or `ApiError` if that is not possible.
 */
export function createPartSender(
  context: UploadDependencies,
  file: LocalFile,
  target: PartTarget,
): (index: number) => Promise<UploadedPart> {
  const { clock, random, deadline, send } = context;
  const { signal } = context.cancellation;
  let lastSuccessMs = clock.now();
  let sentParts = 0;

  const attempt = async (index: number, size: number): Promise<SendOutcome> => {
    const url = await target.urls.take(index);
    if (url === null) throw createInvalidResponseError(`there is no upload URL for part ${index}`);
    const body = { stream: file.range((index - 1) * target.chunkSize, size), length: size };
    const timeoutMs = Math.min(
      Math.max(MIN_PART_TIMEOUT_MS, size / MIN_UPLOAD_BYTES_PER_MS),
      Math.max(0, deadline.remainingMs()),
    );
    try {
      const response = await send({ method: 'PUT', url, headers: target.headers, body, timeoutMs, signal });
      const outcome = classifyResponse(response, clock.date());
      if (outcome.kind === 'denied') target.urls.invalidate(url);
      return outcome;
    } catch (error) {
      if (!(error instanceof TransportError)) throw error;
      if (error.cause instanceof UploadError) throw error.cause;
      return { kind: 'transient', reason: error.message, waitMs: 0 };
    } finally {
      body.stream.destroy();
    }
  };

  return async (index) => {
    const size = Math.min(target.chunkSize, file.size - (index - 1) * target.chunkSize);
    let denials = 0;
    let failures = 0;
    for (;;) {
      if (signal.aborted || deadline.remainingMs() <= 0) throw createUploadStopped(signal.aborted);
      await file.check();
      const sentBefore = sentParts;
      const outcome = await attempt(index, size);
      if (outcome.kind === 'sent') {
        lastSuccessMs = clock.now();
        sentParts += 1;
        return { index, etag: outcome.etag, size };
      }
      // While other parts succeed, the storage is reachable: the backoff starts over.
      failures = sentParts > sentBefore ? 1 : failures + 1;
      denials = outcome.kind === 'denied' ? denials + 1 : 0;
      if (outcome.kind === 'denied' && denials >= MAX_CONSECUTIVE_DENIALS) throw createStorageRefused(outcome.status);
      if (clock.now() - lastSuccessMs > STALLED_UPLOAD_TIMEOUT_MS) {
        throw createUploadStalled(STALLED_UPLOAD_TIMEOUT_MS / 60_000, outcome.reason);
      }
      if (denials === 1) continue; // with a new URL, without a pause
      const requestedMs = outcome.kind === 'transient' ? outcome.waitMs : 0;
      const waitMs = getBackoffMs(failures, random()) * PART_BACKOFF_FACTOR + requestedMs;
      await clock.sleep(Math.min(waitMs, Math.max(0, deadline.remainingMs())), signal);
    }
  };
}

function classifyResponse({ status, headers }: HttpResponse, now: Date): SendOutcome {
  const isSuccess = status >= 200 && status <= 299;
  if (isSuccess && typeof headers.etag === 'string') return { kind: 'sent', etag: headers.etag };
  const reason = `HTTP ${status}`;
  const isTransient = status >= 500 || status === 408 || status === 425 || status === 429;
  if (isTransient) return { kind: 'transient', reason, waitMs: parseRetryAfterMs(headers, now) ?? 0 };
  return { kind: 'denied', reason, status };
}
