import { describe, expect, test } from '@jest/globals';
import { defaultIndexId } from '../../../simulator/options.ts';
import type { MemoryHarness, MemoryHarnessOptions, MemoryRun } from '../../support/memory-harness.ts';
import { createMemoryHarness } from '../../support/memory-harness.ts';

const GONE = { retired: ['/tasks'] } as const;
const URLS = Array.from({ length: 4 }, (_, n) => `https://videos.example/${n}.mp4`);
const LIST = { video_url: URLS.join('\n'), max_in_flight: '2' };

/** Each video once, all of them ready, with IDs that a later run can use; and the retirement logged at most once. */
function expectAllOnce(harness: MemoryHarness, run: MemoryRun): void {
  const items = harness.core.tasks();
  expect(items.map(({ videoUrl }) => videoUrl).toSorted()).toEqual(run.results.map(({ source }) => source));
  expect(run.results.map(({ status }) => status)).toEqual(run.results.map(() => 'ready'));
  expect(run.succeeded).toBe(true);
  for (const result of run.results) {
    const item = items.find(({ videoUrl }) => videoUrl === result.source);
    expect(result.video_id).toBe(item?.videoId);
    expect([item?.id, item?.videoId]).toContain(result.task_id);
  }
  expect(run.lines.filter((line) => line.includes('no longer has tasks')).length).toBeLessThan(2);
}

const REFUSED = { 'POST /tasks 404': true, 'POST /tasks 410': true };

type Case = readonly [string, MemoryHarnessOptions];
const WAYS: readonly Case[] = [
  ['404 endpoint_not_exists', {}],
  ['410 and an empty body', { retiredStatus: 410, errorShape: 'empty' }],
  ['404 api_upgrade_required', { retiredCode: 'api_upgrade_required' }],
];
const VIEWS: readonly Case[] = [
  ['returns the video ID at once', {}],
  ['returns the video ID only after success', { videoIdOnCreate: false }],
  ['returns it late, and lists metadata', { videoIdOnCreate: false, listUserMetadata: true }],
  ['does not list unfinished videos', { listUnfinished: false, getUnfinished: false }],
  [
    'returns it late, and does not list unfinished videos',
    { videoIdOnCreate: false, listUnfinished: false, getUnfinished: false },
  ],
  ['lists with a delay', { listDelaySeconds: 8 }],
];

test.each([...WAYS, ...VIEWS])(
  'indexes each video once when /tasks is retired at any request (%s)',
  async (_name, options) => {
    let turned = 0;
    for (let after = 0; after < 18; after++) {
      const harness = createMemoryHarness({ ...GONE, ...options, retiredAfterRequests: after });
      const run = await harness.run(LIST);
      expectAllOnce(harness, run);
      // Only requests in flight are refused.
      const refused = harness.core.requests.filter(
        ({ method, path, status }) => `${method} ${path} ${status}` in REFUSED,
      );
      expect(refused.length).toBeLessThanOrEqual(2);
      if (new Set(harness.core.tasks().map(({ ingestMethod }) => ingestMethod)).size === 2) turned += 1;
    }
    expect(turned).toBeGreaterThan(5);
  },
);

describe.each(WAYS)('when /tasks responds with %s while a video of an hour is polled', (_way, how) => {
  test.each(VIEWS)('the video becomes ready on a platform that %s', async (_view, options) => {
    for (const videos of [1, 2]) {
      const facts = { duration: 3_600, width: 640, height: 360, fps: 25, size: 1_000_000, hasAudio: true };
      const harness = createMemoryHarness({
        ...{ ...GONE, ...how, ...options, retiredAfterSeconds: 300 },
        video: (url) => ({ kind: 'video', filename: url, facts }),
      });
      const run = await harness.run({ video_url: URLS.slice(0, videos).join('\n') });
      expectAllOnce(harness, run);
      expect(run.results.map(({ task_id }) => task_id)).toEqual(run.results.map(({ video_id }) => video_id));
      expect(run.lines.join('\n')).toContain('Submitted videos are polled in their index');
    }
  });
});

test('finds the video of a lost response without tasks', async () => {
  const harness = createMemoryHarness({ ...GONE, retiredAfterRequests: 1 });
  harness.core.fault({ route: 'POST /tasks', calls: [1], processed: true, effect: { kind: 'drop', at: 'before' } });
  const run = await harness.run({});
  expectAllOnce(harness, run);
  expect(harness.core.tasks()).toHaveLength(1);
});

test('does not resubmit a video that the index may not list yet', async () => {
  const harness = createMemoryHarness({ ...GONE, retiredAfterRequests: 0, listUnfinished: false });
  harness.core.fault({ route: 'POST /tasks', calls: [1], effect: { kind: 'status', status: 502 } });
  const run = await harness.run({ timeout_minutes: '10' });
  expect(run.results[0]).toMatchObject({ status: 'unconfirmed', task_id: null });
  expect(harness.core.tasks()).toHaveLength(0);
});

test('waits for an unlisted video of an earlier run instead of resubmitting it', async () => {
  const harness = createMemoryHarness({
    ...GONE,
    listUnfinished: false,
    getUnfinished: false,
    retiredAfterRequests: 7,
  });
  await harness.run({ wait: 'false' });
  const run = await harness.run({ reuse: 'true' });
  expect(run.lines.join('\n')).toContain('cannot be read yet. Waiting for it.');
  expect(run.results[0]).toMatchObject({ status: 'ready', reused: true });
  expect(harness.core.tasks()).toHaveLength(1);
});

test('falls back to assets when the step does not wait', async () => {
  const harness = createMemoryHarness({ ...GONE, retiredAfterRequests: 2 });
  const run = await harness.run({ ...LIST, wait: 'false' });
  expect(run.results.map(({ status }) => status)).toEqual(URLS.map(() => 'submitted'));
  expect(harness.core.tasks()).toHaveLength(URLS.length);
});

test('submits nothing more with `endpoint: tasks`, and polls the submitted videos until they are done', async () => {
  const harness = createMemoryHarness({ ...GONE, retiredAfterRequests: 2 });
  const run = await harness.run({ ...LIST, endpoint: 'tasks' });
  const ends = run.results.map(({ status, error }) => `${status} ${error?.code}`);
  const rejected = 'rejected endpoint_not_exists';
  expect(ends).toEqual(['ready undefined', 'ready undefined', rejected, rejected]);
  expect(run.lines.join('\n')).not.toContain('submitted as assets');
});

test('does not take 410 for one task as the retirement of all tasks', async () => {
  const harness = createMemoryHarness();
  harness.core.fault({ route: 'GET /tasks/:id', effect: { kind: 'status', status: 410 } });
  const run = await harness.run({});
  expect(run.results[0]).toMatchObject({ status: 'unknown', task_id: harness.core.tasks()[0]?.id });
  expect(run.lines.join('\n')).not.toContain('no longer has tasks');
});

test('does not take another error of the list as the retirement of tasks', async () => {
  const harness = createMemoryHarness();
  const effect = { kind: 'status', status: 410 } as const;
  harness.core.fault({ route: 'GET /tasks/:id', calls: { from: 1, to: 4 }, effect });
  harness.core.fault({ route: 'GET /tasks', effect: { kind: 'status', status: 503 } });
  const run = await harness.run({});
  expect(run.succeeded).toBe(true);
  expect(run.results[0]?.task_id).toBe(harness.core.tasks()[0]?.id);
});

test('outputs an ID by which a video that timed out after the retirement can be resumed', async () => {
  const harness = createMemoryHarness({ ...GONE, retiredAfterSeconds: 4, stuckWhenUrlIncludes: '1.mp4' });
  const first = await harness.run({ ...LIST, timeout_minutes: '5' });
  const [ready, stuck] = first.results;
  expect([ready?.status, stuck?.status]).toEqual(['ready', 'timed_out']);
  expect(stuck?.task_id).toBe(stuck?.video_id);
  const again = await harness.run({ task_id: `${stuck?.task_id}`, index_id: defaultIndexId, timeout_minutes: '1' });
  expect(again.results[0]).toMatchObject({ status: 'timed_out', name: '1.mp4', video_id: stuck?.video_id });
});

describe('resuming by task_id after tasks are retired', () => {
  const inputs = (ids: readonly string[]): Record<string, string> => ({ task_id: ids.join('\n') });
  const index_id = defaultIndexId;

  test.each(['true', 'false'])('accepts video IDs, with one request per 50 of them (wait: %s)', async (wait) => {
    const harness = createMemoryHarness(GONE);
    const ids = Array.from({ length: 60 }, () => harness.core.addTask({ status: 'ready' }).videoId);
    const run = await harness.run({ ...inputs(ids), index_id, wait });
    expect(run.results.map(({ status, task_id }) => [status, task_id])).toEqual(ids.map((id) => ['ready', id]));
    const polls = harness.core.requests.filter(({ path }) => path.startsWith('/indexes'));
    expect(polls.length).toBeLessThanOrEqual(10 + Math.ceil(60 / 50));
  });

  test.each([
    ['with an index', { index_id }],
    ['without', {}],
  ])('rejects a task ID and names what to use instead (%s)', async (_how, more) => {
    const harness = createMemoryHarness(GONE);
    const { id } = harness.core.addTask({ status: 'indexing' });
    for (const wait of ['true', 'false']) {
      const run = await harness.run({ ...inputs([id]), ...more, wait });
      expect(run.results[0]).toMatchObject({ status: 'rejected', task_id: id, error: { code: 'tasks_retired' } });
      expect(run.results[0]?.error?.hint).toContain('`video_id`');
      expect(run.tookMs).toBeLessThan(60_000);
    }
  });

  test.each([
    ['with an index', { index_id }],
    ['without', {}],
  ])('continues when tasks are retired meanwhile (%s)', async (_how, more) => {
    for (const count of [1, 2]) {
      const harness = createMemoryHarness({ ...GONE, retiredAfterSeconds: 5 });
      const tasks = Array.from({ length: count }, () => harness.core.addTask({ status: 'queued', duration: 100 }));
      const run = await harness.run({ ...inputs(tasks.map(({ id }) => id)), ...more });
      const ends = run.results.map(({ status, task_id }) => [status, task_id]);
      expect(ends).toEqual(tasks.map(({ videoId }) => ['ready', videoId]));
    }
  });
});
