import { getBackoffMs } from '../http/retry.ts';

/** What the rate limiter has learned so far. Times are those of `Clock.now()`, in milliseconds. */
export interface RateLimiterState {
  /** End of the pause that the API requested. */
  readonly requestedPauseEndMs: number;
  /** End of the pause that this run chose itself; it ends early when a slot becomes free. */
  readonly backoffEndMs: number;
  /** Counts rate-limited batches: all 429 responses to requests that were in flight together count once. */
  readonly round: number;
  readonly consecutiveRefusals: number;
  /** How many submissions may be in flight. */
  readonly batchSize: number;
  readonly inFlight: number;
  /** Null while nothing suggests that the plan limits concurrency. */
  readonly concurrency: ConcurrencyEstimate | null;
}

/** How many videos of this run the plan seems to index concurrently. */
interface ConcurrencyEstimate {
  readonly limit: number;
  /** Submissions accepted within the limit since it was estimated. */
  readonly accepted: number;
  /** After so many, one more is tried: the refusal may have been chance, or other jobs may have ended. */
  readonly acceptedBeforeProbe: number;
}

/** `round`: the round in which the request was sent. `openVideos`: videos of this run that the API is indexing. */
export type RateLimiterEvent =
  | { readonly kind: 'acquire' | 'released' | 'slotFreed' }
  | { readonly kind: 'accepted'; readonly round: number; readonly openVideos: number }
  | {
      readonly kind: 'rateLimited';
      readonly round: number;
      readonly openVideos: number;
      /** Null when the response names no time. */
      readonly retryAfterMs: number | null;
    }
  | { readonly kind: 'pauseRequested'; readonly ms: number };

export const INITIAL_RATE_LIMITER_STATE: RateLimiterState = {
  requestedPauseEndMs: 0,
  backoffEndMs: 0,
  round: 0,
  consecutiveRefusals: 0,
  batchSize: Number.POSITIVE_INFINITY,
  inFlight: 0,
  concurrency: null,
};

/** Jitter is added to the requested pause, so that a retry is never too early. */
const JITTER_FRACTION = 0.1;
const MIN_JITTER_MS = 500;
/** At the concurrency limit the next submission waits for a free slot; or, as other jobs use slots too, this long. */
const MAX_CAPACITY_PAUSE_MS = 300_000;

/**
 * After a 429 a single submission probes the API; each acceptance then doubles the batch. Whether the API queues or
 * refuses videos beyond the concurrency of a plan is not documented. If it refuses repeatedly without naming a time,
 * the number of open videos is taken as the limit, and the next submission waits for a free slot or a long pause.
 *
 * Pure. `random` is from 0 (inclusive) to 1 (exclusive).
 */
export function reduceRateLimiter(
  state: RateLimiterState,
  event: RateLimiterEvent,
  nowMs: number,
  random: number,
): RateLimiterState {
  const ended = { ...state, inFlight: state.inFlight - 1 };
  switch (event.kind) {
    case 'acquire':
      return { ...state, inFlight: state.inFlight + 1 };
    case 'released':
      return ended;
    case 'slotFreed':
      return { ...state, backoffEndMs: 0 };
    case 'pauseRequested':
      return extendPause(state, event.ms, nowMs, random);
    case 'accepted':
      return event.round === state.round ? applyAcceptance(ended, event.openVideos, nowMs, random) : ended;
    case 'rateLimited': {
      const { retryAfterMs } = event;
      const next = event.round === state.round ? applyRefusal(ended, event, nowMs, random) : ended;
      if (retryAfterMs === null) return next;
      // If the API refuses again at the time it named, that time is of no use.
      const backoffMs = next.consecutiveRefusals > 1 ? getBackoffMs(next.consecutiveRefusals, random) : 0;
      return extendPause(next, Math.max(retryAfterMs, backoffMs), nowMs, random);
    }
  }
}

function applyAcceptance(state: RateLimiterState, openVideos: number, nowMs: number, random: number): RateLimiterState {
  const { concurrency } = state;
  if (concurrency === null || openVideos >= concurrency.limit) {
    return { ...state, consecutiveRefusals: 0, concurrency: null, batchSize: state.batchSize * 2 };
  }
  const accepted = concurrency.accepted + 1;
  const isFull = openVideos + 1 >= concurrency.limit && accepted < concurrency.acceptedBeforeProbe;
  const next = { ...state, consecutiveRefusals: 0, concurrency: { ...concurrency, accepted } };
  return isFull ? pauseForCapacity(next, nowMs, random) : next;
}

function applyRefusal(
  state: RateLimiterState,
  { openVideos, retryAfterMs }: { readonly openVideos: number; readonly retryAfterMs: number | null },
  nowMs: number,
  random: number,
): RateLimiterState {
  const { concurrency } = state;
  const consecutiveRefusals = state.consecutiveRefusals + 1;
  const next = { ...state, round: state.round + 1, consecutiveRefusals, batchSize: 1 };
  if (retryAfterMs !== null) return next;
  if (concurrency !== null && openVideos >= concurrency.limit) {
    const acceptedBeforeProbe = concurrency.acceptedBeforeProbe * 2;
    const estimate = { limit: openVideos, accepted: 0, acceptedBeforeProbe };
    return pauseForCapacity({ ...next, concurrency: estimate }, nowMs, random);
  }
  const isFull = consecutiveRefusals > 1 && openVideos > 0;
  return {
    ...next,
    concurrency: isFull ? { limit: openVideos, accepted: 0, acceptedBeforeProbe: openVideos } : concurrency,
    backoffEndMs: nowMs + getBackoffMs(consecutiveRefusals + 1, random),
  };
}

function extendPause(state: RateLimiterState, ms: number, nowMs: number, random: number): RateLimiterState {
  const jitterMs = random * Math.max(ms * JITTER_FRACTION, MIN_JITTER_MS);
  return { ...state, requestedPauseEndMs: Math.max(state.requestedPauseEndMs, nowMs + ms + jitterMs) };
}

function pauseForCapacity(state: RateLimiterState, nowMs: number, random: number): RateLimiterState {
  return { ...state, backoffEndMs: nowMs + MAX_CAPACITY_PAUSE_MS * (0.5 + random / 2) };
}
