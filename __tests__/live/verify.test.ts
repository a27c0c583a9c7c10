import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import type { LiveClient } from '../../live/client.ts';
import { formatReport } from '../../live/report.ts';
import { type Findings, verifyLive } from '../../live/verify.ts';
import { startSimulator } from '../../simulator/server.ts';
import { asObject, parseJson } from '../../src/util/json.ts';
import { createMemoryPlatform, type MemoryHarnessOptions, type MemoryPlatform } from '../support/memory-harness.ts';

const KEY = 'tlk_live';
const video = new Uint8Array(readFileSync('live/five-seconds.mp4'));

/** A client of a platform in memory, whose clock stands still while it works. */
function createMemoryClient({ core, clock }: MemoryPlatform): LiveClient {
  return async (method, path, { json, form, apiKey = KEY } = {}) => {
    const [pathname = '', query = ''] = path.split('?');
    const encoded = form === undefined ? null : new Response(form);
    const type = json === undefined ? (encoded?.headers.get('content-type') ?? '') : 'application/json';
    const text = json === undefined ? '' : JSON.stringify(json);
    const send = async () => {
      const body = encoded === null ? Buffer.from(text) : Buffer.from(await encoded.arrayBuffer());
      const headers = { 'x-api-key': apiKey, 'content-type': type };
      return core.deliver({ method, path: `/v1.3${pathname}`, query: new URLSearchParams(query), headers, body });
    };
    const delivery = await clock.pauseDuring(send());
    if (delivery.kind !== 'reply') throw new Error('no response');
    const { status, headers, body } = delivery.reply;
    return { status, headers: Object.keys(headers), text: String(body), body: asObject(parseJson(String(body))) };
  };
}

function verify(platform: MemoryPlatform, more: Partial<Parameters<typeof verifyLive>[0]> = {}): Promise<Findings> {
  const { clock } = platform;
  return clock.run(
    verifyLive({
      client: createMemoryClient(platform),
      clock,
      signal: new AbortController().signal,
      video,
      token: 'abc',
      pollMs: 500,
      timeoutMs: 300_000,
      log: () => {},
      ...more,
    }),
  );
}

const works = { bare: 'works', brackets: 'works', json: 'works' };
const documented = ['validating', 'pending', 'queued', 'indexing', 'ready'];

test.each<[string, MemoryHarnessOptions, object]>([
  [
    'the default options',
    {},
    {
      filtersBeforeUpdate: works,
      filtersAfterUpdate: works,
      doRowsTellMetadata: false,
      hasVideoIdAtOnce: true,
      isTaskIdVideoId: false,
      doesUpdateMerge: true,
      doesNullDelete: true,
      unlistedMs: 0,
      observation: { taskStatuses: documented, itemStatuses: documented.slice(1), taskListedMs: 0, itemListedMs: 0 },
      statuses: { 'POST /tasks': 201, 'PATCH of an indexed asset': 204 },
      refusals: { 'an unknown index': { status: 404, shape: 'flat' }, 'an unknown asset': { shape: 'nested' } },
      headers: { 'POST /tasks': ['x-api-version'] },
    },
  ],
  [
    'only the bare spelling, others ignored',
    { metadataFilter: ['bare'], otherSpellings: 'ignored' },
    { filtersBeforeUpdate: { bare: 'works', brackets: 'ignored', json: 'ignored' } },
  ],
  [
    'only the spelling in brackets, others refused',
    { metadataFilter: ['brackets'], otherSpellings: 'refused' },
    { filtersBeforeUpdate: { bare: 'refused with 400', brackets: 'works', json: 'refused with 400' } },
  ],
  [
    'only the JSON spelling, others find nothing',
    { metadataFilter: ['json'], otherSpellings: 'match_nothing' },
    { filtersBeforeUpdate: { bare: 'finds nothing', brackets: 'finds nothing', json: 'works' } },
  ],
  [
    'no filter at all',
    { metadataFilter: [], otherSpellings: 'ignored' },
    { filtersAfterUpdate: { bare: 'ignored', brackets: 'ignored', json: 'ignored' } },
  ],
  [
    'metadata that is filterable after an update',
    { filterableAfter: 'update' },
    {
      filtersBeforeUpdate: { bare: 'finds nothing', brackets: 'finds nothing', json: 'finds nothing' },
      filtersAfterUpdate: works,
    },
  ],
  [
    'rows with metadata, the same IDs, and an update that returns the item',
    { listUserMetadata: true, sameIds: true, patchStatus: 200 },
    { doRowsTellMetadata: true, isTaskIdVideoId: true, statuses: { 'PATCH of an indexed asset': 200 } },
  ],
  [
    'the statuses that were seen live, lists that lag, and unfinished videos that are hidden',
    { statuses: 'observed', createStatus: 200, listDelaySeconds: 8, listUnfinished: false, getUnfinished: false },
    {
      statuses: { 'POST /tasks': 200 },
      observation: {
        taskStatuses: ['uploading', 'queued', 'indexing', 'ready'],
        itemStatuses: ['ready'],
        taskListedMs: 8000,
        itemListedDuring: 'ready',
        unfinishedItemCodes: [404],
      },
    },
  ],
  [
    'nested errors, other headers and names, and a late ID of the video',
    {
      plan: 'free',
      errorShape: 'nested',
      rateHeaders: 'dimensions',
      metadataField: 'metadata',
      videoIdOnCreate: false,
      validatingAssets: true,
      apiKeys: [KEY],
    },
    {
      hasVideoIdAtOnce: false,
      refusals: { 'an unknown index': { shape: 'nested' }, 'a wrong key': { status: 401, code: 'api_key_invalid' } },
      members: { task: expect.arrayContaining(['metadata']) },
      headers: { 'POST /tasks': expect.arrayContaining(['x-ratelimit-dimensions']) },
      observation: { itemStatuses: documented },
    },
  ],
])('the live check finds out the properties of %s', async (_, options, expected) => {
  const platform = createMemoryPlatform(options);
  const findings = await verify(platform);
  expect(findings).toMatchObject({ problem: null, leftBehind: [], ...expected });
  expect(platform.core.tasks()).toMatchObject([{ videoDeleted: true, duration: 5 }]);
  expect(platform.core.assets()).toMatchObject([{ deleted: true }]);
  const indexes = await createMemoryClient(platform)('GET', '/indexes');
  if (options.errorShape === undefined) expect(indexes.text).not.toContain('verify-live');
});

test.each<[string, MemoryHarnessOptions, string]>([
  ['a key that is not accepted', { apiKeys: [] }, 'The key is not accepted'],
  ['submissions that are refused', { quotaMinutes: 0 }, 'The video was not accepted'],
  ['videos that fail', { failWhenUrlIncludes: 'five' }, 'its status is failed'],
])('the live check reports %s, and deletes what it made', async (_, options, problem) => {
  const platform = createMemoryPlatform(options);
  const findings = await verify(platform);
  expect(findings.problem).toContain(problem);
  expect(findings.leftBehind).toEqual([]);
  expect(formatReport(findings, '2026-11-25')).toContain('**Incomplete:**');
  expect(platform.core.requests.filter(({ method }) => method === 'POST').length).toBeLessThan(5);
  expect((await createMemoryClient(platform)('GET', '/indexes')).text).not.toContain('verify-live');
});

test('the live check names what it could not delete', async () => {
  const platform = createMemoryPlatform();
  platform.core.fault({ route: 'DELETE /assets/:id', effect: { kind: 'status', status: 500 } });
  const findings = await verify(platform);
  expect(findings.leftBehind).toEqual([expect.stringMatching(/^an asset [0-9a-f]{24}$/)]);
});

test('the live check that is stopped while it waits deletes the index', async () => {
  const platform = createMemoryPlatform({ stuckWhenUrlIncludes: 'five' });
  const stopping = new AbortController();
  void platform.clock.sleep(60_000).then(() => stopping.abort());
  const findings = await verify(platform, { signal: stopping.signal });
  expect(findings.problem).toContain('its status is indexing');
  expect(findings.statuses['DELETE of an index']).toBe(204);
});

test('npm run verify:live prints a report without IDs and without the key', async () => {
  const simulator = await startSimulator({ speed: 1000, plan: 'unlimited' });
  try {
    const child = spawn(process.execPath, ['scripts/verify-live.ts'], {
      env: { PATH: process.env['PATH'], TWELVE_LABS_API_KEY: KEY, TWELVELABS_BASE_URL: simulator.url },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let report = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      report += text;
    });
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect(code).toBe(0);
    expect(report).toContain('| The filter `?name=value` before an update | works |');
    expect(report).not.toMatch(/[0-9a-f]{24}|tlk_/);
    expect(simulator.core.tasks()).toMatchObject([{ videoDeleted: true }]);
  } finally {
    await simulator.close();
  }
});
