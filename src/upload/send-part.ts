import { retryAfterMs } from '../http/rate-limit-headers.ts';
import type { HttpReply } from '../http/transport.ts';
import { TransportError } from '../http/transport.ts';
import { errorOfUnreadable } from '../twelvelabs/errors.ts';
import type { SentPart } from '../twelvelabs/uploads.ts';
import { penaltyMs } from '../util/poll-schedule.ts';
import type { LocalFile } from './local-file.ts';
import type { PartUrls } from './part-urls.ts';
import type { UploadWorld } from './upload-dependencies.ts';
import { storageRefuses, UploadError, uploadStalled, uploadStopped } from './upload-error.ts';

/** What parts are sent with. */
export interface PartRoute {
  readonly chunkSize: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly urls: PartUrls;
}

/** What one attempt came to. `denied`: with this URL never; `passing`: perhaps in a moment. */
type Attempt =
  | { readonly kind: 'sent'; readonly etag: string }
  | { readonly kind: 'denied'; readonly status: number }
  | { readonly kind: 'passing'; readonly why: string; readonly waitMs: number };

/** A part may take a minute, and more when it is larger than that at 64 KiB a second. */
const PART_FLOOR_MS = 60_000;
const SLOWEST_BYTES_PER_MS = 65.536;
/** One denial is a URL that has expired or was used; so many in a row for one part are something else. */
const DENIALS_TO_BELIEVE = 5;
/** A part is a small thing of which many fail one by one; what it waits for, another could not use. */
const PENALTY_SHARE = 0.25;
/** When no part at all has got through for so long, it is no outage any more. */
const PATIENCE_MS = 15 * 60_000;

/** Sends parts of `file`, each until the storage has it; rejects with an `UploadError` or `PlatformError` when it never will. */
export function createPartSender(
  world: UploadWorld,
  file: LocalFile,
  route: PartRoute,
): (index: number) => Promise<SentPart> {
  const { clock, random, deadline } = world;
  const { signal } = world.cancellation;
  let lastSuccessMs = clock.now();

  const attempt = async (index: number, size: number): Promise<Attempt> => {
    const url = await route.urls.take(index);
    if (url === null) throw errorOfUnreadable(`there is no upload URL for part ${index}`);
    const body = { stream: file.range((index - 1) * route.chunkSize, size), length: size };
    const timeoutMs = Math.min(Math.max(PART_FLOOR_MS, size / SLOWEST_BYTES_PER_MS), Math.max(0, deadline.left()));
    try {
      const reply = await world.send({ method: 'PUT', url, headers: route.headers, body, timeoutMs, signal });
      const result = judge(reply, clock.date());
      if (result.kind === 'denied') route.urls.refused(url);
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
    for (let failures = 0; ; failures++) {
      if (signal.aborted || deadline.left() <= 0) throw uploadStopped(signal.aborted);
      await file.check();
      const result = await attempt(index, size);
      if (result.kind === 'sent') {
        lastSuccessMs = clock.now();
        return { index, etag: result.etag, size };
      }
      denials = result.kind === 'denied' ? denials + 1 : 0;
      if (result.kind === 'denied' && denials >= DENIALS_TO_BELIEVE) throw storageRefuses(result.status);
      const why = result.kind === 'denied' ? `HTTP ${result.status}` : result.why;
      if (clock.now() - lastSuccessMs > PATIENCE_MS) throw uploadStalled(PATIENCE_MS / 60_000, why);
      // What was denied once gets its fresh URL at once.
      const waitMs =
        denials === 1
          ? 0
          : penaltyMs(failures + 1, random()) * PENALTY_SHARE + ('waitMs' in result ? result.waitMs : 0);
      await clock.sleep(Math.min(waitMs, Math.max(0, deadline.left())), signal);
    }
  };
}

function judge({ status, headers }: HttpReply, now: Date): Attempt {
  const ok = status >= 200 && status <= 299;
  if (ok && typeof headers.etag === 'string') return { kind: 'sent', etag: headers.etag };
  const passing = status >= 500 || status === 408 || status === 425 || status === 429;
  if (passing) return { kind: 'passing', why: `HTTP ${status}`, waitMs: retryAfterMs(headers, now) ?? 0 };
  return { kind: 'denied', status };
}
