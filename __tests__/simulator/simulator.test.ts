import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { defaultIndexId } from '../../simulator/options.ts';
import { type Simulator, type StartOptions, startSimulator } from '../../simulator/server.ts';

/** What may be in an answer; what is there is for the tests to find out. */
interface Body {
  _id?: unknown;
  video_id?: unknown;
  code?: unknown;
  status?: unknown;
  error_reason?: unknown;
  metadata?: unknown;
  user_metadata?: unknown;
  expires_at?: unknown;
  page_info?: unknown;
  data?: Body[];
  text?: string;
}

interface Answer {
  status: number;
  headers: Headers;
  body: Body;
}

let files: Server;
let fileUrl: string;
let sample: Buffer<ArrayBuffer>;
let fetched: string[];
const open: Simulator[] = [];

beforeAll(async () => {
  sample = await readFile(new URL('../../simulator/sample.mp4', import.meta.url));
  fetched = [];
  files = createServer((request, response) => {
    const path = request.url ?? '/';
    fetched.push(path);
    if (path.startsWith('/moved')) response.writeHead(302, { location: '/a.mp4' }).end();
    else if (path.startsWith('/missing')) response.writeHead(404).end('gone');
    else if (path.endsWith('.html'))
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html>log in</html>');
    else response.writeHead(200, { 'content-type': 'video/mp4', 'content-length': sample.length }).end(sample);
  });
  await new Promise<void>((resolve) => files.listen(0, '127.0.0.1', resolve));
  fileUrl = `http://127.0.0.1:${(files.address() as AddressInfo).port}`;
});

afterEach(async () => {
  await Promise.all(open.splice(0).map((simulator) => simulator.close()));
});

afterAll(async () => {
  files.closeAllConnections();
  await new Promise((resolve) => files.close(resolve));
});

async function start(options: StartOptions = {}): Promise<Simulator> {
  const simulator = await startSimulator({ speed: 1000, jitter: 0, ...options });
  open.push(simulator);
  return simulator;
}

async function call(
  simulator: Simulator,
  method: string,
  path: string,
  body?: string | FormData | URLSearchParams,
  key = 'tlk_test',
): Promise<Answer> {
  const json: Record<string, string> = typeof body === 'string' ? { 'content-type': 'application/json' } : {};
  const init = { method, headers: { 'x-api-key': key, ...json }, ...(body === undefined ? {} : { body }) };
  const response = await fetch(simulator.url + path, init);
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : { text } };
}

function form(fields: Record<string, string | Blob>): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries({ index_id: defaultIndexId, ...fields })) data.set(name, value);
  return data;
}

function submit(simulator: Simulator, fields: Record<string, string | Blob> = {}): Promise<Answer> {
  return call(simulator, 'POST', '/tasks', form({ video_url: `${fileUrl}/a.mp4`, ...fields }));
}

function uploaded(simulator: Simulator, bytes: Buffer<ArrayBuffer> = sample): Promise<Answer> {
  const data = form({});
  data.set('video_file', new Blob([bytes]), 'local.mp4');
  return call(simulator, 'POST', '/tasks', data);
}

async function finished(simulator: Simulator, taskId: unknown): Promise<Body> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const { body } = await call(simulator, 'GET', `/tasks/${String(taskId)}`);
    if (body.status === 'ready' || body.status === 'failed') return body;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error('the task did not end');
}

function rows(answer: Answer): Body[] {
  return answer.body.data ?? [];
}

describe('POST /tasks', () => {
  test('indexes a video from a URL and returns two different IDs', async () => {
    const simulator = await start();
    const { status, body, headers } = await submit(simulator, { user_metadata: '{"gha_source":"abc","n":1}' });
    expect(status).toBe(201);
    expect(headers.get('x-api-version')).toBe('1.3');
    expect(body._id).toMatch(/^[0-9a-f]{24}$/);
    expect(body.video_id).toMatch(/^[0-9a-f]{24}$/);
    expect(body.video_id).not.toBe(body._id);
    const task = await finished(simulator, body._id);
    expect(task).toMatchObject({
      status: 'ready',
      video_id: body.video_id,
      index_id: defaultIndexId,
      system_metadata: { duration: 10, width: 640, height: 360, filename: 'a.mp4' },
      hls: { status: 'COMPLETE' },
    });
    expect(task).not.toHaveProperty('user_metadata');
    const [record] = simulator.requests;
    expect(record).toMatchObject({ method: 'POST', path: '/tasks', status: 201, fields: { index_id: defaultIndexId } });
  });

  test('indexes an uploaded file', async () => {
    const simulator = await start();
    const { body } = await uploaded(simulator);
    const task = await finished(simulator, body._id);
    expect(task).toMatchObject({ status: 'ready', system_metadata: { filename: 'local.mp4', duration: 10 } });
    expect(simulator.requests[0]?.bytes).toBeGreaterThan(sample.length);
  });

  test('accepts duplicates, and downloads each time', async () => {
    const simulator = await start();
    fetched = [];
    const both = await Promise.all([submit(simulator), submit(simulator)]);
    expect(new Set(both.map(({ body }) => body._id)).size).toBe(2);
    await Promise.all(both.map(({ body }) => finished(simulator, body._id)));
    expect(fetched).toHaveLength(2);
  });

  test('accepts multipart forms only', async () => {
    const simulator = await start();
    const json = await call(simulator, 'POST', '/tasks', JSON.stringify({ index_id: defaultIndexId }));
    const encoded = await call(simulator, 'POST', '/tasks', new URLSearchParams({ index_id: defaultIndexId }));
    for (const { status, body } of [json, encoded]) {
      expect(status).toBe(400);
      expect(body.code).toBe('content_type_invalid');
    }
  });

  test.each([
    [{ index_id: '' }, 400, 'parameter_not_provided'],
    [{ index_id: 'mine' }, 400, 'parameter_invalid'],
    [{ index_id: 'a'.repeat(24) }, 404, 'resource_not_exist'],
    [{ video_url: '' }, 400, 'parameter_not_provided'],
    [{ video_url: 'ftp://example.com/a.mp4' }, 400, 'parameter_invalid'],
    [{ video_file: new Blob(['x']) }, 400, 'parameter_invalid'],
    [{ language: 'en' }, 400, 'parameter_unknown'],
    [{ enable_video_stream: 'yes' }, 400, 'parameter_invalid'],
    [{ user_metadata: '[1]' }, 400, 'parameter_invalid'],
    [{ user_metadata: 'a=b' }, 400, 'parameter_invalid'],
    [{ user_metadata: '{"a":{"b":1}}' }, 400, 'parameter_invalid'],
    [{ user_metadata: '{"filename":"a"}' }, 400, 'parameter_invalid'],
  ])('refuses %j', async (fields: Record<string, string | Blob>, status, code) => {
    const simulator = await start();
    const answer = await submit(simulator, fields);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(simulator.core.tasks()).toHaveLength(0);
  });

  test('refuses an index whose only model is retired', async () => {
    const simulator = await start({ indexes: [{ id: 'b'.repeat(24), name: 'old', models: ['pegasus1.2'] }] });
    expect((await submit(simulator, { index_id: 'b'.repeat(24) })).status).toBe(400);
  });

  test('plays the other readings of the documentation', async () => {
    const simulator = await start({
      createStatus: 200,
      sameIds: true,
      unknownFields: 'ignore',
      metadataField: 'metadata',
    });
    const { status, body } = await submit(simulator, { language: 'en', enable_video_stream: 'false' });
    expect(status).toBe(200);
    expect(body.video_id).toBe(body._id);
    const task = await finished(simulator, body._id);
    expect(task.metadata).toMatchObject({ duration: 10 });
    expect(task).not.toHaveProperty('hls');
    simulator.core.setOptions({ videoIdOnCreate: false, sameIds: false });
    const later = await submit(simulator);
    expect(later.body).not.toHaveProperty('video_id');
    expect(await finished(simulator, later.body._id)).toHaveProperty('video_id');
  });

  test('accepts the language field under v1.2', async () => {
    const simulator = await start();
    const older = { ...simulator, url: simulator.url.replace('v1.3', 'v1.2') };
    const { status, headers } = await submit(older, { language: 'en' });
    expect([status, headers.get('x-api-version')]).toEqual([201, '1.2']);
  });
});

describe('videos that cannot be indexed', () => {
  test.each([
    ['/page.html', 'video_file_broken'],
    ['/missing.mp4', 'parameter_invalid'],
  ])('become a failed task, or get a 400 (%s)', async (path, code) => {
    const simulator = await start();
    const { body } = await submit(simulator, { video_url: fileUrl + path });
    const task = await finished(simulator, body._id);
    expect([task.status, typeof task.error_reason]).toEqual(['failed', 'string']);
    simulator.core.setOptions({ fetchOn: 'create' });
    const refused = await submit(simulator, { video_url: fileUrl + path });
    expect([refused.status, refused.body.code]).toEqual([400, code]);
    expect(simulator.core.tasks()).toHaveLength(1);
  });

  test('fail when an uploaded file is not a video', async () => {
    const simulator = await start({ errorReason: 'object' });
    const { body } = await uploaded(simulator, Buffer.from('not a video'));
    expect(await finished(simulator, body._id)).toMatchObject({
      status: 'failed',
      error_reason: { code: 'video_file_broken' },
    });
  });

  test('are not those behind a redirect', async () => {
    const simulator = await start({ fetchOn: 'create' });
    expect((await submit(simulator, { video_url: `${fileUrl}/moved.mp4` })).status).toBe(201);
  });

  test('include those that an option lets fail', async () => {
    const simulator = await start({ failWhenUrlIncludes: 'bad', failReason: 'No sound.' });
    const { body } = await submit(simulator, { video_url: `${fileUrl}/bad.mp4` });
    expect(await finished(simulator, body._id)).toMatchObject({ status: 'failed', error_reason: 'No sound.' });
    simulator.core.setOptions({ errorReason: 'absent' });
    expect(await finished(simulator, body._id)).not.toHaveProperty('error_reason');
  });
});

describe('GET /tasks', () => {
  test('pages, sorts and filters', async () => {
    const simulator = await start();
    for (let n = 0; n < 60; n += 1) simulator.core.addTask({ url: `https://x.example/${n}.mp4`, duration: 10 + n });
    const failed = simulator.core.addTask({ status: 'failed' });
    const first = await call(simulator, 'GET', '/tasks');
    expect(first.body.page_info).toEqual({ limit_per_page: 10, page: 1, total_page: 7, total_results: 61 });
    expect(rows(first)).toHaveLength(10);
    expect(rows(first)[0]).toMatchObject({ _id: failed.id, status: 'failed' });
    const last = await call(simulator, 'GET', '/tasks?page=2&page_limit=50');
    expect(rows(last)).toHaveLength(11);
    expect(rows(last).at(-1)).toMatchObject({ system_metadata: { filename: '0.mp4' } });
    expect(rows(await call(simulator, 'GET', '/tasks?page=9'))).toEqual([]);
    const oldest = await call(simulator, 'GET', '/tasks?sort_option=asc&page_limit=1');
    expect(rows(oldest)[0]).toMatchObject({ system_metadata: { filename: '0.mp4' } });
    const some = await call(simulator, 'GET', `/tasks?status=failed&status=indexing&index_id=${defaultIndexId}`);
    expect(rows(some).map((row) => row._id)).toEqual([failed.id]);
    expect(rows(await call(simulator, 'GET', '/tasks?filename=7.mp4&duration=17'))).toHaveLength(1);
    expect(rows(await call(simulator, 'GET', '/tasks?created_at=2999-01-01T00:00:00Z'))).toHaveLength(0);
  });

  test.each([
    ['page_limit=51', 'parameter_invalid'],
    ['page=0', 'parameter_invalid'],
    ['sort_by=name', 'parameter_invalid'],
    ['status=done', 'parameter_invalid'],
    ['created_at=yesterday', 'parameter_invalid'],
    ['video_url=x', 'parameter_unknown'],
    ['gha_source=x', 'parameter_unknown'],
  ])('refuses %s', async (query, code) => {
    const answer = await call(await start(), 'GET', `/tasks?${query}`);
    expect([answer.status, answer.body.code]).toEqual([400, code]);
  });

  test('refuses an ID that is unknown, malformed, of another account, or too new', async () => {
    const simulator = await start({ speed: 1, notFoundForSeconds: 60, foreignIds: ['c'.repeat(24)] });
    const { body } = await submit(simulator);
    const codes = ['d'.repeat(24), 'nonsense', 'c'.repeat(24), String(body._id)].map(async (id) => {
      const answer = await call(simulator, 'GET', `/tasks/${id}`);
      return [answer.status, answer.body.code];
    });
    expect(await Promise.all(codes)).toEqual([
      [404, 'resource_not_exist'],
      [400, 'parameter_invalid'],
      [403, 'read_not_allowed'],
      [404, 'resource_not_exist'],
    ]);
  });
});

describe('DELETE', () => {
  test('removes a task only after its video, and never while it runs', async () => {
    const simulator = await start({ extraStatus: 'frozen' });
    const running = simulator.core.addTask({ status: 'frozen' });
    const ready = simulator.core.addTask();
    const failed = simulator.core.addTask({ status: 'failed' });
    const remove = async (path: string): Promise<number> => (await call(simulator, 'DELETE', path)).status;
    expect(await remove(`/tasks/${running.id}`)).toBe(400);
    expect(await remove(`/tasks/${ready.id}`)).toBe(400);
    expect(await remove(`/indexes/${defaultIndexId}/videos/${ready.videoId}`)).toBe(204);
    expect(await remove(`/tasks/${ready.id}`)).toBe(204);
    expect(await remove(`/tasks/${failed.id}`)).toBe(204);
    expect(await remove(`/tasks/${failed.id}`)).toBe(404);
    expect(await remove(`/indexes/${defaultIndexId}/indexed-assets/${running.videoId}`)).toBe(400);
    expect(rows(await call(simulator, 'GET', '/tasks'))).toHaveLength(1);
    expect(simulator.core.tasks()).toHaveLength(3);
  });
});

describe('indexes', () => {
  test('show models, fullness and expiry', async () => {
    const simulator = await start({
      indexes: [{ name: 'second', models: ['marengo3.0', 'pegasus1.2'], expiresAt: null }],
    });
    simulator.core.addTask({ duration: 30 });
    const { body } = await call(simulator, 'GET', `/indexes/${defaultIndexId}`);
    expect(body).toMatchObject({ video_count: 1, total_duration: 30, models: [{ model_name: 'marengo3.0' }] });
    expect(Date.parse(String(body.expires_at))).toBeGreaterThan(Date.now() + 89 * 86_400_000);
    const named = await call(simulator, 'GET', '/indexes?index_name=second');
    expect(rows(named)).toEqual([expect.objectContaining({ _id: '000000000000000000000002', expires_at: null })]);
  });

  test('are not found once they have expired', async () => {
    const simulator = await start({
      indexes: [{ id: 'e'.repeat(24), name: 'old', expiresAt: '2020-01-01T00:00:00Z' }],
    });
    expect((await call(simulator, 'GET', `/indexes/${'e'.repeat(24)}`)).status).toBe(404);
    expect((await submit(simulator, { index_id: 'e'.repeat(24) })).status).toBe(404);
  });
});

describe('indexed assets and videos', () => {
  const assets = `/indexes/${defaultIndexId}/indexed-assets`;
  const videos = `/indexes/${defaultIndexId}/videos`;

  test('are found by their metadata', async () => {
    const simulator = await start();
    const one = simulator.core.addTask({ userMetadata: { gha_source: 'abc', n: 5, done: true } });
    simulator.core.addTask({ userMetadata: { gha_source: 'abd', n: 5 } });
    const found = await call(simulator, 'GET', `${assets}?gha_source=abc&done=true&n=5`);
    expect(rows(found)).toEqual([
      expect.objectContaining({ _id: one.videoId, asset_id: one.assetId, status: 'ready' }),
    ]);
    expect(rows(found)[0]).not.toHaveProperty('user_metadata');
    expect(rows(await call(simulator, 'GET', `${videos}?n=5`))).toHaveLength(2);
    expect(rows(await call(simulator, 'GET', `${assets}?nothing=5`))).toHaveLength(0);
    const single = await call(simulator, 'GET', `${assets}/${one.videoId}`);
    expect(single.body).toMatchObject({
      user_metadata: { gha_source: 'abc', n: 5, done: true },
      hls: { status: 'COMPLETE' },
    });
    simulator.core.setOptions({ listUserMetadata: true });
    expect(rows(await call(simulator, 'GET', `${assets}?n=5`))[1]).toMatchObject({ user_metadata: { n: 5 } });
  });

  test('are visible while they are unfinished, or not', async () => {
    const simulator = await start({ extraStatus: 'frozen' });
    const frozen = simulator.core.addTask({ status: 'frozen' });
    simulator.core.addTask({ status: 'failed' });
    simulator.core.addTask();
    const counts = async (): Promise<number[]> =>
      Promise.all(
        [assets, `${assets}?status=failed`, videos].map(
          async (path) => rows(await call(simulator, 'GET', path)).length,
        ),
      );
    expect(await counts()).toEqual([3, 1, 1]);
    expect((await call(simulator, 'GET', `${assets}/${frozen.videoId}`)).status).toBe(200);
    expect((await call(simulator, 'GET', `${videos}/${frozen.videoId}`)).status).toBe(404);
    simulator.core.setOptions({ listUnfinished: false, getUnfinished: false });
    expect(await counts()).toEqual([1, 0, 1]);
    expect((await call(simulator, 'GET', `${assets}/${frozen.videoId}`)).status).toBe(404);
    simulator.core.setOptions({ listDelaySeconds: 1e9 });
    expect(await counts()).toEqual([0, 0, 0]);
  });

  test('have metadata that is merged, and found under its new values only', async () => {
    const simulator = await start();
    const one = simulator.core.addTask({ userMetadata: { a: 'old', b: 1 } });
    const patch = (changes: object): Promise<Answer> =>
      call(simulator, 'PATCH', `${assets}/${one.videoId}`, JSON.stringify({ user_metadata: changes }));
    expect((await patch({ a: 'new', b: null, c: false })).status).toBe(204);
    expect((await patch({ a: {} })).status).toBe(400);
    const { body } = await call(simulator, 'GET', `${videos}/${one.videoId}`);
    expect(body.user_metadata).toEqual({ a: 'new', c: false });
    expect(rows(await call(simulator, 'GET', `${assets}?a=old`))).toHaveLength(0);
    expect(rows(await call(simulator, 'GET', `${assets}?a=new`))).toHaveLength(1);
  });
});

describe('the API', () => {
  test('refuses a key that is missing, wrong, or revoked during a run', async () => {
    const simulator = await start({ apiKeys: ['tlk_test'] });
    const status = async (key: string): Promise<number> =>
      (await call(simulator, 'GET', '/tasks', undefined, key)).status;
    expect([await status(''), await status('other'), await status('tlk_test')]).toEqual([401, 401, 200]);
    simulator.core.setOptions({ apiKeys: [] });
    expect(await status('tlk_test')).toBe(401);
    simulator.core.setOptions({ apiKeys: null, revokeKeyAfterRequests: 2 });
    expect([await status('any'), await status('any')]).toEqual([200, 401]);
  });

  test('does not have unknown and retired endpoints', async () => {
    const simulator = await start({ retired: ['/tasks'] });
    const unknown = await call(simulator, 'GET', '/engines');
    expect([unknown.status, unknown.body.code]).toEqual([404, 'endpoint_not_exists']);
    expect((await submit(simulator)).body.code).toBe('endpoint_not_exists');
    simulator.core.setOptions({ retiredStatus: 410 });
    expect((await call(simulator, 'GET', `/tasks/${'a'.repeat(24)}`)).status).toBe(410);
  });

  test('has errors in four shapes', async () => {
    const simulator = await start({ errorShape: 'nested' });
    const ask = (): Promise<Answer> => call(simulator, 'GET', `/tasks/${'a'.repeat(24)}`);
    expect((await ask()).body).toMatchObject({ error: { code: 'resource_not_exist' } });
    simulator.core.setOptions({ errorShape: 'empty' });
    expect((await ask()).body).toEqual({ text: '' });
    simulator.core.setOptions({ errorShape: 'html' });
    expect((await ask()).headers.get('content-type')).toBe('text/html');
  });

  test('refuses an unknown option and an invalid value', async () => {
    await expect(startSimulator({ port: 0, statuses: 'x' as 'observed' })).rejects.toThrow('statuses');
    const simulator = await start();
    expect(() => simulator.core.setOptions({ speeed: 1 } as object)).toThrow('speeed');
  });
});

describe('control routes', () => {
  test('read and change the simulator from another process, without a key', async () => {
    const simulator = await start();
    const base = simulator.url.replace('/v1.3', '/_simulator');
    const json = async (path: string, init?: RequestInit): Promise<unknown> => (await fetch(base + path, init)).json();
    expect(await json('/health')).toEqual({ status: 'ok' });
    await submit(simulator);
    expect(await json('/tasks')).toEqual([expect.objectContaining({ videoUrl: `${fileUrl}/a.mp4` })]);
    expect(await json('/requests')).toEqual([expect.objectContaining({ method: 'POST', path: '/tasks' })]);
    simulator.core.addTask({ url: 'https://x.example/s.mp4', duration: 5 });
    expect(await json('/billing')).toMatchObject({
      sources: { 'https://x.example/s.mp4': { submissions: 1, seconds: 5 } },
    });
    await fetch(`${base}/options`, { method: 'PATCH', body: '{"apiKeys":[]}' });
    expect((await call(simulator, 'GET', '/tasks')).status).toBe(401);
    const rule = { route: 'GET /tasks', effect: { kind: 'status', status: 502 } };
    expect((await fetch(`${base}/faults`, { method: 'POST', body: JSON.stringify(rule) })).status).toBe(204);
    expect((await call(simulator, 'GET', '/tasks')).status).toBe(502);
    await fetch(`${base}/faults`, { method: 'DELETE' });
    expect((await call(simulator, 'GET', '/tasks')).status).toBe(401);
    expect((await fetch(`${base}/faults`, { method: 'POST', body: '{"route":"x"}' })).status).toBe(400);
    expect((await fetch(`${base}/options`, { method: 'PATCH', body: '{' })).status).toBe(400);
  });
});
