import type { RateLimits } from './limits.ts';
import type { SimulatorOptions } from './options.ts';
import type { Times } from './times.ts';

/** What a request found: whether it may pass, and the tightest of the limits on requests. */
export interface RateState {
  /** `null`: it may pass; else which limit is used up. */
  readonly exceeded: string | null;
  readonly limit: number;
  readonly remaining: number;
  /** Simulated time at which the window ends. */
  readonly resetAt: number;
}

/** Counts what an account does in one bucket, whatever the key; both ways to index share one (documented). */
export interface RateLimiter {
  /** Counts one request, unless a limit is used up. `null`: there are no limits. */
  take(limits: RateLimits | null, now: number): RateState | null;
  /** Counts seconds of video. */
  spend(seconds: number, now: number): void;
}

interface Window {
  readonly name: 'requests per minute' | 'requests per day' | 'minutes of video per hour' | 'minutes of video per day';
  readonly length: number;
  readonly limit: (limits: RateLimits) => number | null;
  startedAt: number;
  used: number;
}

const MINUTE = 60_000;

/** Fixed windows, each of which begins with the first request after the last one ended. */
export function createRateLimiter(): RateLimiter {
  const requests: Window[] = [
    freshWindow('requests per minute', MINUTE, (limits) => limits.perMinute),
    freshWindow('requests per day', 1440 * MINUTE, (limits) => limits.perDay),
  ];
  const media: Window[] = [
    freshWindow('minutes of video per hour', 60 * MINUTE, (limits) => limits.mediaMinutesPerHour),
    freshWindow('minutes of video per day', 1440 * MINUTE, (limits) => limits.mediaMinutesPerDay),
  ];
  return {
    take: (limits, now) => (limits === null ? null : take(requests, media, limits, now)),
    spend: (seconds, now) => {
      for (const window of media) {
        roll(window, now);
        window.used += seconds / 60;
      }
    },
  };
}

function freshWindow(name: Window['name'], length: number, limit: Window['limit']): Window {
  return { name, length, limit, startedAt: Number.NEGATIVE_INFINITY, used: 0 };
}

function roll(window: Window, now: number): void {
  if (now - window.startedAt < window.length) return;
  window.startedAt = now;
  window.used = 0;
}

function take(
  requests: readonly Window[],
  media: readonly Window[],
  limits: RateLimits,
  now: number,
): RateState | null {
  const all = [...requests, ...media];
  for (const window of all) roll(window, now);
  // Several may be used up: what counts for the client is the one that lasts longest.
  const full = all.filter((window) => window.used >= (window.limit(limits) ?? Number.POSITIVE_INFINITY));
  const last = full.sort((a, b) => endOf(b) - endOf(a))[0];
  if (last !== undefined) return stateOf(last, limits, `${last.limit(limits)} ${last.name}`);
  for (const window of requests) window.used += 1;
  const tightest = requests
    .filter((window) => window.limit(limits) !== null)
    .sort((a, b) => left(a, limits) - left(b, limits))[0];
  return tightest === undefined ? null : stateOf(tightest, limits, null);
}

function stateOf(window: Window, limits: RateLimits, exceeded: string | null): RateState {
  const remaining = exceeded === null ? Math.max(0, left(window, limits)) : 0;
  return { exceeded, limit: window.limit(limits) ?? 0, remaining, resetAt: endOf(window) };
}

function endOf(window: Window): number {
  return window.startedAt + window.length;
}

function left(window: Window, limits: RateLimits): number {
  return (window.limit(limits) ?? Number.POSITIVE_INFINITY) - window.used;
}

/**
 * The headers that tell a client about its limits. `retry-after` was seen live (on a 429 only, beside the remaining
 * requests); `request-reset` is the documented scheme of today and `v1.2` that of before, both in epoch seconds. All
 * times are the client's.
 */
export function rateHeaders(
  style: SimulatorOptions['rateHeaders'],
  state: RateState,
  times: Times,
): Record<string, string> {
  if (style === 'none') return {};
  const { limit, remaining } = state;
  const reset = String(Math.ceil(times.wall(state.resetAt) / 1000));
  if (style === 'retry-after') {
    const wait = String(Math.max(1, times.realSeconds(state.resetAt - times.now())));
    const known = { 'x-ratelimit-request-remaining': String(remaining) };
    return state.exceeded === null ? known : { ...known, 'retry-after': wait };
  }
  const prefix = style === 'v1.2' ? 'x-ratelimit' : 'x-ratelimit-request';
  return {
    [`${prefix}-limit`]: String(limit),
    [`${prefix}-remaining`]: String(remaining),
    [`${prefix}-used`]: String(limit - remaining),
    [`${prefix}-reset`]: reset,
  };
}
