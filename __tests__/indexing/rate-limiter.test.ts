import { describe, expect, test } from '@jest/globals';
import type { Permit, RateLimiter } from '../../src/indexing/rate-limiter.ts';
import { createRateLimiter } from '../../src/indexing/rate-limiter.ts';
import { createFakeClock } from '../support/fake-clock.ts';

interface Scene {
  readonly pace: RateLimiter;
  /** Lets so many milliseconds pass. */
  readonly pass: (ms: number) => Promise<void>;
  /** How many videos are open on the platform. */
  open: number;
}

function scene(): Scene {
  const clock = createFakeClock();
  const at: Scene = {
    pace: createRateLimiter({ clock, random: () => 0.5, open: () => at.open }),
    pass: (ms) => clock.run(clock.sleep(ms)),
    open: 0,
  };
  return at;
}

/** Submissions that go as long as they may. */
function goAll(pace: RateLimiter, most = 100): Permit[] {
  const going: Permit[] = [];
  while (going.length < most && pace.waitMs() === 0) going.push(pace.acquire());
  return going;
}

/** The next one, when its time has come; it is accepted, or refused without a word on when to come back. */
async function next(at: Scene, isAccepted: boolean): Promise<void> {
  await at.pass(at.pace.waitMs());
  expect(at.pace.waitMs()).toBe(0);
  const going = at.pace.acquire();
  if (isAccepted) {
    going.accepted();
    at.open += 1;
  } else going.rateLimited(null);
}

describe('the pace of submissions', () => {
  test('is nobody’s concern until one is refused', () => {
    expect(goAll(scene().pace)).toHaveLength(100);
  });

  test.each([30_000, 0])('is none for as long as the platform asks (%d ms), and a little longer', (askedMs) => {
    const { pace } = scene();
    expect(pace.acquire().rateLimited(askedMs)).toBe(true);
    expect(pace.waitMs()).toBeGreaterThan(askedMs);
    expect(pace.waitMs()).toBeLessThanOrEqual(Math.max(askedMs * 1.1, askedMs + 500));
  });

  test('grows where the time that is named is always over already', async () => {
    const { pace, pass } = scene();
    const pauses: number[] = [];
    for (let i = 0; i < 6; i++) {
      pace.acquire().rateLimited(0);
      pauses.push(pace.waitMs());
      await pass(pace.waitMs());
    }
    expect(pauses[1]).toBeGreaterThan(1_000);
    expect(pauses[5]).toBeGreaterThan(20_000);
  });

  test('an end of a video does not shorten a pause that was asked for', () => {
    const { pace } = scene();
    pace.acquire().rateLimited(30_000);
    pace.slotFreed();
    expect(pace.waitMs()).toBeGreaterThanOrEqual(30_000);
  });

  test('doubles from one after a refusal', async () => {
    const { pace, pass } = scene();
    pace.acquire().rateLimited(1_000);
    await pass(pace.waitMs());
    for (const count of [1, 2, 4, 8]) {
      const going = goAll(pace);
      expect(going).toHaveLength(count);
      expect(pace.waitMs()).toBe(Number.POSITIVE_INFINITY);
      const [first, ...others] = going;
      for (const one of others) one.release();
      first?.accepted();
    }
  });

  test('those that were on their way together count as one refusal', () => {
    const one = scene();
    one.pace.acquire().rateLimited(null);
    const many = scene();
    const news = goAll(many.pace).map((going) => going.rateLimited(null));
    expect(news.filter((isNews) => isNews)).toHaveLength(1);
    expect(many.pace.waitMs()).toBe(one.pace.waitMs());
  });

  test('waits longer after each refusal in a row that names no time', async () => {
    const at = scene();
    const pauses: number[] = [];
    for (let i = 0; i < 8; i++) {
      await next(at, false);
      pauses.push(at.pace.waitMs());
    }
    expect(pauses).toEqual([1_500, 3_000, 6_000, 12_000, 24_000, 45_000, 45_000, 45_000]);
  });

  test('tells those who wait that something has changed', () => {
    const { pace } = scene();
    pace.acquire().rateLimited(null);
    const changed = pace.changed();
    pace.slotFreed();
    expect(changed.aborted).toBe(true);
    expect(pace.waitMs()).toBe(0);
  });
});

describe('a platform that refuses what is beyond a plan’s concurrency', () => {
  /** Five are open; the sixth was refused, and again. */
  async function full(): Promise<Scene> {
    const at = scene();
    for (const going of goAll(at.pace, 5)) {
      going.accepted();
      at.open += 1;
    }
    for (let i = 0; i < 3; i++) await next(at, false);
    return at;
  }

  test('is asked again when a video has ended, or after minutes', async () => {
    const at = await full();
    expect(at.pace.waitMs()).toBeGreaterThan(120_000);
    at.open -= 1;
    at.pace.slotFreed();
    await next(at, true);
    expect(at.pace.waitMs()).toBeGreaterThan(120_000);
  });

  test('is offered another one after a while, in case it takes more', async () => {
    const at = await full();
    let ends = 0;
    while (at.pace.waitMs() > 0) {
      at.open -= 1;
      ends += 1;
      at.pace.slotFreed();
      await next(at, true);
    }
    expect(ends).toBeLessThanOrEqual(10);
    await next(at, true);
    expect(goAll(at.pace)).toHaveLength(2);
  });

  test('is believed for longer when it refuses that one too', async () => {
    const at = await full();
    const endsUntilNextTry = async (): Promise<number> => {
      for (let ends = 0; ; ends++) {
        if (at.pace.waitMs() === 0) return ends;
        at.open -= 1;
        at.pace.slotFreed();
        await next(at, true);
      }
    };
    const first = await endsUntilNextTry();
    await next(at, false);
    expect(await endsUntilNextTry()).toBe(2 * first);
  });

  test('a refusal by chance takes no place away', async () => {
    const at = scene();
    for (const going of goAll(at.pace, 20)) {
      going.accepted();
      at.open += 1;
    }
    await next(at, false);
    await next(at, true);
    expect(goAll(at.pace)).toHaveLength(2);
  });
});
