import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parse } from 'yaml';
import type { Status } from '../../src/model/status.ts';
import { STATUS_TABLE } from '../../src/model/status.ts';
import { buildOutputs } from '../../src/report/outputs.ts';
import { createErrorDetails, createVideoResult } from '../support/fixtures.ts';

const DECLARED = Object.keys(parse(readFileSync('action.yml', 'utf8')).outputs).sort();
const RUN = { isDryRun: false, results: [], error: null, resultsFile: '/r.json' };
const withStatuses = (...statuses: Status[]): ReturnType<typeof buildOutputs> =>
  buildOutputs({ ...RUN, results: statuses.map((status) => createVideoResult({ status })) });

describe('The outputs', () => {
  test.each([
    ['one video', [createVideoResult()], null],
    ['a failed video', [createVideoResult({ status: 'failed', error: createErrorDetails() })], null],
    ['no video', [], createErrorDetails()],
    ['no video and no error', [], null],
  ])('are exactly those that action.yml declares, for %s', (_what, outcomes, problem) => {
    const outputs = buildOutputs({ ...RUN, results: outcomes, error: problem });
    expect(Object.keys(outputs).sort()).toEqual(DECLARED);
    for (const value of Object.values(outputs)) expect(typeof value).toBe('string');
  });

  test('of one video are its metadata', () => {
    const outcome = createVideoResult({ duration: 10.5, hls_url: 'https://h', thumbnail_url: 'https://t' });
    expect(buildOutputs({ ...RUN, results: [outcome] })).toEqual({
      task_id: 'task-1',
      video_id: 'video-1',
      asset_id: '',
      task_ids: 'task-1',
      video_ids: 'video-1',
      submitted_count: '0',
      deleted_count: '0',
      submitted_minutes: '0',
      reused_minutes: '0',
      error_message: '',
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

  test('are empty where a value is not known', () => {
    const outcome = createVideoResult({ status: 'rejected', task_id: null, video_id: null, duration: null });
    expect(buildOutputs({ ...RUN, results: [outcome], resultsFile: '' })).toMatchObject({
      task_id: '',
      video_id: '',
      duration: '',
      hls_url: '',
      thumbnail_url: '',
      results_file: '',
    });
  });

  test('contain a duration of zero', () => {
    expect(buildOutputs({ ...RUN, results: [createVideoResult({ duration: 0 })] }).duration).toBe('0');
  });

  test('describe the first video and count all videos', () => {
    const outcomes = [
      createVideoResult({ task_id: 'a', status: 'ready' }),
      createVideoResult({ task_id: 'b', status: 'failed', error: createErrorDetails() }),
      createVideoResult({ task_id: 'c', status: 'rejected' }),
      createVideoResult({ task_id: 'd', status: 'unconfirmed' }),
      createVideoResult({ task_id: 'e', status: 'timed_out' }),
      createVideoResult({ task_id: 'f', status: 'cancelled' }),
    ];
    expect(buildOutputs({ ...RUN, results: outcomes, error: createErrorDetails() })).toMatchObject({
      task_id: 'a',
      status: 'failed',
      total_count: '6',
      ready_count: '1',
      failed_count: '3',
      error_code: 'video_file_broken',
      error_class: 'media',
    });
  });

  test('contain the error of the first video, not that of the run', () => {
    const error = createErrorDetails({ code: 'too_many_requests', class: 'quota' });
    const results = [createVideoResult({ status: 'failed', error })];
    const outputs = buildOutputs({
      ...RUN,
      results,
      error: createErrorDetails({ code: 'input_invalid', class: 'input' }),
    });
    expect(outputs).toMatchObject({ error_code: 'too_many_requests', error_class: 'quota' });
  });

  test('contain the error of the run if there are no videos', () => {
    const outputs = buildOutputs({ ...RUN, error: createErrorDetails({ code: 'input_invalid', class: 'input' }) });
    expect(outputs).toMatchObject({
      status: 'rejected',
      results: '[]',
      total_count: '0',
      error_code: 'input_invalid',
      error_class: 'input',
    });
  });

  test('contain the worst status of all videos', () => {
    expect(withStatuses('ready', 'submitted').status).toBe('submitted');
    expect(withStatuses('failed', 'ready').status).toBe('failed');
    expect(withStatuses('unknown', 'timed_out', 'cancelled').status).toBe('cancelled');
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...STATUS_TABLE.statuses), { minLength: 1 }), (statuses) => {
        const worst = withStatuses(...statuses).status;
        expect(statuses).toContain(worst);
        const ranks: readonly string[] = STATUS_TABLE.statuses;
        const rank = (status: string): number => ranks.indexOf(status);
        for (const status of statuses) expect(rank(status)).toBeLessThanOrEqual(rank(worst));
      }),
    );
  });

  test('leave the results empty above 96 KiB, counted in bytes', () => {
    const shell = JSON.stringify([createVideoResult({ name: '' })]).length;
    const resultsFor = (name: string): string =>
      buildOutputs({ ...RUN, results: [createVideoResult({ name })] }).results;
    expect(Buffer.byteLength(resultsFor('x'.repeat(96 * 1024 - shell)))).toBe(96 * 1024);
    expect(resultsFor('x'.repeat(96 * 1024 - shell + 1))).toBe('');
    expect(resultsFor('日'.repeat(200_000))).toBe('');
  });
});
