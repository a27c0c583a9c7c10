import type { Clock } from '../util/clock.ts';
import type { RateLimiterEvent } from './rate-limiter-state.ts';
import { INITIAL_RATE_LIMITER_STATE, reduceRateLimiter } from './rate-limiter-state.ts';

/** One submission in flight. Exactly one of the methods must be called, once. */
export interface Permit {
  accepted(): void;
  /**
   * The response was 429; `retryAfterMs` is null when it names no time. Returns false when the request was sent before
   * an earlier 429 arrived: such a response contains no news.
   */
  rateLimited(retryAfterMs: number | null): boolean;
  /** The request ended in a way that is unrelated to rate limits. */
  release(): void;
}

export interface RateLimiterOptions {
  readonly clock: Clock;
  /** From 0 (inclusive) to 1 (exclusive). */
  readonly random: () => number;
  /** Counts the videos of this run that the API is indexing. Called rarely, as a list may be long. */
  readonly countOpenVideos: () => number;
}

/** Limits how fast videos are submitted. All videos share one, so that a 429 for one of them pauses all. */
export class RateLimiter {
  readonly #options: RateLimiterOptions;
  #state = INITIAL_RATE_LIMITER_STATE;
  #changed = new AbortController();

  constructor(options: RateLimiterOptions) {
    this.#options = options;
  }

  /** Milliseconds until the next submission may be sent; infinite while it depends on those in flight. */
  waitMs(): number {
    return this.pauseMs() || (this.#state.inFlight < this.#state.batchSize ? 0 : Number.POSITIVE_INFINITY);
  }

  /** Milliseconds of `waitMs` during which nothing is sent at all. */
  pauseMs(): number {
    const { requestedPauseEndMs, backoffEndMs } = this.#state;
    return Math.max(0, Math.max(requestedPauseEndMs, backoffEndMs) - this.#options.clock.now());
  }

  /** Aborts as soon as `waitMs` may have become shorter. */
  changed(): AbortSignal {
    return this.#changed.signal;
  }

  /** The API requests a pause of all submissions. */
  pauseFor(ms: number): void {
    this.#apply({ kind: 'pauseRequested', ms });
  }

  /** A video has ended, and another may take its place. */
  slotFreed(): void {
    this.#apply({ kind: 'slotFreed' });
    this.#notify();
  }

  /** Starts a submission. */
  acquire(): Permit {
    this.#apply({ kind: 'acquire' });
    const { round } = this.#state;
    const end = (event: RateLimiterEvent): void => {
      this.#apply(event);
      this.#notify();
    };
    return {
      accepted: () => {
        const openVideos = this.#state.concurrency === null ? 0 : this.#options.countOpenVideos();
        end({ kind: 'accepted', round, openVideos });
      },
      rateLimited: (retryAfterMs) => {
        const isNews = round === this.#state.round;
        const openVideos = isNews && retryAfterMs === null ? this.#options.countOpenVideos() : 0;
        end({ kind: 'rateLimited', round, openVideos, retryAfterMs });
        return isNews;
      },
      release: () => end({ kind: 'released' }),
    };
  }

  #apply(event: RateLimiterEvent): void {
    const { clock, random } = this.#options;
    this.#state = reduceRateLimiter(this.#state, event, clock.now(), random());
  }

  #notify(): void {
    if (this.#state.batchSize === Number.POSITIVE_INFINITY) return;
    this.#changed.abort();
    this.#changed = new AbortController();
  }
}
