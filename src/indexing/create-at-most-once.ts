import type { RunContext } from '../existing/run-context.ts';
import type { RequestLimits } from '../http/request-limits.ts';
import { getBackoffMs } from '../http/retry.ts';
import type { VideoState } from '../model/video-store.ts';
import { ApiError, toDeadlineExceeded } from '../twelvelabs/errors.ts';
import { UNREACHABLE_TIMEOUT_MS } from '../twelvelabs/retry.ts';
import type { CreatedSearch, FindCreatedResult } from './ambiguous-response.ts';
import { decideAfterSearch, getSearchWindowMs } from './ambiguous-response.ts';
import type { CreateOutcome } from './create-error.ts';
import { classifyCreateError, isRunLevelError } from './create-error.ts';
import { createUnconfirmed } from './errors.ts';
import { finishNotAccepted } from './finish-not-accepted.ts';
import type { Permit, RateLimiter } from './rate-limiter.ts';

/** A resource that is to be created, and how. */
export interface CreateRequest<T> {
  /** For the log: `task`, `asset`, `indexed asset`. */
  readonly resourceName: string;
  /** A second resource would not be billed, so that the request may be repeated after a lost response without a trace. */
  readonly safeToRepeat?: true;
  /** How long sending the content may take, in milliseconds; added to the time limit of the response. */
  readonly sendingMs: number;
  /** True for a rejection after which another ingest method is used; the video is queued again. */
  readonly shouldFallBack?: (error: ApiError) => boolean;
  /** Sends the request. Rejects with an `ApiError`. */
  post(limits: RequestLimits): Promise<T>;
  /** Searches for what a request may have created although its response was lost or an error. */
  find(search: CreatedSearch): Promise<FindCreatedResult<T>>;
}

/**
 * The time limit of a POST. Whether the API fetches the video before it responds is not documented, and requests that
 * never return were reported; so a timeout is not an error yet: it starts the search for the resource.
 */
const POST_TIMEOUT_MS = 120_000;
/** The share of a short deadline that the POST may use; the rest is for the search. */
const POST_DEADLINE_FRACTION = 0.7;
const MIN_POST_TIMEOUT_MS = 1_000;

/**
 * Creates resources at most once each. The API has no idempotency key and bills every duplicate: a POST is repeated
 * only when the API certainly did not process it, or once, after an error response of which no trace can be found.
 */
export class AtMostOnceCreator {
  readonly #context: RunContext;
  readonly #rateLimiter: RateLimiter;
  /** The error that ended all further submissions (such as an invalid API key). */
  #runLevelError: ApiError | null = null;
  /** Since when no submission of any video has reached the API, by `Clock.now()`; null while they do. */
  #unreachableSinceMs: number | null = null;

  constructor(context: RunContext, rateLimiter: RateLimiter) {
    this.#context = context;
    this.#rateLimiter = rateLimiter;
  }

  /**
   * Resolves with what was created, or else with null. The video is then done, or queued again because the run ends or
   * another ingest method is used; its error in the store is the reason.
   */
  async create<T>(video: VideoState, request: CreateRequest<T>): Promise<T | null> {
    const { clock, store } = this.#context;
    let failures = 0;
    let isRepetition = false;
    while (!store.isDone(video.position)) {
      const permit = await this.#acquirePermit(video);
      if (permit === null) return null;
      const sinceMs = clock.now();
      const outcome = await this.#post(video, permit, request);
      if (outcome.kind !== 'not_sent') this.#unreachableSinceMs = null;
      switch (outcome.kind) {
        case 'created':
          return outcome.created;
        case 'rejected':
          if (request.shouldFallBack?.(outcome.error)) {
            this.#requeue(video, outcome.error);
            return null;
          }
          this.#reject(video, outcome.error);
          break;
        case 'rate_limited':
          this.#handleRateLimit(video, outcome.error);
          break;
        case 'not_sent':
          this.#unreachableSinceMs ??= sinceMs;
          failures += 1;
          await this.#handleUnreachable(video, outcome.error, failures);
          break;
        case 'ambiguous': {
          const created = await this.#handleAmbiguousResponse(video, request, { ...outcome, sinceMs, isRepetition });
          if (created !== null) return created;
          isRepetition = true;
        }
      }
    }
    return null;
  }

  /** Waits until a POST may be sent; null if no more POSTs may be sent. */
  async #acquirePermit({ position }: VideoState): Promise<Permit | null> {
    const { clock, deadline, store, cancellation } = this.#context;
    const rateLimiter = this.#rateLimiter;
    while (rateLimiter.waitMs() > 0 && !this.#isStopped()) {
      const wakeSignal = AbortSignal.any([rateLimiter.changed(), cancellation.signal]);
      await clock.sleep(Math.min(rateLimiter.waitMs(), deadline.remainingMs()), wakeSignal);
    }
    // Those that were tried are rejected; the turn of the others did not come.
    const status = this.#runLevelError?.failure === 'not_sent' ? 'not_submitted' : 'rejected';
    if (this.#runLevelError) finishNotAccepted(store, position, status, this.#runLevelError.details);
    return this.#isStopped() ? null : rateLimiter.acquire();
  }

  #isStopped(): boolean {
    const { deadline, cancellation } = this.#context;
    return this.#runLevelError !== null || cancellation.signal.aborted || deadline.remainingMs() <= 0;
  }

  async #post<T>(video: VideoState, permit: Permit, request: CreateRequest<T>): Promise<CreateOutcome<T>> {
    const { deadline, store, cancellation, log } = this.#context;
    const timeoutMs = Math.min(
      POST_TIMEOUT_MS + request.sendingMs,
      Math.max(MIN_POST_TIMEOUT_MS, deadline.remainingMs() * POST_DEADLINE_FRACTION),
    );
    // A pause beyond the deadline is ignored here; the next request then gets a 429, which is reported.
    const onQuotaExhausted = (ms: number): void => {
      if (ms < deadline.remainingMs()) this.#rateLimiter.pauseFor(ms);
    };
    store.update(video.position, { phase: 'submitting' });
    try {
      const created = await request.post({ timeoutMs, signal: cancellation.hardCancelSignal, onQuotaExhausted });
      permit.accepted();
      return { kind: 'created', created };
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const outcome = classifyCreateError(error);
      if (outcome.kind !== 'rate_limited') permit.release();
      else if (permit.rateLimited(error.retryAfterMs)) {
        const seconds = Math.ceil(this.#rateLimiter.pauseMs() / 1000);
        log.info(`Rate limit reached. Next submission in about ${seconds} s.`, video);
      }
      return outcome;
    }
  }

  /** If the run ends now, the store has the reason why nothing was created. */
  #requeue({ position }: VideoState, error: ApiError): void {
    this.#context.store.update(position, { phase: 'queued', error: error.details });
  }

  #reject({ position }: VideoState, error: ApiError): void {
    if (isRunLevelError(error)) this.#runLevelError ??= error;
    finishNotAccepted(this.#context.store, position, 'rejected', error.details);
  }

  #handleRateLimit(video: VideoState, error: ApiError): void {
    const { clock, deadline } = this.#context;
    const fits = error.retryAfterMs === null || this.#rateLimiter.pauseMs() < deadline.remainingMs();
    if (fits) this.#requeue(video, error);
    else this.#reject(video, toDeadlineExceeded(error, clock.date()));
  }

  /** An API that no video can reach for a while ends the submissions of all of them together. */
  async #handleUnreachable(video: VideoState, error: ApiError, failures: number): Promise<void> {
    const { clock, deadline, random, cancellation, log } = this.#context;
    if (clock.now() - (this.#unreachableSinceMs ?? clock.now()) > UNREACHABLE_TIMEOUT_MS) {
      this.#runLevelError ??= error;
      this.#reject(video, error);
      return;
    }
    this.#requeue(video, error);
    log.info(`${error.message} Nothing was sent. Retrying.`, video);
    const pauseMs = Math.min(getBackoffMs(failures, random()), Math.max(deadline.remainingMs(), 0));
    await clock.sleep(pauseMs, cancellation.signal);
  }

  /** Resolves with the resource if the API has created it although it did not confirm that. */
  async #handleAmbiguousResponse<T>(
    video: VideoState,
    { resourceName, safeToRepeat, find }: CreateRequest<T>,
    lost: { readonly error: ApiError; responded: boolean; sinceMs: number; isRepetition: boolean },
  ): Promise<T | null> {
    const { store, log } = this.#context;
    const { error, responded, sinceMs, isRepetition } = lost;
    const windowMs = getSearchWindowMs(this.#context, safeToRepeat === true);
    const seconds = Math.round(windowMs / 1000);
    const check = `Checking for up to ${seconds} s whether the ${resourceName} was created.`;
    log.info(`${error.message} ${check}`, video);
    const search = await find({ sinceMs, windowMs });
    if (search.kind === 'found') {
      log.info(`Found the existing ${resourceName}.`, video);
      return search.created;
    }
    switch (decideAfterSearch(search.kind, { responded, safeToRepeat: safeToRepeat === true, isRepetition })) {
      case 'unconfirmed':
        store.finish(video.position, 'unconfirmed', createUnconfirmed(error.message, video.submissionId ?? ''));
        break;
      case 'reject':
        this.#reject(video, error);
        break;
      case 'resubmit':
        this.#requeue(video, error);
        if (safeToRepeat !== true) store.update(video.position, { unconfirmedError: error.message });
        if (error.retryAfterMs !== null) this.#rateLimiter.pauseFor(error.retryAfterMs);
        log.info(`No ${resourceName} found. Resubmitting.`, video);
    }
    return null;
  }
}
