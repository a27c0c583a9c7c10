import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import type { DeletionResult, DeletionStatus } from '../../src/delete-action/deletion-result.ts';
import { DELETION_STATUSES } from '../../src/delete-action/deletion-result.ts';
import { formatDeletion } from '../../src/delete-action/labels.ts';
import { buildDeleteOutputs } from '../../src/delete-action/outputs.ts';
import { buildDeleteSummary } from '../../src/delete-action/summary.ts';
import type { ErrorDetails } from '../../src/model/errors.ts';
import { createInjectionStrings } from '../support/injection-strings.ts';
import { countElements } from '../support/render-markdown.ts';

const problem: ErrorDetails = { code: 'c', message: 'It broke.', hint: 'Mend it.', class: 'platform' };

function removal(status: DeletionStatus, more: Partial<DeletionResult> = {}): DeletionResult {
  const ids = { video_id: 'v', task_id: 't', asset_id: 'a', index_id: 'i' };
  return { name: 'n.mp4', status, ...ids, video: null, task: null, asset: null, error: null, ...more };
}

describe('the outputs', () => {
  test('are exactly those that delete/action.yml declares', () => {
    const { outputs } = parse(readFileSync('delete/action.yml', 'utf8')) as { outputs: object };
    expect(Object.keys(buildDeleteOutputs([], null, ''))).toEqual(Object.keys(outputs));
  });

  test.each([
    [[], null, 'absent', '0'],
    [[], problem, 'failed', '0'],
    [[], { ...problem, code: 'deletion_cancelled' }, 'cancelled', '0'],
    [['deleted', 'deleted'], null, 'deleted', '0'],
    [['deleted', 'skipped', 'absent'], null, 'skipped', '0'],
    [['deleted', 'unconfirmed', 'cancelled', 'timed_out'], null, 'unconfirmed', '3'],
    [['deleted'], problem, 'failed', '0'],
  ] as const)('of %j with %j', (statuses, broken, status, failed) => {
    const removals = statuses.map((one) => removal(one));
    expect(buildDeleteOutputs(removals, broken, 'f')).toMatchObject({
      status,
      total_count: String(statuses.length),
      failed_count: failed,
      error_code: broken?.code ?? '',
    });
  });

  test('name what went wrong first, and not what was left alone', () => {
    const removals = [
      removal('skipped', { error: { ...problem, code: 'not_managed' } }),
      removal('failed', { error: { ...problem, code: 'first' } }),
      removal('failed', { error: { ...problem, code: 'second' } }),
    ];
    expect(buildDeleteOutputs(removals, null, 'f')).toMatchObject({ error_code: 'first', error_class: 'platform' });
  });

  test('leave results out that are too large', () => {
    const many = Array.from({ length: 5_000 }, () => removal('deleted', { name: 'x'.repeat(100) }));
    expect(buildDeleteOutputs(many, null, 'f').results).toBe('');
  });
});

test('a summary tells first what to do, the same trouble once, and shows those first that it befell', () => {
  const failed = ['a.mp4', 'b.mp4', 'c.mp4'].map((name) => removal('failed', { name, error: problem }));
  const summary = buildDeleteSummary([removal('deleted', { name: 'gone.mp4' }), ...failed], null);
  expect(countElements(summary)).toMatchObject({ h4: 1, li: 1, tr: 5 });
  const rows = ['a', 'b', 'c', 'gone'].map((name) => `| <code>${name}&#46;mp4</code> |`);
  const places = ['What to do', 'It broke&#46;', '| Video |', ...rows].map((text) => summary.indexOf(text));
  expect(places).not.toContain(-1);
  expect(places).toEqual(places.toSorted((a, b) => a - b));
});

describe('foreign text', () => {
  const strings = createInjectionStrings(300);

  test('is one plain line of the log', () => {
    for (const text of strings) {
      for (const status of DELETION_STATUSES) {
        const line = formatDeletion(removal(status, { name: text, video_id: text, asset: 'kept', asset_id: text }));
        expect(line).not.toMatch(/[\r\n]|^\s*::|##\[/);
      }
    }
  });

  test('does not change what a summary consists of', () => {
    const page = (text: string): object => {
      const error = { ...problem, message: text };
      const row = removal('failed', { name: text, video_id: text, task_id: text, asset_id: text, error });
      return countElements(buildDeleteSummary([row], error));
    };
    const harmless = page('text');
    for (const text of strings) {
      // A message of no or of several lines is so many paragraphs.
      expect({ ...page(text), p: 0 }).toEqual({ ...harmless, p: 0 });
    }
  });

  test('does not make a summary larger than GitHub takes', () => {
    const many = Array.from({ length: 10_000 }, () => removal('failed', { name: '<'.repeat(500), error: problem }));
    const summary = buildDeleteSummary(many, null);
    expect(Buffer.byteLength(summary)).toBeLessThan(1024 * 1024);
    expect(summary).toMatch(/The other \d+ videos are in the results file\./);
  });
});
