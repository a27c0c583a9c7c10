import { copyFileSync, createReadStream, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { StartOptions } from '../../../simulator/server.ts';
import { createApi } from '../../../src/twelvelabs/api.ts';
import { createDeadline } from '../../../src/util/clock.ts';
import type { AssetHarness, AssetRun, AssetRunOptions } from '../../support/asset-harness.ts';
import { createAssetHarness, createFileSource, submitAsset } from '../../support/asset-harness.ts';
import type { UploadHarness } from '../../support/upload-harness.ts';
import { createUploadHarness, SIZE } from '../../support/upload-harness.ts';

/** Expects one asset and one video, and both IDs in the store. */
function expectOnce({ core }: Pick<AssetHarness, 'core'>, run: AssetRun): void {
  expect(core.tasks()).toHaveLength(1);
  expect(core.assets().filter(({ status }) => status !== 'reserved')).toHaveLength(1);
  const video = core.tasks()[0]?.videoId;
  expect(run.id).toBe(video);
  expect(run.state).toMatchObject({
    phase: 'open',
    remoteId: video,
    remoteIdKind: 'indexed_asset',
    error: null,
    metadata: { video_id: video, asset_id: core.assets()[0]?.id },
  });
}

const drop = { kind: 'drop', at: 'before' } as const;
const POSTS = ['POST /assets', 'POST /indexes/:id/indexed-assets'];

describe('the ingest method assets, with a URL', () => {
  test('creates an asset and an indexed asset with the metadata by which they are found again', async () => {
    const harness = createAssetHarness();
    const run = await harness.run();
    expectOnce(harness, run);
    const metadata = { gha_source: 'source', gha_version: 'version', gha_repository: 'octo/videos' };
    expect(harness.core.assets()[0]).toMatchObject({ method: 'url', filename: 'talk.mp4', userMetadata: metadata });
    expect(harness.core.assets()[0]?.userMetadata).not.toHaveProperty('topic');
    const submitted = harness.core.requests.filter(({ path }) => path.endsWith('/indexed-assets'));
    expect(submitted[0]?.fields['enable_video_stream']).toBe('true');
    expect(JSON.parse(submitted[0]?.fields['user_metadata'] ?? '')).toMatchObject({ ...metadata, topic: 'birds' });
    expect(run.state.metadata).toMatchObject({ duration: 10, width: 640, height: 360, size: 200_000 });
  });

  describe.each([
    {},
    { listDelaySeconds: 8 },
    { listUserMetadata: true },
    { assetReadyAtOnce: true },
    { assetErrorShape: 'flat' },
    { getUnfinished: false, listUnfinished: false },
  ] as const)('on a platform with %j', (options) => {
    test.each(POSTS)('finds the resource when the response to %s is lost', async (route) => {
      const harness = createAssetHarness(options);
      harness.core.fault({ route, calls: [1], processed: true, effect: drop });
      expectOnce(harness, await harness.run());
    });

    test.each(POSTS)('finds the resource when %s fails after processing', async (route) => {
      const harness = createAssetHarness(options);
      harness.core.fault({ route, calls: [1], processed: true, effect: { kind: 'status', status: 502 } });
      expectOnce(harness, await harness.run());
    });

    test.each(POSTS)('repeats the request once when %s fails without a trace', async (route) => {
      const harness = createAssetHarness(options);
      harness.core.fault({ route, calls: [1], effect: { kind: 'status', status: 500 } });
      expectOnce(harness, await harness.run());
    });

    test.each(POSTS)('waits when %s exceeds the rate limit', async (route) => {
      const harness = createAssetHarness(options);
      const effect = { kind: 'status', status: 429, headers: { 'retry-after': '30' } } as const;
      harness.core.fault({ route, calls: [1, 2], effect });
      expectOnce(harness, await harness.run());
    });
  });

  test('repeats the request for an asset after no response at all, as assets are not billed', async () => {
    const harness = createAssetHarness();
    harness.core.fault({ route: 'POST /assets', calls: [1], effect: drop });
    expectOnce(harness, await harness.run());
  });

  test('does not repeat the request for the indexed asset after no response at all', async () => {
    const harness = createAssetHarness();
    harness.core.fault({ route: 'POST /indexes/:id/indexed-assets', calls: [1], effect: drop });
    const run = await harness.run();
    expect(harness.core.tasks()).toHaveLength(0);
    expect(run.state).toMatchObject({ status: 'unconfirmed', remoteId: null });
  });

  test('retries when polls of the asset fail', async () => {
    const harness = createAssetHarness({ assetSeconds: 60 });
    const route = 'GET /assets/:id';
    harness.core.fault({ route, calls: [1], effect: { kind: 'status', status: 404 } });
    harness.core.fault({ route, calls: [2, 3], effect: { kind: 'status', status: 503 } });
    harness.core.fault({ route, calls: [4], effect: drop });
    harness.core.fault({ route, calls: [5], effect: { kind: 'body', body: '{"_id": 1}' } });
    expectOnce(harness, await harness.run());
  });

  test('reports a failed asset with the reason of the API', async () => {
    const harness = createAssetHarness({ failAssetWhenIncludes: 'talk' });
    const run = await harness.run();
    expect(run.id).toBeNull();
    expect(run.state).toMatchObject({ status: 'failed', error: { code: 'video_content_invalid', class: 'media' } });
    expect(run.state.error?.message).toContain('The file failed a playability check.');
    expect(harness.core.tasks()).toHaveLength(0);
  });

  test('reports at the deadline that an asset that is never ready was not indexed', async () => {
    const harness = createAssetHarness({ stuckAssetWhenIncludes: 'talk' });
    const run = await harness.run({ deadline: createDeadline(harness.clock, 600_000) });
    expect(run.state).toMatchObject({ status: 'not_submitted', error: { code: 'asset_not_ready' } });
    expect(run.state.metadata.asset_id).toBe(harness.core.assets()[0]?.id);
    expect(harness.clock.now()).toBeCloseTo(600_000, -3);
  });

  test('reports the error of the API when the key is refused', async () => {
    const harness = createAssetHarness({ apiKeys: [] });
    expect((await harness.run()).state).toMatchObject({ status: 'rejected', error: { class: 'auth' } });
  });
});

describe('an asset of an earlier run', () => {
  /** A run that timed out while its asset was being processed. */
  async function interrupted(harness: AssetHarness, how: AssetRunOptions = {}): Promise<void> {
    const run = await harness.run({ deadline: createDeadline(harness.clock, 3_000), ...how });
    expect(run.id).toBeNull();
    expect(harness.core.tasks()).toHaveLength(0);
  }

  test.each([0, 60])('is reused %i seconds later', async (seconds) => {
    const harness = createAssetHarness({ assetSeconds: 30 });
    await interrupted(harness);
    await harness.clock.run(harness.clock.sleep(seconds * 1_000));
    const run = await harness.run();
    expectOnce(harness, run);
    expect(run.lines.join()).toContain('of an earlier run');
    expect(run.state.reused).toBe(false);
  });

  test('is reused together with its indexed asset, when an earlier run created that too', async () => {
    const harness = createAssetHarness();
    await harness.run();
    const run = await harness.run();
    expectOnce(harness, run);
    expect(run.state.reused).toBe(true);
  });

  test('is reused when its indexed asset failed', async () => {
    const harness = createAssetHarness({ failWhenUrlIncludes: 'talk' });
    await harness.run();
    await harness.clock.run(harness.clock.sleep(600_000));
    expect(harness.core.tasks()[0]?.status).toBe('failed');
    harness.core.setOptions({ failWhenUrlIncludes: null });
    harness.core.fault({ route: 'POST /indexes/:id/indexed-assets', calls: [1], processed: true, effect: drop });
    const run = await harness.run();
    expect(harness.core.assets()).toHaveLength(1);
    expect(harness.core.tasks()).toHaveLength(2);
    expect(run.id).toBe(harness.core.tasks()[1]?.videoId);
  });

  test.each<[string, AssetRunOptions]>([
    ['another version', { known: { contentVersion: 'other' } }],
    ['another video', { known: { sourceKey: 'other' } }],
    ['a run without reuse', { reuse: false }],
    ['a video without a source key', { known: { sourceKey: null } }],
  ])('is not reused for %s', async (_name, how) => {
    const harness = createAssetHarness({ assetSeconds: 30 });
    await interrupted(harness);
    const run = await harness.run(how);
    expect(harness.core.assets()).toHaveLength(2);
    expect(run.state.metadata.asset_id).toBe(harness.core.assets()[1]?.id);
  });

  test('is not reused when it can no longer become ready', async () => {
    const harness = createAssetHarness({ stuckAssetWhenIncludes: 'talk' });
    await interrupted(harness);
    harness.core.setOptions({ stuckAssetWhenIncludes: null });
    await harness.clock.run(harness.clock.sleep(2 * 3_600_000));
    await harness.run();
    expect(harness.core.assets()).toHaveLength(2);
  });

  test('is not searched for when the list is unavailable', async () => {
    const harness = createAssetHarness();
    harness.core.fault({ route: 'GET /assets', effect: { kind: 'status', status: 403 } });
    const run = await harness.run();
    expectOnce(harness, run);
    expect(run.lines.join()).toContain('Could not check whether an earlier run created an asset');
  });
});

describe('the ingest method assets, with a file', () => {
  const open: UploadHarness[] = [];
  afterEach(async () => {
    await Promise.all(open.splice(0).map((harness) => harness.close()));
  });

  interface FileStage extends UploadHarness {
    readonly core: UploadHarness['simulator']['core'];
    run(options?: AssetRunOptions): Promise<AssetRun>;
  }

  async function fileStage(options: StartOptions = {}): Promise<FileStage> {
    const harness = await createUploadHarness(options);
    open.push(harness);
    const { api, send, clock } = harness.dependencies;
    const source = createFileSource(harness.path, SIZE);
    return {
      ...harness,
      core: harness.simulator.core,
      run: (how) =>
        submitAsset(api, send, clock, { source, checkpointFolder: harness.folder, directBytes: SIZE - 1, ...how }),
    };
  }

  test('sends a small file in one request', async () => {
    const harness = await fileStage();
    copyFileSync('simulator/sample.mp4', join(harness.folder, 'small.mp4'));
    const { size } = statSync('simulator/sample.mp4');
    const source = createFileSource(join(harness.folder, 'small.mp4'), size);
    expectOnce(harness, await harness.run({ source, directBytes: size }));
    expect(harness.core.assets()[0]).toMatchObject({ method: 'direct', filename: 'talk.mp4', size });
    expect(harness.simulator.storageRequests).toHaveLength(0);
  });

  test('sends a small file again when its content could not be read to the end', async () => {
    const harness = await fileStage();
    const { send } = harness.dependencies;
    let cut = 0;
    const path = join(harness.folder, 'small.mp4');
    copyFileSync('simulator/sample.mp4', path);
    const { size } = statSync(path);
    const cutting: typeof send = (request) => {
      const { body } = request;
      if (request.url.pathname.endsWith('/assets') && typeof body === 'object' && body !== null && cut++ === 0) {
        const stream = Readable.from([]).destroy(new Error('the disk was taken out'));
        return send({ ...request, body: { ...body, stream } });
      }
      return send(request);
    };
    const api = createApi({
      baseUrl: harness.simulator.url,
      apiKey: 'k',
      send: cutting,
      clock: harness.dependencies.clock,
      random: Math.random,
      trace: () => {},
    });
    const source = createFileSource(path, size);
    const run = await submitAsset(api, cutting, harness.dependencies.clock, { source });
    expectOnce(harness, run);
    expect(run.lines.join()).toContain('Nothing was sent');
  });

  test('sends a large file in parts and logs the progress', async () => {
    const harness = await fileStage();
    const masked: string[] = [];
    const run = await harness.run({ mask: (url) => masked.push(url) });
    expectOnce(harness, run);
    expect(harness.core.assets()[0]).toMatchObject({
      method: 'multipart',
      filename: 'talk.mp4',
      userMetadata: { gha_source: 'source' },
    });
    expect(run.lines).toContain('100 % of 0.1 MB uploaded.');
    expect(masked.length).toBeGreaterThan(0);
  });

  test.each([SIZE, SIZE - 1])('sends a private release asset, in one request up to %i bytes', async (directBytes) => {
    const harness = await fileStage();
    const { displayName: _, kind: __, path, size, ...rest } = createFileSource(harness.path, SIZE);
    const urls = { apiUrl: 'https://api.github.example/1', downloadUrl: 'https://github.example/talk.mp4' };
    const source = {
      kind: 'release_asset',
      displayName: 'talk.mp4',
      id: 1,
      digest: null,
      isPublic: false,
      size,
      ...urls,
      ...rest,
    } as const;
    const open = async () => ({ kind: 'file', filename: 'talk.mp4', size, stream: createReadStream(path) }) as const;
    const run = await harness.run({ source, open, directBytes });
    const [asset] = harness.core.assets();
    expect(asset).toMatchObject({
      size: SIZE,
      filename: 'talk.mp4',
      method: directBytes === SIZE ? 'direct' : 'multipart',
    });
    expect(run.state.metadata.asset_id).toBe(asset?.id);
  });

  test('reports a file that has changed', async () => {
    const harness = await fileStage();
    truncateSync(harness.path, 5);
    for (const directBytes of [SIZE, SIZE - 1]) {
      const run = await harness.run({ directBytes });
      expect(run.state).toMatchObject({ status: 'rejected', error: { code: 'video_file_changed' } });
    }
    expect(harness.core.assets()).toHaveLength(0);
  });

  test('resumes a cancelled upload without sending finished parts again', async () => {
    const harness = await fileStage();
    const cancelled = new AbortController();
    const { send } = harness.dependencies;
    const counting: typeof send = async (request) => {
      const reply = await send(request);
      if (harness.stored().size >= 6) cancelled.abort();
      return reply;
    };
    const first = await harness.run({ send: counting, signal: cancelled.signal });
    expect(first.state).toMatchObject({ status: 'rejected', error: { code: 'upload_stopped' } });
    const before = new Set(harness.stored().keys());
    const second = await harness.run();
    expect(second.id).not.toBeNull();
    expect(harness.core.tasks()).toHaveLength(1);
    const again = [...harness.stored()].filter(([part, count]) => count > 1 && before.has(part));
    // A part whose response arrived during the cancellation may be missing from the checkpoint.
    expect(again.length).toBeLessThanOrEqual(4);
    expect(harness.stored().size).toBe(13);
  });

  test.each([true, false])(
    'reuses the asset of a finished upload and never that of an unfinished one (listed: %s)',
    async (showReservedAssets) => {
      const harness = await fileStage({ showReservedAssets });
      const cancelled = new AbortController();
      const tooLong: typeof harness.dependencies.send = async (request) => {
        cancelled.abort();
        return harness.dependencies.send(request);
      };
      await harness.run({ send: tooLong, signal: cancelled.signal, checkpointFolder: null });
      const run = await harness.run({ checkpointFolder: null });
      expect(run.id).not.toBeNull();
      expect(harness.core.assets().map(({ status }) => status)).toEqual(['reserved', 'ready']);
      const again = await harness.run({ checkpointFolder: null });
      expect(again.id).toBe(run.id);
      expect(harness.core.assets()).toHaveLength(2);
      expect(harness.core.tasks()).toHaveLength(1);
    },
  );
});
