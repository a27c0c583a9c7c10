import { channel } from 'node:diagnostics_channel';
import { describe, expect, test } from '@jest/globals';
import { createJudge, type JudgedBody, type JudgedRequest } from '../../judge/judge.ts';
import { EXCHANGE_CHANNEL } from '../../simulator/exchanges.ts';
import { defaultOptions } from '../../simulator/options.ts';

const judge = createJudge();
const ID = '0123456789abcdef01234567';

function form(fields: Readonly<Record<string, string>>): JudgedBody {
  return { kind: 'form', values: new Map(Object.entries(fields).map(([name, value]) => [name, [value]])) };
}

function request(method: string, path: string, more: Partial<JudgedRequest> = {}): JudgedRequest {
  const nothing: JudgedBody = { kind: 'other' };
  return { method, path, query: new URLSearchParams(), headers: { 'x-api-key': 'k' }, body: nothing, ...more };
}

const submission = { index_id: ID, video_url: 'https://x.example/a.mp4' };
const createTask = (fields: Readonly<Record<string, string>>): JudgedRequest =>
  request('POST', '/tasks', { body: form(fields) });

test('every exchange of the tests with a simulator is judged', () => {
  expect(channel(EXCHANGE_CHANNEL).hasSubscribers).toBe(true);
});

describe('a request', () => {
  test.each<[string, JudgedRequest]>([
    ['a submission', createTask({ ...submission, enable_video_stream: 'false', user_metadata: '{"a":1}' })],
    [
      'a list',
      request('GET', '/tasks', { query: new URLSearchParams('page=2&page_limit=50&status=ready&status=failed') }),
    ],
    ['a filter', request('GET', `/indexes/${ID}/indexed-assets`, { query: new URLSearchParams('gha_source=x') })],
    [
      'an update',
      request('PATCH', `/indexes/${ID}/videos/${ID}`, {
        body: { kind: 'json', value: { user_metadata: { a: null } } },
      }),
    ],
  ])('is allowed: %s', (_, sent) => {
    expect(judge.checkRequest(sent)).toEqual([]);
  });

  test.each<[string, JudgedRequest, string]>([
    ['an unknown path', request('GET', '/videos'), 'no operation'],
    ['an unknown method', request('PUT', '/tasks'), 'no operation'],
    ['a missing key', request('GET', '/tasks', { headers: {} }), 'x-api-key'],
    ['an unknown parameter', request('GET', '/tasks', { query: new URLSearchParams('video_url=x') }), 'video_url'],
    [
      'a page that is too long',
      request('GET', '/tasks', { query: new URLSearchParams('page_limit=51') }),
      'page_limit',
    ],
    ['a repeated parameter', request('GET', '/tasks', { query: new URLSearchParams('page=1&page=2') }), 'repeated'],
    ['an unknown status', request('GET', '/tasks', { query: new URLSearchParams('status=done') }), 'status'],
    ['JSON instead of a form', request('POST', '/tasks', { body: { kind: 'json', value: submission } }), 'multipart'],
    ['an unknown field', createTask({ ...submission, video_title: 'x' }), 'video_title'],
    ['two sources', createTask({ ...submission, video_file: 'a.mp4' }), 'oneOf'],
    ['no source', createTask({ index_id: ID }), 'required'],
    ['metadata that is not JSON', createTask({ ...submission, user_metadata: 'a=1' }), 'JSON'],
    ['nested metadata', createTask({ ...submission, user_metadata: '{"a":{"b":1}}' }), 'user_metadata'],
    ['a reserved name', createTask({ ...submission, user_metadata: '{"filename":"a"}' }), 'user_metadata'],
    [
      'a number as text',
      request('POST', '/assets/multipart-uploads', {
        body: { kind: 'json', value: { filename: 'a', type: 'video', total_size: '5' } },
      }),
      'total_size',
    ],
  ])('is not allowed: %s', (_, sent, problem) => {
    expect(judge.checkRequest(sent).join(' ')).toContain(problem);
  });
});

describe('a response', () => {
  const json = { 'content-type': 'application/json; charset=utf-8' };
  const respond = (status: number, value: unknown, options = {}): readonly string[] =>
    judge.checkResponse(
      createTask(submission),
      { status, headers: json, body: value === '' ? '' : JSON.stringify(value) },
      { ...defaultOptions, ...options },
    );

  test.each<[string, number, unknown, object]>([
    ['the status that was seen live', 201, { _id: ID, video_id: ID }, {}],
    ['the documented status', 200, { _id: ID, video_id: ID }, { createStatus: 200 }],
    ['no ID of a video, as in v1.2', 201, { _id: ID }, { videoIdOnCreate: false }],
    ['an error', 400, { code: 'parameter_invalid', message: 'No.' }, {}],
    ['a nested error', 400, { error: { code: 'parameter_invalid', message: 'No.' } }, { errorShape: 'nested' }],
    ['a rate limit without a body', 429, '', { emptyRateLimitBody: true }],
    ['a removed endpoint', 410, { code: 'api_upgrade_required', message: 'No.' }, { retiredStatus: 410 }],
  ])('is allowed with these options: %s', (_, status, value, options) => {
    expect(respond(status, value, options)).toEqual([]);
  });

  test.each<[string, number, unknown, object]>([
    ['the other status', 200, { _id: ID, video_id: ID }, {}],
    ['no ID of a video', 201, { _id: ID }, {}],
    ['a renamed field', 201, { id: ID, video_id: ID }, {}],
    ['another kind of ID', 201, { _id: 'abc', video_id: ID }, {}],
    ['another kind of error', 400, { error: { code: 'parameter_invalid', message: 'No.' } }, {}],
    ['an error without a body', 400, '', {}],
    ['a rate limit without a body', 429, '', {}],
    ['a server error', 500, { code: 'internal_error', message: 'No.' }, {}],
    ['a removed endpoint', 410, { code: 'api_upgrade_required', message: 'No.' }, {}],
  ])('is not allowed with these options: %s', (_, status, value, options) => {
    expect(respond(status, value, options)).not.toEqual([]);
  });

  test.each([
    [3, 2, 3, 1, 1],
    [3, 1, 1, 50, 3],
    [0, 1, 0, 10, 0],
  ])('is allowed as a list of %d results on page %d of %d with %d per page and %d rows', (...numbers) => {
    expect(checkList(...numbers)).toEqual([]);
  });

  test.each([
    [3, 1, 1, 2, 2],
    [3, 1, 2, 2, 1],
    [3, 3, 3, 1, 0],
  ])('is not allowed as a list of %d results on page %d of %d with %d per page and %d rows', (...numbers) => {
    expect(checkList(...numbers)).toHaveLength(1);
  });

  function checkList(total: number, page: number, pages: number, limit: number, rows: number): readonly string[] {
    const page_info = { total_results: total, page, total_page: pages, limit_per_page: limit };
    const use = { _id: ID, index: { _id: ID, name: 'a' } };
    const body = JSON.stringify({ data: Array.from({ length: rows }, () => use), page_info });
    const sent = request('GET', `/assets/${ID}/indexed-assets`);
    return judge.checkResponse(sent, { status: 200, headers: json, body }, { ...defaultOptions });
  }

  test('may be any variant if the options are unknown', () => {
    const sent = createTask(submission);
    const check = (status: number): readonly string[] =>
      judge.checkResponse(sent, { status, headers: json, body: JSON.stringify({ _id: ID, video_id: ID }) }, null);
    expect([check(200), check(201), check(202)]).toEqual([[], [], ['The status 202 is not allowed.']]);
  });
});
