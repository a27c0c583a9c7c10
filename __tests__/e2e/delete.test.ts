import { describe, expect, test } from '@jest/globals';
import { rateLimited } from '../../simulator/faults.ts';
import type { DeletionResult } from '../../src/indexing/deletions/deletion-result.ts';
import { type DeleteHarness, INDEX_ID, type StepResult, withDeleteHarness } from '../support/bundle-harness.ts';
import { getRoutes } from '../support/ingest-methods.ts';
import { waitUntil } from '../support/wait-until.ts';

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
  expect(result.summary).toMatch(/^### \S+ \S/);
  expect(result.stderr).toBe('');
  expect(result.log.split('\n').at(-2)).toMatch(/\.$/);
}

const FOREIGN = { gha_repository: 'octo/videos', gha_pull_request: '42' };

/** Adds three videos of pull request 42 and five other videos; returns the IDs. */
function addVideos(harness: DeleteHarness): { mine: readonly string[]; others: readonly string[] } {
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
])('deletion by metadata with %s', (_what, options) => {
  test.concurrent('deletes exactly the videos that match, and finds nothing the second time', async () => {
    await withDeleteHarness(options, async (harness) => {
      const { mine, others } = addVideos(harness);
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

test.concurrent('only matching videos are deleted when the platform ignores the filter', async () => {
  await withDeleteHarness({}, async (harness) => {
    const { mine, others } = addVideos(harness);
    // The whole index, whatever is requested, without metadata.
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

test.concurrent.each([
  ['{"take": 42, "final": true}', [0, 1]],
  ['{"take": "42", "final": "true"}', [0, 1]],
  ['{"take": 42.5}', [2]],
  ['{"toString": "x"}', []],
])('numbers and booleans match as values and as text: %s', async (where, expected) => {
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

test.concurrent('each video of many pages is deleted once, and those of another index are not', async () => {
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
    '503 now and then on every route',
    [{ route: '*', calls: [1, 4, 6, 9, 10, 13], effect: { kind: 'status', status: 503 } }],
  ],
  ['dropped connections', [{ route: '*', calls: [2, 5, 8, 11], effect: { kind: 'drop', at: 'before' } }]],
  ['responses that are cut off', [{ route: 'GET /tasks', calls: [1, 2], effect: { kind: 'drop', at: 'body' } }]],
  ['429 with Retry-After', [{ route: '*', calls: [3, 7], effect: rateLimited.retryAfterSeconds(1) }]],
  ['429 without headers', [{ route: 'DELETE /tasks/:id', calls: [1, 2], effect: rateLimited.silent() }]],
  [
    'deletions whose response is lost',
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
    'references that exist a moment longer',
    [
      {
        route: 'DELETE /tasks/:id',
        calls: [1],
        effect: { kind: 'status', status: 400, body: '{"code": "task_cannot_be_deleted", "message": "not yet"}' },
      },
    ],
  ],
  [
    'another client that deletes the same videos',
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

test.concurrent.each(FAULTS)('all matching videos are deleted in spite of faults: %s', async (_what, rules) => {
  await withDeleteHarness({}, async (harness) => {
    const { others } = addVideos(harness);
    for (const rule of rules) harness.simulator.fault(rule);
    const first = await harness.run({ where: WHERE });
    expectComplete(first);
    expect(first.code).toBe(0);
    expect(first.outputs).toMatchObject({ status: 'deleted', deleted_count: '3', failed_count: '0' });
    expect(harness.left()).toEqual(others);
    expect((await harness.run({ where: WHERE })).outputs).toMatchObject({ status: 'absent', total_count: '0' });
    expect(harness.left()).toEqual(others);
  });
});

test.concurrent('an outage that does not end fails the step at its timeout, and only deleted videos are reported as deleted', async () => {
  await withDeleteHarness({}, async (harness) => {
    const { mine, others } = addVideos(harness);
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

test.concurrent('a rate limit beyond the deadline is reported immediately', async () => {
  await withDeleteHarness({}, async (harness) => {
    addVideos(harness);
    harness.simulator.fault({ route: 'GET /indexes/:id/indexed-assets', effect: rateLimited.retryAfterSeconds(3600) });
    const result = await harness.run({ where: WHERE });
    expectComplete(result);
    expect(result.code).toBe(1);
    expect(getRoutes(harness.simulator).filter((route) => route.includes('indexed-assets'))).toHaveLength(1);
    expect(result.outputs).toMatchObject({ status: 'failed', error_class: 'rate_limit', total_count: '0' });
    expect(result.log).toMatch(/It resets at 20/);
  });
});

test.concurrent('a dry run reports what would be deleted, and sends no DELETE', async () => {
  await withDeleteHarness({}, async (harness) => {
    const { mine } = addVideos(harness);
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

describe('a selection larger than max_deletions', () => {
  test.concurrent.each([
    ['where', 'false'],
    ['where', 'true'],
    ['video_id', 'false'],
  ])('deletes nothing and reports the number (by %s, dry_run %s)', async (how, dryRun) => {
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

  test.concurrent('is one of more than 50 videos by default', async () => {
    await withDeleteHarness({ listUserMetadata: true }, async (harness) => {
      for (let n = 0; n < 51; n++) harness.add('42');
      const result = await harness.run({ where: WHERE });
      expect(result.log).toContain('51 videos would be deleted');
      expect(harness.deletes()).toEqual([]);
    });
  });
});

describe('deletion by ID', () => {
  test.concurrent('deletes the videos that are named, and accepts one that does not exist', async () => {
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

  test.concurrent('skips videos that the action did not create, unless `force` is set', async () => {
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

  test.concurrent('fails with advice for a video that is being indexed, and deletes the others', async () => {
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

  test.concurrent('fails for a video of another account and for a rejected API key', async () => {
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

/** Creates another video of an existing asset. */
async function indexAgain({ simulator }: DeleteHarness, asset_id: string, user_metadata: object): Promise<void> {
  await fetch(`${simulator.url}/indexes/${INDEX_ID}/indexed-assets`, {
    method: 'POST',
    headers: { 'x-api-key': 'k', 'content-type': 'application/json' },
    body: JSON.stringify({ asset_id, user_metadata }),
  });
}

test.concurrent('an asset is deleted after its last video, and kept while another video uses it', async () => {
  await withDeleteHarness({ speed: 100_000 }, async (harness) => {
    const [alone, shared, twice] = [harness.add('42'), harness.add('42'), harness.add('42')];
    await indexAgain(harness, shared.assetId, { a: 1 });
    await indexAgain(harness, twice.assetId, { ...FOREIGN, gha_source: 's' });
    const inputs = { where: WHERE, delete_assets: 'true' };
    const result = await harness.run(inputs);
    expectComplete(result);
    expect(result.code).toBe(0);
    expect(result.outputs).toMatchObject({ status: 'deleted', deleted_count: '4' });
    const outcomes = result.results.map(({ asset_id, asset }) => [asset_id, asset]);
    expect(outcomes).toHaveLength(4);
    expect(outcomes).toEqual(
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

test.concurrent('an index that does not exist is an error, whichever way videos are selected', async () => {
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

test.concurrent('videos are deleted when the platform has no tasks', async () => {
  await withDeleteHarness({}, async (harness) => {
    const { others } = addVideos(harness);
    harness.simulator.core.setOptions({ retired: ['/tasks'], retiredStatus: 410 });
    const result = await harness.run({ where: WHERE });
    expectComplete(result);
    expect(result.code).toBe(0);
    expect(result.outputs).toMatchObject({ status: 'deleted', deleted_count: '3' });
    expect(result.results.every(({ task_id, task }) => task_id === null && task === null)).toBe(true);
    expect(harness.left()).toEqual(others);
  });
});

describe('a cancelled deletion', () => {
  test.concurrent('fails with complete outputs and deletes no further video', async () => {
    await withDeleteHarness({}, async (harness) => {
      for (let n = 0; n < 12; n++) harness.add('42');
      harness.simulator.fault({
        route: 'DELETE /indexes/:id/indexed-assets/:id',
        delayMs: 100,
        effect: { kind: 'none' },
      });
      const step = harness.start({ where: WHERE });
      // Four videos are deleted at a time: the fifth is begun when one of them is gone.
      await waitUntil(() => harness.deletes().filter((path) => path.startsWith('/indexes/')).length > 4);
      step.kill('SIGINT');
      const result = await step.result;
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

  test.concurrent('is unconfirmed while a response is pending, and cancelled before the first deletion', async () => {
    await withDeleteHarness({}, async (harness) => {
      harness.add('42');
      harness.simulator.fault({
        route: 'DELETE /indexes/:id/indexed-assets/:id',
        effect: { kind: 'stall', at: 'headers' },
      });
      const late = harness.start({ where: WHERE });
      await waitUntil(() => harness.deletes().length > 0);
      late.kill('SIGTERM');
      expect(await late.result).toMatchObject({ code: 1, outputs: { status: 'unconfirmed', total_count: '1' } });
      harness.simulator.core.clearFaults();
      harness.simulator.fault({ route: 'GET /indexes/:id/indexed-assets', effect: { kind: 'stall', at: 'headers' } });
      const seen = harness.simulator.requests.length;
      const early = harness.start({ where: WHERE });
      await waitUntil(() => harness.simulator.requests.length > seen);
      early.kill('SIGINT');
      const outputs = { status: 'cancelled', total_count: '0', error_code: 'deletion_cancelled' };
      expect(await early.result).toMatchObject({ code: 1, outputs });
      expect(harness.left()).toHaveLength(1);
    });
  });
});

describe('inputs of the delete action', () => {
  test.concurrent.each([
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
  ])('are rejected before anything is sent: where %s', async (where) => {
    await withDeleteHarness({}, async (harness) => {
      addVideos(harness);
      const result = await harness.run({ where, force: 'true' });
      expectComplete(result);
      expect(result.code).toBe(1);
      expect(result.outputs).toMatchObject({ status: 'failed', error_code: 'input_invalid', error_class: 'input' });
      expect(result.log).toContain('Input `where` is ');
      expect(harness.simulator.requests).toHaveLength(0);
    });
  });

  test.concurrent('are all reported in one error', async () => {
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

  test.concurrent('are reported when they are missing', async () => {
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

test.concurrent('the API key is masked, and text from the platform is escaped', async () => {
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
