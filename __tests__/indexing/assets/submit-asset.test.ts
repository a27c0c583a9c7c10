import { copyFileSync, createReadStream, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { StartOptions } from '../../../simulator/server.ts';
import { createApi } from '../../../src/twelvelabs/api.ts';
import { createDeadline } from '../../../src/util/clock.ts';
import type { RoadOptions, RoadRun, RoadStage } from '../../support/ingest-method.ts';
import { fileAt, roadStage, takeRoad } from '../../support/ingest-method.ts';
import type { UploadStage } from '../../support/upload-harness.ts';
import { SIZE, uploadStage } from '../../support/upload-harness.ts';

/** One asset, one video, and the run knows it. */
function expectOnce({ core }: Pick<RoadStage, 'core'>, run: RoadRun): void {
  expect(core.tasks()).toHaveLength(1);
  expect(core.assets().filter(({ status }) => status !== 'reserved')).toHaveLength(1);
  const video = core.tasks()[0]?.videoId;
  expect(run.id).toBe(video);
  expect(run.entry).toMatchObject({
    phase: 'open',
    remoteId: video,
    remoteIdKind: 'indexed_asset',
    error: null,
    metadata: { video_id: video, asset_id: core.assets()[0]?.id },
  });
}

const drop = { kind: 'drop', at: 'before' } as const;
const POSTS = ['POST /assets', 'POST /indexes/:id/indexed-assets'];

describe('the road of assets, by a link', () => {
  test('makes an asset and of it a video, with what finds them again', async () => {
    const stage = roadStage();
    const run = await stage.run();
    expectOnce(stage, run);
    const marks = { gha_source: 'source', gha_version: 'version', gha_repository: 'octo/videos' };
    expect(stage.core.assets()[0]).toMatchObject({ method: 'url', filename: 'talk.mp4', userMetadata: marks });
    expect(stage.core.assets()[0]?.userMetadata).not.toHaveProperty('topic');
    const submitted = stage.core.requests.filter(({ path }) => path.endsWith('/indexed-assets'));
    expect(submitted[0]?.fields['enable_video_stream']).toBe('true');
    expect(JSON.parse(submitted[0]?.fields['user_metadata'] ?? '')).toMatchObject({ ...marks, topic: 'birds' });
    expect(run.entry.metadata).toMatchObject({ duration: 10, width: 640, height: 360, size: 200_000 });
  });

  describe.each([
    {},
    { listDelaySeconds: 8 },
    { listUserMetadata: true },
    { assetReadyAtOnce: true },
    { assetErrorShape: 'flat' },
    { getUnfinished: false, listUnfinished: false },
  ] as const)('on a platform with %j', (options) => {
    test.each(POSTS)('finds what was made where the answer to %s is lost', async (route) => {
      const stage = roadStage(options);
      stage.core.fault({ route, calls: [1], processed: true, effect: drop });
      expectOnce(stage, await stage.run());
    });

    test.each(POSTS)('finds what was made where %s fails after its work', async (route) => {
      const stage = roadStage(options);
      stage.core.fault({ route, calls: [1], processed: true, effect: { kind: 'status', status: 502 } });
      expectOnce(stage, await stage.run());
    });

    test.each(POSTS)('asks once more where %s failed without a trace', async (route) => {
      const stage = roadStage(options);
      stage.core.fault({ route, calls: [1], effect: { kind: 'status', status: 500 } });
      expectOnce(stage, await stage.run());
    });

    test.each(POSTS)('waits where %s is beyond the rate limit', async (route) => {
      const stage = roadStage(options);
      const effect = { kind: 'status', status: 429, headers: { 'retry-after': '30' } } as const;
      stage.core.fault({ route, calls: [1, 2], effect });
      expectOnce(stage, await stage.run());
    });
  });

  test('asks once more for an asset after no answer at all, for it is not billed', async () => {
    const stage = roadStage();
    stage.core.fault({ route: 'POST /assets', calls: [1], effect: drop });
    expectOnce(stage, await stage.run());
  });

  test('does not ask again for the video after no answer at all', async () => {
    const stage = roadStage();
    stage.core.fault({ route: 'POST /indexes/:id/indexed-assets', calls: [1], effect: drop });
    const run = await stage.run();
    expect(stage.core.tasks()).toHaveLength(0);
    expect(run.entry).toMatchObject({ status: 'unconfirmed', remoteId: null });
  });

  test('outlives bad looks at the asset', async () => {
    const stage = roadStage({ assetSeconds: 60 });
    const route = 'GET /assets/:id';
    stage.core.fault({ route, calls: [1], effect: { kind: 'status', status: 404 } });
    stage.core.fault({ route, calls: [2, 3], effect: { kind: 'status', status: 503 } });
    stage.core.fault({ route, calls: [4], effect: drop });
    stage.core.fault({ route, calls: [5], effect: { kind: 'body', body: '{"_id": 1}' } });
    expectOnce(stage, await stage.run());
  });

  test('ends as failed where the asset fails, in the words of the platform', async () => {
    const stage = roadStage({ failAssetWhenIncludes: 'talk' });
    const run = await stage.run();
    expect(run.id).toBeNull();
    expect(run.entry).toMatchObject({ status: 'failed', error: { code: 'asset_failed', class: 'media' } });
    expect(run.entry.error?.message).toContain('The file failed a playability check.');
    expect(stage.core.tasks()).toHaveLength(0);
  });

  test('ends at the deadline where the asset is stuck, and says that nothing was indexed', async () => {
    const stage = roadStage({ stuckAssetWhenIncludes: 'talk' });
    const run = await stage.run({ deadline: createDeadline(stage.clock, 600_000) });
    expect(run.entry).toMatchObject({ status: 'rejected', error: { code: 'asset_not_ready' } });
    expect(run.entry.metadata.asset_id).toBe(stage.core.assets()[0]?.id);
    expect(stage.clock.now()).toBeCloseTo(600_000, -3);
  });

  test('is told by what the platform refuses', async () => {
    const stage = roadStage({ apiKeys: [] });
    expect((await stage.run()).entry).toMatchObject({ status: 'rejected', error: { class: 'auth' } });
  });
});

describe('an asset that an earlier run left behind', () => {
  /** A run that was cut off while its asset was being processed. */
  async function interrupted(stage: RoadStage, how: RoadOptions = {}): Promise<void> {
    const run = await stage.run({ deadline: createDeadline(stage.clock, 3_000), ...how });
    expect(run.id).toBeNull();
    expect(stage.core.tasks()).toHaveLength(0);
  }

  test.each([0, 60])('is used, %i seconds later', async (seconds) => {
    const stage = roadStage({ assetSeconds: 30 });
    await interrupted(stage);
    await stage.clock.play(stage.clock.sleep(seconds * 1_000));
    const run = await stage.run();
    expectOnce(stage, run);
    expect(run.told.join()).toContain('left behind');
    expect(run.entry.reused).toBe(false);
  });

  test('is used even where its video was made, but nobody learned of it', async () => {
    const stage = roadStage();
    await stage.run();
    const run = await stage.run();
    expectOnce(stage, run);
    expect(run.entry.reused).toBe(true);
  });

  test('is used again where its video failed', async () => {
    const stage = roadStage({ failWhenUrlIncludes: 'talk' });
    await stage.run();
    await stage.clock.play(stage.clock.sleep(600_000));
    expect(stage.core.tasks()[0]?.status).toBe('failed');
    stage.core.setOptions({ failWhenUrlIncludes: null });
    stage.core.fault({ route: 'POST /indexes/:id/indexed-assets', calls: [1], processed: true, effect: drop });
    const run = await stage.run();
    expect(stage.core.assets()).toHaveLength(1);
    expect(stage.core.tasks()).toHaveLength(2);
    expect(run.id).toBe(stage.core.tasks()[1]?.videoId);
  });

  test.each<[string, RoadOptions]>([
    ['another version', { known: { contentVersion: 'other' } }],
    ['another video', { known: { sourceKey: 'other' } }],
    ['reuse turned off', { reuse: false }],
    ['a video that nobody can tell apart', { known: { sourceKey: null } }],
  ])('is left alone by %s', async (_name, how) => {
    const stage = roadStage({ assetSeconds: 30 });
    await interrupted(stage);
    const run = await stage.run(how);
    expect(stage.core.assets()).toHaveLength(2);
    expect(run.entry.metadata.asset_id).toBe(stage.core.assets()[1]?.id);
  });

  test('is left alone when it will never be ready', async () => {
    const stage = roadStage({ stuckAssetWhenIncludes: 'talk' });
    await interrupted(stage);
    stage.core.setOptions({ stuckAssetWhenIncludes: null });
    await stage.clock.play(stage.clock.sleep(2 * 3_600_000));
    await stage.run();
    expect(stage.core.assets()).toHaveLength(2);
  });

  test('is not looked for any longer where the list cannot be had', async () => {
    const stage = roadStage();
    stage.core.fault({ route: 'GET /assets', effect: { kind: 'status', status: 403 } });
    const run = await stage.run();
    expectOnce(stage, run);
    expect(run.told.join()).toContain('cannot be told');
  });
});

describe('the road of assets, from a file', () => {
  const open: UploadStage[] = [];
  afterEach(async () => {
    await Promise.all(open.splice(0).map((stage) => stage.close()));
  });

  interface FileStage extends UploadStage {
    readonly core: UploadStage['simulator']['core'];
    run(options?: RoadOptions): Promise<RoadRun>;
  }

  async function fileStage(options: StartOptions = {}): Promise<FileStage> {
    const stage = await uploadStage(options);
    open.push(stage);
    const { api, send, clock } = stage.world;
    const source = fileAt(stage.path, SIZE);
    return {
      ...stage,
      core: stage.simulator.core,
      run: (how) =>
        takeRoad(api, send, clock, { source, checkpointFolder: stage.folder, directBytes: SIZE - 1, ...how }),
    };
  }

  test('sends a small one in one request', async () => {
    const stage = await fileStage();
    copyFileSync('simulator/sample.mp4', join(stage.folder, 'small.mp4'));
    const { size } = statSync('simulator/sample.mp4');
    const source = fileAt(join(stage.folder, 'small.mp4'), size);
    expectOnce(stage, await stage.run({ source, directBytes: size }));
    expect(stage.core.assets()[0]).toMatchObject({ method: 'direct', filename: 'talk.mp4', size });
    expect(stage.simulator.storageRequests).toHaveLength(0);
  });

  test('sends a small one again whose content could not be read to its end', async () => {
    const stage = await fileStage();
    const { send } = stage.world;
    let cut = 0;
    const path = join(stage.folder, 'small.mp4');
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
      baseUrl: stage.simulator.url,
      apiKey: 'k',
      send: cutting,
      clock: stage.world.clock,
      trace: () => {},
    });
    const source = fileAt(path, size);
    const run = await takeRoad(api, cutting, stage.world.clock, { source });
    expectOnce(stage, run);
    expect(run.told.join()).toContain('Nothing was sent');
  });

  test('sends a large one in parts, and tells how far it is', async () => {
    const stage = await fileStage();
    const masked: string[] = [];
    const run = await stage.run({ mask: (url) => masked.push(url) });
    expectOnce(stage, run);
    expect(stage.core.assets()[0]).toMatchObject({
      method: 'multipart',
      filename: 'talk.mp4',
      userMetadata: { gha_source: 'source' },
    });
    expect(run.told).toContain('talk.mp4: 100 % of 0.1 MB uploaded.');
    expect(masked.length).toBeGreaterThan(0);
  });

  test.each([SIZE, SIZE - 1])(
    'sends a release asset that only its token opens, in one request up to %i bytes',
    async (directBytes) => {
      const stage = await fileStage();
      const { displayName: _, kind: __, path, size, ...rest } = fileAt(stage.path, SIZE);
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
      const run = await stage.run({ source, open, directBytes });
      const [asset] = stage.core.assets();
      expect(asset).toMatchObject({
        size: SIZE,
        filename: 'talk.mp4',
        method: directBytes === SIZE ? 'direct' : 'multipart',
      });
      expect(run.entry.metadata.asset_id).toBe(asset?.id);
    },
  );

  test('is told of a file that is another one now', async () => {
    const stage = await fileStage();
    truncateSync(stage.path, 5);
    for (const directBytes of [SIZE, SIZE - 1]) {
      const run = await stage.run({ directBytes });
      expect(run.entry).toMatchObject({ status: 'rejected', error: { code: 'video_file_changed' } });
    }
    expect(stage.core.assets()).toHaveLength(0);
  });

  test('goes on where it was cancelled, and sends no finished part again', async () => {
    const stage = await fileStage();
    const cancelled = new AbortController();
    const { send } = stage.world;
    const counting: typeof send = async (request) => {
      const reply = await send(request);
      if (stage.stored().size >= 6) cancelled.abort();
      return reply;
    };
    const first = await stage.run({ send: counting, signal: cancelled.signal });
    expect(first.entry).toMatchObject({ status: 'rejected', error: { code: 'upload_stopped' } });
    const before = new Set(stage.stored().keys());
    const second = await stage.run();
    expect(second.id).not.toBeNull();
    expect(stage.core.tasks()).toHaveLength(1);
    const again = [...stage.stored()].filter(([part, count]) => count > 1 && before.has(part));
    // The part in whose answer the cancel fell may not have been noted.
    expect(again.length).toBeLessThanOrEqual(4);
    expect(stage.stored().size).toBe(13);
  });

  test.each([true, false])(
    'uses the asset of a finished upload, and never one of an unfinished (shown: %s)',
    async (showReservedAssets) => {
      const stage = await fileStage({ showReservedAssets });
      const cancelled = new AbortController();
      const tooLong: typeof stage.world.send = async (request) => {
        cancelled.abort();
        return stage.world.send(request);
      };
      await stage.run({ send: tooLong, signal: cancelled.signal, checkpointFolder: null });
      const run = await stage.run({ checkpointFolder: null });
      expect(run.id).not.toBeNull();
      expect(stage.core.assets().map(({ status }) => status)).toEqual(['reserved', 'ready']);
      const again = await stage.run({ checkpointFolder: null });
      expect(again.id).toBe(run.id);
      expect(stage.core.assets()).toHaveLength(2);
      expect(stage.core.tasks()).toHaveLength(1);
    },
  );
});
