import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { atLeast, atMost, formatRatio, formatTable, isFarOff } from '../../bench/figure.ts';
import { buildHistory } from '../../bench/history.ts';

const measure = (value: number, goal?: number) => ({
  ...{ name: 'A ratio', value, format: formatRatio },
  ...(goal === undefined ? {} : { goal }),
});

describe('a figure', () => {
  test('that depends on the machine fails CI at three times its bound, any other one at its bound', () => {
    const noisy = [1, 2, 3, 3.1, Number.NaN].map((value) => isFarOff(atMost(1, measure(value)), true));
    expect(noisy).toEqual([false, false, false, true, true]);
    const more = [1, 0.4, 0.3].map((value) => isFarOff(atLeast(1, measure(value)), true));
    expect(more).toEqual([false, false, true]);
    const exact = [1, 1.01].map((value) => isFarOff(atMost(1, measure(value)), false));
    expect(exact).toEqual([false, true]);
    expect(isFarOff(atMost(0, measure(1)), true)).toBe(true);
  });

  test('has a result that tells a missed bound from a missed goal', () => {
    const figures = [atMost(2, measure(1, 1)), atMost(2, measure(1.5, 1)), atMost(2, measure(2.5, 1))];
    const results = formatTable(figures)
      .split('\n')
      .slice(2)
      .map((row) => row.split(' | ').at(-1));
    expect(results).toEqual(['ok |', 'ok, goal missed |', 'missed |']);
  });
});

describe('the history of the figures', () => {
  const history: readonly { date: string; machine: string; note: string; figures: object }[] = JSON.parse(
    readFileSync('bench/history.json', 'utf8'),
  );

  test('names for each entry its day, what was changed, and only the kind of machine', () => {
    for (const { date, machine, note, figures } of history) {
      expect(date).toMatch(/^\d{4}-\d\d-\d\d$/);
      expect(machine).toMatch(/^\d+ cores, Node \d+\.\d+\.\d+$/);
      expect(note.length).toBeGreaterThan(20);
      expect(Object.keys(figures).length).toBeGreaterThan(20);
    }
  });

  test('is in docs/performance.md (fix: npm run docs)', () => {
    expect(readFileSync('docs/performance.md', 'utf8')).toContain(buildHistory());
  });
});
