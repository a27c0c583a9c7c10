import { expect, test } from '@jest/globals';
import type { RateLimiterEvent, RateLimiterState } from '../../src/indexing/rate-limiter-state.ts';
import { INITIAL_RATE_LIMITER_STATE, reduceRateLimiter } from '../../src/indexing/rate-limiter-state.ts';

const NOW = 1_000_000;
const PROBING = { batchSize: 1, inFlight: 1, round: 1, consecutiveRefusals: 1 };
const ESTIMATE = { limit: 5, accepted: 0, acceptedBeforeProbe: 5 };
/** What 300 s of waiting for a free slot, and the other values, are with `random` 0.5. */
const CAPACITY_PAUSE_MS = 225_000;

interface Row {
  readonly title: string;
  readonly before?: Partial<RateLimiterState>;
  readonly event: RateLimiterEvent;
  readonly change: Partial<RateLimiterState>;
}

const accepted = (openVideos: number, round = 1): RateLimiterEvent => ({ kind: 'accepted', round, openVideos });
const rateLimited = (retryAfterMs: number | null, openVideos = 0, round = 1): RateLimiterEvent => ({
  kind: 'rateLimited',
  round,
  openVideos,
  retryAfterMs,
});

const ROWS: readonly Row[] = [
  { title: 'acquire counts a submission in flight', event: { kind: 'acquire' }, change: { inFlight: 1 } },
  {
    title: 'released changes nothing but the count in flight',
    before: PROBING,
    event: { kind: 'released' },
    change: { inFlight: 0 },
  },
  {
    title: 'accepted doubles the batch and ends the series of refusals',
    before: PROBING,
    event: accepted(0),
    change: { inFlight: 0, batchSize: 2, consecutiveRefusals: 0 },
  },
  {
    title: 'accepted has no effect on the batch if the request was sent before the last 429',
    before: PROBING,
    event: accepted(0, 0),
    change: { inFlight: 0 },
  },
  {
    title: 'accepted within the concurrency estimate is counted',
    before: { ...PROBING, concurrency: ESTIMATE },
    event: accepted(3),
    change: { inFlight: 0, consecutiveRefusals: 0, concurrency: { ...ESTIMATE, accepted: 1 } },
  },
  {
    title: 'accepted for the last slot of the concurrency estimate starts a capacity pause',
    before: { ...PROBING, concurrency: ESTIMATE },
    event: accepted(4),
    change: {
      inFlight: 0,
      consecutiveRefusals: 0,
      concurrency: { ...ESTIMATE, accepted: 1 },
      backoffEndMs: NOW + CAPACITY_PAUSE_MS,
    },
  },
  {
    title: 'accepted for the last slot allows a probe after enough acceptances',
    before: { ...PROBING, concurrency: { ...ESTIMATE, accepted: 4 } },
    event: accepted(4),
    change: { inFlight: 0, consecutiveRefusals: 0, concurrency: { ...ESTIMATE, accepted: 5 } },
  },
  {
    title: 'accepted beyond the concurrency estimate discards it and doubles the batch',
    before: { ...PROBING, concurrency: ESTIMATE },
    event: accepted(5),
    change: { inFlight: 0, consecutiveRefusals: 0, concurrency: null, batchSize: 2 },
  },
  {
    title: 'the first rateLimited without a time reduces the batch to one and backs off',
    before: { inFlight: 10, round: 1 },
    event: rateLimited(null, 5),
    change: { inFlight: 9, batchSize: 1, round: 2, consecutiveRefusals: 1, backoffEndMs: NOW + 1_500 },
  },
  {
    title: 'the second rateLimited without a time takes the number of open videos as the concurrency limit',
    before: PROBING,
    event: rateLimited(null, 5),
    change: { inFlight: 0, round: 2, consecutiveRefusals: 2, concurrency: ESTIMATE, backoffEndMs: NOW + 3_000 },
  },
  {
    title: 'the second rateLimited without a time and without open videos only backs off',
    before: PROBING,
    event: rateLimited(null, 0),
    change: { inFlight: 0, round: 2, consecutiveRefusals: 2, backoffEndMs: NOW + 3_000 },
  },
  {
    title: 'rateLimited at the concurrency limit doubles the acceptances before the next probe',
    before: { ...PROBING, concurrency: { ...ESTIMATE, accepted: 5 } },
    event: rateLimited(null, 5),
    change: {
      inFlight: 0,
      round: 2,
      consecutiveRefusals: 2,
      concurrency: { ...ESTIMATE, acceptedBeforeProbe: 10 },
      backoffEndMs: NOW + CAPACITY_PAUSE_MS,
    },
  },
  {
    title: 'rateLimited with a time pauses for it with jitter, and estimates no concurrency',
    before: { inFlight: 1, round: 1 },
    event: rateLimited(30_000, 5),
    change: {
      inFlight: 0,
      batchSize: 1,
      round: 2,
      consecutiveRefusals: 1,
      requestedPauseEndMs: NOW + 30_000 + 1_500,
    },
  },
  {
    title: 'repeated rateLimited with a time of zero pauses for the backoff',
    before: { ...PROBING, consecutiveRefusals: 2 },
    event: rateLimited(0),
    change: { inFlight: 0, round: 2, consecutiveRefusals: 3, requestedPauseEndMs: NOW + 3_000 + 250 },
  },
  {
    title: 'rateLimited without a time is no news if the request was sent before the last 429',
    before: PROBING,
    event: rateLimited(null, 5, 0),
    change: { inFlight: 0 },
  },
  {
    title: 'rateLimited with a time extends the pause even if the request was sent before the last 429',
    before: { ...PROBING, requestedPauseEndMs: NOW + 1_000 },
    event: rateLimited(30_000, 5, 0),
    change: { inFlight: 0, requestedPauseEndMs: NOW + 30_000 + 1_500 },
  },
  {
    title: 'slotFreed ends the backoff, but not a requested pause',
    before: { ...PROBING, backoffEndMs: NOW + 1_000, requestedPauseEndMs: NOW + 1_000 },
    event: { kind: 'slotFreed' },
    change: { backoffEndMs: 0 },
  },
  {
    title: 'pauseRequested adds jitter of at least a quarter of a second',
    event: { kind: 'pauseRequested', ms: 0 },
    change: { requestedPauseEndMs: NOW + 250 },
  },
  {
    title: 'pauseRequested adds jitter of a twentieth to a long pause',
    event: { kind: 'pauseRequested', ms: 100_000 },
    change: { requestedPauseEndMs: NOW + 105_000 },
  },
  {
    title: 'pauseRequested never shortens a pause',
    before: { requestedPauseEndMs: NOW + 60_000 },
    event: { kind: 'pauseRequested', ms: 1_000 },
    change: {},
  },
];

test.each(ROWS)('$title', ({ before = {}, event, change }) => {
  const state = { ...INITIAL_RATE_LIMITER_STATE, ...before };
  expect(reduceRateLimiter(state, event, NOW, 0.5)).toEqual({ ...state, ...change });
});
