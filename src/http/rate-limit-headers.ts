import type { IncomingHttpHeaders } from 'node:http';

/** Above this a number is a time of day in epoch seconds, not a number of seconds to wait (it is 31 years). */
const MIN_EPOCH_SECONDS = 1_000_000_000;
/** Whatever an answer says, nobody waits longer than this: a year. */
const MAX_RETRY_AFTER_MS = 365 * 86_400_000;

/**
 * How long an answer asks us to stay away, in milliseconds; null when it does not say.
 *
 * `Retry-After` is whole seconds on the live platform and may be a date by RFC 9110. Three naming schemes of reset
 * headers are about: `X-RateLimit-Request-Reset` (documented now), `X-Ratelimit-Reset` (v1.2, epoch seconds) and
 * `RateLimit-Reset` (of proxies, seconds).
 */
export function parseRetryAfterMs(headers: IncomingHttpHeaders, now: Date): number | null {
  const retryAfter = getFirstValue(headers['retry-after']);
  if (retryAfter !== null) {
    const asked = parseSecondsAsMs(retryAfter, now) ?? parseDateAsMs(retryAfter, now);
    if (asked !== null) return asked;
  }
  for (const scheme of HEADER_PREFIXES) {
    const asked = parseResetMs(headers, scheme, now);
    if (asked !== null) return asked;
  }
  return null;
}

/** For how long, in milliseconds, no request of the kind is left after this one; null when some are or it is not said. */
export function parseQuotaExhaustedMs(headers: IncomingHttpHeaders, now: Date): number | null {
  const scheme = HEADER_PREFIXES.find((prefix) => getFirstValue(headers[`${prefix}-remaining`]) === '0');
  return scheme === undefined ? null : parseResetMs(headers, scheme, now);
}

const HEADER_PREFIXES = ['x-ratelimit-request', 'x-ratelimit', 'ratelimit'];

function parseResetMs(headers: IncomingHttpHeaders, scheme: string, now: Date): number | null {
  const reset = getFirstValue(headers[`${scheme}-reset`]);
  return reset === null ? null : (parseSecondsAsMs(reset, now) ?? parseDateAsMs(reset, now));
}

function getFirstValue(header: string | string[] | undefined): string | null {
  const value = (Array.isArray(header) ? header[0] : header)?.trim();
  return value ? value : null;
}

function parseSecondsAsMs(value: string, now: Date): number | null {
  if (!/^\d+(\.\d+)?$/.test(value)) return null;
  const seconds = Number(value);
  return clampDelayMs(seconds >= MIN_EPOCH_SECONDS ? seconds * 1000 - now.getTime() : seconds * 1000);
}

function parseDateAsMs(value: string, now: Date): number | null {
  const time = /[A-Za-z]{3}|^\d{4}-/.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(time) ? null : clampDelayMs(time - now.getTime());
}

function clampDelayMs(ms: number): number {
  return Math.min(Math.max(0, ms), MAX_RETRY_AFTER_MS);
}
