import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { rateLimited } from '../../simulator/faults.ts';
import type { DeleteStage } from '../support/delete-harness.ts';
import { complaintsAbout, onDeleteStage, WHERE } from '../support/delete-harness.ts';
import { INDEX } from '../support/harness.ts';

const FOREIGN = { gha_repository: 'octo/videos', gha_pull_request: '42' };

/** Three videos of pull request 42 among those of others; resolves with the ids of the three. */
function fill(stage: DeleteStage): { mine: readonly string[]; others: readonly string[] } {
  const videos = [
    stage.add('41'),
    stage.add('42'),
    stage.add(420),
    stage.add(42),
    stage.add('42', { userMetadata: { gha_submission: 'x', gha_repository: 'octo/other', gha_pull_request: '42' } }),
    stage.add('42', { userMetadata: { gha_pull_request: '42', project: 'octo/videos' } }),
    stage.add('42', { status: 'failed' }),
    stage.add('', { userMetadata: {} }),
  ].map(({ videoId }) => videoId);
  const mine = [1, 3, 6].map((n) => videos[n] ?? '');
  return { mine, others: videos.filter((id) => !mine.includes(id)) };
}

describe.each([
  ['rows without metadata', { listUserMetadata: false }],
  ['rows with metadata', { listUserMetadata: true }],
])('by metadata, %s', (_what, options) => {
  test('exactly those that match go, and again there is nothing to do', async () => {
    await onDeleteStage(options, async (stage) => {
      const { mine, others } = fill(stage);
      const first = await stage.run({ where: WHERE });
      expect(complaintsAbout(first)).toEqual([]);
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
        expect(stage.deletes()).toContain(`/tasks/${result.task_id}`);
      }
      expect(stage.left()).toEqual(others);
      expect(stage.deletes()).toHaveLength(6);
      expect(stage.simulator.core.assets().every(({ deleted }) => !deleted)).toBe(true);

      const second = await stage.run({ where: WHERE });
      expect(complaintsAbout(second)).toEqual([]);
      expect(second.code).toBe(0);
      expect(second.outputs).toMatchObject({ status: 'absent', total_count: '0', deleted_count: '0' });
      expect(second.log).toContain('There was nothing to delete.');
      expect(stage.deletes()).toHaveLength(6);
    });
  });
});

test('a platform that ignores the filter loses nothing but what matches', async () => {
  await onDeleteStage({}, async (stage) => {
    const { mine, others } = fill(stage);
    // The whole index, whatever is asked for; the rows tell no metadata.
    const all = [...mine, ...others].map((_id) => ({ _id, status: 'ready' }));
    const body = JSON.stringify({ data: all, page_info: { page: 1, total_page: 1 } });
    stage.simulator.fault({ route: 'GET /indexes/:id/indexed-assets', effect: { kind: 'status', status: 200, body } });
    const result = await stage.run({ where: WHERE });
    expect(result.code).toBe(0);
    expect(result.outputs).toMatchObject({ status: 'deleted', deleted_count: '3' });
    expect(stage.left()).toEqual(others);
  });
});

test.each([
  ['{"take": 42, "final": true}', [0, 1]],
  ['{"take": "42", "final": "true"}', [0, 1]],
  ['{"take": 42.5}', [2]],
  ['{"toString": "x"}', []],
])('numbers and booleans match as such and as text: %s', async (where, expected) => {
  await onDeleteStage({}, async (stage) => {
    const videos = [
      { take: 42, final: true },
      { take: '42', final: 'true' },
      { take: 42.5, final: false },
      { take: 420, final: true },
    ].map((metadata) => stage.add('', { userMetadata: { gha_source: 's', ...metadata } }).videoId);
    const result = await stage.run({ where });
    expect(result.code).toBe(0);
    expect(stage.left()).toEqual(videos.filter((_, place) => !expected.includes(place)));
  });
});

test('many pages, rows that come twice, and another index', async () => {
  await onDeleteStage({ indexes: [{ id: 'a'.repeat(24), name: 'other' }] }, async (stage) => {
    const other = stage.add('42', { indexId: 'a'.repeat(24) });
    const foreign = Array.from({ length: 60 }, () => stage.add('7').videoId);
    for (let n = 0; n < 120; n++) stage.add('42');
    stage.simulator.fault({ route: 'GET /indexes/:id/indexed-assets', effect: { kind: 'duplicate' } });
    const result = await stage.run({ where: WHERE, max_deletions: '120' });
    expect(complaintsAbout(result)).toEqual([]);
    expect(result.outputs).toMatchObject({ status: 'deleted', deleted_count: '120' });
    expect(stage.left()).toEqual([other.videoId, ...foreign]);
    expect(new Set(stage.deletes()).size).toBe(240);
    expect(stage.deletes()).toHaveLength(240);
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
    await onDeleteStage({}, async (stage) => {
      const { others } = fill(stage);
      for (const rule of rules) stage.simulator.fault(rule);
      const first = await stage.run({ where: WHERE });
      expect(complaintsAbout(first)).toEqual([]);
      expect(first.code).toBe(0);
      expect(first.outputs).toMatchObject({ status: 'deleted', deleted_count: '3', failed_count: '0' });
      expect(stage.left()).toEqual(others);
      expect((await stage.run({ where: WHERE })).outputs).toMatchObject({ status: 'absent', total_count: '0' });
      expect(stage.left()).toEqual(others);
    });
  },
  30_000,
);

test('an outage that does not end: red when time runs out, and nothing is called deleted that is not', async () => {
  await onDeleteStage({}, async (stage) => {
    const { mine, others } = fill(stage);
    stage.simulator.fault({ route: 'DELETE /indexes/:id/indexed-assets/:id', effect: { kind: 'status', status: 503 } });
    const result = await stage.run({ where: WHERE, timeout_minutes: '0.1' });
    expect(complaintsAbout(result)).toEqual([]);
    expect(result.code).toBe(1);
    expect(result.outputs).toMatchObject({
      status: 'timed_out',
      deleted_count: '0',
      failed_count: '3',
      error_code: 'http_503',
    });
    expect(stage.left()).toHaveLength(mine.length + others.length);
  });
});

test('a rate limit beyond the deadline is told at once', async () => {
  await onDeleteStage({}, async (stage) => {
    fill(stage);
    stage.simulator.fault({ route: 'GET /indexes/:id/indexed-assets', effect: rateLimited.retryAfterSeconds(3600) });
    const result = await stage.run({ where: WHERE });
    expect(complaintsAbout(result)).toEqual([]);
    expect(result.code).toBe(1);
    expect(result.ms).toBeLessThan(5_000);
    expect(result.outputs).toMatchObject({ status: 'failed', error_class: 'rate_limit', total_count: '0' });
    expect(result.log).toMatch(/It resets at 20/);
  });
});

test('a dry run tells what would go, and sends no DELETE', async () => {
  await onDeleteStage({}, async (stage) => {
    const { mine } = fill(stage);
    const before = stage.left();
    const result = await stage.run({ where: WHERE, dry_run: 'true', delete_assets: 'true' });
    expect(complaintsAbout(result)).toEqual([]);
    expect(result.code).toBe(0);
    expect(result.outputs).toMatchObject({
      status: 'would_delete',
      total_count: '3',
      deleted_count: '0',
      failed_count: '0',
    });
    expect(result.results.map(({ video_id }) => video_id).sort()).toEqual([...mine].sort());
    expect(stage.left()).toEqual(before);
    expect(stage.simulator.requests.every(({ method }) => method === 'GET')).toBe(true);
  });
});

describe('more than max_deletions', () => {
  test.each([
    ['where', 'false'],
    ['where', 'true'],
    ['video_id', 'false'],
  ])('by %s, dry_run %s: nothing is deleted, and the error tells the number', async (how, dryRun) => {
    await onDeleteStage({}, async (stage) => {
      const ids = Array.from({ length: 12 }, () => stage.add('42').videoId);
      const selection = how === 'where' ? { where: WHERE } : { video_id: ids.join('\n') };
      const result = await stage.run({ ...selection, max_deletions: '5', dry_run: dryRun });
      expect(complaintsAbout(result)).toEqual([]);
      expect(result.code).toBe(1);
      expect(result.outputs).toMatchObject({ status: 'failed', error_code: 'too_many_matches', error_class: 'input' });
      expect(result.log).toMatch(/::error.*12 videos would be deleted, more than `max_deletions` \(5\)/);
      expect(stage.left()).toEqual(ids);
      expect(stage.deletes()).toEqual([]);
    });
  });

  test('the default is 50', async () => {
    await onDeleteStage({ listUserMetadata: true }, async (stage) => {
      for (let n = 0; n < 51; n++) stage.add('42');
      const result = await stage.run({ where: WHERE });
      expect(result.log).toContain('51 videos would be deleted');
      expect(stage.deletes()).toEqual([]);
    });
  });
});

describe('by id', () => {
  test('the named ones go; what is gone already does no harm', async () => {
    await onDeleteStage({}, async (stage) => {
      const [a, b, c] = [stage.add('1'), stage.add('2'), stage.add('3')];
      const gone = 'f'.repeat(24);
      const result = await stage.run({ video_id: `${a.videoId}\n${gone}\n\n ${c.videoId}\n${a.videoId}` });
      expect(complaintsAbout(result)).toEqual([]);
      expect(result.code).toBe(0);
      expect(result.results.map(({ video_id, status }) => [video_id, status])).toEqual([
        [a.videoId, 'deleted'],
        [gone, 'absent'],
        [c.videoId, 'deleted'],
      ]);
      expect(result.outputs).toMatchObject({ status: 'absent', total_count: '3', deleted_count: '2' });
      expect(stage.left()).toEqual([b.videoId]);
      const again = await stage.run({ video_id: a.videoId });
      expect(again.code).toBe(0);
      expect(again.outputs).toMatchObject({ status: 'absent', total_count: '1', deleted_count: '0' });
    });
  });

  test('what is of others is left alone, unless force', async () => {
    await onDeleteStage({}, async (stage) => {
      const foreign = stage.add('42', { userMetadata: FOREIGN });
      for (const inputs of [{ video_id: foreign.videoId }, { where: WHERE }]) {
        const result = await stage.run(inputs);
        expect(complaintsAbout(result)).toEqual([]);
        expect(result.code).toBe(0);
        expect(result.outputs).toMatchObject({
          status: 'skipped',
          total_count: '1',
          deleted_count: '0',
          error_code: '',
        });
        expect(result.log).toMatch(/^::warning .*gha_submission/m);
        expect(stage.deletes()).toEqual([]);
      }
      const forced = await stage.run({ where: WHERE, force: 'true' });
      expect(forced.outputs).toMatchObject({ status: 'deleted', deleted_count: '1' });
      expect(stage.left()).toEqual([]);
    });
  });

  test('one that is still being indexed: red, with advice, and the others go', async () => {
    await onDeleteStage({ speed: 1 }, async (stage) => {
      const busy = stage.add('42', { status: 'indexing', duration: 3600 });
      const done = stage.add('42');
      const result = await stage.run({ video_id: `${busy.videoId}\n${done.videoId}` });
      expect(complaintsAbout(result)).toEqual([]);
      expect(result.code).toBe(1);
      expect(result.results.map(({ status }) => status)).toEqual(['failed', 'deleted']);
      expect(result.outputs).toMatchObject({ status: 'failed', deleted_count: '1', failed_count: '1' });
      expect(result.log).toMatch(/^::error .*still being indexed\. Run the step again/m);
      expect(stage.left()).toEqual([busy.videoId]);
    });
  });

  test('videos of another account, and a key that is refused', async () => {
    await onDeleteStage({}, async (stage) => {
      const video = stage.add('42');
      stage.simulator.core.setOptions({ foreignIds: [video.videoId] });
      const foreign = await stage.run({ video_id: video.videoId });
      expect(foreign.code).toBe(1);
      expect(foreign.outputs).toMatchObject({ status: 'failed', error_code: 'read_not_allowed', error_class: 'auth' });
      stage.simulator.core.setOptions({ foreignIds: [], apiKeys: ['another'] });
      const refused = await stage.run({ video_id: video.videoId });
      expect(complaintsAbout(refused)).toEqual([]);
      expect(refused.code).toBe(1);
      expect(refused.outputs).toMatchObject({ status: 'failed', error_class: 'auth', total_count: '0' });
      expect(stage.deletes()).toEqual([]);
    });
  });
});

/** Makes another video of an asset that is there. */
async function indexAgain({ simulator }: DeleteStage, asset_id: string, user_metadata: object): Promise<void> {
  await fetch(`${simulator.url}/indexes/${INDEX}/indexed-assets`, {
    method: 'POST',
    headers: { 'x-api-key': 'k', 'content-type': 'application/json' },
    body: JSON.stringify({ asset_id, user_metadata }),
  });
}

test('assets go after their last video; one that others use is kept', async () => {
  await onDeleteStage({ speed: 100_000 }, async (stage) => {
    const [alone, shared, twice] = [stage.add('42'), stage.add('42'), stage.add('42')];
    await indexAgain(stage, shared.assetId, { a: 1 });
    await indexAgain(stage, twice.assetId, { ...FOREIGN, gha_source: 's' });
    const inputs = { where: WHERE, delete_assets: 'true' };
    const result = await stage.run(inputs);
    expect(complaintsAbout(result)).toEqual([]);
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
    const deleted = stage.simulator.core.assets().filter((asset) => asset.deleted);
    expect(deleted.map(({ id }) => id).sort()).toEqual([alone.assetId, twice.assetId].sort());
    expect(stage.simulator.requests.every(({ query }) => query['force'] === undefined)).toBe(true);
    expect((await stage.run(inputs)).outputs).toMatchObject({ status: 'absent', total_count: '0' });
  });
});

test('an index that does not exist is an error on both ways', async () => {
  await onDeleteStage({}, async (stage) => {
    const video = stage.add('42');
    for (const inputs of [{ where: WHERE }, { video_id: video.videoId }]) {
      const result = await stage.run({ ...inputs, index_id: 'e'.repeat(24) });
      expect(complaintsAbout(result)).toEqual([]);
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
  await onDeleteStage({}, async (stage) => {
    const { others } = fill(stage);
    stage.simulator.core.setOptions({ retired: ['/tasks'], retiredStatus: 410 });
    const result = await stage.run({ where: WHERE });
    expect(complaintsAbout(result)).toEqual([]);
    expect(result.code).toBe(0);
    expect(result.outputs).toMatchObject({ status: 'deleted', deleted_count: '3' });
    expect(result.results.every(({ task_id, task }) => task_id === null && task === null)).toBe(true);
    expect(stage.left()).toEqual(others);
  });
});

describe('a cancel', () => {
  test('in the middle of the deletions: complete outputs, red, and nothing new is started', async () => {
    await onDeleteStage({}, async (stage) => {
      for (let n = 0; n < 12; n++) stage.add('42');
      stage.simulator.fault({
        route: 'DELETE /indexes/:id/indexed-assets/:id',
        delayMs: 300,
        effect: { kind: 'none' },
      });
      const step = stage.start({ where: WHERE });
      while (stage.deletes().length < 1) await sleep(10);
      await sleep(100);
      const killed = performance.now();
      step.kill('SIGINT');
      const result = (await step.result) as never as Awaited<ReturnType<DeleteStage['run']>>;
      expect(performance.now() - killed).toBeLessThan(8_000);
      expect(complaintsAbout(result)).toEqual([]);
      expect(result.code).toBe(1);
      expect(result.results).toHaveLength(12);
      expect(result.outputs['status']).toBe('cancelled');
      const deleted = result.results.filter(({ status }) => status === 'deleted').map(({ video_id }) => video_id);
      expect(deleted.length).toBeGreaterThan(0);
      expect(stage.left()).toHaveLength(12 - deleted.length);
      for (const id of deleted) expect(stage.left()).not.toContain(id);
    });
  });

  test('while an answer is missing: unconfirmed; before anything was deleted: cancelled', async () => {
    await onDeleteStage({}, async (stage) => {
      stage.add('42');
      stage.simulator.fault({
        route: 'DELETE /indexes/:id/indexed-assets/:id',
        effect: { kind: 'stall', at: 'headers' },
      });
      const late = stage.start({ where: WHERE });
      while (stage.deletes().length < 1) await sleep(10);
      late.kill('SIGTERM');
      expect(await late.result).toMatchObject({ code: 1, outputs: { status: 'unconfirmed', total_count: '1' } });
      stage.simulator.core.clearFaults();
      stage.simulator.fault({ route: 'GET /indexes/:id/indexed-assets', effect: { kind: 'stall', at: 'headers' } });
      const seen = stage.simulator.requests.length;
      const early = stage.start({ where: WHERE });
      while (stage.simulator.requests.length === seen) await sleep(10);
      early.kill('SIGINT');
      const outputs = { status: 'cancelled', total_count: '0', error_code: 'deletion_cancelled' };
      expect(await early.result).toMatchObject({ code: 1, outputs });
      expect(stage.left()).toHaveLength(1);
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
    await onDeleteStage({}, async (stage) => {
      fill(stage);
      const result = await stage.run({ where, force: 'true' });
      expect(complaintsAbout(result)).toEqual([]);
      expect(result.code).toBe(1);
      expect(result.outputs).toMatchObject({ status: 'failed', error_code: 'input_invalid', error_class: 'input' });
      expect(result.log).toContain('Input `where` is ');
      expect(stage.simulator.requests).toHaveLength(0);
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
    await onDeleteStage({}, async (stage) => {
      const result = await stage.run(wrong);
      expect(complaintsAbout(result)).toEqual([]);
      expect(result.code).toBe(1);
      expect(result.log.match(/^::error /gm)).toHaveLength(1);
      const [error = ''] = /^::error .*$/m.exec(result.log) ?? [];
      for (const [input, value] of Object.entries(wrong)) {
        expect(error).toContain(`Input \`${input}\` is ${JSON.stringify(value)}. Expected `);
      }
      expect(error).toContain('not both');
      expect(stage.simulator.requests).toHaveLength(0);
    });
  });

  test('neither ids nor where, no key, no index', async () => {
    await onDeleteStage({}, async (stage) => {
      const result = await stage.run({ api_key: '', index_id: '' });
      expect(complaintsAbout(result)).toEqual([]);
      expect(result.code).toBe(1);
      for (const input of ['api_key', 'index_id', 'video_id'])
        expect(result.log).toContain(`Input \`${input}\` is not set`);
      expect(result.log).toMatch(/forks.*Dependabot/);
    });
  });
});

test('the key is never shown, and text of the platform is only text', async () => {
  const key = 'tlk_CANARY0123456789';
  await onDeleteStage({}, async (stage) => {
    const video = stage.add('42', { url: 'https://videos.example/%3Cscript%3E@octocat%0A::error::x.mp4' });
    const body = JSON.stringify({ code: 'oops', message: `key ${key}\n::error::fooled <img src=x> @octocat` });
    stage.simulator.fault({
      route: 'DELETE /indexes/:id/indexed-assets/:id',
      effect: { kind: 'status', status: 400, body },
    });
    const result = await stage.run({ api_key: key, video_id: video.videoId }, { env: { RUNNER_DEBUG: '1' } });
    expect(complaintsAbout(result)).toEqual([]);
    expect(result.code).toBe(1);
    expect(result.log).toContain(`::add-mask::${key}`);
    expect(result.everything.replaceAll(`::add-mask::${key}`, '')).not.toContain(key);
    expect(result.log).not.toMatch(/^::error::/m);
    expect(result.summary).not.toMatch(/<script>|<img|@octocat/);
  });
});
