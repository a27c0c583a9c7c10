import { existsSync, readFileSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { StartOptions } from '../../simulator/server.ts';
import { ApiError } from '../../src/twelvelabs/errors.ts';
import { UploadError } from '../../src/upload/upload-error.ts';
import type { UploadStage } from '../support/upload-harness.ts';
import { API_KEY, PART, SIZE, uploadStage } from '../support/upload-harness.ts';

const open: UploadStage[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((stage) => stage.close()));
});

async function stageWith(options: StartOptions = {}): Promise<UploadStage> {
  const stage = await uploadStage(options);
  open.push(stage);
  return stage;
}

const PARTS = Array.from({ length: 13 }, (_, place) => place + 1);
const once = new Map(PARTS.map((part) => [part, 1]));
const sorted = (map: ReadonlyMap<number, number>): Map<number, number> => new Map([...map].sort(([a], [b]) => a - b));

/** Expects a single asset. */
async function onlyAsset(stage: UploadStage, id: string): Promise<void> {
  expect(stage.simulator.core.assets().filter(({ status }) => status !== 'reserved')).toEqual([
    expect.objectContaining({ id, method: 'multipart', filename: 'talk.mp4', size: SIZE }),
  ]);
}

/** Runs an upload that is cancelled after so many parts. */
async function interrupted(stage: UploadStage, after: number, checkpointFile: string | null): Promise<void> {
  const killed = new AbortController();
  const onProgress = ({ sent }: { sent: number }): void => {
    if (sent >= after * PART) killed.abort();
  };
  const upload = stage.upload(
    { cancellation: { signal: killed.signal } },
    { checkpointFile, onProgress, concurrency: 1 },
  );
  await expect(upload).rejects.toMatchObject({ details: { code: 'upload_stopped' } });
}

describe('an upload', () => {
  test('sends every part once, without the API key, and reports its progress', async () => {
    const stage = await stageWith();
    await onlyAsset(stage, await stage.upload());
    expect(sorted(stage.stored())).toEqual(once);
    expect(JSON.stringify(stage.simulator.storageRequests)).not.toContain(API_KEY);
    expect(stage.simulator.storageRequests.every(({ headers }) => headers['x-api-key'] === undefined)).toBe(true);
    expect(stage.progress[0]).toEqual({ sent: 0, total: SIZE });
    expect(stage.progress.at(-1)).toEqual({ sent: SIZE, total: SIZE });
    expect(stage.masked.length).toBeGreaterThanOrEqual(13);
    expect(stage.masked.every((url) => url.includes('X-Amz-Signature='))).toBe(true);
    const asked = stage.simulator.requests.filter(({ path }) => path.endsWith('/presigned-urls'));
    expect(asked).toHaveLength(1);
  });

  test('sends as many parts concurrently as configured, and no more', async () => {
    const stage = await stageWith();
    let now = 0;
    let most = 0;
    const { send } = stage.world;
    const counting: typeof send = async (request) => {
      most = Math.max(most, ++now);
      return send(request).finally(() => {
        now -= 1;
      });
    };
    await stage.upload({ send: counting }, { concurrency: 3 });
    expect(most).toBe(3);
  });

  test.each([
    ['20 % of the parts fail', { partFailureRate: 0.2 }],
    ['half of the parts fail and every attempt uses up its URL', { partFailureRate: 0.5, urlSpentBy: 'attempt' }],
    ['URLs are issued one by one', { initialUrls: 0 }],
    ['parts count as completed when they arrive', { chunkStatus: 'arrived', partFailureRate: 0.2 }],
    ['the API requires all parts in one report', { chunkReports: 'once' }],
    [
      'the API requires all parts in one report and does not name the missing ones',
      { chunkReports: 'once', assetErrorShape: 'flat' },
    ],
  ] as const)('succeeds when %s', async (_name, options) => {
    const stage = await stageWith(options);
    await onlyAsset(stage, await stage.upload());
    expect(sorted(stage.stored())).toEqual(once);
  });

  test('requests new URLs for expired ones', async () => {
    const stage = await stageWith({ urlLifeSeconds: 0.05, initialUrls: 13 });
    const { send } = stage.world;
    const slow: typeof send = async (request) => {
      await new Promise((resolve) => setTimeout(resolve, 15));
      return send(request);
    };
    // To a clock that is behind, expired URLs appear valid, so that only the storage can deny them.
    const clock = { ...stage.world.clock, date: () => new Date(Date.now() - 3_600_000) };
    await onlyAsset(stage, await stage.upload({ send: slow, clock }, { concurrency: 2 }));
    expect(stage.simulator.storageRequests.some(({ status }) => status === 403)).toBe(true);
    expect(sorted(stage.stored())).toEqual(once);
  });

  test.each([
    'POST /assets/multipart-uploads',
    'POST /assets/multipart-uploads/:id',
    'POST /assets/multipart-uploads/:id/presigned-urls',
    'GET /assets/multipart-uploads/:id',
    '* /_storage/:key',
  ])('retries after lost responses, 5xx and 429 of %s', async (route) => {
    const stage = await stageWith();
    const limited = { kind: 'status', status: 429, headers: { 'retry-after': '3' } } as const;
    stage.simulator.fault({ route, calls: [1], processed: true, effect: { kind: 'drop', at: 'before' } });
    stage.simulator.fault({ route, calls: [2], effect: { kind: 'status', status: 503 } });
    stage.simulator.fault({ route, calls: [3], effect: limited });
    await onlyAsset(stage, await stage.upload());
    expect([...stage.stored().keys()].sort((a, b) => a - b)).toEqual(PARTS);
  });

  test('accepts the completed session when the response to the last report is lost', async () => {
    const stage = await stageWith({ completeAfterSeconds: 0 });
    const route = 'POST /assets/multipart-uploads/:id';
    stage.simulator.fault({ route, calls: [2], processed: true, effect: { kind: 'drop', at: 'before' } });
    await onlyAsset(stage, await stage.upload());
  });

  test('sends a part again when the API refuses its ETag', async () => {
    const stage = await stageWith();
    const { send } = stage.world;
    let spoiled = 0;
    const lying: typeof send = async (request) => {
      const reply = await send(request);
      if (!request.url.pathname.endsWith('.5') || spoiled++ > 0) return reply;
      return { ...reply, headers: { ...reply.headers, etag: '"0123456789abcdef0123456789abcdef"' } };
    };
    await onlyAsset(stage, await stage.upload({ send: lying }));
    expect(stage.stored().get(5)).toBe(2);
    expect(stage.stored().get(6)).toBe(1);
    expect(stage.told.join()).toContain('missing 1 part');
  });
});

describe('an upload that cannot succeed', () => {
  test('reports an upload that failed on the platform', async () => {
    const stage = await stageWith({ failUploadWhenIncludes: 'talk' });
    await expect(stage.upload()).rejects.toMatchObject({ details: { code: 'upload_failed', class: 'platform' } });
  });

  test('fails when the storage denies new URLs, and reports no secret', async () => {
    const stage = await stageWith();
    stage.simulator.fault({ route: '* /_storage/:key', effect: { kind: 'status', status: 403 } });
    const error = await stage.upload().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UploadError);
    expect(error).toMatchObject({ failure: 'refused', details: { code: 'upload_refused' } });
    expect(JSON.stringify([error, String(error), stage.told])).not.toContain('X-Amz');
  });

  test('passes on an error of the API', async () => {
    const stage = await stageWith({ apiKeys: [] });
    const error = await stage.upload().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ status: 401 });
  });

  test('stops at the deadline', async () => {
    const stage = await stageWith({ partFailureRate: 1 });
    const deadline = { remainingMs: () => (stage.simulator.storageRequests.length > 20 ? -1 : 1_000) };
    await expect(stage.upload({ deadline })).rejects.toMatchObject({ failure: 'stopped' });
  });

  test.each([
    ['grows', (path: string) => writeFileSync(path, 'more', { flag: 'a' })],
    ['shrinks', (path: string) => truncateSync(path, 30_000)],
    ['is written to', (path: string) => utimesSync(path, new Date(), new Date(Date.now() + 5_000))],
  ])('notices a file that %s meanwhile, and does not complete the upload', async (_name, change) => {
    const stage = await stageWith();
    let changed = false;
    const onProgress = ({ sent }: { sent: number }): void => {
      if (sent < 5 * PART || changed) return;
      changed = true;
      change(stage.path);
    };
    await expect(stage.upload({}, { onProgress })).rejects.toMatchObject({
      failure: 'changed',
      details: { code: 'video_file_changed', class: 'input' },
    });
    expect(stage.simulator.core.assets().map(({ status }) => status)).toEqual(['reserved']);
  });

  test('reports a file that changed before the upload', async () => {
    const stage = await stageWith();
    truncateSync(stage.path, 10);
    await expect(stage.upload()).rejects.toMatchObject({ failure: 'changed' });
    expect(stage.simulator.requests).toHaveLength(0);
  });
});

describe('an interrupted upload', () => {
  test('resumes from its checkpoint without sending finished parts again', async () => {
    const stage = await stageWith({ listUploads: false });
    await interrupted(stage, 6, stage.resumeFile);
    expect(readFileSync(stage.resumeFile, 'utf8')).not.toMatch(/X-Amz|tlk_/);
    const id = await stage.upload({}, { checkpointFile: stage.resumeFile });
    await onlyAsset(stage, id);
    expect(sorted(stage.stored())).toEqual(once);
    expect(existsSync(stage.resumeFile)).toBe(false);
    expect(stage.simulator.core.assets()).toHaveLength(1);
  });

  test('starts again when the file has changed', async () => {
    const stage = await stageWith({ listUploads: false });
    await interrupted(stage, 6, stage.resumeFile);
    utimesSync(stage.path, new Date(), new Date(Date.now() + 5_000));
    await onlyAsset(stage, await stage.upload({}, { checkpointFile: stage.resumeFile }));
    expect(stage.simulator.core.assets()).toHaveLength(2);
  });

  test('starts again when the session no longer exists', async () => {
    const stage = await stageWith({ listUploads: false, uploadLifeSeconds: 0.3 });
    await interrupted(stage, 6, stage.resumeFile);
    await new Promise((resolve) => setTimeout(resolve, 300));
    stage.simulator.core.setOptions({ uploadLifeSeconds: 1000 });
    await onlyAsset(stage, await stage.upload({}, { checkpointFile: stage.resumeFile }));
  });

  test('is ignored when its checkpoint is invalid', async () => {
    const stage = await stageWith();
    writeFileSync(stage.resumeFile, '{"uploadId": 1}\nnonsense');
    await onlyAsset(stage, await stage.upload({}, { checkpointFile: stage.resumeFile }));
  });

  test('is completed without sending when only the last response was missed', async () => {
    const stage = await stageWith({ completeAfterSeconds: 0 });
    await interrupted(stage, 6, stage.resumeFile);
    const notes = readFileSync(stage.resumeFile, 'utf8');
    const id = await stage.upload({}, { checkpointFile: stage.resumeFile });
    writeFileSync(stage.resumeFile, notes);
    expect(await stage.upload({}, { checkpointFile: stage.resumeFile })).toBe(id);
    expect(sorted(stage.stored())).toEqual(once);
  });

  /** A clock ten minutes ahead. */
  const later = (stage: UploadStage): { clock: UploadStage['world']['clock'] } => ({
    clock: { ...stage.world.clock, date: () => new Date(Date.now() + 600_000) },
  });

  test('is found in the list of uploads, and reported parts are not sent again', async () => {
    const stage = await stageWith();
    await interrupted(stage, 9, null);
    const before = stage.simulator.core.assets()[0]?.id;
    expect(await stage.upload(later(stage))).toBe(before);
    await onlyAsset(stage, before ?? '');
    const again = [...stage.stored()].filter(([, count]) => count > 1).map(([part]) => part);
    expect(again.every((part) => part > 8)).toBe(true);
    expect(stage.stored().get(1)).toBe(1);
  });

  test('of another file of the same size is not resumed', async () => {
    const stage = await stageWith();
    await interrupted(stage, 9, null);
    writeFileSync(stage.path, Buffer.alloc(SIZE, 1));
    const [first] = stage.simulator.core.assets();
    expect(await stage.upload(later(stage))).not.toBe(first?.id);
    expect(stage.stored().get(1)).toBe(1 + 1);
  });

  test('that may still be in progress elsewhere is not resumed', async () => {
    const stage = await stageWith();
    await interrupted(stage, 9, null);
    const [first] = stage.simulator.core.assets();
    expect(await stage.upload()).not.toBe(first?.id);
  });
});
