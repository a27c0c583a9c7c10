import type { IncomingHttpHeaders } from 'node:http';

/** Above this a number is a time of day in epoch seconds, not a number of seconds to wait (it is 31 years). */
const EPOCH_FROM = 1_000_000_000;
/** Whatever an answer says, nobody waits longer than this: a year. */
const LONGEST_MS = 365 * 86_400_000;

/**
 * How long an answer asks us to stay away, in milliseconds; null when it does not say.
 *
 * `Retry-After` is whole seconds on the live platform and may be a date by RFC 9110. Three naming schemes of reset
 * headers are about: `X-RateLimit-Request-Reset` (documented now), `X-Ratelimit-Reset` (v1.2, epoch seconds) and
 * `RateLimit-Reset` (of proxies, seconds).
 */
export function retryAfterMs(headers: IncomingHttpHeaders, now: Date): number | null {
  const retryAfter = first(headers['retry-after']);
  if (retryAfter !== null) {
    const asked = secondsToMs(retryAfter, now) ?? dateToMs(retryAfter, now);
    if (asked !== null) return asked;
  }
  for (const scheme of SCHEMES) {
    const asked = resetMs(headers, scheme, now);
    if (asked !== null) return asked;
  }
  return null;
}

/** For how long, in milliseconds, no request of the kind is left after this one; null when some are or it is not said. */
export function spentForMs(headers: IncomingHttpHeaders, now: Date): number | null {
  const scheme = SCHEMES.find((prefix) => first(headers[`${prefix}-remaining`]) === '0');
  return scheme === undefined ? null : resetMs(headers, scheme, now);
}

const SCHEMES = ['x-ratelimit-request', 'x-ratelimit', 'ratelimit'];

function resetMs(headers: IncomingHttpHeaders, scheme: string, now: Date): number | null {
  const reset = first(headers[`${scheme}-reset`]);
  return reset === null ? null : (secondsToMs(reset, now) ?? dateToMs(reset, now));
}

function first(header: string | string[] | undefined): string | null {
  const value = (Array.isArray(header) ? header[0] : header)?.trim();
  return value ? value : null;
}

function secondsToMs(value: string, now: Date): number | null {
  if (!/^\d+(\.\d+)?$/.test(value)) return null;
  const seconds = Number(value);
  return bounded(seconds >= EPOCH_FROM ? seconds * 1000 - now.getTime() : seconds * 1000);
}

function dateToMs(value: string, now: Date): number | null {
  const time = /[A-Za-z]{3}|^\d{4}-/.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(time) ? null : bounded(time - now.getTime());
}

function bounded(ms: number): number {
  return Math.min(Math.max(0, ms), LONGEST_MS);
}
