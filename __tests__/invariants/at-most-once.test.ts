import { describe, expect, test } from '@jest/globals';
import type { IngestMethod } from '../support/ingest-methods.ts';
import { INGEST_METHODS, INGEST_REQUESTS } from '../support/ingest-methods.ts';
import type { MemoryHarnessOptions } from '../support/memory-harness.ts';
import { createMemoryHarness } from '../support/memory-harness.ts';

/** What the platform may or may not show of a video that is still being indexed; nobody has written it down. */
const VIEWS: ReadonlyArray<readonly [string, MemoryHarnessOptions]> = [
  ['shows unfinished items', {}],
  ['hides unfinished items from lists', { listUnfinished: false }],
  ['hides unfinished items altogether', { listUnfinished: false, getUnfinished: false }],
  ['lists with a delay', { listDelaySeconds: 8 }],
  ['hides and delays', { listUnfinished: false, getUnfinished: false, listDelaySeconds: 8 }],
  ['tells metadata in lists', { listUserMetadata: true }],
  ['names the video only after success', { videoIdOnCreate: false }],
];

const BOTH = INGEST_METHODS.flatMap((road) =>
  VIEWS.map(([view, options]): [IngestMethod, string, MemoryHarnessOptions] => [road, view, options]),
);

describe.each(BOTH)('on the road of %s, a platform that %s', (endpoint, _view, options) => {
  const { billed } = INGEST_REQUESTS[endpoint];

  test('adopts what a submission has made whose answer was lost', async () => {
    const harness = createMemoryHarness(options);
    harness.core.fault({ route: billed, calls: [1], processed: true, effect: { kind: 'drop', at: 'before' } });
    const run = await harness.run({ endpoint });
    expect(harness.core.tasks()).toHaveLength(1);
    expect(run.results[0]).toMatchObject({ status: 'ready', task_id: harness.core.tasks()[0]?.id });
    expect(run.succeeded).toBe(true);
  });

  test('adopts it after an error answer, too', async () => {
    const harness = createMemoryHarness(options);
    harness.core.fault({ route: billed, calls: [1], processed: true, effect: { kind: 'status', status: 502 } });
    const run = await harness.run({ endpoint });
    expect(harness.core.tasks()).toHaveLength(1);
    expect(run.results[0]).toMatchObject({ status: 'ready', task_id: harness.core.tasks()[0]?.id });
  });

  test('is asked once more after an error answer that left no trace', async () => {
    const harness = createMemoryHarness(options);
    harness.core.fault({ route: billed, calls: [1], effect: { kind: 'status', status: 500 } });
    const run = await harness.run({ endpoint });
    expect(harness.core.tasks()).toHaveLength(1);
    expect(run.results[0]?.status).toBe('ready');
  });

  test('is not asked again after no answer at all', async () => {
    const harness = createMemoryHarness(options);
    harness.core.fault({ route: billed, calls: [1], effect: { kind: 'drop', at: 'before' } });
    const run = await harness.run({ endpoint });
    expect(harness.core.tasks()).toHaveLength(0);
    expect(run.results[0]).toMatchObject({
      status: 'unconfirmed',
      task_id: null,
      error: { code: 'submission_unconfirmed' },
    });
    expect(run.results[0]?.error?.hint).toContain('gha_submission = 00000000-');
    expect(run.succeeded).toBe(false);
  });
});

test.each(INGEST_METHODS)('videos of other jobs in the same index are never adopted (road of %s)', async (endpoint) => {
  const harness = createMemoryHarness();
  for (let n = 0; n < 5; n++)
    harness.core.addTask({ status: 'indexing', userMetadata: { gha_submission: `other-${n}` } });
  harness.core.fault({
    route: INGEST_REQUESTS[endpoint].billed,
    calls: [1],
    processed: true,
    effect: { kind: 'drop', at: 'before' },
  });
  const run = await harness.run({ endpoint });
  const own = harness.core.tasks().filter((task) => task.videoUrl === 'https://videos.example/a.mp4');
  expect(own).toHaveLength(1);
  expect(run.results[0]?.task_id).toBe(own[0]?.id);
});
