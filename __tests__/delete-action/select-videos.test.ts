import { describe, expect, test } from '@jest/globals';
import { selectVideos } from '../../src/delete-action/select-videos.ts';
import type { MetadataQuery } from '../../src/existing/metadata-query.ts';
import type { DeleteRetry } from '../../src/indexing/deletions/delete-retry.ts';
import { findTasks } from '../../src/indexing/deletions/find-tasks.ts';
import type { Api } from '../../src/twelvelabs/api.ts';
import { toResponseError } from '../../src/twelvelabs/errors.ts';
import { parseIndexingState } from '../../src/twelvelabs/indexing-state.ts';
import type { JsonObject } from '../../src/util/json.ts';
import { createTestMetadataQuery, NO_COOLDOWN } from '../support/fixtures.ts';

const notFound = toResponseError({ status: 404, headers: {}, body: '', bodyError: null }, new Date(0));
const refused = toResponseError({ status: 403, headers: {}, body: '', bodyError: null }, new Date(0));

/** An API that answers GET requests with `get`, and a retry that does not retry. */
function platform(get: (path: string, query: URLSearchParams) => JsonObject): {
  api: Api;
  requests: DeleteRetry;
  metadataQuery: MetadataQuery;
  asked: string[];
} {
  const asked: string[] = [];
  const never = (): never => {
    throw new Error('only GET and PATCH are expected');
  };
  const api: Api = {
    ...NO_COOLDOWN,
    get: async (path, query) => {
      asked.push(`${path}?page=${query.get('page') ?? ''}`);
      return get(path, query);
    },
    postForm: never,
    postFile: never,
    postJson: never,
    patchJson: async () => {},
    delete: never,
  };
  const limits = { timeoutMs: 1, signal: new AbortController().signal };
  const requests: DeleteRetry = {
    read: (request) => request(limits),
    change: (request) => request(limits),
    getStopReason: () => null,
    waitForTurn: async () => null,
    pause: async () => {},
  };
  return { api, requests, metadataQuery: createTestMetadataQuery(api, 'i'), asked };
}

function page(rows: readonly JsonObject[], total = 1): JsonObject {
  return { data: rows, page_info: { total_page: total } };
}

/** Whether a filter asks for a value that no video has. */
function isImpossible(query: URLSearchParams): boolean {
  return query.toString().includes('no-such-source-key');
}

const where = { kind: 'where', filter: { pr: '42' } } as const;
const settings = { indexId: 'i', selection: where, maxDeletions: 50, force: false };
const OURS = { gha_source: 's', pr: '42' };

describe('The selection', () => {
  test('reads every page, and every video whose row has no metadata', async () => {
    const items: Readonly<Record<string, JsonObject>> = { a: OURS, b: { ...OURS, pr: '43' }, c: { pr: '42' } };
    const { api, requests, metadataQuery } = platform((path, query) => {
      const id = path.split('/').at(-1) ?? '';
      if (id === 'indexed-assets')
        return page(query.get('page') === '1' ? [row('a'), row('b')] : [row('b'), row('c')], 2);
      return { ...row(id), user_metadata: items[id] };
    });
    const found = await selectVideos({ api, requests, metadataQuery, settings });
    expect(found.map((one) => [one.kind, 'asset' in one && one.asset.id])).toEqual([
      ['delete', 'a'],
      ['unmanaged', 'c'],
    ]);
  });

  test('excludes videos whose metadata cannot be read', async () => {
    const { api, requests, metadataQuery } = platform((path) => {
      if (path.endsWith('/indexed-assets'))
        return page([row('gone'), row('busy', 'indexing'), row('secret'), row('mute')]);
      if (path.endsWith('/secret')) throw refused;
      if (path.endsWith('/mute')) return row('mute');
      throw notFound;
    });
    const found = await selectVideos({ api, requests, metadataQuery, settings: { ...settings, force: true } });
    expect(found).toMatchObject([
      { kind: 'unknown', videoId: 'busy', error: { code: 'video_unverified' } },
      { kind: 'unknown', videoId: 'secret', error: { class: 'auth' } },
    ]);
  });

  test('stops reading videos when there are too many', async () => {
    const rows = Array.from({ length: 40 }, (_, n) => row(`v${n}`));
    const { api, requests, metadataQuery, asked } = platform((path, query) =>
      path.endsWith('/indexed-assets')
        ? page(isImpossible(query) ? [] : rows)
        : { ...row(path.split('/').at(-1) ?? ''), user_metadata: OURS },
    );
    const selection = selectVideos({ api, requests, metadataQuery, settings: { ...settings, maxDeletions: 5 } });
    await expect(selection).rejects.toThrow(/^40 videos would be deleted/);
    expect(asked.length).toBeLessThan(20);
  });

  test('refuses a list that is too long to be read completely', async () => {
    const { api, requests, metadataQuery, asked } = platform((path, query) => {
      if (path.endsWith('/a')) return { ...row('a'), user_metadata: OURS };
      return isImpossible(query) ? page([]) : page([row('a')], 201);
    });
    await expect(selectVideos({ api, requests, metadataQuery, settings })).rejects.toMatchObject({
      details: { code: 'too_many_rows' },
    });
    expect(asked.length).toBeLessThan(8);
  });
});

describe('The tasks of the videos', () => {
  const video = (id: string, created: string): Parameters<typeof findTasks>[3][number] => {
    const state = parseIndexingState({ _id: id, status: 'ready', created_at: created });
    if (state === null) throw new Error('no state');
    return state;
  };

  test('are read until all are found', async () => {
    const { api, requests, asked } = platform((_path, query) =>
      page([{ _id: `t${query.get('page')}`, video_id: `v${query.get('page')}`, status: 'ready' }], 9),
    );
    const found = await findTasks(api, requests, 'i', [video('v1', ''), video('v3', '')]);
    expect([...found]).toEqual([
      ['v1', 't1'],
      ['v3', 't3'],
    ]);
    expect(asked).toHaveLength(3);
  });

  test('are not read further when they are older than the videos', async () => {
    const { api, requests, asked } = platform((_path, query) => {
      const created_at = new Date(Date.UTC(2026, 0, 20) - Number(query.get('page')) * 86_400_000).toISOString();
      return page([{ _id: 't', video_id: 'other', status: 'ready', created_at }], 200);
    });
    expect((await findTasks(api, requests, 'i', [video('v', '2026-01-18T12:00:00Z')])).size).toBe(0);
    expect(asked).toHaveLength(3);
  });

  test('need no request if nothing is to be deleted', async () => {
    const { api, requests, asked } = platform(() => page([]));
    expect((await findTasks(api, requests, 'i', [])).size).toBe(0);
    expect(asked).toEqual([]);
  });
});

function row(_id: string, status = 'ready'): JsonObject {
  return { _id, status };
}
