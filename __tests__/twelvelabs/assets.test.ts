import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { defaultIndexId } from '../../simulator/options.ts';
import type { Simulator } from '../../simulator/server.ts';
import { startSimulator } from '../../simulator/server.ts';
import { createTransport } from '../../src/http/transport.ts';
import type { Api } from '../../src/twelvelabs/api.ts';
import { createApi } from '../../src/twelvelabs/api.ts';
import {
  createAssetByUrl,
  createAssetFromFile,
  createIndexedAsset,
  deleteAsset,
  getAsset,
  listAssets,
  listAssetUsages,
} from '../../src/twelvelabs/assets.ts';
import { ApiError } from '../../src/twelvelabs/errors.ts';
import {
  createUpload,
  getUpload,
  listOpenUploads,
  parseRefusedParts,
  reportParts,
  requestPartUrls,
} from '../../src/twelvelabs/uploads.ts';
import { createSystemClock } from '../../src/util/clock.ts';
import type { HttpServer } from '../support/http-server.ts';
import { startVideoServer } from '../support/http-server.ts';

let simulator: Simulator;
let files: HttpServer;
let api: Api;
const limits = { timeoutMs: 5_000, signal: new AbortController().signal };

beforeEach(async () => {
  [simulator, files] = await Promise.all([
    startSimulator({ speed: 1000, seed: 7, assetReadyAtOnce: true }),
    startVideoServer(),
  ]);
  const clock = createSystemClock();
  api = createApi({
    baseUrl: simulator.url,
    apiKey: 'k',
    send: createTransport(clock),
    clock,
    random: Math.random,
    trace: () => {},
  });
});
afterEach(() => Promise.all([simulator.close(), files.close()]));

const labels = (
  name: string,
): { filename: string; enableVideoStream: boolean; userMetadata: Record<string, string | boolean> } => ({
  filename: name,
  enableVideoStream: true,
  userMetadata: { gha_source: 'ümläut "quoted"', flag: true },
});

async function refusal(work: Promise<unknown>): Promise<ApiError> {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ApiError)) throw new Error('it was not refused', { cause: error });
  return error;
}

describe('assets', () => {
  test('are created from a link', async () => {
    const made = await createAssetByUrl(api, { ...labels('talk.mp4'), url: `${files.origin}/a.mp4` }, limits);
    const asset = await getAsset(api, made.id, limits);
    expect(asset).toMatchObject({ status: 'ready', method: 'url', filename: 'talk.mp4', message: null });
    expect(asset.userMetadata).toEqual(labels('').userMetadata);
    expect(asset.metadata).toMatchObject({ asset_id: made.id, duration: 10, width: 640, height: 360 });
    expect(asset.createdAt?.getTime()).toBeGreaterThan(0);
  });

  test('are created from a file, and may fail', async () => {
    const file = { contentType: 'video/mp4', size: 4, stream: Readable.from([Buffer.from('text')]) };
    const made = await createAssetFromFile(api, { ...labels('no "video".mp4'), file }, limits);
    const asset = await getAsset(api, made.id, limits);
    expect(asset).toMatchObject({
      status: 'failed',
      method: 'direct',
      filename: 'no "video".mp4',
      message: expect.stringContaining('corrupted'),
    });
  });

  test('are not created from a file that ends early', async () => {
    const file = { contentType: 'video/mp4', size: 9, stream: Readable.from([Buffer.from('text')]) };
    const error = await refusal(createAssetFromFile(api, { ...labels('a.mp4'), file }, limits));
    expect(error.failure).toBe('not_sent');
    expect(simulator.core.assets()).toHaveLength(0);
  });

  test('are listed by a part of their name, page by page', async () => {
    for (let n = 0; n < 52; n++)
      await createAssetByUrl(api, { ...labels(`Talk-${n}.mp4`), url: `${files.origin}/a.mp4` }, limits);
    const first = await listAssets(api, { page: 1, filename: 'talk-' }, limits);
    const second = await listAssets(api, { page: 2, filename: 'talk-' }, limits);
    expect([first.rows.length, first.totalPages, second.rows.length]).toEqual([50, 2, 2]);
    expect(first.rows[0]).toMatchObject({ filename: 'Talk-51.mp4', userMetadata: null });
    expect((await listAssets(api, { page: 1, filename: 'talk-7.' }, limits)).rows).toHaveLength(1);
    expect((await listAssets(api, { page: 1, filename: null }, limits)).rows).toHaveLength(50);
  });

  test('list the indexed assets that were created from them', async () => {
    const { id } = await createAssetByUrl(api, { ...labels('a.mp4'), url: `${files.origin}/a.mp4` }, limits);
    const submission = { indexId: defaultIndexId, assetId: id, enableVideoStream: true, userMetadata: { n: 5 } };
    const made = await createIndexedAsset(api, submission, limits);
    const expected = [{ id: made, indexId: defaultIndexId }];
    expect(await listAssetUsages(api, id, limits)).toEqual(expected);
    const bare = JSON.stringify([{ _id: made, index: { _id: defaultIndexId, name: 'n' } }, 'nonsense', {}]);
    simulator.fault({ route: 'GET /assets/:id/indexed-assets', effect: { kind: 'body', body: bare } });
    expect(await listAssetUsages(api, id, limits)).toEqual(expected);
    expect(simulator.core.tasks()[0]).toMatchObject({ userMetadata: { n: 5 }, ingestMethod: 'assets' });
  });

  test('are deleted when nothing refers to them', async () => {
    const { id } = await createAssetByUrl(api, { ...labels('a.mp4'), url: `${files.origin}/a.mp4` }, limits);
    const submission = { indexId: defaultIndexId, assetId: id, enableVideoStream: false, userMetadata: {} };
    await createIndexedAsset(api, submission, limits);
    expect(await refusal(deleteAsset(api, id, limits))).toMatchObject({ status: 409 });
    const free = await createAssetByUrl(api, { ...labels('b.mp4'), url: `${files.origin}/b.mp4` }, limits);
    await deleteAsset(api, free.id, limits);
    expect(await refusal(getAsset(api, free.id, limits))).toMatchObject({ status: 404 });
  });

  test.each(['nested', 'flat'] as const)('that do not exist are reported by %s errors', async (assetErrorShape) => {
    simulator.core.setOptions({ assetErrorShape });
    const error = await refusal(getAsset(api, '0123456789abcdef01234567', limits));
    expect(error).toMatchObject({ status: 404, details: { class: 'input', code: 'resource_not_exist' } });
  });

  test.each(['{"data": 1}', '{}', '[', '"text"'])('cannot be parsed from a response like %s', async (body) => {
    simulator.fault({ route: '*', effect: { kind: 'body', body } });
    const answers = [
      getAsset(api, '0123456789abcdef01234567', limits),
      listAssets(api, { page: 1, filename: null }, limits),
      listOpenUploads(api, limits),
      getUpload(api, '0123456789abcdef01234567', 1, limits),
    ];
    for (const answer of answers)
      expect(['invalid_response', 'error_response']).toContain((await refusal(answer)).failure);
  });
});

describe('multipart uploads', () => {
  const open = async (size = 12_345_678): Promise<Awaited<ReturnType<typeof createUpload>>> =>
    createUpload(api, { ...labels('big.mp4'), totalSize: size }, limits);

  test('are opened with everything that sending parts requires', async () => {
    const session = await open();
    expect(session).toMatchObject({
      chunkSize: 5 * 1024 ** 2,
      totalChunks: 3,
      headers: { 'content-type': 'application/octet-stream' },
    });
    expect(session.urls.map(({ index }) => index)).toEqual([1, 2, 3]);
    const more = await requestPartUrls(api, session.uploadId, { start: 2, count: 2 }, limits);
    expect(more.map(({ index }) => index)).toEqual([2, 3]);
    expect(more[0]?.url.href).not.toBe(session.urls[1]?.url.href);
    expect(more[0]?.expiresAt?.getTime()).toBeGreaterThan(Date.now());
  });

  test('are listed without a name until they are complete', async () => {
    const { uploadId } = await open();
    expect(await listOpenUploads(api, limits)).toEqual([
      expect.objectContaining({ uploadId, status: 'active', totalSize: 12_345_678, chunkSize: 5 * 1024 ** 2 }),
    ]);
    expect(await getUpload(api, uploadId, 1, limits)).toMatchObject({
      status: 'active',
      finished: [],
      finishedCount: 0,
    });
  });

  test('name the incorrect parts of a report', async () => {
    const { uploadId } = await open();
    const wrong = [1, 3].map((index) => ({ index, etag: '"0"', size: 1 }));
    const error = await refusal(reportParts(api, uploadId, wrong, limits));
    expect(error.status).toBe(400);
    expect([...parseRefusedParts(error)]).toEqual([1, 3]);
    expect(parseRefusedParts(await refusal(getUpload(api, 'none', 1, limits))).size).toBe(0);
  });

  test('are rejected when the file is too large', async () => {
    expect(await refusal(open(11 * 1024 ** 3))).toMatchObject({ status: 400 });
  });
});
