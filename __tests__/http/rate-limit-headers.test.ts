import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseQuotaExhaustedMs, parseRetryAfterMs } from '../../src/http/rate-limit-headers.ts';

const NOW = new Date('2026-11-23T10:00:00Z');
const EPOCH = NOW.getTime() / 1000;
const HOUR = 3_600_000;

describe('Retry-After', () => {
  test('is parsed in seconds', () => {
    expect(parseRetryAfterMs({ 'retry-after': '7' }, NOW)).toBe(7_000);
    expect(parseRetryAfterMs({ 'retry-after': '0' }, NOW)).toBe(0);
    expect(parseRetryAfterMs({ 'retry-after': ' 1.5 ' }, NOW)).toBe(1_500);
  });

  test('is not shortened when it is hours, as for a daily quota', () => {
    expect(parseRetryAfterMs({ 'retry-after': '86400' }, NOW)).toBe(24 * HOUR);
  });

  test('is parsed as a date', () => {
    expect(parseRetryAfterMs({ 'retry-after': 'Mon, 23 Nov 2026 10:00:30 GMT' }, NOW)).toBe(30_000);
  });

  test('is 0 when its date has passed', () => {
    expect(parseRetryAfterMs({ 'retry-after': 'Mon, 23 Nov 2026 09:00:00 GMT' }, NOW)).toBe(0);
  });

  test('is parsed in epoch seconds', () => {
    expect(parseRetryAfterMs({ 'retry-after': String(EPOCH + 12) }, NOW)).toBe(12_000);
  });

  test('takes precedence over the reset headers', () => {
    expect(parseRetryAfterMs({ 'retry-after': '3', 'x-ratelimit-request-reset': '90' }, NOW)).toBe(3_000);
  });

  test('is ignored when it is invalid', () => {
    expect(parseRetryAfterMs({ 'retry-after': 'soon', 'ratelimit-reset': '9' }, NOW)).toBe(9_000);
    expect(parseRetryAfterMs({ 'retry-after': '', 'ratelimit-reset': '9' }, NOW)).toBe(9_000);
  });
});

describe('the reset headers', () => {
  test.each(['x-ratelimit-request-reset', 'x-ratelimit-duration-reset', 'x-ratelimit-reset', 'ratelimit-reset'])(
    'include %s, in seconds and epoch seconds',
    (name) => {
      expect(parseRetryAfterMs({ [name]: '45' }, NOW)).toBe(45_000);
      expect(parseRetryAfterMs({ [name]: String(EPOCH + 45) }, NOW)).toBe(45_000);
      expect(parseRetryAfterMs({ [name]: String(EPOCH - 45) }, NOW)).toBe(0);
      expect(parseRetryAfterMs({ [name]: '2026-11-23T10:01:00Z' }, NOW)).toBe(60_000);
    },
  );

  test('are read in the order of the naming schemes', () => {
    const headers = { 'ratelimit-reset': '3', 'x-ratelimit-reset': '2', 'x-ratelimit-request-reset': '1' };
    expect(parseRetryAfterMs(headers, NOW)).toBe(1_000);
    expect(parseRetryAfterMs({ ...headers, 'x-ratelimit-request-reset': 'x' }, NOW)).toBe(2_000);
  });

  test('are read once when they are repeated', () => {
    expect(parseRetryAfterMs({ 'x-ratelimit-reset': ['8', '99'] }, NOW)).toBe(8_000);
  });
});

describe('a response without a delay', () => {
  test.each([
    {},
    { 'retry-after': '' },
    { 'retry-after': 'never' },
    { 'retry-after': '-5' },
    { 'retry-after': 'Infinity' },
    { 'x-ratelimit-reset': [] },
    { 'x-ratelimit-request-remaining': '0' },
  ])('results in null: %j', (headers) => {
    expect(parseRetryAfterMs(headers, NOW)).toBeNull();
  });
});

test('whatever a header says, the answer is null or a time that is not negative and not NaN', () => {
  const value = fc.oneof(
    fc.string(),
    fc.integer().map(String),
    fc.double().map(String),
    fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
    fc.constant('9'.repeat(400)),
  );
  fc.assert(
    fc.property(value, fc.constantFrom('retry-after', 'x-ratelimit-reset'), (text, name) => {
      const ms = parseRetryAfterMs({ [name]: text }, NOW);
      expect(ms === null || ms >= 0).toBe(true);
    }),
  );
});

describe('the reset of an exhausted quota', () => {
  const now = new Date(Date.UTC(2026, 0, 1));

  test.each([
    [{ 'x-ratelimit-request-remaining': '0', 'x-ratelimit-request-reset': '30' }, 30_000],
    [{ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(now.getTime() / 1000 + 60) }, 60_000],
    [{ 'ratelimit-remaining': '0', 'ratelimit-reset': '5' }, 5_000],
    [{ 'x-ratelimit-request-remaining': '1', 'x-ratelimit-request-reset': '30' }, null],
    [{ 'x-ratelimit-request-remaining': '0' }, null],
    [{ 'x-ratelimit-request-remaining': '0', 'ratelimit-reset': '5' }, null],
    [{}, null],
  ])('is parsed from %j as %p ms', (headers, expected) => {
    expect(parseQuotaExhaustedMs(headers, now)).toBe(expected);
  });
});
