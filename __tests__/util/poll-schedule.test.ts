import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { getPollIntervalMs, getQueuedPollIntervalMs } from '../../src/util/poll-schedule.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const LONGEST = 1.5 * MINUTE;
const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const age = fc.double({ min: 0, max: 1e9, noNaN: true });
const duration = fc.option(fc.double({ min: 0, max: 1e7, noNaN: true }));

/** With `random` 0.5 the jitter is nothing. */
const calm = (youngestAgeMs: number, seconds: number | null = null): number =>
  getPollIntervalMs({ youngestAgeMs, duration: seconds, fixedMs: null, tookMs: [], random: 0.5 });

describe('the adaptive interval', () => {
  test('is two seconds at first', () => {
    expect(calm(0)).toBe(2_000);
  });

  test('is 3.5 % of the age later', () => {
    expect(calm(10 * MINUTE)).toBeCloseTo(21_000);
    expect(calm(20 * MINUTE)).toBeCloseTo(42_000);
  });

  test('is a minute and a half at most, however old a task is', () => {
    expect(calm(HOUR)).toBe(LONGEST);
    expect(calm(1_000 * HOUR)).toBe(LONGEST);
  });

  test('is a fifth shorter or longer by chance, and no more', () => {
    const at = (chance: number): number =>
      getPollIntervalMs({ youngestAgeMs: 0, duration: null, fixedMs: null, tookMs: [], random: chance });
    expect(at(0)).toBeCloseTo(1_600);
    expect(at(0.999_999)).toBeCloseTo(2_400, 1);
  });

  test('never shrinks while a task grows older, if nothing is known of its duration', () => {
    fc.assert(
      fc.property(age, age, (one, other) => {
        expect(calm(Math.min(one, other))).toBeLessThanOrEqual(calm(Math.max(one, other)));
      }),
    );
  });

  test('stays within its bounds, jitter included, whatever comes in', () => {
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
  test('moves the first look to a twentieth of it', () => {
    expect(calm(0, 600)).toBe(30_000);
  });

  test('never moves it beyond a minute and a half', () => {
    expect(calm(0, 7_200)).toBe(LONGEST);
  });

  test('of a short video does not bring the first look forward', () => {
    expect(calm(0, 4)).toBe(2_000);
    expect(calm(0, 0)).toBe(2_000);
  });

  test('does not matter any more once a twentieth of it has passed', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e5, noNaN: true }), age, (seconds, later) => {
        const youngestAgeMs = seconds * 50 + later;
        expect(calm(youngestAgeMs, seconds)).toBe(calm(youngestAgeMs));
      }),
    );
  });

  test('never makes a look earlier than without it', () => {
    fc.assert(
      fc.property(age, fc.double({ min: 0, max: 1e7, noNaN: true }), (youngestAgeMs, seconds) => {
        expect(calm(youngestAgeMs, seconds)).toBeGreaterThanOrEqual(calm(youngestAgeMs));
      }),
    );
  });
});

test('a fixed interval is exact: no jitter, no growth, no duration', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1_000, max: 3_600_000 }), age, duration, random, (fixedMs, youngestAgeMs, s, r) => {
      expect(getPollIntervalMs({ youngestAgeMs, duration: s, fixedMs, tookMs: [], random: r })).toBe(fixedMs);
    }),
  );
});

describe('the interval while videos wait for places', () => {
  const busy = (agesMs: number[], tookMs: number[] = []): number =>
    getQueuedPollIntervalMs({ agesMs, tookMs, random: 0.5 });

  test('follows the age of the oldest as long as nobody knows how long one takes', () => {
    expect(busy([0, 4_000, 40_000])).toBe(10_000);
    expect(busy([0])).toBe(2_000);
  });

  test('ends when a few of them are due', () => {
    const ages = Array.from({ length: 26 }, (_, n) => n * 1_000);
    expect(busy(ages, [40_000, 42_000, 44_000])).toBe(12_600); // 24 s old, due at 42 s: but not all at once
    expect(busy(ages, [30_000])).toBe(6_000);
    expect(busy([20_000], [30_000])).toBe(9_000);
  });

  test('is not shortened by those that are overdue', () => {
    expect(busy([100_000, 0], [50_000])).toBeCloseTo(3_500);
  });

  test('grows with the youngest where all are longer than what came before', () => {
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

describe('the first look at the last ones', () => {
  test('is not much sooner than others of the run took', () => {
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
