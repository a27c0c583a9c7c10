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

const rejectWrite = (): Promise<never> => Promise.reject(new Error('unexpected write request'));

function createFakeApi(body: JsonObject, paths: string[] = []): Api {
  return {
    ...NO_COOLDOWN,
    get: async (path) => {
      paths.push(path);
      return body;
    },
    postForm: rejectWrite,
    postFile: rejectWrite,
    postJson: rejectWrite,
    patchJson: rejectWrite,
    delete: rejectWrite,
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
const evaluate = (changes: Partial<Index>): readonly string[] =>
  evaluateIndex({ ...index, ...changes }, now).findings.map(({ severity, error }) => `${severity} ${error.code}`);

describe('getIndex', () => {
  test('reads the fields of an index', async () => {
    const paths: string[] = [];
    const body = {
      _id: 'a b',
      index_name: 'mine',
      models: [{ model_name: 'marengo3.0', model_options: ['visual'] }, { model_name: 'pegasus1.2' }, 7],
      expires_at: '2026-12-01T00:00:00Z',
      video_count: 2,
      total_duration: 34.5,
    };
    expect(await getIndex(createFakeApi(body, paths), 'a b', limits)).toEqual({
      id: 'a b',
      name: 'mine',
      models: ['marengo3.0', 'pegasus1.2'],
      expiresAt: new Date('2026-12-01T00:00:00Z'),
      videoCount: 2,
      totalDuration: 34.5,
    });
    expect(paths).toEqual(['/indexes/a%20b']);
  });

  test('reads the older field names, and accepts missing fields', async () => {
    const old = await getIndex(
      createFakeApi({ _id: 'i', engines: [{ engine_name: 'marengo2.7' }], expires_at: null }),
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

  test('rejects a response that is not an index with an ApiError', async () => {
    await expect(getIndex(createFakeApi({ data: [] }), 'i', limits)).rejects.toThrow(ApiError);
  });
});

describe('evaluateIndex', () => {
  test.each<[string, Partial<Index>, readonly string[]]>([
    ['a valid index', {}, []],
    ['an index with unknown models', { models: ['marengo9'] }, []],
    ['an index without models', { models: [] }, []],
    ['an index with Pegasus 1.2 only', { models: ['pegasus1.2'] }, ['reject index_models_retired']],
    ['an index with Marengo 2.7 only', { models: ['marengo2.7'] }, ['reject index_models_retired']],
    [
      'an index with Marengo 3.0 and Pegasus 1.2',
      { models: ['marengo3.0', 'pegasus1.2'] },
      ['warn index_model_skipped'],
    ],
    ['an expired index', { expiresAt: new Date('2026-11-23T11:59:59Z') }, ['reject index_expired']],
    ['an index that expires soon', { expiresAt: new Date('2026-11-25T00:00:00Z') }, ['warn index_expires_soon']],
    ['an index that expires later', { expiresAt: new Date('2027-01-25T00:00:00Z') }, []],
    [
      'an index that is full for the Free plan',
      { expiresAt: new Date('2027-01-25T00:00:00Z'), videoCount: 100 },
      ['warn index_full'],
    ],
    ['an index of the same size on another plan', { videoCount: 100, totalDuration: 36_000 }, []],
    ['an index that is full by duration', { totalDuration: 36_000_000 }, ['warn index_full']],
  ])('evaluates %s', (_, changes, expected) => {
    expect(evaluate(changes)).toEqual(expected);
  });

  test('returns the models that new videos are indexed with', () => {
    expect(evaluateIndex({ ...index, models: ['marengo3.0', 'pegasus1.2'] }, now).models).toEqual(['marengo3.0']);
    expect(evaluateIndex({ ...index, models: ['pegasus1.2'] }, now).models).toEqual(['pegasus1.2']);
  });
});

test('checkIndex sends one request', async () => {
  const paths: string[] = [];
  const body = { _id: 'i', models: [{ model_name: 'marengo3.0' }] };
  expect((await checkIndex(createFakeApi(body, paths), 'i', createSystemClock(), limits)).findings).toEqual([]);
  expect(paths).toHaveLength(1);
});

test.each([
  [401, true],
  [404, true],
  [429, false],
  [500, false],
])('isPermanentIndexError is, for HTTP %i, %s', (status, expected) => {
  const error = createErrorDetails('internal_error');
  expect(isPermanentIndexError(new ApiError('error_response', error, { status }))).toBe(expected);
});
