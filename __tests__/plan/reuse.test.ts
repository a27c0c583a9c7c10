import { describe, expect, test } from '@jest/globals';
import { hashSourceKey } from '../../src/sources/source-key.ts';
import type { MemoryStage, StageOptions } from '../support/in-memory-platform.ts';
import { memoryStage } from '../support/in-memory-platform.ts';

const REUSE = { reuse: 'true', max_in_flight: '1000' };

function links(count: number): string {
  return Array.from({ length: count }, (_, n) => `https://videos.example/${n}.mp4`).join('\n');
}

/** The requests of what `play` does, by method. */
async function requestsOf(stage: MemoryStage, play: () => Promise<unknown>): Promise<{ get: number; post: number }> {
  const before = stage.core.requests.length;
  await play();
  const methods = stage.core.requests.slice(before).map(({ method }) => method);
  return {
    get: methods.filter((method) => method === 'GET').length,
    post: methods.filter((method) => method !== 'GET').length,
  };
}

describe('what a second run costs', () => {
  test.each([1, 60, 500])(
    'for %i videos: a request per 50 and 2 more, where lists tell the metadata',
    async (count) => {
      const stage = memoryStage({ listUserMetadata: true, concurrency: 1_000 });
      const inputs = { ...REUSE, video_url: links(count) };
      const first = await stage.run(inputs);
      const cost = await requestsOf(stage, async () => {
        const second = await stage.run(inputs);
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
    [60, 2 * 60 + 3],
    [500, 2 * 500 + 3],
  ])('for %i videos: two requests each and 3 more at most, where only single items tell it', async (count, most) => {
    const stage = memoryStage({ concurrency: 1_000 });
    const inputs = { ...REUSE, video_url: links(count) };
    await stage.run(inputs);
    const cost = await requestsOf(stage, async () => {
      expect((await stage.run(inputs)).told.outputs['reused_count']).toBe(String(count));
    });
    expect(cost.post).toBe(0);
    expect(cost.get).toBeLessThanOrEqual(most);
  });
});

/** What becomes of `links` in a run that finds what another has left under way. */
async function resumed(options: StageOptions, links: string): Promise<{ stage: MemoryStage; adopted: boolean }> {
  const stage = memoryStage(options);
  const inputs = { ...REUSE, video_url: links };
  const first = await stage.run({ ...inputs, wait: 'false' });
  const second = await stage.run(inputs);
  const ids = (run: typeof first): readonly unknown[] => run.results.map(({ task_id }) => task_id);
  const adopted = second.green && second.results.every(({ reused }) => reused);
  return { stage, adopted: adopted && String(ids(first)) === String(ids(second)) };
}

describe('what is under way is taken over', () => {
  const HIDDEN = { listUnfinished: false };
  const UNREADABLE = { listUnfinished: false, getUnfinished: false };

  test.each([
    ['that is shown', {}],
    ['that lists hide', HIDDEN],
    ['that nothing but its task shows', UNREADABLE],
  ])('%s', async (_what, options) => {
    const { stage, adopted } = await resumed(options, links(2));
    expect([adopted, stage.core.tasks().length]).toEqual([true, 2]);
  });

  test.each([
    ['by a part of its link as it stands there', UNREADABLE, 'a%2520b.mp4'],
    ['by a name of its own, and lets read', HIDDEN, 'upload-7.bin'],
  ])('although the platform calls it %s', async (_what, options, name) => {
    const stage = memoryStage(options);
    const gha_source = hashSourceKey('url:https://videos.example/a%20b.mp4');
    const url = `https://elsewhere.example/${name}`;
    const task = stage.core.addTask({ url, status: 'indexing', userMetadata: { gha_source } });
    const { results } = await stage.run({ ...REUSE, video_url: 'https://videos.example/a%20b.mp4' });
    expect(results[0]).toMatchObject({ status: 'ready', reused: true, task_id: task.id });
    expect(stage.core.tasks()).toHaveLength(1);
  });

  test('however many there are, although lists hide them', async () => {
    const { stage, adopted } = await resumed({ ...HIDDEN, concurrency: 10 }, links(130));
    expect([adopted, stage.core.tasks().length]).toEqual([true, 130]);
  });

  test('even if it becomes ready between two looks, and was hidden before', async () => {
    const stage = memoryStage({ ...HIDDEN, indexingBaseSeconds: 0.01, indexingPerSecond: 0, jitter: 0 });
    const gha_source = hashSourceKey('url:https://videos.example/0.mp4');
    let theirs = '';
    const { results } = await stage.run(
      { ...REUSE, video_url: links(1) },
      {
        onSend: () => {
          const url = 'https://videos.example/0.mp4';
          theirs ||= stage.core.addTask({ url, status: 'indexing', userMetadata: { gha_source } }).id;
        },
      },
    );
    expect(results[0]).toMatchObject({ status: 'ready', reused: true, task_id: theirs });
    expect(stage.core.tasks()).toHaveLength(1);
  });

  test('also while the platform does not know it by its own id yet', async () => {
    const { stage, adopted } = await resumed({ ...UNREADABLE, notFoundForSeconds: 12 }, links(1));
    expect([adopted, stage.core.tasks().length]).toEqual([true, 1]);
  });
});

test.each([{}, { listUnfinished: false }])(
  'what failed by its own fault is not paid for again: %j',
  async (options) => {
    const stage = memoryStage({ failWhenUrlIncludes: '0.mp4', failReason: 'video_file_broken', ...options });
    const inputs = { ...REUSE, video_url: links(1) };
    await stage.run(inputs);
    const cost = await requestsOf(stage, async () => {
      expect((await stage.run(inputs)).results[0]).toMatchObject({ status: 'failed', error: { class: 'media' } });
    });
    expect(cost.post).toBe(0);
  },
);

describe('a video that another run submits in the meantime', () => {
  /** The last of six videos, one in flight at a time: its turn comes after more than a minute. */
  const last = 'https://videos.example/5.mp4';
  const inputs = { ...REUSE, video_url: links(6), max_in_flight: '1' };

  test.each([
    ['is under way', {}, 'indexing'],
    ['is ready', {}, 'ready'],
    ['is under way, and lists hide it', { listUnfinished: false }, 'indexing'],
    ['is under way, and nothing but its task shows it', { listUnfinished: false, getUnfinished: false }, 'indexing'],
  ])('is taken over: it %s', async (_what, options, status) => {
    const stage = memoryStage(options);
    const userMetadata = { gha_source: hashSourceKey(`url:${last}`) };
    let theirs = '';
    const run = await stage.run(inputs, {
      onSend: ({ method }) => {
        if (method === 'POST' && theirs === '') theirs = stage.core.addTask({ url: last, status, userMetadata }).id;
      },
    });
    expect(run.results[5]).toMatchObject({ status: 'ready', reused: true, task_id: theirs });
    expect(stage.core.tasks()).toHaveLength(6);
  });

  test('is asked for once more only when its turn comes late', async () => {
    const asked = async (maxInFlight: string): Promise<number> => {
      const stage = memoryStage({ listUserMetadata: true });
      stage.core.addTask({});
      await stage.run({ ...inputs, max_in_flight: maxInFlight });
      return stage.core.requests.filter(({ query }) => query['gha_source'] !== undefined).length;
    };
    expect(await asked('6')).toBe(0);
    expect(await asked('1')).toBeGreaterThan(0);
  });

  test('is not submitted when it cannot be told whether it is there', async () => {
    const stage = memoryStage();
    let refused = false;
    const { results } = await stage.run(inputs, {
      onSend: ({ method }) => {
        if (method !== 'POST' || refused) return;
        refused = true;
        stage.core.fault({ route: 'GET /indexes/:id/indexed-assets', effect: { kind: 'status', status: 400 } });
      },
    });
    expect(results[0]?.status).toBe('ready');
    expect(results[5]).toMatchObject({
      status: 'rejected',
      error: { message: expect.stringContaining('It could not be told') },
    });
  });
});

describe('when a video became ready', () => {
  test('is told of one that was ready before as the platform says', async () => {
    const stage = memoryStage();
    const inputs = { ...REUSE, video_url: links(1) };
    await stage.run(inputs);
    await stage.clock.play(stage.clock.sleep(3_600_000));
    const second = await stage.run(inputs);
    const [task] = stage.core.tasks();
    expect(second.results[0]?.ready_at).toBe(new Date(task?.readyAt ?? 0).toISOString());
  });

  test('is told of a task that was ready when the wait for it began, too', async () => {
    const stage = memoryStage();
    const task = stage.core.addTask({ status: 'ready' });
    await stage.clock.play(stage.clock.sleep(3_600_000));
    for (const wait of ['true', 'false']) {
      const run = await stage.run({ task_id: task.id, wait });
      expect(run.results[0]?.ready_at).toBe(new Date(task.readyAt ?? 0).toISOString());
    }
  });

  test('is when we saw it, of one that was waited for', async () => {
    const stage = memoryStage();
    const { results, tookMs } = await stage.run({ ...REUSE, video_url: links(1) });
    const seen = Date.parse(results[0]?.ready_at ?? '');
    expect(seen).toBeGreaterThanOrEqual(stage.core.tasks()[0]?.readyAt ?? Number.POSITIVE_INFINITY);
    expect(seen).toBeLessThanOrEqual(stage.clock.wall());
    expect(tookMs).toBeGreaterThan(0);
  });
});
