import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { VideoResult } from '../../src/model/result.ts';
import type { Status } from '../../src/model/status.ts';
import { getWorstStatus, STATUSES } from '../../src/model/status.ts';
import {
  formatDuration,
  formatMinutes,
  formatTotals,
  isFailure,
  isSuccess,
  STATUS_LABELS,
} from '../../src/report/labels.ts';
import { createVideoResult } from '../support/fixtures.ts';

describe('a length of time', () => {
  test.each([
    [0, '0s'],
    [0.4, '0s'],
    [0.5, '1s'],
    [1, '1s'],
    [59.4, '59s'],
    [59.6, '1m'],
    [60, '1m'],
    [61, '1m 1s'],
    [3_600, '1h'],
    [3_661, '1h 1m 1s'],
    [7_220, '2h 20s'],
    [90_000, '1d 1h'],
  ])('%d s reads %s', (seconds, text) => {
    expect(formatDuration(seconds).replaceAll(',', '')).toBe(text);
  });

  test('can be said, however absurd', () => {
    expect(formatDuration(Number.MAX_SAFE_INTEGER)).not.toBe('');
    fc.assert(
      fc.property(fc.double({ min: 0, max: Number.MAX_SAFE_INTEGER, noNaN: true }), (seconds) => {
        expect(formatDuration(seconds)).toMatch(/\d/);
      }),
    );
  });
});

describe('the statuses', () => {
  test('stand from best to worst', () => {
    expect(STATUSES).toEqual([
      'ready',
      'submitted',
      'timed_out',
      'unknown',
      'cancelled',
      'unconfirmed',
      'rejected',
      'failed',
    ]);
  });

  test('have a meaning each, and no two the same', () => {
    const meanings = STATUSES.map((status) => STATUS_LABELS[status]);
    expect(new Set(meanings).size).toBe(STATUSES.length);
    for (const meaning of meanings) expect(meaning).toMatch(/^[a-z].*[a-z]$/);
  });

  test('that are green are ready and submitted, and timed out only if that is wished', () => {
    const green = (failOnTimeout: boolean): Status[] => STATUSES.filter((status) => isSuccess(status, failOnTimeout));
    expect(green(true)).toEqual(['ready', 'submitted']);
    expect(green(false)).toEqual(['ready', 'submitted', 'timed_out']);
  });

  test('that are failures did not get into the index, as far as is known', () => {
    expect(STATUSES.filter(isFailure)).toEqual(['unconfirmed', 'rejected', 'failed']);
  });

  test('have a worst one, if there are any', () => {
    expect(getWorstStatus([])).toBeNull();
    expect(getWorstStatus(['ready'])).toBe('ready');
    expect(getWorstStatus(['ready', 'failed', 'submitted'])).toBe('failed');
    expect(getWorstStatus(new Set<Status>(['timed_out', 'ready']))).toBe('timed_out');
    expect(getWorstStatus([...STATUSES].reverse())).toBe('failed');
  });
});

test('minutes of video are told apart by what became of them', () => {
  const minutes = (status: Status, reused = false): VideoResult => createVideoResult({ status, reused, duration: 60 });
  const outcomes = [minutes('ready'), minutes('ready', true), minutes('timed_out'), minutes('submitted')];
  expect(formatMinutes([...outcomes, minutes('failed')])).toBe(
    'Minutes of video: 1.0 indexed, 2.0 not indexed yet, 1.0 reused, 1.0 refused.',
  );
  expect(formatMinutes([createVideoResult({ duration: null })])).toBeNull();
});

describe('the sentence that sums up', () => {
  const sumUpOf = (...statuses: Status[]): string =>
    formatTotals(statuses.map((status) => createVideoResult({ status })));

  test.each<[Status[], string]>([
    [[], 'Nothing was submitted.'],
    [['ready'], 'The video is searchable.'],
    [['rejected'], 'The video was not accepted.'],
    [['unconfirmed'], 'The video may or may not have been accepted.'],
    [['failed'], 'The video could not be indexed.'],
    [['ready', 'ready'], '2 of 2 videos are searchable.'],
    [['failed', 'ready', 'failed', 'rejected'], '1 of 4 videos are searchable; 2 failed; 1 not accepted.'],
    [['submitted', 'submitted'], '0 of 2 videos are searchable; 2 accepted, not waited for.'],
  ])('of %j is: %s', (statuses, sentence) => {
    expect(sumUpOf(...statuses)).toBe(sentence);
  });

  test('counts every video', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...STATUSES), { minLength: 2, maxLength: 30 }), (statuses) => {
        const [all = '', ...rest] = sumUpOf(...statuses).split(/;\s/);
        const [ready, of] = [...all.matchAll(/\d+/g)].map(Number);
        const others = rest.map((part) => Number.parseInt(part, 10)).reduce((sum, count) => sum + count, 0);
        expect(of).toBe(statuses.length);
        expect((ready ?? 0) + others).toBe(statuses.length);
      }),
    );
  });
});
