import { describe, expect, test } from '@jest/globals';
import type { MetadataQuery } from '../../src/existing/metadata-query.ts';
import { hashSourceKey } from '../../src/sources/source-key.ts';
import type { Api } from '../../src/twelvelabs/api.ts';
import type { JsonObject } from '../../src/util/json.ts';
import { createTestMetadataQuery, NO_COOLDOWN } from '../support/fixtures.ts';
import { createMemoryHarness } from '../support/memory-harness.ts';

const ALL = ['a', 'b', 'c'];
const WANTED = { gha_source: 'ours' };

/** An index of three items, with a filter that returns the items in `filtered`. */
function createIndex(areRowsSilent: boolean): { query: MetadataQuery; filtered: string[] } {
  const filtered: string[] = [];
  const metadata: Readonly<Record<string, JsonObject>> = { a: { pr: '1' }, b: WANTED, c: { pr: '2' } };
  const toItem = (id: string, isSilent: boolean): JsonObject => ({
    _id: id,
    status: 'ready',
    ...(isSilent ? {} : { user_metadata: metadata[id] }),
  });
  const never = (): never => {
    throw new Error('only GET is expected');
  };
  const api: Api = {
    ...NO_COOLDOWN,
    get: async (path, query) => {
      const id = path.split('/').at(-1) ?? '';
      if (id !== 'indexed-assets') return toItem(id, false);
      const ids = /gha_source|pr/.test(query.toString()) ? filtered : ALL;
      return {
        data: ids.map((one) => toItem(one, areRowsSilent)),
        page_info: { total_page: 1, total_results: ids.length },
      };
    },
    postForm: never,
    postFile: never,
    postJson: never,
    patchJson: never,
    delete: never,
  };
  return { query: createTestMetadataQuery(api, 'i'), filtered };
}

describe.each([
  ['include metadata', false],
  ['include none', true],
])('in an index whose rows %s, a filter', (_what, areRowsSilent) => {
  test('is not proven by a part of the index without the item that is known to match', async () => {
    const { query, filtered } = createIndex(areRowsSilent);
    filtered.push('b');
    expect(await query.prove({ pr: '1' }, await query.listPage(1), 'a')).toBe(false);
    expect(query.isProven).toBe(false);
  });

  test('is not proven by an empty response, or by the whole index', async () => {
    const { query, filtered } = createIndex(areRowsSilent);
    const first = await query.listPage(1);
    expect(await query.prove(WANTED, first, 'b')).toBe(false);
    filtered.push(...ALL);
    expect(await query.prove(WANTED, first, 'b')).toBe(false);
    expect(query.isProven).toBe(false);
  });

  test('is no longer proven when it returns an item that does not match', async () => {
    const { query, filtered } = createIndex(areRowsSilent);
    filtered.push('b');
    expect(await query.prove(WANTED, await query.listPage(1), 'b')).toBe(true);
    expect((await query.find(WANTED))?.map(({ id }) => id)).toEqual(['b']);
    filtered.push('c');
    expect(await query.find(WANTED)).toBeNull();
    expect(query.isProven).toBe(false);
  });
});

describe('a lookup', () => {
  const link = 'https://videos.example/a.mp4';
  const inputs = { reuse: 'true', video_url: link };

  test('finds a video that can be filtered only after an update in each run, and claims it once', async () => {
    const harness = createMemoryHarness({ filterableAfter: 'update' });
    for (let n = 0; n < 300; n++) harness.core.addTask({ url: `https://others.example/${n}.mp4`, status: 'ready' });
    const userMetadata = { gha_source: hashSourceKey(`url:${link}`) };
    const { videoId } = harness.core.addTask({ url: link, status: 'ready', userMetadata });
    for (let night = 1; night <= 2; night++) {
      const run = await harness.run(inputs);
      expect(run.results[0]).toMatchObject({ status: 'ready', reused: true, video_id: videoId });
    }
    const updates = harness.core.requests.filter(({ method }) => method === 'PATCH');
    expect(updates.map(({ fields }) => fields['user_metadata'])).toEqual([expect.stringContaining('gha_in_')]);
  });

  test('submits nothing in a large index with a video of a killed run that was not updated', async () => {
    const harness = createMemoryHarness({ filterableAfter: 'update' });
    for (let n = 0; n < 1_100; n++) harness.core.addTask({ url: `https://others.example/${n}.mp4`, status: 'ready' });
    for (const url of [link, 'https://videos.example/b.mp4']) {
      const userMetadata = { gha_source: hashSourceKey(`url:${url}`) };
      harness.core.addTask({ url, status: 'ready', userMetadata });
    }
    const run = await harness.run(inputs);
    expect(run.results[0]?.error?.code).toBe('reuse_lookup_failed');
    expect(harness.core.requests.filter(({ method }) => method === 'PATCH')).toEqual([]);
  });

  test.each([
    ['refuses the status `validating`', { statusFilter: 'strict' }],
    ['has it', { validatingAssets: true }],
    ['has it and refuses unknown ones', { validatingAssets: true, statusFilter: 'strict' }],
  ] as const)('adopts and reuses videos on a platform that %s', async (_what, options) => {
    const harness = createMemoryHarness(options);
    const first = await harness.run({ ...inputs, wait: 'false' });
    const second = await harness.run(inputs);
    const third = await harness.run(inputs);
    for (const run of [second, third])
      expect(run.results[0]).toMatchObject({ status: 'ready', reused: true, video_id: first.results[0]?.video_id });
    expect(harness.core.tasks()).toHaveLength(1);
  });
});
