import { describe, expect, test } from '@jest/globals';
import { rateLimited } from '../../simulator/faults.ts';
import { memoryStage } from '../support/memory.ts';
import { DAY_ZERO } from '../support/virtual.ts';

/** When requests of a route arrived, in seconds after the start. */
function arrivals(stage: ReturnType<typeof memoryStage>, method: string): number[] {
  return stage.core.requests.filter((request) => request.method === method).map(({ at }) => (at - DAY_ZERO) / 1000);
}

describe('a pause that the platform asks for', () => {
  test.each([
    ['in seconds', rateLimited.retryAfterSeconds(40)],
    ['with a date', rateLimited.retryAfterDate(new Date(DAY_ZERO + 40_000))],
    ['with a reset', rateLimited.requestReset(DAY_ZERO / 1000 + 40)],
  ])('%s is kept before the next submission, and not much longer', async (_style, effect) => {
    const stage = memoryStage();
    stage.core.fault({ route: 'POST /tasks', calls: [1], effect });
    const run = await stage.run({});
    const [first = 0, second = 0] = arrivals(stage, 'POST');
    expect(run.green).toBe(true);
    expect(second - first).toBeGreaterThanOrEqual(39.9);
    expect(second - first).toBeLessThan(46);
  });

  test('holds for every submission, not only for the one that was refused', async () => {
    const stage = memoryStage();
    stage.core.fault({ route: 'POST /tasks', calls: [2], effect: rateLimited.retryAfterSeconds(30) });
    const urls = Array.from({ length: 8 }, (_, n) => `https://videos.example/${n}.mp4`).join('\n');
    const run = await stage.run({ video_url: urls, max_in_flight: '2' });
    expect(run.green).toBe(true);
    const posts = arrivals(stage, 'POST');
    const refusedAt = posts[1] ?? 0;
    expect(posts.filter((at) => at > refusedAt + 0.1 && at < refusedAt + 30)).toEqual([]);
  });

  test('is kept before the next look at a task', async () => {
    const stage = memoryStage();
    stage.core.fault({ route: 'GET /tasks/:id', calls: [1], effect: rateLimited.retryAfterSeconds(40) });
    await stage.run({});
    const [first = 0, second = 0] = arrivals(stage, 'GET');
    expect(second - first).toBeGreaterThanOrEqual(40);
  });

  test('that does not fit is not waited for, and the reset is told', async () => {
    const stage = memoryStage();
    stage.core.fault({ route: 'POST /tasks', effect: rateLimited.retryAfterSeconds(7_200) });
    const urls = 'https://videos.example/1.mp4\nhttps://videos.example/2.mp4';
    const run = await stage.run({ video_url: urls, timeout_minutes: '60', max_in_flight: '1' });
    expect(run.tookMs).toBeLessThan(5_000);
    expect(run.results.map(({ status, error }) => [status, error?.class])).toEqual([
      ['rejected', 'rate_limit'],
      ['rejected', 'rate_limit'],
    ]);
    expect(run.results[0]?.error?.message).toContain('It resets at 2026-11-22T14:00:00');
    expect(arrivals(stage, 'POST')).toHaveLength(1);
  });
});
