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

/** The one asset there is, once it has been processed. */
async function onlyAsset(harness: UploadHarness, id: string): Promise<void> {
  expect(harness.simulator.core.assets().filter(({ status }) => status !== 'reserved')).toEqual([
    expect.objectContaining({ id, method: 'multipart', filename: 'talk.mp4', size: SIZE }),
  ]);
}

/** An upload that is cut off once so many parts are on the platform. */
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
  test('brings every part once, without the key, and tells how far it is', async () => {
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

  test('keeps so many parts in flight, and no more', async () => {
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
    ['half of the parts fail, and every attempt spends its URL', { partFailureRate: 0.5, urlSpentBy: 'attempt' }],
    ['URLs are handed out one by one', { initialUrls: 0 }],
    ['parts count as completed when they arrive', { chunkStatus: 'arrived', partFailureRate: 0.2 }],
    ['all parts are wanted in one report', { chunkReports: 'once' }],
    [
      'all parts are wanted in one report, and nobody says which are missing',
      { chunkReports: 'once', assetErrorShape: 'flat' },
    ],
  ] as const)('ends well where %s', async (_name, options) => {
    const harness = await stageWith(options);
    await onlyAsset(harness, await harness.upload());
    expect(sorted(harness.stored())).toEqual(once);
  });

  test('gets fresh URLs for those that have expired', async () => {
    const harness = await stageWith({ urlLifeSeconds: 0.05, initialUrls: 13 });
    const { send } = harness.dependencies;
    const slow: typeof send = async (request) => {
      await new Promise((resolve) => setTimeout(resolve, 15));
      return send(request);
    };
    // A clock that lags lets dead URLs look alive, so that it is the storage that has to say so.
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
  ])('outlives lost answers, 5xx and 429 of %s', async (route) => {
    const harness = await stageWith();
    const limited = { kind: 'status', status: 429, headers: { 'retry-after': '3' } } as const;
    harness.simulator.fault({ route, calls: [1], processed: true, effect: { kind: 'drop', at: 'before' } });
    harness.simulator.fault({ route, calls: [2], effect: { kind: 'status', status: 503 } });
    harness.simulator.fault({ route, calls: [3], effect: limited });
    await onlyAsset(harness, await harness.upload());
    expect([...harness.stored().keys()].sort((a, b) => a - b)).toEqual(PARTS);
  });

  test('takes the end of the session for an answer where that of the last report is lost', async () => {
    const harness = await stageWith({ completeAfterSeconds: 0 });
    const route = 'POST /assets/multipart-uploads/:id';
    harness.simulator.fault({ route, calls: [2], processed: true, effect: { kind: 'drop', at: 'before' } });
    await onlyAsset(harness, await harness.upload());
  });

  test('sends a part again whose proof the platform refuses', async () => {
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
    expect(harness.lines.join()).toContain('misses 1 part');
  });
});

describe('an upload that cannot end well', () => {
  test('ends as what it is where the platform fails it', async () => {
    const harness = await stageWith({ failUploadWhenIncludes: 'talk' });
    await expect(harness.upload()).rejects.toMatchObject({ details: { code: 'upload_failed', class: 'platform' } });
  });

  test('gives up on a storage that refuses fresh URLs, and says no secret', async () => {
    const harness = await stageWith();
    harness.simulator.fault({ route: '* /_storage/:key', effect: { kind: 'status', status: 403 } });
    const error = await harness.upload().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UploadError);
    expect(error).toMatchObject({ failure: 'refused', details: { code: 'upload_refused' } });
    expect(JSON.stringify([error, String(error), harness.lines])).not.toContain('X-Amz');
  });

  test('passes on what the platform refuses', async () => {
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
  ])('notices a file that %s meanwhile, and completes nothing', async (_name, change) => {
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

  test('says so of a file that is not the one it was', async () => {
    const harness = await stageWith();
    truncateSync(harness.path, 10);
    await expect(harness.upload()).rejects.toMatchObject({ failure: 'changed' });
    expect(harness.simulator.requests).toHaveLength(0);
  });
});

describe('an interrupted upload', () => {
  test('goes on by its notes, and sends no finished part again', async () => {
    const harness = await stageWith({ listUploads: false });
    await interrupted(harness, 6, harness.resumeFile);
    expect(readFileSync(harness.resumeFile, 'utf8')).not.toMatch(/X-Amz|tlk_/);
    const id = await harness.upload({}, { checkpointFile: harness.resumeFile });
    await onlyAsset(harness, id);
    expect(sorted(harness.stored())).toEqual(once);
    expect(existsSync(harness.resumeFile)).toBe(false);
    expect(harness.simulator.core.assets()).toHaveLength(1);
  });

  test('begins anew when the file is another one now', async () => {
    const harness = await stageWith({ listUploads: false });
    await interrupted(harness, 6, harness.resumeFile);
    utimesSync(harness.path, new Date(), new Date(Date.now() + 5_000));
    await onlyAsset(harness, await harness.upload({}, { checkpointFile: harness.resumeFile }));
    expect(harness.simulator.core.assets()).toHaveLength(2);
  });

  test('begins anew when the platform does not know it any more', async () => {
    const harness = await stageWith({ listUploads: false, uploadLifeSeconds: 0.3 });
    await interrupted(harness, 6, harness.resumeFile);
    await new Promise((resolve) => setTimeout(resolve, 300));
    harness.simulator.core.setOptions({ uploadLifeSeconds: 1000 });
    await onlyAsset(harness, await harness.upload({}, { checkpointFile: harness.resumeFile }));
  });

  test('is left where its notes are no notes', async () => {
    const harness = await stageWith();
    writeFileSync(harness.resumeFile, '{"uploadId": 1}\nnonsense');
    await onlyAsset(harness, await harness.upload({}, { checkpointFile: harness.resumeFile }));
  });

  test('is told complete where only the end was missed', async () => {
    const harness = await stageWith({ completeAfterSeconds: 0 });
    await interrupted(harness, 6, harness.resumeFile);
    const notes = readFileSync(harness.resumeFile, 'utf8');
    const id = await harness.upload({}, { checkpointFile: harness.resumeFile });
    writeFileSync(harness.resumeFile, notes);
    expect(await harness.upload({}, { checkpointFile: harness.resumeFile })).toBe(id);
    expect(sorted(harness.stored())).toEqual(once);
  });

  /** Ten minutes later, as far as our clock goes. */
  const later = (harness: UploadHarness): { clock: UploadHarness['dependencies']['clock'] } => ({
    clock: { ...harness.dependencies.clock, date: () => new Date(Date.now() + 600_000) },
  });

  test('is found in the list of the platform, and what was reported is not sent again', async () => {
    const harness = await stageWith();
    await interrupted(harness, 9, null);
    const before = harness.simulator.core.assets()[0]?.id;
    expect(await harness.upload(later(harness))).toBe(before);
    await onlyAsset(harness, before ?? '');
    const again = [...harness.stored()].filter(([, count]) => count > 1).map(([part]) => part);
    expect(again.every((part) => part > 8)).toBe(true);
    expect(harness.stored().get(1)).toBe(1);
  });

  test('of another file of the same size is left alone', async () => {
    const harness = await stageWith();
    await interrupted(harness, 9, null);
    writeFileSync(harness.path, Buffer.alloc(SIZE, 1));
    const [first] = harness.simulator.core.assets();
    expect(await harness.upload(later(harness))).not.toBe(first?.id);
    expect(harness.stored().get(1)).toBe(1 + 1);
  });

  test('that may still be going on elsewhere is left alone', async () => {
    const harness = await stageWith();
    await interrupted(harness, 9, null);
    const [first] = harness.simulator.core.assets();
    expect(await harness.upload()).not.toBe(first?.id);
  });
});
