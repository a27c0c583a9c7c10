import type { RunContext } from '../existing/run-context.ts';
import type { RequestLimits } from '../http/request-limits.ts';
import type { VideoState } from '../model/video-store.ts';
import { ApiError } from '../twelvelabs/errors.ts';
import { UNREACHABLE_TIMEOUT_MS } from '../twelvelabs/retry.ts';
import { getBackoffMs } from '../util/poll-schedule.ts';
import type { CreateOutcome } from './create-error.ts';
import { classifyCreateError, isRunLevelError, toDeadlineExceeded } from './create-error.ts';
import { createUnconfirmed } from './errors.ts';
import type { Permit, RateLimiter } from './rate-limiter.ts';

/** Whether the platform did what a lost request asked for. `unknown`: it could not be settled. */
export type FindCreatedResult<T> =
  | { readonly kind: 'found'; readonly made: T }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unknown' };

/** Something that the platform is to make exactly once. */
export interface CreateRequest<T> {
  /** What it is, for the log: `task`, `asset`, `indexed asset`. */
  readonly resourceName: string;
  /** A second one would do no harm: after a lost answer without a trace it is asked for once more. */
  readonly safeToRepeat?: true;
  /** How long sending its content may take, in milliseconds; on top of the usual time for an answer. */
  readonly sendingMs: number;
  /** True for a refusal after which the video is taken in on another road instead; it is then queued again. */
  readonly shouldFallBack?: (error: ApiError) => boolean;
  /** Sends the request. Rejects with a `PlatformError`. */
  post(limits: RequestLimits): Promise<T>;
  /** Looks for what a request sent at `sinceMs` (by `Clock.now()`), whose answer was lost, may have made. */
  find(sinceMs: number): Promise<FindCreatedResult<T>>;
}

/** Has things made at most once each. */
export interface AtMostOnceCreator {
  /**
   * Resolves with what was made; with null when it was not, in which case the entry has settled, or is queued again
   * because the run ends (the store then knows that nothing was made, and why).
   */
  create<T>(entry: VideoState, creation: CreateRequest<T>): Promise<T | null>;
}

/**
 * How long a POST may take. Whether the platform fetches the video before it answers is not documented, and calls
 * that never return were reported, so a timeout here is not an error yet: the result is then looked for.
 */
const POST_TIMEOUT_MS = 120_000;
/** Of a short deadline, so much may go into the POST; the rest is for looking. */
const POST_DEADLINE_FRACTION = 0.7;
const MIN_POST_TIMEOUT_MS = 1_000;

/**
 * There is no idempotency key, and every duplicate is billed: a POST is repeated only when the platform surely did
 * nothing, or, once, after an error answer of which no trace can be found. What is not billed may be repeated once
 * after no answer as well.
 */
export function createAtMostOnce(context: RunContext, pace: RateLimiter): AtMostOnceCreator {
  const { clock, deadline, store, random, cancellation, log } = context;
  /** The answer that ended all further submissions; null while there was none. */
  let ended: ApiError | null = null;

  const stopped = (): boolean => ended !== null || cancellation.signal.aborted || deadline.remainingMs() <= 0;

  const pause = (ms: number): Promise<void> =>
    clock.sleep(Math.min(ms, Math.max(deadline.remainingMs(), 0)), cancellation.signal);

  /** Waits until a POST may go, and lets it go; null when none may any more. */
  const setOut = async (entry: VideoState): Promise<Permit | null> => {
    while (pace.waitMs() > 0 && !stopped()) {
      const either = AbortSignal.any([pace.changed(), cancellation.signal]);
      await clock.sleep(Math.min(pace.waitMs(), deadline.remainingMs()), either);
    }
    if (ended) store.finish(entry.position, 'rejected', ended.details);
    return stopped() ? null : pace.acquire();
  };

  const attempt = async <T>(
    entry: VideoState,
    going: Permit,
    creation: CreateRequest<T>,
  ): Promise<CreateOutcome<T>> => {
    const timeoutMs = Math.min(
      POST_TIMEOUT_MS + creation.sendingMs,
      Math.max(MIN_POST_TIMEOUT_MS, deadline.remainingMs() * POST_DEADLINE_FRACTION),
    );
    store.update(entry.position, { phase: 'submitting' });
    try {
      const made = await creation.post({ timeoutMs, signal: cancellation.hardCancelSignal, onQuotaExhausted });
      going.accepted();
      return { kind: 'made', made };
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const result = classifyCreateError(error);
      if (result.kind !== 'rate_limited') going.release();
      else if (going.rateLimited(error.retryAfterMs)) tellPause(entry);
      return result;
    }
  };

  /** What lies beyond the deadline is left to a refusal to tell. */
  const onQuotaExhausted = (ms: number): void => {
    if (ms < deadline.remainingMs()) pace.pauseFor(ms);
  };

  const tellPause = ({ name }: VideoState): void => {
    log.info(`${name}: rate limit reached; the next submission goes in about ${Math.ceil(pace.pauseMs() / 1000)} s.`);
  };

  const reject = (entry: VideoState, error: ApiError): void => {
    if (isRunLevelError(error)) ended ??= error;
    store.finish(entry.position, 'rejected', error.details);
  };

  /** Should the run end now, the store knows that nothing was made, and why. */
  const backToQueue = (entry: VideoState, error: ApiError): void => {
    store.update(entry.position, { phase: 'queued', error: error.details });
  };

  const afterRateLimit = (entry: VideoState, error: ApiError): void => {
    const fits = error.retryAfterMs === null || pace.pauseMs() < deadline.remainingMs();
    if (fits) backToQueue(entry, error);
    else reject(entry, toDeadlineExceeded(error, clock.date()));
  };

  const afterUnreachable = async (
    entry: VideoState,
    { error, failures, sinceMs }: { error: ApiError; failures: number; sinceMs: number },
  ): Promise<void> => {
    if (clock.now() - sinceMs > UNREACHABLE_TIMEOUT_MS) {
      reject(entry, error);
      return;
    }
    backToQueue(entry, error);
    log.info(`${entry.name}: ${error.message} Nothing was sent; trying again.`, entry);
    await pause(getBackoffMs(failures, random()));
  };

  /** After a lost answer; resolves with what was made if it was made after all. */
  const afterAmbiguous = async <T>(
    entry: VideoState,
    creation: CreateRequest<T>,
    lost: { error: ApiError; answered: boolean; sinceMs: number; repeated: boolean },
  ): Promise<T | null> => {
    const { error, answered, sinceMs, repeated } = lost;
    log.info(
      `${entry.name}: ${error.message} Looking for the ${creation.resourceName} that may have been created.`,
      entry,
    );
    const finding = await creation.find(sinceMs);
    if (finding.kind === 'found') {
      log.info(`${entry.name}: found it.`);
      return finding.made;
    }
    if (!creation.safeToRepeat && (!answered || finding.kind === 'unknown')) {
      const problem = createUnconfirmed(error.message, entry.submissionId ?? '');
      store.finish(entry.position, 'unconfirmed', problem);
    } else if (repeated || finding.kind === 'unknown') {
      reject(entry, error);
    } else {
      backToQueue(entry, error);
      if (error.retryAfterMs !== null) pace.pauseFor(error.retryAfterMs);
      log.info(`${entry.name}: there is none; submitting once more.`);
    }
    return null;
  };

  const create = async <T>(entry: VideoState, creation: CreateRequest<T>): Promise<T | null> => {
    let unreachable = { failures: 0, sinceMs: 0 };
    let repeated = false;
    while (!store.isDone(entry.position)) {
      const going = await setOut(entry);
      if (going === null) return null;
      const sinceMs = clock.now();
      const result = await attempt(entry, going, creation);
      if (result.kind === 'made') return result.made;
      if (result.kind === 'rejected') {
        if (creation.shouldFallBack?.(result.error)) {
          backToQueue(entry, result.error);
          return null;
        }
        reject(entry, result.error);
      } else if (result.kind === 'rate_limited') {
        afterRateLimit(entry, result.error);
      } else if (result.kind === 'not_sent') {
        const { failures, sinceMs: first } = unreachable;
        unreachable = { failures: failures + 1, sinceMs: failures === 0 ? sinceMs : first };
        await afterUnreachable(entry, { error: result.error, ...unreachable });
      } else {
        const made = await afterAmbiguous(entry, creation, { ...result, sinceMs, repeated });
        if (made !== null) return made;
        repeated = true;
      }
    }
    return null;
  };

  return { create };
}
