import { describe, expect, test } from '@jest/globals';
import { rateLimited } from '../../simulator/faults.ts';
import type { FetchedVideo } from '../../simulator/fetch-video.ts';
import { START_MS } from '../support/fake-clock.ts';
import { INGEST_METHODS, INGEST_REQUESTS, toRoute } from '../support/ingest-methods.ts';
import { createMemoryHarness } from '../support/memory-harness.ts';

/** When requests of a route arrived, in seconds after the start. */
function arrivals(harness: ReturnType<typeof createMemoryHarness>, route: string): number[] {
  const own = harness.core.requests.filter(({ method, path }) => toRoute(method, path) === route);
  return own.map(({ at }) => (at - START_MS) / 1000);
}

describe.each(INGEST_METHODS)('on the road of %s, a pause that the platform asks for', (endpoint) => {
  const { billed, look, posts } = INGEST_REQUESTS[endpoint];

  test.each([
    ['in seconds', rateLimited.retryAfterSeconds(40)],
    ['with a date', rateLimited.retryAfterDate(new Date(START_MS + 40_000))],
    ['with a reset', rateLimited.requestReset(START_MS / 1000 + 40)],
  ])('%s is kept before the next submission, and not much longer', async (_style, effect) => {
    for (const route of posts) {
      const harness = createMemoryHarness({ assetReadyAtOnce: true });
      harness.core.fault({ route, calls: [1], effect });
      const run = await harness.run({ endpoint });
      const [first = 0, second = 0] = arrivals(harness, route);
      expect(run.succeeded).toBe(true);
      expect(second - first).toBeGreaterThanOrEqual(39.9);
      expect(second - first).toBeLessThan(46);
    }
  });

  test('holds for every submission, not only for the one that was refused', async () => {
    const harness = createMemoryHarness();
    harness.core.fault({ route: billed, calls: [2], effect: rateLimited.retryAfterSeconds(30) });
    const urls = Array.from({ length: 8 }, (_, n) => `https://videos.example/${n}.mp4`).join('\n');
    const run = await harness.run({ endpoint, video_url: urls, max_in_flight: '2' });
    expect(run.succeeded).toBe(true);
    const submitted = arrivals(harness, billed);
    const refusedAt = submitted[1] ?? 0;
    expect(submitted.filter((at) => at > refusedAt + 0.1 && at < refusedAt + 30)).toEqual([]);
  });

  test('is kept before the next look at a video', async () => {
    const harness = createMemoryHarness();
    harness.core.fault({ route: look, calls: [1], effect: rateLimited.retryAfterSeconds(40) });
    await harness.run({ endpoint });
    const [first = 0, second = 0] = arrivals(harness, look);
    expect(second - first).toBeGreaterThanOrEqual(40);
  });

  test('that does not fit is not waited for, and the reset is told', async () => {
    const harness = createMemoryHarness({ assetReadyAtOnce: true });
    harness.core.fault({ route: billed, effect: rateLimited.retryAfterSeconds(7_200) });
    const urls = 'https://videos.example/1.mp4\nhttps://videos.example/2.mp4';
    const run = await harness.run({ endpoint, video_url: urls, timeout_minutes: '60', max_in_flight: '1' });
    expect(run.tookMs).toBeLessThan(5_000);
    expect(run.results.map(({ status, error }) => [status, error?.class])).toEqual([
      ['rejected', 'rate_limit'],
      ['rejected', 'rate_limit'],
    ]);
    expect(run.results[0]?.error?.message).toContain('It resets at 2026-11-22T14:00:00');
    expect(arrivals(harness, billed)).toHaveLength(1);
  });
});

/** Links to so many videos, one per line. */
function links(count: number): string {
  return Array.from({ length: count }, (_, n) => `https://videos.example/${n}.mp4`).join('\n');
}

describe.each(INGEST_METHODS)('the pace of submissions on the road of %s', (endpoint) => {
  const { billed } = INGEST_REQUESTS[endpoint];
  const refused = (harness: ReturnType<typeof createMemoryHarness>): number =>
    harness.core.requests.filter(({ method, path, status }) => toRoute(method, path) === billed && status === 429)
      .length;

  test('after a refusal one finds out for all whether they may go again', async () => {
    const harness = createMemoryHarness({ assetReadyAtOnce: true });
    harness.core.fault({ route: billed, calls: { from: 1, to: 14 }, effect: rateLimited.silent() });
    const run = await harness.run({ endpoint, video_url: links(10), max_in_flight: '10' });
    expect(run.succeeded).toBe(true);
    const posts = arrivals(harness, billed);
    expect(posts.filter((at) => at === posts[0])).toHaveLength(10);
    expect(new Set(posts.slice(10, 15)).size).toBe(5);
    expect(harness.core.tasks()).toHaveLength(10);
  });

  test('what the platform takes at once is found out, not asked for again and again', async () => {
    const harness = createMemoryHarness({ concurrency: 5, overConcurrency: 'reject', assetReadyAtOnce: true });
    const run = await harness.run({ endpoint, video_url: links(60), max_in_flight: '20' });
    expect(run.succeeded).toBe(true);
    expect(harness.core.tasks()).toHaveLength(60);
    // Fifteen at the start, which nobody could know; then a few.
    expect(refused(harness)).toBeLessThan(15 + 15);
  });

  test('a limit that an answer announces is kept before it refuses', async () => {
    const rateLimits = { perMinute: 8, perDay: null, mediaMinutesPerHour: null, mediaMinutesPerDay: null };
    const harness = createMemoryHarness({ rateHeaders: 'request-reset', rateLimits });
    const run = await harness.run({ endpoint, video_url: links(30), max_in_flight: '1' });
    expect(run.succeeded).toBe(true);
    expect(refused(harness)).toBe(0);
  });
});

describe('the pace of submissions', () => {
  test('places are filled again soon, for few requests', async () => {
    const harness = createMemoryHarness({ concurrency: 25, jitter: 0.1, video: twoMinutes });
    const run = await harness.run({
      video_url: links(1_000),
      max_in_flight: '25',
      timeout_minutes: '240',
      reuse: 'true',
    });
    expect(run.succeeded).toBe(true);
    const indexingMs = harness.core
      .tasks()
      .reduce((sum, { readyAt, createdAt }) => sum + ((readyAt ?? 0) - createdAt), 0);
    expect(run.tookMs / (indexingMs / 25)).toBeLessThan(1.1);
    expect(harness.core.requests.length / 1_000).toBeLessThan(1.3);
  });
});

function twoMinutes(url: string): FetchedVideo {
  const facts = { duration: 120, width: 640, height: 360, fps: 25, size: 2_000_000, hasAudio: true };
  return { kind: 'video', filename: url, facts };
}
