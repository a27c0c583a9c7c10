import { describe, expect, test } from '@jest/globals';
import { checkIndex, evaluateIndex, isPermanentIndexError } from '../../src/media/check-index.ts';
import { createErrorDetails } from '../../src/model/errors.ts';
import type { Api } from '../../src/twelvelabs/api.ts';
import { ApiError } from '../../src/twelvelabs/errors.ts';
import type { Index } from '../../src/twelvelabs/indexes.ts';
import { getIndex } from '../../src/twelvelabs/indexes.ts';
import { createSystemClock } from '../../src/util/clock.ts';
import type { JsonObject } from '../../src/util/json.ts';
import { NO_COOLDOWN } from '../support/fixtures.ts';

const limits = { timeoutMs: 1_000, signal: new AbortController().signal };

const nothingElse = (): Promise<never> => Promise.reject(new Error('nothing is changed'));

function api(body: JsonObject, asked: string[] = []): Api {
  return {
    ...NO_COOLDOWN,
    get: async (path) => {
      asked.push(path);
      return body;
    },
    postForm: nothingElse,
    postFile: nothingElse,
    postJson: nothingElse,
    patchJson: nothingElse,
    delete: nothingElse,
  };
}

const now = new Date('2026-11-23T12:00:00Z');
const index: Index = {
  id: 'i',
  name: 'n',
  models: ['marengo3.0'],
  expiresAt: null,
  videoCount: 3,
  totalDuration: 100,
};
const codes = (changes: Partial<Index>): readonly string[] =>
  evaluateIndex({ ...index, ...changes }, now).findings.map(({ severity, error }) => `${severity} ${error.code}`);

describe('getIndex', () => {
  test('reads what the platform says', async () => {
    const asked: string[] = [];
    const body = {
      _id: 'a b',
      index_name: 'mine',
      models: [{ model_name: 'marengo3.0', model_options: ['visual'] }, { model_name: 'pegasus1.2' }, 7],
      expires_at: '2026-12-01T00:00:00Z',
      video_count: 2,
      total_duration: 34.5,
    };
    expect(await getIndex(api(body, asked), 'a b', limits)).toEqual({
      id: 'a b',
      name: 'mine',
      models: ['marengo3.0', 'pegasus1.2'],
      expiresAt: new Date('2026-12-01T00:00:00Z'),
      videoCount: 2,
      totalDuration: 34.5,
    });
    expect(asked).toEqual(['/indexes/a%20b']);
  });

  test('takes older words, and does without what is missing', async () => {
    const old = await getIndex(
      api({ _id: 'i', engines: [{ engine_name: 'marengo2.7' }], expires_at: null }),
      'i',
      limits,
    );
    expect(old).toEqual({
      id: 'i',
      name: null,
      models: ['marengo2.7'],
      expiresAt: null,
      videoCount: null,
      totalDuration: null,
    });
  });

  test('what is no index is a PlatformError', async () => {
    await expect(getIndex(api({ data: [] }), 'i', limits)).rejects.toThrow(ApiError);
  });
});

describe('judgeIndex', () => {
  test.each<[string, Partial<Index>, readonly string[]]>([
    ['a good one', {}, []],
    ['of models that nobody knows', { models: ['marengo9'] }, []],
    ['of no models that are told', { models: [] }, []],
    ['of Pegasus 1.2 only', { models: ['pegasus1.2'] }, ['reject index_models_retired']],
    ['of Marengo 2.7 only', { models: ['marengo2.7'] }, ['reject index_models_retired']],
    ['of Marengo 3.0 and Pegasus 1.2', { models: ['marengo3.0', 'pegasus1.2'] }, ['warn index_model_skipped']],
    ['expired', { expiresAt: new Date('2026-11-23T11:59:59Z') }, ['reject index_expired']],
    ['that expires soon', { expiresAt: new Date('2026-11-25T00:00:00Z') }, ['warn index_expires_soon']],
    ['that expires later', { expiresAt: new Date('2027-01-25T00:00:00Z') }, []],
    ['full for the Free plan', { expiresAt: new Date('2027-01-25T00:00:00Z'), videoCount: 100 }, ['warn index_full']],
    ['with as many on another plan', { videoCount: 100, totalDuration: 36_000 }, []],
    ['full by duration', { totalDuration: 36_000_000 }, ['warn index_full']],
  ])('%s', (_, changes, expected) => {
    expect(codes(changes)).toEqual(expected);
  });

  test('new videos are judged by the models that they get', () => {
    expect(evaluateIndex({ ...index, models: ['marengo3.0', 'pegasus1.2'] }, now).models).toEqual(['marengo3.0']);
    expect(evaluateIndex({ ...index, models: ['pegasus1.2'] }, now).models).toEqual(['pegasus1.2']);
  });
});

test('checkIndex asks once, and lets errors of the platform through', async () => {
  const asked: string[] = [];
  const body = { _id: 'i', models: [{ model_name: 'marengo3.0' }] };
  expect((await checkIndex(api(body, asked), 'i', createSystemClock(), limits)).findings).toEqual([]);
  expect(asked).toHaveLength(1);
});

test.each([
  [401, true],
  [404, true],
  [429, false],
  [500, false],
])('HTTP %i is a verdict on the index: %s', (status, expected) => {
  const problem = createErrorDetails('internal_error');
  expect(isPermanentIndexError(new ApiError('error_response', problem, { status }))).toBe(expected);
});
