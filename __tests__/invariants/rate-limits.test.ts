import { describe, expect, test } from '@jest/globals';
import { rateLimited } from '../../simulator/faults.ts';
import type { FetchedVideo } from '../../simulator/fetch-video.ts';
import { START_MS } from '../support/fake-clock.ts';
import { INGEST_METHODS, INGEST_REQUESTS, toRoute } from '../support/ingest-methods.ts';
import { createMemoryHarness } from '../support/memory-harness.ts';

/** When requests of a route arrived, in seconds after the start. */
function getArrivals(harness: ReturnType<typeof createMemoryHarness>, route: string): number[] {
  const own = harness.core.requests.filter(({ method, path }) => toRoute(method, path) === route);
  return own.map(({ at }) => (at - START_MS) / 1000);
}

describe.each(INGEST_METHODS)('a pause that the platform requests from a run with %s', (endpoint) => {
  const { billed, status, posts } = INGEST_REQUESTS[endpoint];

  test.each([
    ['in seconds', rateLimited.retryAfterSeconds(40)],
    ['with a date', rateLimited.retryAfterDate(new Date(START_MS + 40_000))],
    ['with a reset', rateLimited.requestReset(START_MS / 1000 + 40)],
  ])('delays the next submission (%s), and not for much longer', async (_style, effect) => {
    for (const route of posts) {
      const harness = createMemoryHarness({ assetReadyAtOnce: true });
      harness.core.fault({ route, calls: [1], effect });
      const run = await harness.run({ endpoint });
      const [first = 0, second = 0] = getArrivals(harness, route);
      expect(run.succeeded).toBe(true);
      expect(second - first).toBeGreaterThanOrEqual(39.9);
      expect(second - first).toBeLessThan(46);
    }
  });

  test('delays every submission, not only the one that was rejected', async () => {
    const harness = createMemoryHarness();
    harness.core.fault({ route: billed, calls: [2], effect: rateLimited.retryAfterSeconds(30) });
    const run = await harness.run({ endpoint, video_url: createUrls(8), max_in_flight: '2' });
    expect(run.succeeded).toBe(true);
    const submitted = getArrivals(harness, billed);
    const refusedAt = submitted[1] ?? 0;
    expect(submitted.filter((at) => at > refusedAt + 0.1 && at < refusedAt + 30)).toEqual([]);
  });

  test('delays the next status request', async () => {
    const harness = createMemoryHarness();
    harness.core.fault({ route: status, calls: [1], effect: rateLimited.retryAfterSeconds(40) });
    await harness.run({ endpoint });
    const [first = 0, second = 0] = getArrivals(harness, status);
    expect(second - first).toBeGreaterThanOrEqual(40);
  });

  test('fails the videos immediately with the time of the reset if it is longer than the time left', async () => {
    const harness = createMemoryHarness({ assetReadyAtOnce: true });
    harness.core.fault({ route: billed, effect: rateLimited.retryAfterSeconds(7_200) });
    const run = await harness.run({ endpoint, video_url: createUrls(2), timeout_minutes: '60', max_in_flight: '1' });
    expect(run.tookMs).toBeLessThan(5_000);
    expect(run.results.map(({ status, error }) => [status, error?.class])).toEqual([
      ['rejected', 'rate_limit'],
      ['rejected', 'rate_limit'],
    ]);
    expect(run.results[0]?.error?.message).toContain('It resets at 2026-11-22T14:00:00');
    expect(getArrivals(harness, billed)).toHaveLength(1);
  });
});

/** URLs of videos, one per line. */
function createUrls(count: number): string {
  return Array.from({ length: count }, (_, n) => `https://videos.example/${n}.mp4`).join('\n');
}

describe.each(INGEST_METHODS)('the rate limiter with %s', (endpoint) => {
  const { billed } = INGEST_REQUESTS[endpoint];
  const countRejected = (harness: ReturnType<typeof createMemoryHarness>): number =>
    harness.core.requests.filter(({ method, path, status }) => toRoute(method, path) === billed && status === 429)
      .length;

  test('sends one submission at a time after a rate limit until one is accepted', async () => {
    const harness = createMemoryHarness({ assetReadyAtOnce: true });
    harness.core.fault({ route: billed, calls: { from: 1, to: 14 }, effect: rateLimited.silent() });
    const run = await harness.run({ endpoint, video_url: createUrls(10), max_in_flight: '10' });
    expect(run.succeeded).toBe(true);
    const posts = getArrivals(harness, billed);
    expect(posts.filter((at) => at === posts[0])).toHaveLength(10);
    expect(new Set(posts.slice(10, 15)).size).toBe(5);
    expect(harness.core.tasks()).toHaveLength(10);
  });

  test('finds the concurrency that the platform accepts with few rejected submissions', async () => {
    const harness = createMemoryHarness({ concurrency: 5, overConcurrency: 'reject', assetReadyAtOnce: true });
    const run = await harness.run({ endpoint, video_url: createUrls(60), max_in_flight: '20' });
    expect(run.succeeded).toBe(true);
    expect(harness.core.tasks()).toHaveLength(60);
    // Fifteen at the start, when the concurrency is unknown; then a few.
    expect(countRejected(harness)).toBeLessThan(15 + 15);
  });

  test('keeps to a limit that a response announces', async () => {
    const rateLimits = { perMinute: 8, perDay: null, mediaMinutesPerHour: null, mediaMinutesPerDay: null };
    const harness = createMemoryHarness({ rateHeaders: 'request-reset', rateLimits });
    const run = await harness.run({ endpoint, video_url: createUrls(30), max_in_flight: '1' });
    expect(run.succeeded).toBe(true);
    expect(countRejected(harness)).toBe(0);
  });
});

describe('the rate limiter', () => {
  test('fills free slots soon, with few requests', async () => {
    const harness = createMemoryHarness({ concurrency: 25, jitter: 0.1, video: twoMinutes });
    const run = await harness.run({
      video_url: createUrls(1_000),
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
