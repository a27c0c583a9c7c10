import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { getPollIntervalMs, getQueuedPollIntervalMs, isPollDue } from '../../src/util/poll-schedule.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const LONGEST = 1.5 * MINUTE;
const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const age = fc.double({ min: 0, max: 1e9, noNaN: true });
const duration = fc.option(fc.double({ min: 0, max: 1e7, noNaN: true }));

/** With `random` 0.5 there is no jitter. */
const calm = (youngestAgeMs: number, seconds: number | null = null): number =>
  getPollIntervalMs({ youngestAgeMs, duration: seconds, fixedMs: null, tookMs: [], random: 0.5 });

describe('the adaptive interval', () => {
  test('starts at two seconds', () => {
    expect(calm(0)).toBe(2_000);
  });

  test('is 3.5 % of the age afterwards', () => {
    expect(calm(10 * MINUTE)).toBeCloseTo(21_000);
    expect(calm(20 * MINUTE)).toBeCloseTo(42_000);
  });

  test('is at most a minute and a half at any age', () => {
    expect(calm(HOUR)).toBe(LONGEST);
    expect(calm(1_000 * HOUR)).toBe(LONGEST);
  });

  test('varies randomly by at most a fifth', () => {
    const withRandom = (chance: number): number =>
      getPollIntervalMs({ youngestAgeMs: 0, duration: null, fixedMs: null, tookMs: [], random: chance });
    expect(withRandom(0)).toBeCloseTo(1_600);
    expect(withRandom(0.999_999)).toBeCloseTo(2_400, 1);
  });

  test('never becomes shorter with age while the duration is unknown', () => {
    fc.assert(
      fc.property(age, age, (one, other) => {
        expect(calm(Math.min(one, other))).toBeLessThanOrEqual(calm(Math.max(one, other)));
      }),
    );
  });

  test('stays within its bounds, including jitter, for any input', () => {
    fc.assert(
      fc.property(age, duration, random, (youngestAgeMs, seconds, chance) => {
        const ms = getPollIntervalMs({ youngestAgeMs, duration: seconds, fixedMs: null, tookMs: [], random: chance });
        expect(ms).toBeGreaterThanOrEqual(1_600);
        expect(ms).toBeLessThanOrEqual(1.2 * LONGEST);
      }),
    );
  });

  test('is jittered around the same middle for every age and duration', () => {
    fc.assert(
      fc.property(age, duration, random, (youngestAgeMs, seconds, chance) => {
        const ms = getPollIntervalMs({ youngestAgeMs, duration: seconds, fixedMs: null, tookMs: [], random: chance });
        expect(ms / calm(youngestAgeMs, seconds)).toBeCloseTo(1 + 0.4 * (chance - 0.5), 6);
      }),
    );
  });
});

describe('the duration of a video', () => {
  test('moves the first poll to a twentieth of it', () => {
    expect(calm(0, 600)).toBe(30_000);
  });

  test('never moves the first poll beyond a minute and a half', () => {
    expect(calm(0, 7_200)).toBe(LONGEST);
  });

  test('of a short video does not move the first poll forward', () => {
    expect(calm(0, 4)).toBe(2_000);
    expect(calm(0, 0)).toBe(2_000);
  });

  test('no longer matters after a twentieth of it', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e5, noNaN: true }), age, (seconds, later) => {
        const youngestAgeMs = seconds * 50 + later;
        expect(calm(youngestAgeMs, seconds)).toBe(calm(youngestAgeMs));
      }),
    );
  });

  test('never makes a poll earlier than without it', () => {
    fc.assert(
      fc.property(age, fc.double({ min: 0, max: 1e7, noNaN: true }), (youngestAgeMs, seconds) => {
        expect(calm(youngestAgeMs, seconds)).toBeGreaterThanOrEqual(calm(youngestAgeMs));
      }),
    );
  });
});

test('a fixed interval has no jitter, does not grow and ignores the duration', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1_000, max: 3_600_000 }), age, duration, random, (fixedMs, youngestAgeMs, s, r) => {
      expect(getPollIntervalMs({ youngestAgeMs, duration: s, fixedMs, tookMs: [], random: r })).toBe(fixedMs);
    }),
  );
});

describe('the interval while videos are queued', () => {
  const busy = (agesMs: number[], tookMs: number[] = []): number =>
    getQueuedPollIntervalMs({ agesMs, tookMs, random: 0.5 });

  test('follows the age of the oldest video while the indexing time is unknown', () => {
    expect(busy([0, 4_000, 40_000])).toBe(10_000);
    expect(busy([0])).toBe(2_000);
  });

  test('ends when the first few videos are due', () => {
    const ages = Array.from({ length: 26 }, (_, n) => n * 1_000);
    expect(busy(ages, [40_000, 42_000, 44_000])).toBe(12_600); // the second oldest is 24 s old, and due at 42 s
    expect(busy(ages, [30_000])).toBe(6_000);
    expect(busy([20_000], [30_000])).toBe(9_000);
  });

  test('is not shortened by overdue videos', () => {
    expect(busy([100_000, 0], [50_000])).toBeCloseTo(3_500);
  });

  test('grows with the newest video when all are longer than the earlier ones', () => {
    expect(busy([900_000, 600_000], [30_000])).toBeCloseTo(42_000);
  });

  test('is between two seconds and five minutes', () => {
    fc.assert(
      fc.property(fc.array(age, { minLength: 1 }), fc.array(age), random, (agesMs, tookMs, chance) => {
        const ms = getQueuedPollIntervalMs({ agesMs, tookMs, random: chance });
        expect(ms).toBeGreaterThanOrEqual(1_600);
        expect(ms).toBeLessThanOrEqual(360_000);
      }),
    );
  });
});

describe('the first poll of the last videos', () => {
  test('is not much earlier than other videos of the run took', () => {
    const ms = getPollIntervalMs({
      youngestAgeMs: 10_000,
      duration: null,
      fixedMs: null,
      tookMs: [90_000, 100_000, 110_000],
      random: 0.5,
    });
    expect(ms).toBe(50_000);
  });
});

describe('a poll of several videos', () => {
  test('always includes the video that it is made for', () => {
    fc.assert(
      fc.property(age, random, (ageMs, drawn) => {
        const intervalMs = getPollIntervalMs({ youngestAgeMs: ageMs, duration: null, random: drawn });
        expect(isPollDue(ageMs + intervalMs, intervalMs)).toBe(true);
      }),
    );
  });

  test('leaves out a video of an hour that was polled a few seconds ago', () => {
    expect(isPollDue(HOUR, 4_000)).toBe(false);
    expect(isPollDue(HOUR, 2 * MINUTE)).toBe(true);
  });
});
