import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { VideoResult } from '../../src/model/result.ts';
import type { Status } from '../../src/model/status.ts';
import { STATUS_TABLE } from '../../src/model/status.ts';
import { formatCost, formatHeadline, formatMinutesTotals, formatTotals } from '../../src/report/totals.ts';
import { createVideoResult } from '../support/fixtures.ts';

describe('The sentence about the minutes', () => {
  test('counts the minutes by what became of the videos', () => {
    const minute = (status: Status, reused = false): VideoResult => createVideoResult({ status, reused, duration: 60 });
    const results = [
      minute('ready'),
      minute('ready', true),
      minute('timed_out'),
      minute('submitted'),
      minute('failed'),
    ];
    expect(formatMinutesTotals(results)).toBe(
      'Minutes of video: 1.0 indexed, 2.0 not indexed yet, 1.0 reused, 1.0 not accepted or failed.',
    );
  });

  test('is null when no duration is known', () => {
    expect(formatMinutesTotals([createVideoResult({ duration: null })])).toBeNull();
  });
});

describe('The sentence about all results', () => {
  const formatTotalsOf = (...statuses: Status[]): string =>
    formatTotals(statuses.map((status) => createVideoResult({ status })));

  test.each<[Status[], string]>([
    [[], 'Nothing was submitted.'],
    [['ready'], 'The video is searchable.'],
    [['rejected'], 'The video was not accepted.'],
    [['unconfirmed'], 'The submission could not be confirmed.'],
    [['failed'], 'Indexing the video failed.'],
    [['ready', 'ready'], '2 of 2 videos are searchable.'],
    [['failed', 'ready', 'failed', 'rejected'], '1 of 4 videos are searchable; 2 failed; 1 not accepted.'],
    [['submitted', 'submitted'], '2 videos were submitted.'],
    [['submitted', 'failed'], '0 of 2 videos are searchable; 1 submitted; 1 failed.'],
    [['planned', 'rejected'], 'Plan: 1 to release, 1 not accepted.'],
  ])('for %j is "%s"', (statuses, sentence) => {
    expect(formatTotalsOf(...statuses)).toBe(sentence);
  });

  test('counts every video', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...STATUS_TABLE.statuses.filter((status) => status !== 'planned')), {
          minLength: 2,
          maxLength: 30,
        }),
        (statuses) => {
          fc.pre(statuses.some((status) => status !== 'submitted'));
          const [all = '', ...rest] = formatTotalsOf(...statuses).split(/;\s/);
          const [ready, of] = [...all.matchAll(/\d+/g)].map(Number);
          const others = rest.map((part) => Number.parseInt(part, 10)).reduce((sum, count) => sum + count, 0);
          expect(of).toBe(statuses.length);
          expect((ready ?? 0) + others).toBe(statuses.length);
        },
      ),
    );
  });
});

describe('The cost', () => {
  test('is that of the videos that are submitted, as far as their durations are known', () => {
    const submitted = createVideoResult({ action: 'submitted', duration: 90 });
    const reused = createVideoResult({ action: 'reused', reused: true, duration: 600 });
    expect(formatCost([submitted, reused], 0.5)).toBe('Cost of indexing: 0.75 (0.5 per minute); 5.00 saved by reuse.');
    expect(formatCost([submitted, { ...submitted, duration: null }], 0.5)).toBe(
      'Cost of indexing: at least 0.75 (0.5 per minute).',
    );
    expect(formatCost([reused], 0.5)).toBe('Cost of indexing: 0.00 (0.5 per minute); 5.00 saved by reuse.');
    expect(formatCost([createVideoResult()], 0.5)).toBeNull();
    expect(formatCost([submitted], null)).toBeNull();
  });
});

describe('The headline', () => {
  const headline = (statuses: readonly Status[], isSuccess: boolean, isDryRun = false): string =>
    formatHeadline(
      statuses.map((status) => createVideoResult({ status })),
      { isSuccess, isDryRun },
    );

  test.each<[Status[], string]>([
    [['ready', 'ready'], '✅ 2 of 2 videos are searchable'],
    [['ready'], '✅ The video is searchable'],
    [['submitted', 'submitted'], '📨 2 videos were submitted'],
    [['ready', 'timed_out'], '⏳ 1 of 2 videos are searchable; 1 still indexing'],
    [[], 'ℹ️ Nothing was submitted'],
  ])('of a run that succeeds with %j is "%s"', (statuses, text) => expect(headline(statuses, true)).toBe(text));

  test.each<[Status[], string]>([
    [['ready', 'failed'], '❌ 1 of 2 videos are searchable; 1 failed'],
    [['cancelled'], '🚫 The workflow was cancelled'],
    [['ready', 'ready'], '❌ 2 of 2 videos are searchable'],
    [[], '❌ Nothing was submitted'],
  ])('of a run that fails with %j is "%s"', (statuses, text) => expect(headline(statuses, false)).toBe(text));

  test('of a run that fails never looks like that of a run that succeeds', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...STATUS_TABLE.statuses)), fc.boolean(), (statuses, isDryRun) => {
        expect(headline(statuses, false, isDryRun)).toMatch(/^(❌|🚫|⏳|❓)/u);
      }),
    );
  });
});
