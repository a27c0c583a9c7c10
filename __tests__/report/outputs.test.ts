import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parse } from 'yaml';
import type { Status } from '../../src/model/status.ts';
import { STATUS_TABLE } from '../../src/model/status.ts';
import { buildOutputs } from '../../src/report/outputs.ts';
import { createErrorDetails, createVideoResult } from '../support/fixtures.ts';

const DECLARED = Object.keys(parse(readFileSync('action.yml', 'utf8')).outputs).sort();
const RUN = { isDryRun: false, isSuccess: true, results: [], error: null, resultsFile: '/r.json' };
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

  test('contain the error of a failed run rather than that of a video that is ready', () => {
    const warned = createVideoResult({ error: createErrorDetails({ code: 'prune_skipped' }) });
    const error = createErrorDetails({ code: 'too_many_deletions', class: 'input' });
    expect(buildOutputs({ ...RUN, isSuccess: false, results: [warned], error }).error_code).toBe('too_many_deletions');
    expect(buildOutputs({ ...RUN, results: [warned] }).error_code).toBe('prune_skipped');
  });

  test('contain an error if the results file could not be written', () => {
    const outputs = buildOutputs({ ...RUN, isSuccess: false, results: [createVideoResult()], resultsFile: '' });
    expect(outputs.error_code).toBe('results_file_failed');
  });

  test('always contain an error code when the step fails, which is that of a video with the worst status', () => {
    const anyResult = fc.constantFrom(...STATUS_TABLE.statuses).chain((status) =>
      fc.constantFrom('video_file_broken', 'too_many_requests', 'wait_timed_out', 'no_response').map((code) => {
        const hasError = !STATUS_TABLE.isSuccess(status);
        return createVideoResult({ status, error: hasError ? createErrorDetails({ code }) : null });
      }),
    );
    fc.assert(
      fc.property(fc.array(anyResult, { minLength: 1, maxLength: 30 }), fc.boolean(), (results, failOnTimeout) => {
        const isSuccess = results.every(({ status }) => STATUS_TABLE.isSuccess(status, failOnTimeout));
        const outputs = buildOutputs({ ...RUN, isSuccess, results });
        if (!isSuccess) expect(outputs.error_code).not.toBe('');
        const worst = results.filter(({ status }) => status === outputs.status).map(({ error }) => error?.code ?? '');
        expect(worst).toContain(outputs.error_code);
      }),
    );
  });

  /** Printed by a step whose environment contains the value, as `env:` of a workflow sets it. */
  const readInStep = (value: string): string =>
    execFileSync('sh', ['-c', 'printf %s "$VALUE"'], { env: { VALUE: value }, encoding: 'utf8', maxBuffer: 1e6 });

  test('fit into an environment variable of a later step, and all of them into the outputs of a job', () => {
    const id = (at: number): string => at.toString(16).padStart(24, '6');
    const results = Array.from({ length: 3_900 }, (_, at) =>
      createVideoResult({ name: '', task_id: id(at), video_id: id(at + 5_000) }),
    );
    const message = 'é'.repeat(100_000);
    const most = buildOutputs({ ...RUN, isSuccess: false, results, error: createErrorDetails({ message }) });
    expect(most.task_ids.split('\n')).toHaveLength(3_900);
    expect(readInStep(most.task_ids)).toBe(most.task_ids);
    expect(Object.values(most).join('').length * 2 + 96 * 1024 * 2).toBeLessThan(1024 * 1024);
    // A part of the list would be taken for the whole.
    const more = buildOutputs({ ...RUN, results: [...results, ...results] });
    expect([more.task_ids, more.video_ids, more.total_count]).toEqual(['', '', '7800']);
  });

  test('contain the results of 256 videos, which is the limit of a matrix, without what a matrix can do without', () => {
    const url = `https://deuqpmn4rs7j5.cloudfront.net/${'6'.repeat(60)}/${'6'.repeat(60)}.m3u8`;
    const results = Array.from({ length: 256 }, (_, at) =>
      createVideoResult({ name: `2026-11-23 keynote ${at}.mp4`, hls_url: url, thumbnail_url: url, source: url }),
    );
    const output = buildOutputs({ ...RUN, results }).results;
    expect(JSON.parse(output)).toHaveLength(256);
    expect(JSON.parse(output)[7]).toEqual({
      name: '2026-11-23 keynote 7.mp4',
      status: 'ready',
      task_id: 'task-1',
      video_id: 'video-1',
      error: null,
    });
    expect(readInStep(output)).toBe(output);
    const all = buildOutputs({ ...RUN, results: results.slice(0, 100) }).results;
    expect(JSON.parse(all)).toEqual(results.slice(0, 100));
  });

  test('leave the results empty above 96 KiB, counted in bytes', () => {
    const shell = JSON.stringify([createVideoResult({ name: '' })]).length;
    const resultsFor = (name: string): string =>
      buildOutputs({ ...RUN, results: [createVideoResult({ name })] }).results;
    expect(Buffer.byteLength(resultsFor('x'.repeat(96 * 1024 - shell)))).toBe(96 * 1024);
    expect(JSON.parse(resultsFor('x'.repeat(96 * 1024 - shell + 1)))[0]).not.toHaveProperty('source');
    expect(resultsFor('x'.repeat(96 * 1024))).toBe('');
    expect(resultsFor('日'.repeat(200_000))).toBe('');
  });
});
