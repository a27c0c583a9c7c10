import { describe, expect, test } from '@jest/globals';
import type { Status } from '../../src/model/status.ts';
import { isFailure, STATUS_TABLE, StatusTable } from '../../src/model/status.ts';

describe('The statuses of a video', () => {
  test('are in order from best to worst', () => {
    expect(STATUS_TABLE.statuses).toEqual([
      'ready',
      'planned',
      'deleted',
      'unlisted',
      'submitted',
      'timed_out',
      'not_submitted',
      'unknown',
      'cancelled',
      'unconfirmed',
      'rejected',
      'failed',
    ]);
  });

  test('have a label and a sentence each, and no two are the same', () => {
    const rows = Object.values(STATUS_TABLE.rows);
    expect(new Set(rows.map(({ label }) => label)).size).toBe(STATUS_TABLE.statuses.length);
    expect(new Set(rows.map(({ sentence }) => sentence)).size).toBe(STATUS_TABLE.statuses.length);
    for (const { label, sentence } of rows) {
      expect(label).toMatch(/^[a-z].*[a-z]$/);
      expect(sentence).toMatch(/^[A-Z].*\.$/);
    }
  });

  test('that are a success are those up to submitted, and those of time only without fail_on_timeout', () => {
    const successes = (failOnTimeout: boolean): Status[] =>
      STATUS_TABLE.statuses.filter((status) => STATUS_TABLE.isSuccess(status, failOnTimeout));
    expect(successes(true)).toEqual(['ready', 'planned', 'deleted', 'unlisted', 'submitted']);
    expect(successes(false)).toEqual([...successes(true), 'timed_out', 'not_submitted']);
  });

  test('that are a failure are those of videos that are not in the index', () => {
    expect(STATUS_TABLE.statuses.filter(isFailure)).toEqual(['unconfirmed', 'rejected', 'failed']);
  });
});

describe('A status table', () => {
  test('returns the worst of some statuses', () => {
    expect(STATUS_TABLE.getWorst([])).toBeNull();
    expect(STATUS_TABLE.getWorst(['ready'])).toBe('ready');
    expect(STATUS_TABLE.getWorst(['ready', 'failed', 'submitted'])).toBe('failed');
    expect(STATUS_TABLE.getWorst(new Set<Status>(['timed_out', 'ready']))).toBe('timed_out');
    expect(STATUS_TABLE.getWorst(STATUS_TABLE.statuses.toReversed())).toBe('failed');
  });

  test('returns the worst of very many statuses', () => {
    expect(STATUS_TABLE.getWorst(Array.from({ length: 500_000 }, (_, n) => (n === 7 ? 'rejected' : 'ready')))).toBe(
      'rejected',
    );
  });

  test('sorts results by their status, the worst first, and keeps the order of equal ones', () => {
    const table = new StatusTable({
      good: { label: 'good', icon: 'G', outcome: 'success' },
      bad: { label: 'bad', icon: 'B', outcome: 'failure' },
    });
    const results = [
      { status: 'good', name: 'a' },
      { status: 'bad', name: 'b' },
      { status: 'good', name: 'c' },
    ] as const;
    expect(table.sortWorstFirst(results).map(({ name }) => name)).toEqual(['b', 'a', 'c']);
    expect(table.formatCounts(results)).toEqual(['2 good', '1 bad']);
  });
});
