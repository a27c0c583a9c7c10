import { describe, expect, test } from '@jest/globals';
import type { HttpResponse } from '../../src/http/transport.ts';
import { TransportError } from '../../src/http/transport.ts';
import { ACTION_ERRORS, PLATFORM_ERRORS, toErrorCode } from '../../src/model/error-catalog.ts';
import type { ApiFailure } from '../../src/twelvelabs/errors.ts';
import {
  ApiError,
  createInvalidResponseError,
  getInfoByCode,
  getInfoByHttpStatus,
  isTransient,
  toFailedVideoError,
  toResponseError,
  toTransportError,
} from '../../src/twelvelabs/errors.ts';
import { createErrorDetails } from '../support/fixtures.ts';

const NOW = new Date('2026-11-23T10:00:00Z');

function reply(status: number, body: unknown, more: Partial<HttpResponse> = {}): HttpResponse {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return { status, headers: {}, body: text, bodyError: null, ...more };
}

describe('an error response', () => {
  test('in the flat format has a code, a message, a hint and a class', () => {
    const error = toResponseError(reply(400, { code: 'video_duration_too_short', message: 'got 2 s' }), NOW);
    expect(error).toBeInstanceOf(ApiError);
    expect(error.failure).toBe('error_response');
    expect(error.status).toBe(400);
    expect(error.details).toMatchObject({ code: 'video_duration_too_short', class: 'media' });
    expect(error.details.message).toContain('got 2 s');
    expect(error.details.message).toMatch(/shorter/);
    expect(error.details.hint).toMatch(/longer video/);
    expect(error.message).toBe(error.details.message);
  });

  test('in the nested format has the same details', () => {
    const flat = { code: 'api_key_invalid', message: 'expired' };
    const nested = { error: { ...flat, details: [1, 2] } };
    expect(toResponseError(reply(401, nested), NOW).details).toEqual(toResponseError(reply(401, flat), NOW).details);
  });

  test('with a text as `error` contains that text', () => {
    const { details } = toResponseError(reply(403, { error: 'no access for you' }), NOW);
    expect(details).toMatchObject({ code: 'http_403', class: 'auth' });
    expect(details.message).toContain('no access for you');
  });

  test('with only a message contains it, and is classified by its HTTP status', () => {
    const { details } = toResponseError(reply(404, { message: 'no such index' }), NOW);
    expect(details).toMatchObject({ code: 'http_404', class: 'input' });
    expect(details.message).toContain('no such index');
  });

  test('with an unlisted code keeps the code, and is classified by its HTTP status', () => {
    const { details } = toResponseError(reply(429, { code: 'brand_new_code', message: 'slow down' }), NOW);
    expect(details).toMatchObject({ code: 'brand_new_code', class: 'rate_limit' });
  });

  test('with a numeric code, as in 2022, is classified by its HTTP status', () => {
    expect(toResponseError(reply(400, { code: 301, message: 'x' }), NOW).details.code).toBe('http_400');
  });

  test.each([
    ['nothing', ''],
    ['HTML', '<html><body>502 Bad Gateway</body></html>'],
    ['a JSON list', '[1]'],
    ['JSON null', 'null'],
    ['JSON of another shape', '{"error":null,"code":{},"message":7}'],
    ['half of a JSON text', '{"code": "par'],
  ])('with %s names the HTTP status', (_what, body) => {
    const { details } = toResponseError(reply(502, body), NOW);
    expect(details).toMatchObject({ code: 'http_502', class: 'platform' });
    expect(details.message).toContain('HTTP 502');
    expect(details.message).not.toContain('<');
  });

  test('of megabytes is reported in a few hundred characters', () => {
    const { details } = toResponseError(reply(500, { code: 'c'.repeat(5e6), message: 'm'.repeat(5e6) }), NOW);
    expect(details.code.length).toBeLessThan(200);
    expect(details.message.length).toBeLessThan(1_000);
    expect(toResponseError(reply(500, 'x'.repeat(5e6)), NOW).details.message.length).toBeLessThan(1_000);
  });

  test('has the delay that the API asks for', () => {
    expect(toResponseError(reply(429, '', { headers: { 'retry-after': '11' } }), NOW).retryAfterMs).toBe(11_000);
    expect(toResponseError(reply(429, ''), NOW).retryAfterMs).toBeNull();
  });

  test('with a truncated body keeps its status and the reason of the truncation', () => {
    const bodyError = new Error('cut');
    const error = toResponseError(reply(503, '{"co', { bodyError }), NOW);
    expect(error.details.code).toBe('http_503');
    expect(error.cause).toBe(bodyError);
  });
});

describe('a request without a usable response', () => {
  test('is `no_response` if it was sent, and keeps its cause', () => {
    const cause = new TransportError('reset', true);
    const error = toTransportError(cause);
    expect(error).toMatchObject({ failure: 'no_response', status: null, retryAfterMs: null });
    expect(error.details).toMatchObject({ code: 'no_response', class: 'network' });
    expect(error.message).toContain('reset');
    expect(error.cause).toBe(cause);
  });

  test('is `not_sent` if it certainly did not arrive, and keeps its cause', () => {
    const cause = new TransportError('refused', false);
    const error = toTransportError(cause);
    expect(error.failure).toBe('not_sent');
    expect(error.details.code).toBe('unreachable');
    expect(error.cause).toBe(cause);
  });

  test('is `certificate_invalid` if the certificate is invalid', () => {
    const tls = Object.assign(new Error('self-signed certificate'), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
    const error = toTransportError(new TransportError('tls', false, { cause: tls }));
    expect(error.failure).toBe('not_sent');
    expect(error.details.code).toBe('certificate_invalid');
    expect(error.details.hint).toContain('NODE_EXTRA_CA_CERTS');
  });

  test('counts as sent if the reason is unknown', () => {
    expect(toTransportError(new TypeError('odd')).failure).toBe('no_response');
    expect(toTransportError('just text').message).toContain('just text');
  });

  test('is `invalid_response` if it was processed but its body is not usable', () => {
    const cause = new Error('cut');
    const error = createInvalidResponseError('the response is empty', cause);
    expect(error).toMatchObject({ failure: 'invalid_response', status: null });
    expect(error.details).toMatchObject({ code: 'invalid_response', class: 'platform' });
    expect(error.message).toContain('the response is empty');
    expect(error.cause).toBe(cause);
    expect('cause' in createInvalidResponseError('x')).toBe(false);
  });
});

describe('a transient error', () => {
  const withStatus = (status: number): ApiError => new ApiError('error_response', createErrorDetails(), { status });

  test.each([408, 425, 429, 500, 502, 503, 504, 520, 599])('includes HTTP %d', (status) => {
    expect(isTransient(withStatus(status))).toBe(true);
  });

  test.each([301, 302, 307, 308, 400, 401, 402, 403, 404, 405, 409, 410, 413, 415, 422, 451])(
    'does not include HTTP %d',
    (status) => {
      expect(isTransient(withStatus(status))).toBe(false);
    },
  );

  test.each<ApiFailure>(['not_sent', 'no_response', 'invalid_response'])('includes the failure %s', (failure) => {
    expect(isTransient(new ApiError(failure, createErrorDetails()))).toBe(true);
  });
});

describe('the reason of a failed task', () => {
  test('as text is part of the message, with the class `media`', () => {
    const problem = toFailedVideoError(null, 'not a valid video file');
    expect(problem).toMatchObject({ code: 'video_content_invalid', class: 'media' });
    expect(problem.message).toContain('not a valid video file');
  });

  test('as a listed code has the message and hint of that code', () => {
    const problem = toFailedVideoError('video_resolution_too_low', '240x180');
    expect(problem).toMatchObject({ code: 'video_resolution_too_low', class: 'media' });
    expect(problem.message).toMatch(/below the minimum.*240x180/);
  });

  test('with a listed code inside a text has the message and hint of that code', () => {
    const problem = toFailedVideoError(null, 'rejected: usage_limit_exceeded (600 min)');
    expect(problem).toMatchObject({ code: 'usage_limit_exceeded', class: 'quota' });
  });

  test('is found among other words that have the format of codes', () => {
    const problem = toFailedVideoError(null, 'indexing_error: usage_limit_exceeded');
    expect(problem).toMatchObject({ code: 'usage_limit_exceeded', class: 'quota' });
  });

  test('with an unlisted code keeps it, and is classified by its words', () => {
    expect(toFailedVideoError(toErrorCode('odd_code'), 'no sound')).toMatchObject({ code: 'odd_code', class: 'media' });
    expect(toFailedVideoError(toErrorCode('odd_code'), 'internal error')).toMatchObject({
      code: 'odd_code',
      class: 'platform',
    });
  });

  test.each(['indexing failed, try again', 'Internal Server Error', 'timed out', 'time-out', 'service unavailable'])(
    'that reads "%s" does not blame the video',
    (reason) => {
      expect(toFailedVideoError(null, reason)).toMatchObject({ code: 'task_failed', class: 'platform' });
    },
  );

  test.each([
    'could not access the file',
    'The platform could not access the file.',
    'The video_url parameter is invalid: the video cannot be downloaded (the server answered 404).',
    'Failed to download video: 403 Forbidden',
    'unable to fetch the URL, connection reset',
    'the signature of the link has expired',
    'HTTP error 503 while retrieving the source',
  ])('that reads "%s" is about the link', (reason) => {
    expect(toFailedVideoError(null, reason)).toMatchObject({ code: 'video_download_failed', class: 'network' });
    expect(toFailedVideoError('parameter_invalid', reason)).toMatchObject({ code: 'video_download_failed' });
  });

  test.each([
    'no sound',
    'not a valid video file',
    'The video is too long',
    'unsupported codec hevc',
    'corrupt moov atom',
    'The video cannot be read. Provide a valid video file.',
    'The file failed a playability check.',
  ])('that reads "%s" is about the content', (reason) => {
    expect(toFailedVideoError(null, reason)).toMatchObject({ code: 'video_content_invalid', class: 'media' });
  });

  test.each(['something went wrong', 'error 17', ''])('that reads "%s" says nothing about the video', (reason) => {
    expect(toFailedVideoError(null, reason)).toMatchObject({ code: 'task_failed', class: 'platform' });
  });

  test('is reported as missing if there is none', () => {
    const problem = toFailedVideoError(null, null);
    expect(problem).toMatchObject({ code: 'task_failed', class: 'platform' });
    expect(problem.message).toContain('gave no reason');
  });

  test('of megabytes is reported in a few hundred characters', () => {
    expect(toFailedVideoError(null, 'a_'.repeat(1e6)).message.length).toBeLessThan(1_000);
  });
});

describe('the catalog', () => {
  const entries = [
    ...Object.entries({ ...PLATFORM_ERRORS, ...ACTION_ERRORS }),
    ['external_video_private', getInfoByCode('external_video_private')] as const,
    ...[302, 400, 401, 402, 403, 404, 410, 413, 418, 429, 500, 503].map(
      (status) => [`HTTP ${status}`, getInfoByHttpStatus(status)] as const,
    ),
  ];

  test('lists every code of the public error page and those that were observed', () => {
    for (const code of [
      'parameter_invalid',
      'parameter_not_provided',
      'parameter_unknown',
      'resource_not_exist',
      'resource_not_exists',
      'api_key_invalid',
      'api_allowed_for_paid_plan',
      'api_not_allowed',
      'unauthorized',
      'region_not_allowed',
      'request_canceled_or_timed_out',
      'too_many_requests',
      'tags_not_allowed',
      'api_upgrade_required',
      'video_resolution_too_low',
      'video_resolution_too_high',
      'video_resolution_invalid_aspect_ratio',
      'video_duration_too_short',
      'video_duration_too_long',
      'video_file_broken',
      'video_filesize_too_large',
      'task_cannot_be_deleted',
      'usage_limit_exceeded',
      'content_type_invalid',
      'read_not_allowed',
      'audio_file_broken',
      'unsupported_file_type',
      'endpoint_not_exists',
      'video_audio_track_not_exists',
      'video_duration_out_of_range',
      'insufficient_funds',
    ]) {
      expect([code, getInfoByCode(code)]).not.toEqual([code, null]);
    }
  });

  test.each(entries)('%s has a message and a hint that are sentences', (_code, entry) => {
    expect(entry?.message).toMatch(/^[A-Z][^\n]{10,}\.$/);
    expect(entry?.hint).toMatch(/^[A-Z`][^\n]{6,}\.$/);
  });

  test.each([
    [401, 'auth'],
    [402, 'quota'],
    [403, 'auth'],
    [404, 'input'],
    [410, 'platform'],
    [413, 'media'],
    [429, 'rate_limit'],
    [307, 'input'],
    [400, 'platform'],
    [503, 'platform'],
  ])('puts HTTP %d into the class %s', (status, kind) => {
    expect(getInfoByHttpStatus(status).class).toBe(kind);
  });

  test('does not list the names of properties that every object has', () => {
    for (const code of ['', 'nonsense', 'constructor', '__proto__', 'toString']) expect(getInfoByCode(code)).toBeNull();
  });
});
