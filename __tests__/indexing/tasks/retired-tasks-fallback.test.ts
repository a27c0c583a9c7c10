import { describe, expect, test } from '@jest/globals';
import { defaultIndexId } from '../../../simulator/options.ts';
import type { MemoryHarness, MemoryHarnessOptions, MemoryRun } from '../../support/memory-harness.ts';
import { createMemoryHarness } from '../../support/memory-harness.ts';

const GONE = { retired: ['/tasks'] } as const;
const URLS = Array.from({ length: 4 }, (_, n) => `https://videos.example/${n}.mp4`);
const LIST = { video_url: URLS.join('\n'), max_in_flight: '2' };

/** Each video once, all of them ready, by ids that serve a later run; and the turn of the road told at most once. */
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
  expect(run.lines.filter((line) => line.includes('no tasks any more')).length).toBeLessThan(2);
}

const REFUSED = { 'POST /tasks 404': true, 'POST /tasks 410': true };

type Case = readonly [string, MemoryHarnessOptions];
const WAYS: readonly Case[] = [
  ['404 endpoint_not_exists', {}],
  ['410 without a word', { retiredStatus: 410, errorShape: 'empty' }],
  ['404 api_upgrade_required', { retiredCode: 'api_upgrade_required' }],
];
const VIEWS: readonly Case[] = [
  ['names the video at once', {}],
  ['names the video only after success', { videoIdOnCreate: false }],
  ['names it late, and tells metadata in lists', { videoIdOnCreate: false, listUserMetadata: true }],
  ['hides unfinished items', { listUnfinished: false, getUnfinished: false }],
  ['names it late, and hides', { videoIdOnCreate: false, listUnfinished: false, getUnfinished: false }],
  ['lists with a delay', { listDelaySeconds: 8 }],
];

test.each([...WAYS, ...VIEWS])('/tasks is gone (%s) from any request of a run on', async (_name, options) => {
  let turned = 0;
  for (let after = 0; after < 18; after++) {
    const harness = createMemoryHarness({ ...GONE, ...options, retiredAfterRequests: after });
    const run = await harness.run(LIST);
    expectAllOnce(harness, run);
    // Only those that were on their way ask in vain.
    const refused = harness.core.requests.filter(
      ({ method, path, status }) => `${method} ${path} ${status}` in REFUSED,
    );
    expect(refused.length).toBeLessThanOrEqual(2);
    if (new Set(harness.core.tasks().map(({ road }) => road)).size === 2) turned += 1;
  }
  expect(turned).toBeGreaterThan(5);
});

describe.each(WAYS)('while a video of an hour is watched, /tasks answers %s', (_way, how) => {
  test.each(VIEWS)('on a platform that %s', async (_view, options) => {
    for (const videos of [1, 2]) {
      const facts = { duration: 3_600, width: 640, height: 360, fps: 25, size: 1_000_000, hasAudio: true };
      const harness = createMemoryHarness({
        ...{ ...GONE, ...how, ...options, retiredAfterSeconds: 300 },
        video: (url) => ({ kind: 'video', filename: url, facts }),
      });
      const run = await harness.run({ video_url: URLS.slice(0, videos).join('\n') });
      expectAllOnce(harness, run);
      expect(run.results.map(({ task_id }) => task_id)).toEqual(run.results.map(({ video_id }) => video_id));
      expect(run.lines.join('\n')).toContain('what is under way is watched in its index');
    }
  });
});

test('what a lost answer left behind is found without tasks', async () => {
  const harness = createMemoryHarness({ ...GONE, retiredAfterRequests: 1 });
  harness.core.fault({ route: 'POST /tasks', calls: [1], processed: true, effect: { kind: 'drop', at: 'before' } });
  const run = await harness.run({});
  expectAllOnce(harness, run);
  expect(harness.core.tasks()).toHaveLength(1);
});

test('what may be hidden is not submitted again', async () => {
  const harness = createMemoryHarness({ ...GONE, retiredAfterRequests: 0, listUnfinished: false });
  harness.core.fault({ route: 'POST /tasks', calls: [1], effect: { kind: 'status', status: 502 } });
  const run = await harness.run({ timeout_minutes: '10' });
  expect(run.results[0]).toMatchObject({ status: 'unconfirmed', task_id: null });
  expect(harness.core.tasks()).toHaveLength(0);
});

test('what an earlier run left hidden under way is waited for, and not submitted again', async () => {
  const harness = createMemoryHarness({
    ...GONE,
    listUnfinished: false,
    getUnfinished: false,
    retiredAfterRequests: 6,
  });
  await harness.run({ wait: 'false' });
  const run = await harness.run({ reuse: 'true' });
  expect(run.lines.join('\n')).toContain('waiting until it can be told');
  expect(run.results[0]).toMatchObject({ status: 'ready', reused: true });
  expect(harness.core.tasks()).toHaveLength(1);
});

test('a step that does not wait turns to assets as well', async () => {
  const harness = createMemoryHarness({ ...GONE, retiredAfterRequests: 2 });
  const run = await harness.run({ ...LIST, wait: 'false' });
  expect(run.results.map(({ status }) => status)).toEqual(URLS.map(() => 'submitted'));
  expect(harness.core.tasks()).toHaveLength(URLS.length);
});

test('endpoint: tasks submits nothing more, and watches what is under way to its end', async () => {
  const harness = createMemoryHarness({ ...GONE, retiredAfterRequests: 2 });
  const run = await harness.run({ ...LIST, endpoint: 'tasks' });
  const ends = run.results.map(({ status, error }) => `${status} ${error?.code}`);
  const rejected = 'rejected endpoint_not_exists';
  expect(ends).toEqual(['ready undefined', 'ready undefined', rejected, rejected]);
  expect(run.lines.join('\n')).not.toContain('videos go in as assets');
});

test('410 about one task is not taken for the end of all', async () => {
  const harness = createMemoryHarness();
  harness.core.fault({ route: 'GET /tasks/:id', effect: { kind: 'status', status: 410 } });
  const run = await harness.run({});
  expect(run.results[0]).toMatchObject({ status: 'unknown', task_id: harness.core.tasks()[0]?.id });
  expect(run.lines.join('\n')).not.toContain('no tasks any more');
});

test('a list that fails in its own way decides nothing', async () => {
  const harness = createMemoryHarness();
  const effect = { kind: 'status', status: 410 } as const;
  harness.core.fault({ route: 'GET /tasks/:id', calls: { from: 1, to: 4 }, effect });
  harness.core.fault({ route: 'GET /tasks', effect: { kind: 'status', status: 503 } });
  const run = await harness.run({});
  expect(run.succeeded).toBe(true);
  expect(run.results[0]?.task_id).toBe(harness.core.tasks()[0]?.id);
});

test('what timed out after the turn can be resumed by the id that is told', async () => {
  const harness = createMemoryHarness({ ...GONE, retiredAfterSeconds: 4, stuckWhenUrlIncludes: '1.mp4' });
  const first = await harness.run({ ...LIST, timeout_minutes: '5' });
  const [ready, stuck] = first.results;
  expect([ready?.status, stuck?.status]).toEqual(['ready', 'timed_out']);
  expect(stuck?.task_id).toBe(stuck?.video_id);
  const again = await harness.run({ task_id: `${stuck?.task_id}`, index_id: defaultIndexId, timeout_minutes: '1' });
  expect(again.results[0]).toMatchObject({ status: 'timed_out', name: '1.mp4', video_id: stuck?.video_id });
});

describe('resuming by task_id when there are no tasks any more', () => {
  const inputs = (ids: readonly string[]): Record<string, string> => ({ task_id: ids.join('\n') });
  const index_id = defaultIndexId;

  test.each(['true', 'false'])(
    'works by the id of the video, for many at a request per 50 (wait: %s)',
    async (wait) => {
      const harness = createMemoryHarness(GONE);
      const ids = Array.from({ length: 60 }, () => harness.core.addTask({ status: 'ready' }).videoId);
      const run = await harness.run({ ...inputs(ids), index_id, wait });
      expect(run.results.map(({ status, task_id }) => [status, task_id])).toEqual(ids.map((id) => ['ready', id]));
      const looks = harness.core.requests.filter(({ path }) => path.startsWith('/indexes'));
      expect(looks.length).toBeLessThanOrEqual(10 + Math.ceil(60 / 50));
    },
  );

  test.each([
    ['with an index', { index_id }],
    ['without', {}],
  ])('by the id of a task is rejected and says what to give instead (%s)', async (_how, more) => {
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
  ])('goes on where tasks are retired in the middle of it (%s)', async (_how, more) => {
    for (const count of [1, 2]) {
      const harness = createMemoryHarness({ ...GONE, retiredAfterSeconds: 5 });
      const tasks = Array.from({ length: count }, () => harness.core.addTask({ status: 'queued', duration: 100 }));
      const run = await harness.run({ ...inputs(tasks.map(({ id }) => id)), ...more });
      const ends = run.results.map(({ status, task_id }) => [status, task_id]);
      expect(ends).toEqual(tasks.map(({ videoId }) => ['ready', videoId]));
    }
  });
});
