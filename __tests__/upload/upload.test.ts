import { existsSync, readFileSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { StartOptions } from '../../simulator/server.ts';
import { ApiError } from '../../src/twelvelabs/errors.ts';
import { UploadError } from '../../src/upload/upload-error.ts';
import type { UploadHarness } from '../support/upload-harness.ts';
import { API_KEY, createUploadHarness, PART, SIZE } from '../support/upload-harness.ts';

const open: UploadHarness[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((harness) => harness.close()));
});

async function stageWith(options: StartOptions = {}): Promise<UploadHarness> {
  const harness = await createUploadHarness(options);
  open.push(harness);
  return harness;
}

const PARTS = Array.from({ length: 13 }, (_, place) => place + 1);
const once = new Map(PARTS.map((part) => [part, 1]));
const sorted = (map: ReadonlyMap<number, number>): Map<number, number> => new Map([...map].sort(([a], [b]) => a - b));

/** Expects a single asset. */
async function onlyAsset(harness: UploadHarness, id: string): Promise<void> {
  expect(harness.simulator.core.assets().filter(({ status }) => status !== 'reserved')).toEqual([
    expect.objectContaining({ id, method: 'multipart', filename: 'talk.mp4', size: SIZE }),
  ]);
}

/** Runs an upload that is cancelled after so many parts. */
async function interrupted(harness: UploadHarness, after: number, checkpointFile: string | null): Promise<void> {
  const killed = new AbortController();
  const onProgress = ({ sent }: { sent: number }): void => {
    if (sent >= after * PART) killed.abort();
  };
  const upload = harness.upload(
    { cancellation: { signal: killed.signal } },
    { checkpointFile, onProgress, concurrency: 1 },
  );
  await expect(upload).rejects.toMatchObject({ details: { code: 'upload_stopped' } });
}

describe('an upload', () => {
  test('sends every part once, without the API key, and reports its progress', async () => {
    const harness = await stageWith();
    await onlyAsset(harness, await harness.upload());
    expect(sorted(harness.stored())).toEqual(once);
    expect(JSON.stringify(harness.simulator.storageRequests)).not.toContain(API_KEY);
    expect(harness.simulator.storageRequests.every(({ headers }) => headers['x-api-key'] === undefined)).toBe(true);
    expect(harness.progress[0]).toEqual({ sent: 0, total: SIZE });
    expect(harness.progress.at(-1)).toEqual({ sent: SIZE, total: SIZE });
    expect(harness.masked.length).toBeGreaterThanOrEqual(13);
    expect(harness.masked.every((url) => url.includes('X-Amz-Signature='))).toBe(true);
    const asked = harness.simulator.requests.filter(({ path }) => path.endsWith('/presigned-urls'));
    expect(asked).toHaveLength(1);
  });

  test('sends as many parts concurrently as configured, and no more', async () => {
    const harness = await stageWith();
    let now = 0;
    let most = 0;
    const { send } = harness.dependencies;
    const counting: typeof send = async (request) => {
      most = Math.max(most, ++now);
      return send(request).finally(() => {
        now -= 1;
      });
    };
    await harness.upload({ send: counting }, { concurrency: 3 });
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
    const harness = await stageWith(options);
    await onlyAsset(harness, await harness.upload());
    expect(sorted(harness.stored())).toEqual(once);
  });

  test('requests new URLs for expired ones', async () => {
    const harness = await stageWith({ urlLifeSeconds: 1, initialUrls: 13 });
    const { send } = harness.dependencies;
    const slow: typeof send = async (request) => {
      await new Promise((resolve) => setTimeout(resolve, 300));
      return send(request);
    };
    // To a clock that is behind, expired URLs appear valid, so that only the storage can deny them.
    const clock = { ...harness.dependencies.clock, date: () => new Date(Date.now() - 3_600_000) };
    await onlyAsset(harness, await harness.upload({ send: slow, clock }, { concurrency: 2 }));
    expect(harness.simulator.storageRequests.some(({ status }) => status === 403)).toBe(true);
    expect(sorted(harness.stored())).toEqual(once);
  });

  test.each([
    'POST /assets/multipart-uploads',
    'POST /assets/multipart-uploads/:id',
    'POST /assets/multipart-uploads/:id/presigned-urls',
    'GET /assets/multipart-uploads/:id',
    '* /_storage/:key',
  ])('retries after lost responses, 5xx and 429 of %s', async (route) => {
    const harness = await stageWith();
    const limited = { kind: 'status', status: 429, headers: { 'retry-after': '3' } } as const;
    harness.simulator.fault({ route, calls: [1], processed: true, effect: { kind: 'drop', at: 'before' } });
    harness.simulator.fault({ route, calls: [2], effect: { kind: 'status', status: 503 } });
    harness.simulator.fault({ route, calls: [3], effect: limited });
    await onlyAsset(harness, await harness.upload());
    expect([...harness.stored().keys()].sort((a, b) => a - b)).toEqual(PARTS);
  });

  test('accepts the completed session when the response to the last report is lost', async () => {
    const harness = await stageWith({ completeAfterSeconds: 0 });
    const route = 'POST /assets/multipart-uploads/:id';
    harness.simulator.fault({ route, calls: [2], processed: true, effect: { kind: 'drop', at: 'before' } });
    await onlyAsset(harness, await harness.upload());
  });

  test('sends a part again when the API refuses its ETag', async () => {
    const harness = await stageWith();
    const { send } = harness.dependencies;
    let spoiled = 0;
    const lying: typeof send = async (request) => {
      const reply = await send(request);
      if (!request.url.pathname.endsWith('.5') || spoiled++ > 0) return reply;
      return { ...reply, headers: { ...reply.headers, etag: '"0123456789abcdef0123456789abcdef"' } };
    };
    await onlyAsset(harness, await harness.upload({ send: lying }));
    expect(harness.stored().get(5)).toBe(2);
    expect(harness.stored().get(6)).toBe(1);
    expect(harness.lines.join()).toContain('missing 1 part');
  });
});

describe('an upload that cannot succeed', () => {
  test('reports an upload that failed on the platform', async () => {
    const harness = await stageWith({ failUploadWhenIncludes: 'talk' });
    await expect(harness.upload()).rejects.toMatchObject({ details: { code: 'upload_failed', class: 'platform' } });
  });

  test('fails when the storage denies new URLs, and reports no secret', async () => {
    const harness = await stageWith();
    harness.simulator.fault({ route: '* /_storage/:key', effect: { kind: 'status', status: 403 } });
    const error = await harness.upload().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UploadError);
    expect(error).toMatchObject({ failure: 'refused', details: { code: 'upload_refused' } });
    expect(JSON.stringify([error, String(error), harness.lines])).not.toContain('X-Amz');
  });

  test('passes on an error of the API', async () => {
    const harness = await stageWith({ apiKeys: [] });
    const error = await harness.upload().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ status: 401 });
  });

  test('stops at the deadline', async () => {
    const harness = await stageWith({ partFailureRate: 1 });
    const deadline = { remainingMs: () => (harness.simulator.storageRequests.length > 20 ? -1 : 1_000) };
    await expect(harness.upload({ deadline })).rejects.toMatchObject({ failure: 'stopped' });
  });

  test.each([
    ['grows', (path: string) => writeFileSync(path, 'more', { flag: 'a' })],
    ['shrinks', (path: string) => truncateSync(path, 30_000)],
    ['is written to', (path: string) => utimesSync(path, new Date(), new Date(Date.now() + 5_000))],
  ])('notices a file that %s meanwhile, and does not complete the upload', async (_name, change) => {
    const harness = await stageWith();
    let changed = false;
    const onProgress = ({ sent }: { sent: number }): void => {
      if (sent < 5 * PART || changed) return;
      changed = true;
      change(harness.path);
    };
    await expect(harness.upload({}, { onProgress })).rejects.toMatchObject({
      failure: 'changed',
      details: { code: 'video_file_changed', class: 'input' },
    });
    expect(harness.simulator.core.assets().map(({ status }) => status)).toEqual(['reserved']);
  });

  test('reports a file that changed before the upload', async () => {
    const harness = await stageWith();
    truncateSync(harness.path, 10);
    await expect(harness.upload()).rejects.toMatchObject({ failure: 'changed' });
    expect(harness.simulator.requests).toHaveLength(0);
  });
});

describe('an interrupted upload', () => {
  test('resumes from its checkpoint without sending finished parts again', async () => {
    const harness = await stageWith({ listUploads: false });
    await interrupted(harness, 6, harness.resumeFile);
    expect(readFileSync(harness.resumeFile, 'utf8')).not.toMatch(/X-Amz|tlk_/);
    const id = await harness.upload({}, { checkpointFile: harness.resumeFile });
    await onlyAsset(harness, id);
    expect(sorted(harness.stored())).toEqual(once);
    expect(existsSync(harness.resumeFile)).toBe(false);
    expect(harness.simulator.core.assets()).toHaveLength(1);
  });

  test('starts again when the file has changed', async () => {
    const harness = await stageWith({ listUploads: false });
    await interrupted(harness, 6, harness.resumeFile);
    utimesSync(harness.path, new Date(), new Date(Date.now() + 5_000));
    await onlyAsset(harness, await harness.upload({}, { checkpointFile: harness.resumeFile }));
    expect(harness.simulator.core.assets()).toHaveLength(2);
  });

  test('starts again when the session no longer exists', async () => {
    const harness = await stageWith({ listUploads: false, uploadLifeSeconds: 0.3 });
    await interrupted(harness, 6, harness.resumeFile);
    await new Promise((resolve) => setTimeout(resolve, 300));
    harness.simulator.core.setOptions({ uploadLifeSeconds: 1000 });
    await onlyAsset(harness, await harness.upload({}, { checkpointFile: harness.resumeFile }));
  });

  test('is ignored when its checkpoint is invalid', async () => {
    const harness = await stageWith();
    writeFileSync(harness.resumeFile, '{"uploadId": 1}\nnonsense');
    await onlyAsset(harness, await harness.upload({}, { checkpointFile: harness.resumeFile }));
  });

  test('is completed without sending when only the last response was missed', async () => {
    const harness = await stageWith({ completeAfterSeconds: 0 });
    await interrupted(harness, 6, harness.resumeFile);
    const notes = readFileSync(harness.resumeFile, 'utf8');
    const id = await harness.upload({}, { checkpointFile: harness.resumeFile });
    writeFileSync(harness.resumeFile, notes);
    expect(await harness.upload({}, { checkpointFile: harness.resumeFile })).toBe(id);
    expect(sorted(harness.stored())).toEqual(once);
  });

  /** A clock ten minutes ahead. */
  const later = (harness: UploadHarness): { clock: UploadHarness['dependencies']['clock'] } => ({
    clock: { ...harness.dependencies.clock, date: () => new Date(Date.now() + 600_000) },
  });

  test('is found in the list of uploads, and reported parts are not sent again', async () => {
    const harness = await stageWith();
    await interrupted(harness, 9, null);
    const before = harness.simulator.core.assets()[0]?.id;
    expect(await harness.upload(later(harness))).toBe(before);
    await onlyAsset(harness, before ?? '');
    const again = [...harness.stored()].filter(([, count]) => count > 1).map(([part]) => part);
    expect(again.every((part) => part > 8)).toBe(true);
    expect(harness.stored().get(1)).toBe(1);
  });

  test('of another file of the same size is not resumed', async () => {
    const harness = await stageWith();
    await interrupted(harness, 9, null);
    writeFileSync(harness.path, Buffer.alloc(SIZE, 1));
    const [first] = harness.simulator.core.assets();
    expect(await harness.upload(later(harness))).not.toBe(first?.id);
    expect(harness.stored().get(1)).toBe(1 + 1);
  });

  test('that may still be in progress elsewhere is not resumed', async () => {
    const harness = await stageWith();
    await interrupted(harness, 9, null);
    const [first] = harness.simulator.core.assets();
    expect(await harness.upload()).not.toBe(first?.id);
  });
});
