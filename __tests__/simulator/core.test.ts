import { describe, expect, test } from '@jest/globals';
import { createCore } from '../../simulator/core.ts';
import { rateLimited } from '../../simulator/faults.ts';
import type { FetchedVideo } from '../../simulator/fetch-video.ts';
import { getModelLimits, judgeVideo } from '../../simulator/media-rules.ts';
import { defaultIndexId, defaultOptions } from '../../simulator/options.ts';
import { seededRandom } from '../../simulator/random.ts';
import {
  FACTS as facts,
  type Lab,
  createLab as lab,
  send,
  START as start,
  tenSeconds,
  toForm,
  toRequest,
} from './lab.ts';

function minutes(count: number): FetchedVideo {
  return { kind: 'video', filename: 'a.mp4', facts: { ...facts, duration: count * 60 } };
}

async function story(play: Lab, seconds: number): Promise<string[]> {
  const { body } = await play.submit();
  const seen: string[] = [];
  for (let second = 0; second <= seconds; second += 1) {
    const status = (await play.get(`/tasks/${body._id}`)).body.status ?? '';
    if (seen.at(-1) !== status) seen.push(status);
    play.pass(1);
  }
  return seen;
}

describe('a task', () => {
  test('passes through the documented statuses in the configured time', async () => {
    const play = lab();
    expect(await story(play, 25)).toEqual(['validating', 'pending', 'queued', 'indexing', 'ready']);
    const [task] = play.core.tasks();
    expect((task?.readyAt ?? 0) - (task?.createdAt ?? 0)).toBe(19_500);
  });

  test('passes through the observed statuses, and through an unknown one', async () => {
    const play = lab({ statuses: 'observed', extraStatus: 'polishing' });
    expect(await story(play, 25)).toEqual(['uploading', 'queued', 'indexing', 'polishing', 'ready']);
  });

  test('has dates that change with its status, on the clock of the client', async () => {
    const play = lab({ speed: 10 });
    const { body } = await play.submit();
    play.pass(100);
    const task = (await play.get(`/tasks/${body._id}`)).body;
    expect(task.created_at).toBe(new Date(start).toISOString());
    expect(task.updated_at).toBe(new Date(start + 1950).toISOString());
    expect(play.core.requests.at(-1)?.at).toBe(start + 10_000);
  });

  test('stays validating while its download is slow', async () => {
    let deliverVideo: (video: FetchedVideo) => void = () => undefined;
    let now = start;
    const core = createCore({
      options: defaultOptions,
      clock: { now: () => now },
      random: seededRandom(1),
      fetchVideo: () => new Promise((resolve) => (deliverVideo = resolve)),
    });
    await send(core, toForm('/tasks', { index_id: defaultIndexId, video_url: 'https://x.example/slow.mp4' }));
    now += 1000_000;
    expect(core.tasks()[0]?.status).toBe('validating');
    deliverVideo(tenSeconds('https://x.example/slow.mp4'));
    await new Promise((resolve) => setImmediate(resolve));
    expect(core.tasks()[0]?.status).toBe('pending');
  });

  test('never ends if it is stuck, and continues from the status it was seeded with', async () => {
    const play = lab({ stuckWhenUrlIncludes: 'stuck' });
    await play.submit('https://x.example/stuck.mp4');
    play.core.addTask({ status: 'indexing' });
    play.core.addTask({ status: 'odd' });
    play.pass(1e6);
    expect(play.core.tasks().map(({ status }) => status)).toEqual(['indexing', 'ready', 'odd']);
  });
});

describe('the limits of a plan', () => {
  test('make tasks wait in the queue in their order of arrival', async () => {
    const play = lab({ concurrency: 2 });
    for (let n = 0; n < 5; n += 1) await play.submit();
    const statuses = (): string[] => play.core.tasks().map(({ status }) => status);
    play.pass(7);
    expect(statuses()).toEqual(['indexing', 'indexing', 'queued', 'queued', 'queued']);
    play.pass(13.5);
    expect(statuses()).toEqual(['ready', 'ready', 'indexing', 'indexing', 'queued']);
    play.pass(1000);
    const ready = play.core.tasks().map(({ readyAt, createdAt }) => (readyAt ?? 0) - createdAt);
    expect(ready).toEqual([19_500, 19_500, 33_000, 33_000, 46_500]);
  });

  test('can reject tasks beyond the concurrency', async () => {
    const play = lab({ concurrency: 1, overConcurrency: 'reject' });
    expect((await play.submit()).status).toBe(201);
    expect((await play.submit()).status).toBe(429);
    play.pass(100);
    expect((await play.submit()).status).toBe(201);
  });

  test('allow a number of requests per minute, with headers of four kinds', async () => {
    const rateLimits = { perMinute: 2, perDay: 3, mediaMinutesPerHour: null, mediaMinutesPerDay: null };
    const play = lab({ rateLimits, speed: 10 });
    expect((await play.submit()).headers['x-ratelimit-request-remaining']).toBe('1');
    await play.submit();
    const refused = await play.submit();
    expect([refused.status, refused.body.code]).toEqual([429, 'too_many_requests']);
    expect(refused.headers['retry-after']).toBe('6');
    play.core.setOptions({ rateHeaders: 'request-reset', retryAfterText: 'seconds' });
    const reset = String(start / 1000 + 6);
    const later = await play.submit();
    expect(later.headers).toMatchObject({ 'x-ratelimit-request-reset': reset, 'x-ratelimit-request-remaining': '0' });
    expect(later.body.message).toContain('in 6 seconds');
    play.core.setOptions({ rateHeaders: 'v1.2', emptyRateLimitBody: true });
    const empty = await play.submit();
    expect([empty.headers['x-ratelimit-reset'], empty.body]).toEqual([reset, {}]);
    play.core.setOptions({ rateHeaders: 'none' });
    expect(Object.keys((await play.submit()).headers)).toEqual(['x-api-version']);
    expect((await play.get('/tasks')).status).toBe(200);
    play.pass(60);
    play.core.setOptions({ rateHeaders: 'retry-after' });
    expect((await play.submit()).status).toBe(201);
    expect((await play.submit()).headers['retry-after']).toBe(String((86_400 - 60) / 10));
    expect(play.core.tasks()).toHaveLength(3);
  });

  test('allow a number of minutes of video per hour', async () => {
    const rateLimits = { perMinute: null, perDay: null, mediaMinutesPerHour: 90, mediaMinutesPerDay: null };
    const play = lab({ rateLimits, fetchOn: 'create' }, () => minutes(60));
    expect([(await play.submit()).status, (await play.submit()).status]).toEqual([201, 201]);
    expect((await play.submit()).status).toBe(429);
    play.pass(3600);
    expect((await play.submit()).status).toBe(201);
  });

  test('have headers that count requests and seconds of video', async () => {
    const rateLimits = { perMinute: 60, perDay: null, mediaMinutesPerHour: 90, mediaMinutesPerDay: null };
    const play = lab({ rateLimits, fetchOn: 'create', rateHeaders: 'dimensions' }, () => minutes(60));
    await play.submit();
    expect((await play.submit()).headers).toMatchObject({
      'x-ratelimit-dimensions': 'Duration,Request',
      'x-ratelimit-duration-limit': '5400',
      'x-ratelimit-duration-remaining': '1800',
      'x-ratelimit-request-limit': '60',
      'x-ratelimit-request-remaining': '58',
    });
    const refused = await play.submit();
    expect([refused.status, refused.body.code]).toEqual([429, 'too_many_requests']);
    expect(refused.body.message).toContain('The request was not processed and no task was created.');
    expect(refused.headers).toMatchObject({
      'retry-after': '3600',
      'x-ratelimit-duration-remaining': '0',
      'x-ratelimit-request-remaining': '58',
    });
    expect(play.core.tasks()).toHaveLength(2);
    play.core.setOptions({ rateLimits: { ...rateLimits, mediaMinutesPerHour: null } });
    expect((await play.submit()).headers['x-ratelimit-dimensions']).toBe('Request');
  });

  test('refuse a submission, or fail a task, once the lifetime quota is used up', async () => {
    const play = lab({ quotaMinutes: 100, fetchOn: 'create' }, () => minutes(60));
    expect((await play.submit()).status).toBe(201);
    const refused = await play.submit();
    expect([refused.status, refused.body.code]).toEqual([400, 'usage_limit_exceeded']);
    play.core.setOptions({ fetchOn: 'task' });
    const { body } = await play.submit();
    play.pass(100);
    const task = await play.get(`/tasks/${body._id}`);
    expect([task.body.status, task.body.error_reason?.includes('100 minutes')]).toEqual(['failed', true]);
  });

  test('refuse a submission to a full index', async () => {
    const play = lab({ capacity: { videos: 2, hours: 1.5 }, fetchOn: 'create' }, () => minutes(60));
    expect((await play.submit()).status).toBe(201);
    expect((await play.submit()).body.code).toBe('usage_limit_exceeded');
    play.core.setOptions({ capacity: { videos: 1, hours: null } });
    expect((await play.submit()).body.code).toBe('usage_limit_exceeded');
  });
});

test.each([
  [{ duration: 3.9 }, 'video_duration_too_short'],
  [{ duration: 14_401 }, 'video_duration_too_long'],
  [{ width: 640, height: 350 }, 'video_resolution_too_low'],
  [{ width: 5186, height: 2161 }, 'video_resolution_too_high'],
  [{ width: 2161, height: 5184 }, 'video_resolution_too_high'],
  [{ width: 1000, height: 400 }, 'video_resolution_invalid_aspect_ratio'],
  [{ size: 2 * 1024 ** 3 + 1 }, 'video_filesize_too_large'],
  [{ duration: 14_400, width: 5184, height: 2160 }, undefined],
  [{ duration: 4, width: 360, height: 360 }, undefined],
])('an index of marengo3.0 judges a video with %j as %s', (changes, code) => {
  expect(judgeVideo({ ...facts, duration: 10, ...changes }, getModelLimits(['marengo3.0']))?.code).toBe(code);
});

test('an index of two models has the stricter limits', () => {
  const limits = getModelLimits(['marengo3.0', 'pegasus1.2']);
  expect([limits.maxSeconds, limits.accepting]).toEqual([3600, true]);
});

describe('fault rules', () => {
  test('count the calls of their own route', async () => {
    const play = lab();
    play.core.fault({ route: 'GET /tasks/:id', calls: [2], effect: { kind: 'status', status: 502 } });
    play.core.fault({ route: '*', calls: { from: 5 }, effect: { kind: 'status', status: 503 } });
    const { body } = await play.submit();
    const statuses: number[] = [];
    for (let n = 0; n < 4; n += 1) {
      await play.core.deliver(toRequest('GET', `/tasks/${body._id}`));
      statuses.push(play.core.requests.at(-1)?.status ?? 0);
    }
    expect(statuses).toEqual([200, 502, 200, 503]);
    play.core.clearFaults();
    expect((await play.get('/tasks')).status).toBe(200);
  });

  test('apply before or after the request is processed', async () => {
    const play = lab();
    play.core.fault({ route: 'POST /tasks', calls: [1], effect: { kind: 'drop', at: 'before' } });
    play.core.fault({ route: 'POST /tasks', calls: [2], processed: true, effect: { kind: 'drop', at: 'before' } });
    await expect(play.submit()).rejects.toThrow('drop');
    expect(play.core.tasks()).toHaveLength(0);
    await expect(play.submit()).rejects.toThrow('drop');
    expect(play.core.tasks()).toHaveLength(1);
    const record = expect.objectContaining({
      status: null,
      fields: expect.objectContaining({ index_id: defaultIndexId }),
    });
    expect(play.core.requests).toEqual([record, record]);
  });

  test('alter lists and bodies', async () => {
    const play = lab();
    for (let n = 0; n < 4; n += 1) play.core.addTask();
    play.core.fault({ route: 'GET /tasks', calls: [1], effect: { kind: 'duplicate' } });
    play.core.fault({ route: 'GET /tasks', calls: [2], effect: { kind: 'omit', every: 2 } });
    play.core.fault({ route: 'GET /tasks', calls: [3], effect: { kind: 'bytes', count: 5000 } });
    expect((await play.get('/tasks')).body.data).toHaveLength(8);
    const omitted = await play.get('/tasks');
    expect([omitted.body.data?.length, omitted.body.page_info?.total_results]).toEqual([2, 4]);
    expect(String((await play.get('/tasks')).body)).toHaveLength(4998);
  });

  test('announce a rate limit in five ways', async () => {
    const effects = [
      rateLimited.retryAfterSeconds(7),
      rateLimited.retryAfterDate(new Date(start)),
      rateLimited.requestReset(start / 1000),
      rateLimited.messageOnly(),
      rateLimited.silent(),
    ];
    const play = lab();
    for (const [place, effect] of effects.entries())
      play.core.fault({ route: 'GET /tasks', calls: [place + 1], effect });
    const values: (string | undefined)[] = [];
    for (const _ of effects) {
      const { status, headers, body } = await play.get('/tasks');
      expect(status).toBe(429);
      values.push(headers['retry-after'] ?? headers['x-ratelimit-request-reset'] ?? body.code);
    }
    expect(values).toEqual([
      '7',
      'Mon, 23 Nov 2026 12:00:00 GMT',
      String(start / 1000),
      'too_many_requests',
      undefined,
    ]);
  });
});

test('the simulator handles ten thousand tasks in little time', async () => {
  const play = lab({ concurrency: 1000 });
  const from = performance.now();
  for (let n = 0; n < 10_000; n += 1) play.core.addTask({ status: 'queued', userMetadata: { gha_source: `s${n}` } });
  for (let n = 0; n < 10_000; n += 100) {
    const found = await play.get(`/indexes/${defaultIndexId}/indexed-assets?gha_source=s${n}`);
    expect(found.body.data).toHaveLength(1);
  }
  for (let page = 1; page <= 200; page += 1) await play.get(`/tasks?page_limit=50&page=${page}`);
  play.pass(1e6);
  expect((await play.get('/tasks?status=ready')).body.page_info?.total_results).toBe(10_000);
  expect(performance.now() - from).toBeLessThan(30_000);
});
