import { parseRetryAfterMs } from '../http/rate-limit-headers.ts';
import { getBackoffMs } from '../http/retry.ts';
import type { HttpResponse } from '../http/transport.ts';
import { TransportError } from '../http/transport.ts';
import { createInvalidResponseError } from '../twelvelabs/errors.ts';
import type { UploadedPart } from '../twelvelabs/uploads.ts';
import type { LocalFile } from './local-file.ts';
import type { PartUrlCache } from './part-urls.ts';
import type { UploadDependencies } from './upload-dependencies.ts';
import { createStorageRefused, createUploadStalled, createUploadStopped, UploadError } from './upload-error.ts';

/** What parts are sent with. */
export interface PartTarget {
  readonly chunkSize: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly urls: PartUrlCache;
}

/** What one attempt came to. `denied`: with this URL never; `passing`: perhaps in a moment. */
type SendOutcome =
  | { readonly kind: 'sent'; readonly etag: string }
  | { readonly kind: 'denied'; readonly status: number }
  | { readonly kind: 'passing'; readonly why: string; readonly waitMs: number };

/** A part may take a minute, and more when it is larger than that at 64 KiB a second. */
const MIN_PART_TIMEOUT_MS = 60_000;
const MIN_UPLOAD_BYTES_PER_MS = 65.536;
/** One denial is a URL that has expired or was used; so many in a row for one part are something else. */
const MAX_CONSECUTIVE_DENIALS = 5;
/** A part is a small thing of which many fail one by one; what it waits for, another could not use. */
const PART_BACKOFF_FACTOR = 0.25;
/** When no part at all has got through for so long, it is no outage any more. */
const STALLED_UPLOAD_TIMEOUT_MS = 15 * 60_000;

/** Sends parts of `file`, each until the storage has it; rejects with an `UploadError` or `PlatformError` when it never will. */
export function createPartSender(
  world: UploadDependencies,
  file: LocalFile,
  route: PartTarget,
): (index: number) => Promise<UploadedPart> {
  const { clock, random, deadline } = world;
  const { signal } = world.cancellation;
  let lastSuccessMs = clock.now();
  let sentParts = 0;

  const attempt = async (index: number, size: number): Promise<SendOutcome> => {
    const url = await route.urls.take(index);
    if (url === null) throw createInvalidResponseError(`there is no upload URL for part ${index}`);
    const body = { stream: file.range((index - 1) * route.chunkSize, size), length: size };
    const timeoutMs = Math.min(
      Math.max(MIN_PART_TIMEOUT_MS, size / MIN_UPLOAD_BYTES_PER_MS),
      Math.max(0, deadline.remainingMs()),
    );
    try {
      const reply = await world.send({ method: 'PUT', url, headers: route.headers, body, timeoutMs, signal });
      const result = classifyResponse(reply, clock.date());
      if (result.kind === 'denied') route.urls.invalidate(url);
      return result;
    } catch (error) {
      if (!(error instanceof TransportError)) throw error;
      if (error.cause instanceof UploadError) throw error.cause;
      return { kind: 'passing', why: error.message, waitMs: 0 };
    } finally {
      body.stream.destroy();
    }
  };

  return async (index) => {
    const size = Math.min(route.chunkSize, file.size - (index - 1) * route.chunkSize);
    let denials = 0;
    let failures = 0;
    for (;;) {
      if (signal.aborted || deadline.remainingMs() <= 0) throw createUploadStopped(signal.aborted);
      await file.check();
      const sentBefore = sentParts;
      const result = await attempt(index, size);
      if (result.kind === 'sent') {
        lastSuccessMs = clock.now();
        sentParts += 1;
        return { index, etag: result.etag, size };
      }
      // Where other parts get through, the storage is reachable: the backoff starts over.
      failures = sentParts > sentBefore ? 1 : failures + 1;
      denials = result.kind === 'denied' ? denials + 1 : 0;
      if (result.kind === 'denied' && denials >= MAX_CONSECUTIVE_DENIALS) throw createStorageRefused(result.status);
      const why = result.kind === 'denied' ? `HTTP ${result.status}` : result.why;
      if (clock.now() - lastSuccessMs > STALLED_UPLOAD_TIMEOUT_MS)
        throw createUploadStalled(STALLED_UPLOAD_TIMEOUT_MS / 60_000, why);
      // What was denied once gets its fresh URL at once.
      const waitMs =
        denials === 1
          ? 0
          : getBackoffMs(failures, random()) * PART_BACKOFF_FACTOR + ('waitMs' in result ? result.waitMs : 0);
      await clock.sleep(Math.min(waitMs, Math.max(0, deadline.remainingMs())), signal);
    }
  };
}

function classifyResponse({ status, headers }: HttpResponse, now: Date): SendOutcome {
  const ok = status >= 200 && status <= 299;
  if (ok && typeof headers.etag === 'string') return { kind: 'sent', etag: headers.etag };
  const passing = status >= 500 || status === 408 || status === 425 || status === 429;
  if (passing) return { kind: 'passing', why: `HTTP ${status}`, waitMs: parseRetryAfterMs(headers, now) ?? 0 };
  return { kind: 'denied', status };
}
