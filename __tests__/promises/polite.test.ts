import { describe, expect, test } from '@jest/globals';
import { rateLimited } from '../../simulator/faults.ts';
import { memoryStage } from '../support/memory.ts';
import { FACTS, nameOf, ROADS } from '../support/roads.ts';
import { DAY_ZERO } from '../support/virtual.ts';

/** When requests of a route arrived, in seconds after the start. */
function arrivals(stage: ReturnType<typeof memoryStage>, route: string): number[] {
  const own = stage.core.requests.filter(({ method, path }) => nameOf(method, path) === route);
  return own.map(({ at }) => (at - DAY_ZERO) / 1000);
}

describe.each(ROADS)('on the road of %s, a pause that the platform asks for', (endpoint) => {
  const { billed, look, posts } = FACTS[endpoint];

  test.each([
    ['in seconds', rateLimited.retryAfterSeconds(40)],
    ['with a date', rateLimited.retryAfterDate(new Date(DAY_ZERO + 40_000))],
    ['with a reset', rateLimited.requestReset(DAY_ZERO / 1000 + 40)],
  ])('%s is kept before the next submission, and not much longer', async (_style, effect) => {
    for (const route of posts) {
      const stage = memoryStage({ assetReadyAtOnce: true });
      stage.core.fault({ route, calls: [1], effect });
      const run = await stage.run({ endpoint });
      const [first = 0, second = 0] = arrivals(stage, route);
      expect(run.green).toBe(true);
      expect(second - first).toBeGreaterThanOrEqual(39.9);
      expect(second - first).toBeLessThan(46);
    }
  });

  test('holds for every submission, not only for the one that was refused', async () => {
    const stage = memoryStage();
    stage.core.fault({ route: billed, calls: [2], effect: rateLimited.retryAfterSeconds(30) });
    const urls = Array.from({ length: 8 }, (_, n) => `https://videos.example/${n}.mp4`).join('\n');
    const run = await stage.run({ endpoint, video_url: urls, max_in_flight: '2' });
    expect(run.green).toBe(true);
    const submitted = arrivals(stage, billed);
    const refusedAt = submitted[1] ?? 0;
    expect(submitted.filter((at) => at > refusedAt + 0.1 && at < refusedAt + 30)).toEqual([]);
  });

  test('is kept before the next look at a video', async () => {
    const stage = memoryStage();
    stage.core.fault({ route: look, calls: [1], effect: rateLimited.retryAfterSeconds(40) });
    await stage.run({ endpoint });
    const [first = 0, second = 0] = arrivals(stage, look);
    expect(second - first).toBeGreaterThanOrEqual(40);
  });

  test('that does not fit is not waited for, and the reset is told', async () => {
    const stage = memoryStage({ assetReadyAtOnce: true });
    stage.core.fault({ route: billed, effect: rateLimited.retryAfterSeconds(7_200) });
    const urls = 'https://videos.example/1.mp4\nhttps://videos.example/2.mp4';
    const run = await stage.run({ endpoint, video_url: urls, timeout_minutes: '60', max_in_flight: '1' });
    expect(run.tookMs).toBeLessThan(5_000);
    expect(run.results.map(({ status, error }) => [status, error?.class])).toEqual([
      ['rejected', 'rate_limit'],
      ['rejected', 'rate_limit'],
    ]);
    expect(run.results[0]?.error?.message).toContain('It resets at 2026-11-22T14:00:00');
    expect(arrivals(stage, billed)).toHaveLength(1);
  });
});
