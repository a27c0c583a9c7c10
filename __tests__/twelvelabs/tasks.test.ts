import { describe, expect, test } from '@jest/globals';
import { NO_METADATA } from '../../src/model/result.ts';
import { ApiError } from '../../src/twelvelabs/errors.ts';
import type { TaskRequest } from '../../src/twelvelabs/tasks.ts';
import { createTask, getTask, listTasks } from '../../src/twelvelabs/tasks.ts';
import type { Call } from '../support/fixtures.ts';
import { createFakeApi, getRejection, LIMITS } from '../support/fixtures.ts';

const SUBMISSION: TaskRequest = {
  indexId: 'i1',
  content: { kind: 'url' as const, url: 'https://example.com/a.mp4?sig=x' },
  enableVideoStream: false,
  userMetadata: { project: 'intro', year: 2026, gha_submission: 's1' },
  language: null,
};

const TASK_V13 = {
  _id: 't1',
  video_id: 'v1',
  index_id: 'i1',
  created_at: '2026-11-23T10:00:00.123Z',
  updated_at: '2026-11-23T10:01:00Z',
  status: 'ready',
  system_metadata: { duration: 10.5, filename: 'a.mp4', width: 640, height: 360, size: 12345 },
  hls: {
    video_url: 'https://cdn/v.m3u8',
    thumbnail_urls: ['https://cdn/1.jpg', 'https://cdn/2.jpg'],
    status: 'COMPLETE',
  },
};

const TASK_V12 = {
  _id: 't1',
  index_id: 'i1',
  status: 'indexing',
  estimated_time: '2026-11-23T10:09:00Z',
  metadata: { duration: 10.5, filename: 'a.mp4', width: 640, height: 360 },
  process: { percentage: 12.5, remain_seconds: 100 },
  created_at: '2026-11-23T10:00:00Z',
};

async function expectUnreadable(promise: Promise<unknown>): Promise<void> {
  const error = await getRejection(promise);
  expect(error).toBeInstanceOf(ApiError);
  expect(error).toMatchObject({
    failure: 'invalid_response',
    details: { code: 'invalid_response', class: 'platform' },
  });
}

describe('creating a task', () => {
  test('sends one form with the required fields', async () => {
    const calls: Call[] = [];
    await createTask(createFakeApi({ _id: 't1' }, calls), SUBMISSION, LIMITS);
    expect(calls).toEqual([
      {
        path: '/tasks',
        form: [
          ['index_id', 'i1'],
          ['video_url', 'https://example.com/a.mp4?sig=x'],
          ['enable_video_stream', 'false'],
          ['user_metadata', '{"project":"intro","year":2026,"gha_submission":"s1"}'],
        ],
      },
    ]);
  });

  test('sends a language only if there is one', async () => {
    const calls: Call[] = [];
    await createTask(createFakeApi({ _id: 't1' }, calls), { ...SUBMISSION, language: 'en' }, LIMITS);
    expect(calls[0]?.form?.at(-1)).toEqual(['language', 'en']);
  });

  test('returns both IDs of v1.3', async () => {
    expect(await createTask(createFakeApi({ _id: 't1', video_id: 'v1' }), SUBMISSION, LIMITS)).toEqual({
      taskId: 't1',
      videoId: 'v1',
    });
  });

  test('returns no video ID if the response has none, as in v1.2', async () => {
    expect(await createTask(createFakeApi({ _id: 't1', type: 'x', message: 'y' }), SUBMISSION, LIMITS)).toEqual({
      taskId: 't1',
      videoId: null,
    });
  });

  test.each([{}, { video_id: 'v1' }, { _id: '' }, { _id: 7 }, { _id: null }, { _id: { $oid: 'x' } }])(
    'is unreadable without a task id: %j',
    async (answer) => {
      await expectUnreadable(createTask(createFakeApi(answer), SUBMISSION, LIMITS));
    },
  );
});

describe('a task', () => {
  test('of v1.3 is parsed completely', async () => {
    expect(await getTask(createFakeApi(TASK_V13), 't1', LIMITS)).toEqual({
      id: 't1',
      indexId: 'i1',
      status: 'ready',
      metadata: {
        ...NO_METADATA,
        video_id: 'v1',
        duration: 10.5,
        width: 640,
        height: 360,
        size: 12345,
        hls_url: 'https://cdn/v.m3u8',
        thumbnail_url: 'https://cdn/1.jpg',
      },
      filename: 'a.mp4',
      createdAt: new Date('2026-11-23T10:00:00.123Z'),
      readyAt: new Date('2026-11-23T10:01:00.000Z'),
      error: null,
    });
  });

  test('of v1.2 is parsed with the fields that it has', async () => {
    expect(await getTask(createFakeApi(TASK_V12), 't1', LIMITS)).toMatchObject({
      status: 'indexing',
      metadata: {
        video_id: null,
        duration: 10.5,
        width: 640,
        height: 360,
        size: null,
        hls_url: null,
        thumbnail_url: null,
      },
      filename: 'a.mp4',
      error: null,
    });
  });

  test('may have an unknown status, in upper or lower case', async () => {
    expect((await getTask(createFakeApi({ _id: 't1', status: 'Transmogrifying' }), 't1', LIMITS)).status).toBe(
      'transmogrifying',
    );
  });

  test('may have unknown fields', async () => {
    const state = await getTask(createFakeApi({ ...TASK_V13, brand: { new: [1] }, hls: 'odd' }), 't1', LIMITS);
    expect(state.metadata).toMatchObject({ video_id: 'v1', hls_url: null, thumbnail_url: null });
  });

  test.each([
    ['is absent', {}],
    ['is empty', { hls: {} }],
    ['has no thumbnails', { hls: { thumbnail_urls: [] } }],
    ['has thumbnails of another shape', { hls: { thumbnail_urls: 'x' } }],
  ])('has no stream when `hls` %s', async (_what, more) => {
    const state = await getTask(createFakeApi({ _id: 't1', status: 'ready', ...more }), 't1', LIMITS);
    expect(state.metadata).toEqual(NO_METADATA);
  });

  test('with invalid numbers has none', async () => {
    const system_metadata = { duration: -1, width: '640', height: Number.NaN, size: 1e300, filename: 7 };
    const state = await getTask(createFakeApi({ _id: 't1', status: 'ready', system_metadata }), 't1', LIMITS);
    expect(state.metadata).toEqual(NO_METADATA);
    expect(state.filename).toBeNull();
  });

  test.each([[undefined], [''], ['yesterday'], [1_700_000_000], [null]])(
    'has no time of creation when that is %j',
    async (created_at) => {
      const state = await getTask(createFakeApi({ _id: 't1', status: 'ready', created_at }), 't1', LIMITS);
      expect(state.createdAt).toBeNull();
    },
  );

  test('is asked for by its id, which cannot lead elsewhere', async () => {
    const calls: Call[] = [];
    await getRejection(getTask(createFakeApi({}, calls), '../indexes?x#y', LIMITS));
    expect(calls[0]?.path).toBe('/tasks/..%2Findexes%3Fx%23y');
    expect(calls[0]?.query?.toString()).toBe('');
  });

  test.each([
    ['has no id', { status: 'ready' }],
    ['has no status', { _id: 't1' }],
    ['is another one', { _id: 't2', status: 'ready' }],
    ['is empty', {}],
  ])('is an invalid response when it %s', async (_what, answer) => {
    await expectUnreadable(getTask(createFakeApi(answer), 't1', LIMITS));
  });
});

describe('the reason of a failed task', () => {
  const failed = async (more: object): Promise<unknown> =>
    (await getTask(createFakeApi({ _id: 't1', status: 'failed', ...more }), 't1', LIMITS)).error;

  test.each(['error_reason', 'error', 'error_message', 'message'])('may be text in `%s`', async (name) => {
    expect(await failed({ [name]: 'no sound' })).toMatchObject({
      code: 'video_content_invalid',
      message: expect.stringContaining('no sound'),
    });
  });

  test('may be an object with code and message', async () => {
    expect(await failed({ error_reason: { code: 'video_file_broken', message: 'moov?' } })).toMatchObject({
      code: 'video_file_broken',
      class: 'media',
      message: expect.stringContaining('moov?'),
    });
  });

  test('may be an object of another format, which is then reported completely', async () => {
    expect(await failed({ error_reason: { why: 'because' } })).toMatchObject({
      message: expect.stringContaining('{"why":"because"}'),
    });
  });

  test('may be a list, which is then reported completely', async () => {
    expect(await failed({ error_reason: ['no sound', 'too long'] })).toMatchObject({
      message: expect.stringContaining('no sound'),
    });
  });

  test('is taken from the first field that has one', async () => {
    expect(await failed({ error_reason: '', error: null, error_message: 'b', message: 'c' })).toMatchObject({
      message: expect.stringContaining('(b)'),
    });
  });

  test('may be missing', async () => {
    expect(await failed({})).toMatchObject({ code: 'task_failed' });
  });

  test('does not exist for a task that has not failed, whatever its fields contain', async () => {
    const state = await getTask(createFakeApi({ _id: 't1', status: 'ready', message: 'fine' }), 't1', LIMITS);
    expect(state.error).toBeNull();
  });
});

describe('a list of tasks', () => {
  test('is requested in pages of 50, of one index or of all', async () => {
    const calls: Call[] = [];
    const api = createFakeApi({ data: [] }, calls);
    await listTasks(api, { indexId: 'i 1', page: 3 }, LIMITS);
    await listTasks(api, { indexId: null, page: 1 }, LIMITS);
    expect(calls.map(({ path }) => path)).toEqual(['/tasks', '/tasks']);
    expect(Object.fromEntries(calls[0]?.query ?? [])).toEqual({ page: '3', page_limit: '50', index_id: 'i 1' });
    expect(Object.fromEntries(calls[1]?.query ?? [])).toEqual({ page: '1', page_limit: '50' });
  });

  test('leaves out rows that are not tasks', async () => {
    const data = [TASK_V13, null, 7, 'x', [], {}, { _id: 't2' }, { status: 'ready' }, { _id: 't3', status: 'queued' }];
    const page = await listTasks(
      createFakeApi({ data, page_info: { total_page: 2 } }),
      { indexId: null, page: 1 },
      LIMITS,
    );
    expect(page.rows.map((row) => row.id)).toEqual(['t1', 't3']);
    expect(page.totalPages).toBe(2);
  });

  test.each([
    ['absent', {}],
    ['null', { page_info: null }],
    ['of another shape', { page_info: [9] }],
    ['nonsense', { page_info: { total_page: 'many' } }],
    ['zero', { page_info: { total_page: 0 } }],
    ['negative', { page_info: { total_page: -4 } }],
  ])('has one page when `page_info` is %s', async (_what, more) => {
    const page = await listTasks(createFakeApi({ data: [], ...more }), { indexId: null, page: 1 }, LIMITS);
    expect(page).toEqual({ rows: [], totalPages: 1, totalResults: null });
  });

  test.each([{}, { data: null }, { data: {} }, { data: 'x' }])(
    'is an invalid response without rows: %j',
    async (answer) => {
      await expectUnreadable(listTasks(createFakeApi(answer), { indexId: null, page: 1 }, LIMITS));
    },
  );
});
