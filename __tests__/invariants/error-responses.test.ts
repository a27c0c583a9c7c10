import { describe, expect, test } from '@jest/globals';
import { getRoutes, INGEST_METHODS, INGEST_REQUESTS } from '../support/ingest-methods.ts';
import type { MemoryHarness, MemoryHarnessOptions } from '../support/memory-harness.ts';
import { createMemoryHarness } from '../support/memory-harness.ts';

describe.each(INGEST_METHODS)(
  'with %s, a submission that created a task in spite of its error response',
  (endpoint) => {
    const { billed } = INGEST_REQUESTS[endpoint];
    const resource = endpoint === 'tasks' ? 'task' : 'indexed asset';

    /** A platform that processes a submission, responds with an error, and lists what it created late. */
    function createLateHarness(listDelaySeconds: number, status = 502, more: MemoryHarnessOptions = {}): MemoryHarness {
      const harness = createMemoryHarness({ listDelaySeconds, assetReadyAtOnce: true, ...more });
      harness.core.fault({ route: billed, calls: [1], processed: true, effect: { kind: 'status', status } });
      return harness;
    }

    test.each([
      [500, 40],
      [502, 40],
      [504, 40],
      [500, 100],
      [502, 100],
      [504, 100],
    ])('is found after %d, although lists lag behind by %d s', async (status, listDelaySeconds) => {
      const harness = createLateHarness(listDelaySeconds, status);
      const run = await harness.run({ endpoint, timeout_minutes: '30' });
      expect(harness.core.tasks()).toHaveLength(1);
      expect(run.results[0]).toMatchObject({ status: 'ready', task_id: harness.core.tasks()[0]?.id, error: null });
      const log = run.lines.join('\n');
      expect(log).toContain(`Checking for up to 120 s whether the ${resource} was created.`);
      expect(log).toContain(`Found the existing ${resource}.`);
    });

    test('is searched for during 40 % of a short time left', async () => {
      const harness = createLateHarness(40);
      const run = await harness.run({ endpoint, timeout_minutes: '3' });
      expect(harness.core.tasks()).toHaveLength(1);
      expect(run.results[0]).toMatchObject({ status: 'ready', task_id: harness.core.tasks()[0]?.id });
      expect(run.lines.join('\n')).toContain(`Checking for up to 72 s whether the ${resource} was created.`);
    });

    test('is found among many that were submitted since, although no filter by metadata works', async () => {
      const harness = createLateHarness(40, 502, { metadataFilter: [], concurrency: 200 });
      const links = Array.from({ length: 180 }, (_, n) => `https://videos.example/${n}.mp4`);
      const run = await harness.run({ endpoint, video_url: links.join('\n'), max_in_flight: '200' });
      expect(harness.core.tasks()).toHaveLength(links.length);
      expect(run.succeeded).toBe(true);
    });

    test('is found by the second search if the first response was an error without a task', async () => {
      const harness = createMemoryHarness({ listDelaySeconds: 100, assetReadyAtOnce: true });
      harness.core.fault({ route: billed, calls: [1], effect: { kind: 'status', status: 500 } });
      harness.core.fault({ route: billed, calls: [2], processed: true, effect: { kind: 'status', status: 502 } });
      const run = await harness.run({ endpoint, timeout_minutes: '30' });
      expect(harness.core.tasks()).toHaveLength(1);
      expect(run.results[0]).toMatchObject({ status: 'ready', task_id: harness.core.tasks()[0]?.id });
    });
  },
);

describe.each(INGEST_METHODS)('with %s, a submission with two error responses that created nothing', (endpoint) => {
  const { billed } = INGEST_REQUESTS[endpoint];

  test.each([
    [500, 500, '30'],
    [502, 504, '30'],
    [500, 500, '1'],
  ])(
    'is unconfirmed and not repeated after %d and %d, with a timeout of %s minutes',
    async (first, second, minutes) => {
      const harness = createMemoryHarness({ assetReadyAtOnce: true });
      harness.core.fault({ route: billed, calls: [1], effect: { kind: 'status', status: first } });
      harness.core.fault({ route: billed, calls: { from: 2, to: 99 }, effect: { kind: 'status', status: second } });
      const run = await harness.run({ endpoint, timeout_minutes: minutes });
      expect(harness.core.tasks()).toHaveLength(0);
      expect(getRoutes(harness.core).filter((route) => route === billed)).toHaveLength(2);
      expect(run.results[0]).toMatchObject({ status: 'unconfirmed', error: { code: 'submission_unconfirmed' } });
      expect(run.succeeded).toBe(false);
    },
  );
});

test('a submission is not repeated if so many others followed that not all of them can be read', async () => {
  const harness = createMemoryHarness({ metadataFilter: [] });
  harness.core.fault({ route: 'POST /tasks', calls: [1], processed: true, effect: { kind: 'status', status: 502 } });
  let isLost = false;
  const run = await harness.run(
    { timeout_minutes: '10' },
    {
      onSend: ({ method }) => {
        if (isLost && harness.core.tasks().length === 1)
          for (let n = 0; n < 2_100; n++)
            harness.core.addTask({ url: `https://others.example/${n}.mp4`, status: 'ready' });
        isLost ||= method === 'POST';
      },
    },
  );
  expect(harness.core.tasks().filter(({ videoUrl }) => videoUrl === 'https://videos.example/a.mp4')).toHaveLength(1);
  expect(run.results[0]?.status).toBe('unconfirmed');
});
