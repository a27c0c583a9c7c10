import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { buildDeleteOutputs, buildDeleteSummary, formatDeletion } from '../../src/delete-action/report.ts';
import type { DeletionResult, DeletionStatus } from '../../src/indexing/deletions/deletion-result.ts';
import { DELETION_TABLE } from '../../src/indexing/deletions/deletion-result.ts';
import type { ErrorDetails } from '../../src/model/errors.ts';
import { createInjectionStrings } from '../support/injection-strings.ts';
import { countElements } from '../support/render-markdown.ts';

const ERROR: ErrorDetails = { code: 'task_failed', message: 'It broke.', hint: 'Fix it.', class: 'platform' };

function aDeletion(status: DeletionStatus, more: Partial<DeletionResult> = {}): DeletionResult {
  const ids = { video_id: 'v', task_id: 't', asset_id: 'a', index_id: 'i' };
  return { name: 'n.mp4', status, ...ids, video: null, task: null, asset: null, error: null, ...more };
}

describe('The outputs', () => {
  test('are exactly those that delete/action.yml declares', () => {
    const { outputs } = parse(readFileSync('delete/action.yml', 'utf8')) as { outputs: object };
    expect(Object.keys(buildDeleteOutputs({ results: [], error: null, resultsFile: '' }))).toEqual(
      Object.keys(outputs),
    );
  });

  test.each([
    [[], null, 'absent', '0'],
    [[], ERROR, 'failed', '0'],
    [[], { ...ERROR, code: 'deletion_cancelled' }, 'cancelled', '0'],
    [['deleted', 'deleted'], null, 'deleted', '0'],
    [['deleted', 'skipped', 'absent'], null, 'skipped', '0'],
    [['deleted', 'unconfirmed', 'cancelled', 'timed_out'], null, 'unconfirmed', '3'],
    [['deleted'], ERROR, 'failed', '0'],
  ] as const)('for the statuses %j and the error %j have the status %s', (statuses, error, status, failed) => {
    const results = statuses.map((one) => aDeletion(one));
    expect(buildDeleteOutputs({ results, error, resultsFile: 'f' })).toMatchObject({
      status,
      total_count: String(statuses.length),
      failed_count: failed,
      error_code: error?.code ?? '',
    });
  });

  test('contain the first error, and not that of a skipped video', () => {
    const results = [
      aDeletion('skipped', { error: { ...ERROR, code: 'not_managed' } }),
      aDeletion('failed', { error: { ...ERROR, code: 'no_response' } }),
      aDeletion('failed', { error: { ...ERROR, code: 'unreachable' } }),
    ];
    expect(buildDeleteOutputs({ results, error: null, resultsFile: 'f' })).toMatchObject({
      error_code: 'no_response',
      error_class: 'platform',
    });
  });

  test('leave the results empty if they are too large', () => {
    const results = Array.from({ length: 5_000 }, () => aDeletion('deleted', { name: 'x'.repeat(100) }));
    expect(buildDeleteOutputs({ results, error: null, resultsFile: 'f' }).results).toBe('');
  });
});

test('The summary begins with what to do, contains an error once, and lists failed videos first', () => {
  const failed = ['a.mp4', 'b.mp4', 'c.mp4'].map((name) => aDeletion('failed', { name, error: ERROR }));
  const summary = buildDeleteSummary([aDeletion('deleted', { name: 'gone.mp4' }), ...failed], null, false);
  expect(countElements(summary)).toMatchObject({ h3: 1, h4: 1, tr: 4, details: 1 });
  const names = ['a', 'b', 'c', 'gone'].map((name) => `\`${name}.mp4\``);
  const positions = ['### ❌ 4 videos', 'Needs action', ...names].map((text) => summary.indexOf(text));
  expect(summary.match(/It broke/g)).toHaveLength(1);
  expect(positions).not.toContain(-1);
  expect(positions).toEqual(positions.toSorted((a, b) => a - b));
});

describe('Untrusted text', () => {
  const strings = createInjectionStrings(300);

  test('is one line of plain text in the log', () => {
    for (const text of strings) {
      for (const status of DELETION_TABLE.statuses) {
        const line = formatDeletion(aDeletion(status, { name: text, video_id: text, asset: 'kept', asset_id: text }));
        expect(line).not.toMatch(/[\r\n]|^\s*::|##\[/);
      }
    }
  });

  test('does not change the structure of a summary', () => {
    const page = (text: string): object => {
      const error = { ...ERROR, message: text };
      const row = aDeletion('failed', { name: text, video_id: text, task_id: text, asset_id: text, error });
      return countElements(buildDeleteSummary([row, { ...row, status: 'deleted', error: null }], null, false));
    };
    const harmless = page('text');
    for (const text of strings.filter((one) => one.trim() !== '')) {
      // What is in backticks is code, and a long name has a title.
      expect({ ...page(text), code: 0, span: 0 }).toEqual({ ...harmless, code: 0, span: 0 });
    }
  });

  test('does not make a summary larger than the limit of GitHub', () => {
    const many = Array.from({ length: 10_000 }, () => aDeletion('failed', { name: '<'.repeat(500), error: ERROR }));
    const summary = buildDeleteSummary(many, null, false);
    expect(Buffer.byteLength(summary)).toBeLessThan(1024 * 1024);
    expect(summary).toMatch(/The other \d+ videos are in the results file\./);
  });
});
