import { describe, expect, test } from '@jest/globals';
import type { Permit } from '../../src/indexing/rate-limiter.ts';
import { RateLimiter } from '../../src/indexing/rate-limiter.ts';
import { createFakeClock } from '../support/fake-clock.ts';

interface Harness {
  readonly limiter: RateLimiter;
  /** Advances the clock by so many milliseconds. */
  readonly advance: (ms: number) => Promise<void>;
  /** How many videos the API is indexing. */
  open: number;
}

function createHarness(): Harness {
  const clock = createFakeClock();
  const harness: Harness = {
    limiter: new RateLimiter({ clock, random: () => 0.5, countOpenVideos: () => harness.open }),
    advance: (ms) => clock.run(clock.sleep(ms)),
    open: 0,
  };
  return harness;
}

/** Starts as many submissions as the limiter allows. */
function acquireAll(limiter: RateLimiter, max = 100): Permit[] {
  const permits: Permit[] = [];
  while (permits.length < max && limiter.waitMs() === 0) permits.push(limiter.acquire());
  return permits;
}

/** Waits for and sends the next submission; it is accepted, or refused with a 429 that names no time. */
async function next(harness: Harness, isAccepted: boolean): Promise<void> {
  await harness.advance(harness.limiter.waitMs());
  expect(harness.limiter.waitMs()).toBe(0);
  const permit = harness.limiter.acquire();
  if (isAccepted) {
    permit.accepted();
    harness.open += 1;
  } else permit.rateLimited(null);
}

describe('the rate limiter', () => {
  test('does not limit submissions before a 429', () => {
    expect(acquireAll(createHarness().limiter)).toHaveLength(100);
  });

  test.each([30_000, 0])(
    'pauses for the requested time of %d ms and at most a tenth or half a second more',
    (askedMs) => {
      const { limiter } = createHarness();
      expect(limiter.acquire().rateLimited(askedMs)).toBe(true);
      expect(limiter.waitMs()).toBeGreaterThan(askedMs);
      expect(limiter.waitMs()).toBeLessThanOrEqual(Math.max(askedMs * 1.1, askedMs + 500));
    },
  );

  test('pauses longer each time when the requested time is always zero', async () => {
    const { limiter, advance } = createHarness();
    const pauses: number[] = [];
    for (let i = 0; i < 6; i++) {
      limiter.acquire().rateLimited(0);
      pauses.push(limiter.waitMs());
      await advance(limiter.waitMs());
    }
    expect(pauses[1]).toBeGreaterThan(1_000);
    expect(pauses[5]).toBeGreaterThan(20_000);
  });

  test('does not shorten a requested pause when a slot becomes free', () => {
    const { limiter } = createHarness();
    limiter.acquire().rateLimited(30_000);
    limiter.slotFreed();
    expect(limiter.waitMs()).toBeGreaterThanOrEqual(30_000);
  });

  test('doubles the batch, from one, after a 429', async () => {
    const { limiter, advance } = createHarness();
    limiter.acquire().rateLimited(1_000);
    await advance(limiter.waitMs());
    for (const count of [1, 2, 4, 8]) {
      const permits = acquireAll(limiter);
      expect(permits).toHaveLength(count);
      expect(limiter.waitMs()).toBe(Number.POSITIVE_INFINITY);
      const [first, ...others] = permits;
      for (const other of others) other.release();
      first?.accepted();
    }
  });

  test('counts 429 responses to concurrent requests once', () => {
    const one = createHarness();
    one.limiter.acquire().rateLimited(null);
    const many = createHarness();
    const news = acquireAll(many.limiter).map((permit) => permit.rateLimited(null));
    expect(news.filter((isNews) => isNews)).toHaveLength(1);
    expect(many.limiter.waitMs()).toBe(one.limiter.waitMs());
  });

  test('pauses longer after each consecutive 429 that names no time', async () => {
    const harness = createHarness();
    const pauses: number[] = [];
    for (let i = 0; i < 8; i++) {
      await next(harness, false);
      pauses.push(harness.limiter.waitMs());
    }
    expect(pauses).toEqual([1_500, 3_000, 6_000, 12_000, 24_000, 45_000, 45_000, 45_000]);
  });

  test('notifies waiting submissions when a slot becomes free', () => {
    const { limiter } = createHarness();
    limiter.acquire().rateLimited(null);
    const changed = limiter.changed();
    limiter.slotFreed();
    expect(changed.aborted).toBe(true);
    expect(limiter.waitMs()).toBe(0);
  });
});

describe('the rate limiter, when the API refuses videos beyond the concurrency of a plan', () => {
  /** Five videos are open; the sixth was refused repeatedly. */
  async function atCapacity(): Promise<Harness> {
    const harness = createHarness();
    for (const permit of acquireAll(harness.limiter, 5)) {
      permit.accepted();
      harness.open += 1;
    }
    for (let i = 0; i < 3; i++) await next(harness, false);
    return harness;
  }

  test('submits the next video when another has ended, or after minutes', async () => {
    const harness = await atCapacity();
    expect(harness.limiter.waitMs()).toBeGreaterThan(120_000);
    harness.open -= 1;
    harness.limiter.slotFreed();
    await next(harness, true);
    expect(harness.limiter.waitMs()).toBeGreaterThan(120_000);
  });

  test('probes with one more video after a while', async () => {
    const harness = await atCapacity();
    let ends = 0;
    while (harness.limiter.waitMs() > 0) {
      harness.open -= 1;
      ends += 1;
      harness.limiter.slotFreed();
      await next(harness, true);
    }
    expect(ends).toBeLessThanOrEqual(10);
    await next(harness, true);
    expect(acquireAll(harness.limiter)).toHaveLength(2);
  });

  test('waits twice as long for the next probe when the API refuses one', async () => {
    const harness = await atCapacity();
    const endsUntilNextProbe = async (): Promise<number> => {
      for (let ends = 0; ; ends++) {
        if (harness.limiter.waitMs() === 0) return ends;
        harness.open -= 1;
        harness.limiter.slotFreed();
        await next(harness, true);
      }
    };
    const first = await endsUntilNextProbe();
    await next(harness, false);
    expect(await endsUntilNextProbe()).toBe(2 * first);
  });

  test('keeps its slots after a single 429', async () => {
    const harness = createHarness();
    for (const permit of acquireAll(harness.limiter, 20)) {
      permit.accepted();
      harness.open += 1;
    }
    await next(harness, false);
    await next(harness, true);
    expect(acquireAll(harness.limiter)).toHaveLength(2);
  });
});
