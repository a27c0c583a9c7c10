import type { IncomingHttpHeaders } from 'node:http';

/** A larger number is a point in time in epoch seconds, not a number of seconds to wait (it would be 31 years). */
const MIN_EPOCH_SECONDS = 1_000_000_000;
/** The longest delay that is taken from a response: one year. */
const MAX_RETRY_AFTER_MS = 365 * 86_400_000;

/**
 * The delay before the next request that a response requests, in milliseconds; null if it requests none.
 *
 * `Retry-After` is whole seconds on the live API and may be a date according to RFC 9110. Reset headers have several
 * naming schemes: `X-RateLimit-Request-Reset` (documented now), `X-RateLimit-Duration-…` (seen live on an endpoint that
 * also limits the duration of videos: `X-RateLimit-Dimensions: Duration,Request`), `X-Ratelimit-Reset` (v1.2, epoch
 * seconds) and `RateLimit-Reset` (of proxies, seconds).
 */
export function parseRetryAfterMs(headers: IncomingHttpHeaders, now: Date): number | null {
  const retryAfter = getFirstValue(headers['retry-after']);
  if (retryAfter !== null) {
    const delayMs = parseSecondsAsMs(retryAfter, now) ?? parseDateAsMs(retryAfter, now);
    if (delayMs !== null) return delayMs;
  }
  const exhaustedMs = parseQuotaExhaustedMs(headers, now);
  if (exhaustedMs !== null) return exhaustedMs;
  for (const scheme of HEADER_PREFIXES) {
    const delayMs = parseResetMs(headers, scheme, now);
    if (delayMs !== null) return delayMs;
  }
  return null;
}

/**
 * Milliseconds until the quotas of all exhausted rate limits are reset; null if requests are left or no header names it.
 */
export function parseQuotaExhaustedMs(headers: IncomingHttpHeaders, now: Date): number | null {
  const exhausted = HEADER_PREFIXES.filter((prefix) => getFirstValue(headers[`${prefix}-remaining`]) === '0');
  const delays = exhausted.flatMap((prefix) => parseResetMs(headers, prefix, now) ?? []);
  return delays.length === 0 ? null : Math.max(...delays);
}

const HEADER_PREFIXES = ['x-ratelimit-request', 'x-ratelimit-duration', 'x-ratelimit', 'ratelimit'];

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
