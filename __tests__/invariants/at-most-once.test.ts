import { describe, expect, test } from '@jest/globals';
import { INGEST_METHODS, INGEST_REQUESTS, type IngestMethod } from '../support/ingest-methods.ts';
import { createMemoryHarness, type MemoryHarnessOptions } from '../support/memory-harness.ts';

/** What the platform may or may not show of a pending video; the API documentation does not specify it. */
const VISIBILITIES: ReadonlyArray<readonly [string, MemoryHarnessOptions]> = [
  ['shows pending videos', {}],
  ['hides pending videos from lists', { listUnfinished: false }],
  ['hides pending videos completely', { listUnfinished: false, getUnfinished: false }],
  ['lists with a delay', { listDelaySeconds: 8 }],
  ['hides pending videos and lists with a delay', { listUnfinished: false, getUnfinished: false, listDelaySeconds: 8 }],
  ['returns metadata in lists', { listUserMetadata: true }],
  ['returns the video ID only after success', { videoIdOnCreate: false }],
];

const CASES = INGEST_METHODS.flatMap((method) =>
  VISIBILITIES.map(([view, options]): [IngestMethod, string, MemoryHarnessOptions] => [method, view, options]),
);

describe.each(CASES)('a run with %s on a platform that %s', (endpoint, _view, options) => {
  const { billed } = INGEST_REQUESTS[endpoint];

  test('adopts what was created by a submission whose response was lost', async () => {
    const harness = createMemoryHarness(options);
    harness.core.fault({ route: billed, calls: [1], processed: true, effect: { kind: 'drop', at: 'before' } });
    const run = await harness.run({ endpoint });
    expect(harness.core.tasks()).toHaveLength(1);
    expect(run.results[0]).toMatchObject({ status: 'ready', task_id: harness.core.tasks()[0]?.id });
    expect(run.succeeded).toBe(true);
  });

  test('adopts what was created by a submission with an error response', async () => {
    const harness = createMemoryHarness(options);
    harness.core.fault({ route: billed, calls: [1], processed: true, effect: { kind: 'status', status: 502 } });
    const run = await harness.run({ endpoint });
    expect(harness.core.tasks()).toHaveLength(1);
    expect(run.results[0]).toMatchObject({ status: 'ready', task_id: harness.core.tasks()[0]?.id });
  });

  test('submits once more after an error response that created nothing', async () => {
    const harness = createMemoryHarness(options);
    harness.core.fault({ route: billed, calls: [1], effect: { kind: 'status', status: 500 } });
    const run = await harness.run({ endpoint });
    expect(harness.core.tasks()).toHaveLength(1);
    expect(run.results[0]?.status).toBe('ready');
  });

  test.each([
    ['a quota that is used up', 400, 'usage_limit_exceeded'],
    ['an invalid key', 401, 'api_key_invalid'],
    ['a rate limit beyond the timeout', 429, 'too_many_requests'],
  ])('leaves an error response that may have created something unconfirmed after %s', async (_what, status, code) => {
    const harness = createMemoryHarness(options);
    harness.core.fault({ route: billed, calls: [1], effect: { kind: 'status', status: 500 } });
    const body = JSON.stringify({ code, message: 'Refused.' });
    const headers = { 'retry-after': '3600' };
    harness.core.fault({ route: billed, effect: { kind: 'status', status, body, headers } });
    const run = await harness.run({ endpoint, timeout_minutes: '20' });
    expect(run.results[0]).toMatchObject({ status: 'unconfirmed', error: { code: 'submission_unconfirmed' } });
    expect(run.results[0]?.error?.message).toMatch(/HTTP 500\)? After that: .*Refused/);
  });

  test('rejects a video that is refused for its content after an error response', async () => {
    const harness = createMemoryHarness(options);
    harness.core.fault({ route: billed, calls: [1], effect: { kind: 'status', status: 500 } });
    const body = JSON.stringify({ code: 'video_resolution_too_low', message: 'Refused.' });
    harness.core.fault({ route: billed, effect: { kind: 'status', status: 400, body } });
    const run = await harness.run({ endpoint });
    expect(run.results[0]).toMatchObject({ status: 'rejected', error: { class: 'media' } });
  });

  test('does not submit again after no response', async () => {
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

test.each(INGEST_METHODS)('videos of other jobs in the same index are never adopted (with %s)', async (endpoint) => {
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
