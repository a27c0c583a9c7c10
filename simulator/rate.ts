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
  /** The tightest limit on requests, and on seconds of video; `null`: none. */
  readonly requests: Budget | null;
  readonly duration: Budget | null;
}

interface Budget {
  readonly limit: number;
  readonly remaining: number;
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
  const last = full.sort((a, b) => getEnd(b) - getEnd(a))[0];
  const exceeded = last === undefined ? null : `${last.limit(limits)} ${last.name}`;
  if (last === undefined) for (const window of requests) window.used += 1;
  const request = findTightest(requests, limits);
  const duration = findTightest(media, limits);
  const window = last ?? request ?? duration;
  if (window === null) return null;
  return {
    exceeded,
    ...getBudget(window, limits),
    resetAt: getEnd(window),
    requests: request && getBudget(request, limits),
    duration: duration && getBudget(duration, limits, 60),
  };
}

function findTightest(windows: readonly Window[], limits: RateLimits): Window | null {
  const limited = windows.filter((window) => window.limit(limits) !== null);
  return limited.sort((a, b) => left(a, limits) - left(b, limits))[0] ?? null;
}

/** `unit`: what one unit of the window counts for; 60 turns minutes into seconds. */
function getBudget(window: Window, limits: RateLimits, unit = 1): Budget {
  const remaining = Math.max(0, Math.floor(left(window, limits) * unit));
  return { limit: (window.limit(limits) ?? 0) * unit, remaining };
}

function getEnd(window: Window): number {
  return window.startedAt + window.length;
}

function left(window: Window, limits: RateLimits): number {
  return (window.limit(limits) ?? Number.POSITIVE_INFINITY) - window.used;
}

/**
 * The headers about rate limits. `retry-after` was seen live (on a 429 only, beside the remaining
 * requests); `request-reset` is the documented scheme and `v1.2` the earlier one, both in epoch seconds of the client's
 * clock. `dimensions` was seen live on another endpoint; its durations are in seconds.
 */
export function rateHeaders(
  style: SimulatorOptions['rateHeaders'],
  state: RateState,
  times: Times,
): Record<string, string> {
  if (style === 'none') return {};
  const { exceeded, requests, duration, limit, remaining } = state;
  const wait = exceeded === null ? {} : { 'retry-after': String(getWaitSeconds(state, times)) };
  if (style === 'dimensions') {
    return {
      'x-ratelimit-dimensions': [duration && 'Duration', requests && 'Request'].filter(Boolean).join(','),
      ...formatBudget('x-ratelimit-duration', duration),
      ...formatBudget('x-ratelimit-request', requests),
      ...wait,
    };
  }
  if (exceeded === null && requests === null) return {};
  if (style === 'retry-after') return { 'x-ratelimit-request-remaining': String(remaining), ...wait };
  const prefix = style === 'v1.2' ? 'x-ratelimit' : 'x-ratelimit-request';
  return {
    ...formatBudget(prefix, state),
    [`${prefix}-used`]: String(limit - remaining),
    [`${prefix}-reset`]: String(Math.ceil(times.wall(state.resetAt) / 1000)),
  };
}

function formatBudget(prefix: string, budget: Budget | null): Record<string, string> {
  if (budget === null) return {};
  return { [`${prefix}-limit`]: String(budget.limit), [`${prefix}-remaining`]: String(budget.remaining) };
}

/** How long a client has to wait until the window ends, in real seconds, at least one. */
export function getWaitSeconds({ resetAt }: RateState, times: Times): number {
  return Math.max(1, times.realSeconds(resetAt - times.now()));
}
