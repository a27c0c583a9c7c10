import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parse } from 'yaml';
import type { Status } from '../../src/model/status.ts';
import { STATUSES } from '../../src/model/status.ts';
import { buildOutputs } from '../../src/report/outputs.ts';
import { createErrorDetails, createVideoResult } from '../support/fixtures.ts';

const DECLARED = Object.keys(parse(readFileSync('action.yml', 'utf8')).outputs).sort();
const withStatuses = (...statuses: Status[]): ReturnType<typeof buildOutputs> =>
  buildOutputs(
    statuses.map((status) => createVideoResult({ status })),
    null,
    '/r.json',
  );

describe('the outputs', () => {
  test.each([
    ['one video', [createVideoResult()], null],
    ['a failed video', [createVideoResult({ status: 'failed', error: createErrorDetails() })], null],
    ['no video', [], createErrorDetails()],
    ['no video and no reason', [], null],
  ])('are exactly those that the action declares, for %s', (_what, outcomes, problem) => {
    const outputs = buildOutputs(outcomes, problem, '/r.json');
    expect(Object.keys(outputs).sort()).toEqual(DECLARED);
    for (const value of Object.values(outputs)) expect(typeof value).toBe('string');
  });

  test('of one video are its facts', () => {
    const outcome = createVideoResult({ duration: 10.5, hls_url: 'https://h', thumbnail_url: 'https://t' });
    expect(buildOutputs([outcome], null, '/r.json')).toEqual({
      task_id: 'task-1',
      video_id: 'video-1',
      asset_id: '',
      reused_count: '0',
      status: 'ready',
      results: JSON.stringify([outcome]),
      results_file: '/r.json',
      total_count: '1',
      ready_count: '1',
      failed_count: '0',
      duration: '10.5',
      hls_url: 'https://h',
      thumbnail_url: 'https://t',
      error_code: '',
      error_class: '',
    });
  });

  test('are empty where nothing is known', () => {
    const outcome = createVideoResult({ status: 'rejected', task_id: null, video_id: null, duration: null });
    expect(buildOutputs([outcome], null, '')).toMatchObject({
      task_id: '',
      video_id: '',
      duration: '',
      hls_url: '',
      thumbnail_url: '',
      results_file: '',
    });
  });

  test('say a duration of zero', () => {
    expect(buildOutputs([createVideoResult({ duration: 0 })], null, '').duration).toBe('0');
  });

  test('are about the first video, and count them all', () => {
    const outcomes = [
      createVideoResult({ task_id: 'a', status: 'ready' }),
      createVideoResult({ task_id: 'b', status: 'failed', error: createErrorDetails() }),
      createVideoResult({ task_id: 'c', status: 'rejected' }),
      createVideoResult({ task_id: 'd', status: 'unconfirmed' }),
      createVideoResult({ task_id: 'e', status: 'timed_out' }),
      createVideoResult({ task_id: 'f', status: 'cancelled' }),
    ];
    expect(buildOutputs(outcomes, createErrorDetails(), '')).toMatchObject({
      task_id: 'a',
      status: 'failed',
      total_count: '6',
      ready_count: '1',
      failed_count: '3',
      error_code: '',
      error_class: '',
    });
  });

  test('tell what went wrong with the first video, not with the run', () => {
    const error = createErrorDetails({ code: 'own', class: 'quota' });
    const outputs = buildOutputs(
      [createVideoResult({ status: 'failed', error })],
      createErrorDetails({ code: 'run', class: 'input' }),
      '',
    );
    expect(outputs).toMatchObject({ error_code: 'own', error_class: 'quota' });
  });

  test('of a run that came to no video tell what was wrong with the run', () => {
    const outputs = buildOutputs([], createErrorDetails({ code: 'input_invalid', class: 'input' }), '/r.json');
    expect(outputs).toMatchObject({
      status: 'rejected',
      results: '[]',
      total_count: '0',
      error_code: 'input_invalid',
      error_class: 'input',
    });
  });

  test('have the worst status of all', () => {
    expect(withStatuses('ready', 'submitted').status).toBe('submitted');
    expect(withStatuses('failed', 'ready').status).toBe('failed');
    expect(withStatuses('unknown', 'timed_out', 'cancelled').status).toBe('cancelled');
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...STATUSES), { minLength: 1 }), (statuses) => {
        const worst = withStatuses(...statuses).status;
        expect(statuses).toContain(worst);
        const ranks: readonly string[] = STATUSES;
        const rank = (status: string): number => ranks.indexOf(status);
        for (const status of statuses) expect(rank(status)).toBeLessThanOrEqual(rank(worst));
      }),
    );
  });

  test('leave the results to the file above 512 KiB, by bytes and not by characters', () => {
    const shell = JSON.stringify([createVideoResult({ name: '' })]).length;
    const resultsFor = (name: string): string => buildOutputs([createVideoResult({ name })], null, '').results;
    expect(Buffer.byteLength(resultsFor('x'.repeat(512 * 1024 - shell)))).toBe(512 * 1024);
    expect(resultsFor('x'.repeat(512 * 1024 - shell + 1))).toBe('');
    expect(resultsFor('日'.repeat(200_000))).toBe('');
  });
});
