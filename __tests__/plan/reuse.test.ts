import { describe, expect, test } from '@jest/globals';
import { hashSourceKey } from '../../src/sources/source-key.ts';
import { INGEST_METHODS } from '../support/ingest-methods.ts';
import type { MemoryHarness, MemoryHarnessOptions } from '../support/memory-harness.ts';
import { createMemoryHarness } from '../support/memory-harness.ts';

const REUSE = { reuse: 'true', max_in_flight: '1000' };

function links(count: number): string {
  return Array.from({ length: count }, (_, n) => `https://videos.example/${n}.mp4`).join('\n');
}

/** The requests of what `play` does, by method. */
async function requestsOf(
  harness: MemoryHarness,
  play: () => Promise<unknown>,
): Promise<{ get: number; post: number }> {
  const before = harness.core.requests.length;
  await play();
  const methods = harness.core.requests.slice(before).map(({ method }) => method);
  return {
    get: methods.filter((method) => method === 'GET').length,
    post: methods.filter((method) => method !== 'GET').length,
  };
}

describe('a second run', () => {
  test.each([1, 60, 500])(
    'of %i videos sends one request per 50 videos and 2 more if lists contain metadata',
    async (count) => {
      const harness = createMemoryHarness({ listUserMetadata: true, concurrency: 1_000 });
      const inputs = { ...REUSE, video_url: links(count) };
      const first = await harness.run(inputs);
      const cost = await requestsOf(harness, async () => {
        const second = await harness.run(inputs);
        expect(second.results.map(({ video_id, status, reused }) => [video_id, status, reused])).toEqual(
          first.results.map(({ video_id }) => [video_id, 'ready', true]),
        );
      });
      expect(cost.post).toBe(0);
      expect(cost.get).toBeLessThanOrEqual(Math.ceil(count / 50) + 2);
    },
  );

  test.each([
    [1, 3],
    [60, 2 * 60 + 4],
    [500, 2 * 500 + 4],
  ])('of %i videos sends at most %i requests if lists do not contain metadata', async (count, most) => {
    const harness = createMemoryHarness({ concurrency: 1_000 });
    const inputs = { ...REUSE, video_url: links(count) };
    await harness.run(inputs);
    const cost = await requestsOf(harness, async () => {
      expect((await harness.run(inputs)).outputs['reused_count']).toBe(String(count));
    });
    expect(cost.post).toBe(0);
    expect(cost.get).toBeLessThanOrEqual(most);
  });
});

/** Runs `links` without waiting and then again; `adopted`: the second run adopted every task of the first. */
async function resumed(
  options: MemoryHarnessOptions,
  links: string,
): Promise<{ harness: MemoryHarness; adopted: boolean }> {
  const harness = createMemoryHarness(options);
  const inputs = { ...REUSE, video_url: links };
  const first = await harness.run({ ...inputs, wait: 'false' });
  const second = await harness.run(inputs);
  const ids = (run: typeof first): readonly unknown[] => run.results.map(({ task_id }) => task_id);
  const adopted = second.succeeded && second.results.every(({ reused }) => reused);
  return { harness, adopted: adopted && String(ids(first)) === String(ids(second)) };
}

describe('a video that an earlier run left in progress', () => {
  const HIDDEN = { listUnfinished: false };
  const UNREADABLE = { listUnfinished: false, getUnfinished: false };

  test.each([
    ['it is listed', {}],
    ['lists omit it', HIDDEN],
    ['only its task is readable', UNREADABLE],
  ])('is adopted if %s', async (_what, options) => {
    const { harness, adopted } = await resumed(options, links(2));
    expect([adopted, harness.core.tasks().length]).toEqual([true, 2]);
  });

  test.each([
    ['the undecoded last part of its link', UNREADABLE, 'a%2520b.mp4'],
    ['an unrelated name, but is readable', HIDDEN, 'upload-7.bin'],
  ])('is adopted if it has %s', async (_what, options, name) => {
    const harness = createMemoryHarness(options);
    const gha_source = hashSourceKey('url:https://videos.example/a%20b.mp4');
    const url = `https://elsewhere.example/${name}`;
    const task = harness.core.addTask({ url, status: 'indexing', userMetadata: { gha_source } });
    const { results } = await harness.run({ ...REUSE, video_url: 'https://videos.example/a%20b.mp4' });
    expect(results[0]).toMatchObject({ status: 'ready', reused: true, task_id: task.id });
    expect(harness.core.tasks()).toHaveLength(1);
  });

  test('is adopted if there are 130 of them and lists omit them', async () => {
    const { harness, adopted } = await resumed({ ...HIDDEN, concurrency: 10 }, links(130));
    expect([adopted, harness.core.tasks().length]).toEqual([true, 130]);
  });

  test('is adopted if it becomes ready between two lookups and was not listed before', async () => {
    const harness = createMemoryHarness({ ...HIDDEN, indexingBaseSeconds: 0.01, indexingPerSecond: 0, jitter: 0 });
    const gha_source = hashSourceKey('url:https://videos.example/0.mp4');
    let theirs = '';
    const { results } = await harness.run(
      { ...REUSE, video_url: links(1) },
      {
        onSend: () => {
          const url = 'https://videos.example/0.mp4';
          theirs ||= harness.core.addTask({ url, status: 'indexing', userMetadata: { gha_source } }).id;
        },
      },
    );
    expect(results[0]).toMatchObject({ status: 'ready', reused: true, task_id: theirs });
    expect(harness.core.tasks()).toHaveLength(1);
  });

  test('is adopted while its task still returns 404', async () => {
    const { harness, adopted } = await resumed({ ...UNREADABLE, notFoundForSeconds: 12 }, links(1));
    expect([adopted, harness.core.tasks().length]).toEqual([true, 1]);
  });
});

describe.each(INGEST_METHODS)('with %s, a failed video', (endpoint) => {
  test.each([
    ['it failed for an unknown reason', { failReason: 'Something went wrong.' }],
    ['it failed because of its content, but its version is unknown', { failReason: 'video_file_broken' }],
    [
      'it failed for an unknown reason, and lists omit it',
      { failReason: 'Something went wrong.', listUnfinished: false },
    ],
  ])('is submitted three times in ten nights if %s', async (_what, options) => {
    const harness = createMemoryHarness({ failWhenUrlIncludes: '0.mp4', ...options });
    const inputs = { ...REUSE, endpoint, video_url: links(1) };
    for (let night = 1; night <= 10; night++) {
      const [result] = (await harness.run(inputs)).results;
      expect(result?.status).toBe('failed');
      if (night > 3) expect(result?.error?.code).toBe('retry_limit_reached');
    }
    expect(harness.core.tasks()).toHaveLength(3);
  });
});

test('an asset that fails is created three times in ten nights', async () => {
  const harness = createMemoryHarness({ failAssetWhenIncludes: '0.mp4' });
  const inputs = { ...REUSE, endpoint: 'assets', video_url: links(1) };
  for (let night = 1; night <= 10; night++) expect((await harness.run(inputs)).results[0]?.status).toBe('failed');
  expect(harness.core.assets()).toHaveLength(3);
});

describe('a video that another run submits in the meantime', () => {
  /** The last of six videos, one in flight at a time: its turn comes after more than a minute. */
  const last = 'https://videos.example/5.mp4';
  const inputs = { ...REUSE, video_url: links(6), max_in_flight: '1' };

  test.each([
    ['it is being indexed', {}, 'indexing'],
    ['it is ready', {}, 'ready'],
    ['it is being indexed and lists omit it', { listUnfinished: false }, 'indexing'],
    ['it is being indexed and only its task is readable', { listUnfinished: false, getUnfinished: false }, 'indexing'],
  ])('is adopted or reused if %s', async (_what, options, status) => {
    const harness = createMemoryHarness(options);
    const userMetadata = { gha_source: hashSourceKey(`url:${last}`) };
    let theirs = '';
    const run = await harness.run(inputs, {
      onSend: ({ method }) => {
        if (method === 'POST' && theirs === '') theirs = harness.core.addTask({ url: last, status, userMetadata }).id;
      },
    });
    expect(run.results[5]).toMatchObject({ status: 'ready', reused: true, task_id: theirs });
    expect(harness.core.tasks()).toHaveLength(6);
  });

  test('is looked up once more only if it is submitted late', async () => {
    const countLookups = async (maxInFlight: string): Promise<number> => {
      const harness = createMemoryHarness({ listUserMetadata: true });
      harness.core.addTask({});
      await harness.run({ ...inputs, max_in_flight: maxInFlight });
      return harness.core.requests.filter(({ path }) => path.endsWith('/indexed-assets')).length;
    };
    expect(await countLookups('1')).toBeGreaterThan(await countLookups('6'));
  });

  test('is not submitted if the second lookup fails', async () => {
    const harness = createMemoryHarness();
    let refused = false;
    const { results } = await harness.run(inputs, {
      onSend: ({ method }) => {
        if (method !== 'POST' || refused) return;
        refused = true;
        harness.core.fault({ route: 'GET /indexes/:id/indexed-assets', effect: { kind: 'status', status: 400 } });
      },
    });
    expect(results[0]?.status).toBe('ready');
    expect(results[5]).toMatchObject({
      status: 'rejected',
      error: { message: expect.stringContaining('Could not check whether this video is already indexed') },
    });
  });
});

describe('the ready time', () => {
  test('of a video that was ready before the run is that of TwelveLabs', async () => {
    const harness = createMemoryHarness();
    const inputs = { ...REUSE, video_url: links(1) };
    await harness.run(inputs);
    await harness.clock.run(harness.clock.sleep(3_600_000));
    const second = await harness.run(inputs);
    const [task] = harness.core.tasks();
    expect(second.results[0]?.ready_at).toBe(new Date(task?.readyAt ?? 0).toISOString());
  });

  test('of a task that was ready before the run is that of TwelveLabs', async () => {
    const harness = createMemoryHarness();
    const task = harness.core.addTask({ status: 'ready' });
    await harness.clock.run(harness.clock.sleep(3_600_000));
    for (const wait of ['true', 'false']) {
      const run = await harness.run({ task_id: task.id, wait });
      expect(run.results[0]?.ready_at).toBe(new Date(task.readyAt ?? 0).toISOString());
    }
  });

  test('of a video that the run waited for is the time of the last poll', async () => {
    const harness = createMemoryHarness();
    const { results, tookMs } = await harness.run({ ...REUSE, video_url: links(1) });
    const seen = Date.parse(results[0]?.ready_at ?? '');
    expect(seen).toBeGreaterThanOrEqual(harness.core.tasks()[0]?.readyAt ?? Number.POSITIVE_INFINITY);
    expect(seen).toBeLessThanOrEqual(harness.clock.epochMs());
    expect(tookMs).toBeGreaterThan(0);
  });
});
