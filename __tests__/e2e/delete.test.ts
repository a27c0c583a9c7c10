import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { rateLimited } from '../../simulator/faults.ts';
import type { DeletionResult } from '../../src/delete-action/deletion-result.ts';
import type { DeleteHarness, StepResult } from '../support/bundle-harness.ts';
import { INDEX_ID, withDeleteHarness } from '../support/bundle-harness.ts';

/** Selects the videos of pull request 42. */
const WHERE = '{"gha_repository": "octo/videos", "gha_pull_request": "42"}';

const ALL_OUTPUTS = [
  'deleted_count',
  'error_class',
  'error_code',
  'failed_count',
  'results',
  'results_file',
  'status',
  'total_count',
];

/** What holds however a step ends: complete outputs that agree with each other, a summary, an empty stderr. */
function expectComplete(result: StepResult<DeletionResult>): void {
  expect(Object.keys(result.outputs).sort()).toEqual(ALL_OUTPUTS);
  expect(JSON.parse(result.outputs['results'] ?? '')).toEqual(result.results);
  expect(result.outputs['total_count']).toBe(String(result.results.length));
  expect(result.summary).toContain('### TwelveLabs: deleted videos');
  expect(result.stderr).toBe('');
  expect(result.log.split('\n').at(-2)).toMatch(/\.$/);
}

const FOREIGN = { gha_repository: 'octo/videos', gha_pull_request: '42' };

/** Three videos of pull request 42 among those of others; resolves with the ids of the three. */
function fill(harness: DeleteHarness): { mine: readonly string[]; others: readonly string[] } {
  const videos = [
    harness.add('41'),
    harness.add('42'),
    harness.add(420),
    harness.add(42),
    harness.add('42', { userMetadata: { gha_submission: 'x', gha_repository: 'octo/other', gha_pull_request: '42' } }),
    harness.add('42', { userMetadata: { gha_pull_request: '42', project: 'octo/videos' } }),
    harness.add('42', { status: 'failed' }),
    harness.add('', { userMetadata: {} }),
  ].map(({ videoId }) => videoId);
  const mine = [1, 3, 6].map((n) => videos[n] ?? '');
  return { mine, others: videos.filter((id) => !mine.includes(id)) };
}

describe.each([
  ['rows without metadata', { listUserMetadata: false }],
  ['rows with metadata', { listUserMetadata: true }],
])('by metadata, %s', (_what, options) => {
  test('exactly those that match go, and again there is nothing to do', async () => {
    await withDeleteHarness(options, async (harness) => {
      const { mine, others } = fill(harness);
      const first = await harness.run({ where: WHERE });
      expectComplete(first);
      expect(first.code).toBe(0);
      expect(first.outputs).toMatchObject({
        status: 'deleted',
        total_count: '3',
        deleted_count: '3',
        failed_count: '0',
        error_code: '',
        error_class: '',
      });
      expect(first.results.map(({ video_id }) => video_id).sort()).toEqual([...mine].sort());
      for (const result of first.results) {
        expect(result).toMatchObject({
          status: 'deleted',
          video: 'deleted',
          task: 'deleted',
          asset: null,
          error: null,
        });
        expect(harness.deletes()).toContain(`/tasks/${result.task_id}`);
      }
      expect(harness.left()).toEqual(others);
      expect(harness.deletes()).toHaveLength(6);
      expect(harness.simulator.core.assets().every(({ deleted }) => !deleted)).toBe(true);

      const second = await harness.run({ where: WHERE });
      expectComplete(second);
      expect(second.code).toBe(0);
      expect(second.outputs).toMatchObject({ status: 'absent', total_count: '0', deleted_count: '0' });
      expect(second.log).toContain('There was nothing to delete.');
      expect(harness.deletes()).toHaveLength(6);
    });
  });
});

test('a platform that ignores the filter loses nothing but what matches', async () => {
  await withDeleteHarness({}, async (harness) => {
    const { mine, others } = fill(harness);
    // The whole index, whatever is asked for; the rows tell no metadata.
    const all = [...mine, ...others].map((_id) => ({ _id, status: 'ready' }));
    const body = JSON.stringify({ data: all, page_info: { page: 1, total_page: 1 } });
    harness.simulator.fault({
      route: 'GET /indexes/:id/indexed-assets',
      effect: { kind: 'status', status: 200, body },
    });
    const result = await harness.run({ where: WHERE });
    expect(result.code).toBe(0);
    expect(result.outputs).toMatchObject({ status: 'deleted', deleted_count: '3' });
    expect(harness.left()).toEqual(others);
  });
});

test.each([
  ['{"take": 42, "final": true}', [0, 1]],
  ['{"take": "42", "final": "true"}', [0, 1]],
  ['{"take": 42.5}', [2]],
  ['{"toString": "x"}', []],
])('numbers and booleans match as such and as text: %s', async (where, expected) => {
  await withDeleteHarness({}, async (harness) => {
    const videos = [
      { take: 42, final: true },
      { take: '42', final: 'true' },
      { take: 42.5, final: false },
      { take: 420, final: true },
    ].map((metadata) => harness.add('', { userMetadata: { gha_source: 's', ...metadata } }).videoId);
    const result = await harness.run({ where });
    expect(result.code).toBe(0);
    expect(harness.left()).toEqual(videos.filter((_, place) => !expected.includes(place)));
  });
});

test('many pages, rows that come twice, and another index', async () => {
  await withDeleteHarness({ indexes: [{ id: 'a'.repeat(24), name: 'other' }] }, async (harness) => {
    const other = harness.add('42', { indexId: 'a'.repeat(24) });
    const foreign = Array.from({ length: 60 }, () => harness.add('7').videoId);
    for (let n = 0; n < 120; n++) harness.add('42');
    harness.simulator.fault({ route: 'GET /indexes/:id/indexed-assets', effect: { kind: 'duplicate' } });
    const result = await harness.run({ where: WHERE, max_deletions: '120' });
    expectComplete(result);
    expect(result.outputs).toMatchObject({ status: 'deleted', deleted_count: '120' });
    expect(harness.left()).toEqual([other.videoId, ...foreign]);
    expect(new Set(harness.deletes()).size).toBe(240);
    expect(harness.deletes()).toHaveLength(240);
  });
});

const FAULTS = [
  [
    '503 everywhere, now and then',
    [{ route: '*', calls: [1, 4, 6, 9, 10, 13], effect: { kind: 'status', status: 503 } }],
  ],
  ['dropped connections', [{ route: '*', calls: [2, 5, 8, 11], effect: { kind: 'drop', at: 'before' } }]],
  ['answers cut off', [{ route: 'GET /tasks', calls: [1, 2], effect: { kind: 'drop', at: 'body' } }]],
  ['429 with a pause', [{ route: '*', calls: [3, 7], effect: rateLimited.retryAfterSeconds(1) }]],
  ['429 without a word', [{ route: 'DELETE /tasks/:id', calls: [1, 2], effect: rateLimited.silent() }]],
  [
    'deletions that are carried out, and whose answer is lost',
    [
      {
        route: 'DELETE /indexes/:id/indexed-assets/:id',
        calls: [1, 2],
        processed: true,
        effect: { kind: 'drop', at: 'before' },
      },
      { route: 'DELETE /tasks/:id', calls: [1], processed: true, effect: { kind: 'status', status: 502 } },
    ],
  ],
  [
    'references that are seen a moment longer',
    [
      {
        route: 'DELETE /tasks/:id',
        calls: [1],
        effect: { kind: 'status', status: 400, body: '{"code": "task_cannot_be_deleted", "message": "not yet"}' },
      },
    ],
  ],
  [
    'somebody who is faster',
    [
      {
        route: 'DELETE /indexes/:id/indexed-assets/:id',
        calls: [2],
        processed: true,
        effect: { kind: 'status', status: 404 },
      },
    ],
  ],
] as const;

test.each(FAULTS)(
  'under faults: %s',
  async (_what, rules) => {
    await withDeleteHarness({}, async (harness) => {
      const { others } = fill(harness);
      for (const rule of rules) harness.simulator.fault(rule);
      const first = await harness.run({ where: WHERE });
      expectComplete(first);
      expect(first.code).toBe(0);
      expect(first.outputs).toMatchObject({ status: 'deleted', deleted_count: '3', failed_count: '0' });
      expect(harness.left()).toEqual(others);
      expect((await harness.run({ where: WHERE })).outputs).toMatchObject({ status: 'absent', total_count: '0' });
      expect(harness.left()).toEqual(others);
    });
  },
  30_000,
);

test('an outage that does not end: red when time runs out, and nothing is called deleted that is not', async () => {
  await withDeleteHarness({}, async (harness) => {
    const { mine, others } = fill(harness);
    harness.simulator.fault({
      route: 'DELETE /indexes/:id/indexed-assets/:id',
      effect: { kind: 'status', status: 503 },
    });
    const result = await harness.run({ where: WHERE, timeout_minutes: '0.1' });
    expectComplete(result);
    expect(result.code).toBe(1);
    expect(result.outputs).toMatchObject({
      status: 'timed_out',
      deleted_count: '0',
      failed_count: '3',
      error_code: 'http_503',
    });
    expect(harness.left()).toHaveLength(mine.length + others.length);
  });
});

test('a rate limit beyond the deadline is told at once', async () => {
  await withDeleteHarness({}, async (harness) => {
    fill(harness);
    harness.simulator.fault({ route: 'GET /indexes/:id/indexed-assets', effect: rateLimited.retryAfterSeconds(3600) });
    const result = await harness.run({ where: WHERE });
    expectComplete(result);
    expect(result.code).toBe(1);
    expect(result.ms).toBeLessThan(5_000);
    expect(result.outputs).toMatchObject({ status: 'failed', error_class: 'rate_limit', total_count: '0' });
    expect(result.log).toMatch(/It resets at 20/);
  });
});

test('a dry run tells what would go, and sends no DELETE', async () => {
  await withDeleteHarness({}, async (harness) => {
    const { mine } = fill(harness);
    const before = harness.left();
    const result = await harness.run({ where: WHERE, dry_run: 'true', delete_assets: 'true' });
    expectComplete(result);
    expect(result.code).toBe(0);
    expect(result.outputs).toMatchObject({
      status: 'would_delete',
      total_count: '3',
      deleted_count: '0',
      failed_count: '0',
    });
    expect(result.results.map(({ video_id }) => video_id).sort()).toEqual([...mine].sort());
    expect(harness.left()).toEqual(before);
    expect(harness.simulator.requests.every(({ method }) => method === 'GET')).toBe(true);
  });
});

describe('more than max_deletions', () => {
  test.each([
    ['where', 'false'],
    ['where', 'true'],
    ['video_id', 'false'],
  ])('by %s, dry_run %s: nothing is deleted, and the error tells the number', async (how, dryRun) => {
    await withDeleteHarness({}, async (harness) => {
      const ids = Array.from({ length: 12 }, () => harness.add('42').videoId);
      const selection = how === 'where' ? { where: WHERE } : { video_id: ids.join('\n') };
      const result = await harness.run({ ...selection, max_deletions: '5', dry_run: dryRun });
      expectComplete(result);
      expect(result.code).toBe(1);
      expect(result.outputs).toMatchObject({ status: 'failed', error_code: 'too_many_matches', error_class: 'input' });
      expect(result.log).toMatch(/::error.*12 videos would be deleted, more than `max_deletions` \(5\)/);
      expect(harness.left()).toEqual(ids);
      expect(harness.deletes()).toEqual([]);
    });
  });

  test('the default is 50', async () => {
    await withDeleteHarness({ listUserMetadata: true }, async (harness) => {
      for (let n = 0; n < 51; n++) harness.add('42');
      const result = await harness.run({ where: WHERE });
      expect(result.log).toContain('51 videos would be deleted');
      expect(harness.deletes()).toEqual([]);
    });
  });
});

describe('by id', () => {
  test('the named ones go; what is gone already does no harm', async () => {
    await withDeleteHarness({}, async (harness) => {
      const [a, b, c] = [harness.add('1'), harness.add('2'), harness.add('3')];
      const gone = 'f'.repeat(24);
      const result = await harness.run({ video_id: `${a.videoId}\n${gone}\n\n ${c.videoId}\n${a.videoId}` });
      expectComplete(result);
      expect(result.code).toBe(0);
      expect(result.results.map(({ video_id, status }) => [video_id, status])).toEqual([
        [a.videoId, 'deleted'],
        [gone, 'absent'],
        [c.videoId, 'deleted'],
      ]);
      expect(result.outputs).toMatchObject({ status: 'absent', total_count: '3', deleted_count: '2' });
      expect(harness.left()).toEqual([b.videoId]);
      const again = await harness.run({ video_id: a.videoId });
      expect(again.code).toBe(0);
      expect(again.outputs).toMatchObject({ status: 'absent', total_count: '1', deleted_count: '0' });
    });
  });

  test('what is of others is left alone, unless force', async () => {
    await withDeleteHarness({}, async (harness) => {
      const foreign = harness.add('42', { userMetadata: FOREIGN });
      for (const inputs of [{ video_id: foreign.videoId }, { where: WHERE }]) {
        const result = await harness.run(inputs);
        expectComplete(result);
        expect(result.code).toBe(0);
        expect(result.outputs).toMatchObject({
          status: 'skipped',
          total_count: '1',
          deleted_count: '0',
          error_code: '',
        });
        expect(result.log).toMatch(/^::warning .*gha_submission/m);
        expect(harness.deletes()).toEqual([]);
      }
      const forced = await harness.run({ where: WHERE, force: 'true' });
      expect(forced.outputs).toMatchObject({ status: 'deleted', deleted_count: '1' });
      expect(harness.left()).toEqual([]);
    });
  });

  test('one that is still being indexed: red, with advice, and the others go', async () => {
    await withDeleteHarness({ speed: 1 }, async (harness) => {
      const busy = harness.add('42', { status: 'indexing', duration: 3600 });
      const done = harness.add('42');
      const result = await harness.run({ video_id: `${busy.videoId}\n${done.videoId}` });
      expectComplete(result);
      expect(result.code).toBe(1);
      expect(result.results.map(({ status }) => status)).toEqual(['failed', 'deleted']);
      expect(result.outputs).toMatchObject({ status: 'failed', deleted_count: '1', failed_count: '1' });
      expect(result.log).toMatch(/^::error .*still being indexed\. Run the step again/m);
      expect(harness.left()).toEqual([busy.videoId]);
    });
  });

  test('videos of another account, and a key that is refused', async () => {
    await withDeleteHarness({}, async (harness) => {
      const video = harness.add('42');
      harness.simulator.core.setOptions({ foreignIds: [video.videoId] });
      const foreign = await harness.run({ video_id: video.videoId });
      expect(foreign.code).toBe(1);
      expect(foreign.outputs).toMatchObject({ status: 'failed', error_code: 'read_not_allowed', error_class: 'auth' });
      harness.simulator.core.setOptions({ foreignIds: [], apiKeys: ['another'] });
      const refused = await harness.run({ video_id: video.videoId });
      expectComplete(refused);
      expect(refused.code).toBe(1);
      expect(refused.outputs).toMatchObject({ status: 'failed', error_class: 'auth', total_count: '0' });
      expect(harness.deletes()).toEqual([]);
    });
  });
});

/** Makes another video of an asset that is there. */
async function indexAgain({ simulator }: DeleteHarness, asset_id: string, user_metadata: object): Promise<void> {
  await fetch(`${simulator.url}/indexes/${INDEX_ID}/indexed-assets`, {
    method: 'POST',
    headers: { 'x-api-key': 'k', 'content-type': 'application/json' },
    body: JSON.stringify({ asset_id, user_metadata }),
  });
}

test('assets go after their last video; one that others use is kept', async () => {
  await withDeleteHarness({ speed: 100_000 }, async (harness) => {
    const [alone, shared, twice] = [harness.add('42'), harness.add('42'), harness.add('42')];
    await indexAgain(harness, shared.assetId, { a: 1 });
    await indexAgain(harness, twice.assetId, { ...FOREIGN, gha_source: 's' });
    const inputs = { where: WHERE, delete_assets: 'true' };
    const result = await harness.run(inputs);
    expectComplete(result);
    expect(result.code).toBe(0);
    expect(result.outputs).toMatchObject({ status: 'deleted', deleted_count: '4' });
    const fates = result.results.map(({ asset_id, asset }) => [asset_id, asset]);
    expect(fates).toHaveLength(4);
    expect(fates).toEqual(
      expect.arrayContaining([
        [alone.assetId, 'deleted'],
        [shared.assetId, 'kept'],
        [twice.assetId, null],
        [twice.assetId, 'deleted'],
      ]),
    );
    const deleted = harness.simulator.core.assets().filter((asset) => asset.deleted);
    expect(deleted.map(({ id }) => id).sort()).toEqual([alone.assetId, twice.assetId].sort());
    expect(harness.simulator.requests.every(({ query }) => query['force'] === undefined)).toBe(true);
    expect((await harness.run(inputs)).outputs).toMatchObject({ status: 'absent', total_count: '0' });
  });
});

test('an index that does not exist is an error on both ways', async () => {
  await withDeleteHarness({}, async (harness) => {
    const video = harness.add('42');
    for (const inputs of [{ where: WHERE }, { video_id: video.videoId }]) {
      const result = await harness.run({ ...inputs, index_id: 'e'.repeat(24) });
      expectComplete(result);
      expect(result.code).toBe(1);
      expect(result.outputs).toMatchObject({
        status: 'failed',
        error_code: 'resource_not_exist',
        error_class: 'input',
      });
    }
  });
});

test('a platform without tasks: the videos go all the same', async () => {
  await withDeleteHarness({}, async (harness) => {
    const { others } = fill(harness);
    harness.simulator.core.setOptions({ retired: ['/tasks'], retiredStatus: 410 });
    const result = await harness.run({ where: WHERE });
    expectComplete(result);
    expect(result.code).toBe(0);
    expect(result.outputs).toMatchObject({ status: 'deleted', deleted_count: '3' });
    expect(result.results.every(({ task_id, task }) => task_id === null && task === null)).toBe(true);
    expect(harness.left()).toEqual(others);
  });
});

describe('a cancel', () => {
  test('in the middle of the deletions: complete outputs, red, and nothing new is started', async () => {
    await withDeleteHarness({}, async (harness) => {
      for (let n = 0; n < 12; n++) harness.add('42');
      harness.simulator.fault({
        route: 'DELETE /indexes/:id/indexed-assets/:id',
        delayMs: 300,
        effect: { kind: 'none' },
      });
      const step = harness.start({ where: WHERE });
      while (harness.deletes().length < 1) await sleep(10);
      await sleep(100);
      const killed = performance.now();
      step.kill('SIGINT');
      const result = (await step.result) as never as Awaited<ReturnType<DeleteHarness['run']>>;
      expect(performance.now() - killed).toBeLessThan(8_000);
      expectComplete(result);
      expect(result.code).toBe(1);
      expect(result.results).toHaveLength(12);
      expect(result.outputs['status']).toBe('cancelled');
      const deleted = result.results.filter(({ status }) => status === 'deleted').map(({ video_id }) => video_id);
      expect(deleted.length).toBeGreaterThan(0);
      expect(harness.left()).toHaveLength(12 - deleted.length);
      for (const id of deleted) expect(harness.left()).not.toContain(id);
    });
  });

  test('while an answer is missing: unconfirmed; before anything was deleted: cancelled', async () => {
    await withDeleteHarness({}, async (harness) => {
      harness.add('42');
      harness.simulator.fault({
        route: 'DELETE /indexes/:id/indexed-assets/:id',
        effect: { kind: 'stall', at: 'headers' },
      });
      const late = harness.start({ where: WHERE });
      while (harness.deletes().length < 1) await sleep(10);
      late.kill('SIGTERM');
      expect(await late.result).toMatchObject({ code: 1, outputs: { status: 'unconfirmed', total_count: '1' } });
      harness.simulator.core.clearFaults();
      harness.simulator.fault({ route: 'GET /indexes/:id/indexed-assets', effect: { kind: 'stall', at: 'headers' } });
      const seen = harness.simulator.requests.length;
      const early = harness.start({ where: WHERE });
      while (harness.simulator.requests.length === seen) await sleep(10);
      early.kill('SIGINT');
      const outputs = { status: 'cancelled', total_count: '0', error_code: 'deletion_cancelled' };
      expect(await early.result).toMatchObject({ code: 1, outputs });
      expect(harness.left()).toHaveLength(1);
    });
  });
});

describe('inputs', () => {
  test.each([
    ['{}'],
    ['{"gha_pull_request": ""}'],
    ['{"gha_repository": "octo/videos", "gha_pull_request": " "}'],
    ['[]'],
    ['null'],
    ['gha_pull_request=42'],
    ['{"a": {"b": 1}}'],
    ['{"a": null}'],
    ['{"page": "2"}'],
    ['{"duration[gte]": 1}'],
  ])('where %s is an error, and nothing is sent', async (where) => {
    await withDeleteHarness({}, async (harness) => {
      fill(harness);
      const result = await harness.run({ where, force: 'true' });
      expectComplete(result);
      expect(result.code).toBe(1);
      expect(result.outputs).toMatchObject({ status: 'failed', error_code: 'input_invalid', error_class: 'input' });
      expect(result.log).toContain('Input `where` is ');
      expect(harness.simulator.requests).toHaveLength(0);
    });
  });

  test('all that is wrong is told in one error', async () => {
    const wrong = {
      index_id: 'my index',
      video_id: 'a b',
      where: '{}',
      dry_run: 'yes',
      max_deletions: '0',
      delete_assets: '1',
      force: 'on',
      timeout_minutes: '10m',
      summary: 'TRue',
      api_url: 'http://api.example.com/v1.3',
    };
    await withDeleteHarness({}, async (harness) => {
      const result = await harness.run(wrong);
      expectComplete(result);
      expect(result.code).toBe(1);
      expect(result.log.match(/^::error /gm)).toHaveLength(1);
      const [error = ''] = /^::error .*$/m.exec(result.log) ?? [];
      for (const [input, value] of Object.entries(wrong)) {
        expect(error).toContain(`Input \`${input}\` is ${JSON.stringify(value)}. Expected `);
      }
      expect(error).toContain('not both');
      expect(harness.simulator.requests).toHaveLength(0);
    });
  });

  test('neither ids nor where, no key, no index', async () => {
    await withDeleteHarness({}, async (harness) => {
      const result = await harness.run({ api_key: '', index_id: '' });
      expectComplete(result);
      expect(result.code).toBe(1);
      for (const input of ['api_key', 'index_id', 'video_id'])
        expect(result.log).toContain(`Input \`${input}\` is not set`);
      expect(result.log).toMatch(/forks.*Dependabot/);
    });
  });
});

test('the key is never shown, and text of the platform is only text', async () => {
  const key = 'tlk_CANARY0123456789';
  await withDeleteHarness({}, async (harness) => {
    const video = harness.add('42', { url: 'https://videos.example/%3Cscript%3E@octocat%0A::error::x.mp4' });
    const body = JSON.stringify({ code: 'oops', message: `key ${key}\n::error::fooled <img src=x> @octocat` });
    harness.simulator.fault({
      route: 'DELETE /indexes/:id/indexed-assets/:id',
      effect: { kind: 'status', status: 400, body },
    });
    const result = await harness.run({ api_key: key, video_id: video.videoId }, { env: { RUNNER_DEBUG: '1' } });
    expectComplete(result);
    expect(result.code).toBe(1);
    expect(result.log).toContain(`::add-mask::${key}`);
    expect(result.everything.replaceAll(`::add-mask::${key}`, '')).not.toContain(key);
    expect(result.log).not.toMatch(/^::error::/m);
    expect(result.summary).not.toMatch(/<script>|<img|@octocat/);
  });
});
