import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { createFetchSession } from '../../src/http/safe-fetch.ts';
import type { InspectionOptions, Target, VideoInspection } from '../../src/media/inspect-video.ts';
import { inspectVideos } from '../../src/media/inspect-video.ts';
import { getLimits } from '../../src/media/model-limits.ts';
import { createSystemClock } from '../../src/util/clock.ts';
import { serveEndless, serveRanged, serveWhole, startHttpServer } from '../support/http-server.ts';
import { createPaddingBox, readSampleVideo, reorderBoxes } from '../support/sample-video.ts';
import { createTemporaryFolder } from '../support/temporary-folder.ts';

const closing: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const { limits } = getLimits(['marengo3.0'], 'tasks');
const sample = readSampleVideo();

interface Options extends Partial<InspectionOptions> {
  readonly signal?: AbortSignal;
  readonly allowPrivate?: boolean;
}

async function inspect(targets: readonly Target[], options: Options = {}): Promise<readonly VideoInspection[]> {
  const { signal = new AbortController().signal, allowPrivate = true, ...settings } = options;
  const clock = createSystemClock();
  const resolve = async () => [{ address: '127.0.0.1', family: 4 }];
  const session = createFetchSession({ clock, resolve, allowPrivate, proxyFor: () => null });
  closing.push(() => session.close());
  return inspectVideos(targets, { limits, ...settings }, { fetch: session.fetch, clock, signal });
}

async function inspectLink(
  respond: Parameters<typeof startHttpServer>[0],
  options: Options = {},
): Promise<VideoInspection | undefined> {
  const started = await startHttpServer(respond);
  closing.push(() => started.close());
  return (await inspect([{ kind: 'url', url: `${started.origin}/v.mp4` }], options))[0];
}

async function inspectFile(content: Buffer): Promise<VideoInspection | undefined> {
  const folder = createTemporaryFolder().path;
  closing.push(() => rm(folder, { recursive: true }));
  const path = join(folder, 'v.mp4');
  await writeFile(path, content);
  return (await inspect([{ kind: 'file', path }]))[0];
}

const mediaInfo = { duration: 10, width: 640, height: 360, hasAudio: true, size: sample.length };

describe('inspectVideos with a link', () => {
  test('accepts a valid video', async () => {
    expect(await inspectLink(serveRanged(sample, { etag: '"1"' }))).toMatchObject({
      verdict: 'ok',
      mediaInfo,
      version: 'etag:"1"',
      findings: [],
    });
  });

  test('rejects a video that violates the limits', async () => {
    const strict = limits && { ...limits, maxDuration: 5, minSide: 400 };
    const inspection = await inspectLink(serveRanged(sample), { limits: strict });
    expect(inspection?.verdict).toBe('reject');
    expect(inspection?.findings.map(({ error }) => error.code)).toEqual([
      'video_duration_too_long',
      'video_resolution_too_low',
    ]);
  });

  test('accepts a video if the limits of the index are unknown', async () => {
    expect(await inspectLink(serveRanged(sample), { limits: null })).toMatchObject({ verdict: 'ok', mediaInfo });
  });

  test('reads a video from a server without range requests only if its index is at the start', async () => {
    const front = reorderBoxes(sample, ['ftyp', 'moov']);
    expect(await inspectLink(serveWhole(front))).toMatchObject({ verdict: 'ok', mediaInfo });
    const back = Buffer.concat([reorderBoxes(sample, ['ftyp', 'free', 'mdat'])]);
    expect(await inspectLink(serveWhole(back))).toMatchObject({
      verdict: 'unknown',
      mediaInfo: { size: sample.length, duration: null },
      findings: [
        {
          error: { code: 'video_check_incomplete', message: expect.stringMatching(/does not support range requests/) },
        },
      ],
    });
  });

  test('reports an unknown result if only the first range request succeeds', async () => {
    const back = reorderBoxes(sample, ['ftyp', 'free', 'mdat']);
    const ranged = serveRanged(back);
    const inspection = await inspectLink((request, response) => {
      if (request.headers.range?.startsWith('bytes=0-')) ranged(request, response);
      else response.writeHead(500).end();
    });
    expect(inspection).toMatchObject({
      verdict: 'unknown',
      findings: [{ error: { message: expect.stringMatching(/HTTP 500/) } }],
    });
  });

  test('reports an unknown size of an endless response', async () => {
    expect(await inspectLink(serveEndless(createPaddingBox(100)))).toMatchObject({
      verdict: 'unknown',
      mediaInfo: { size: null },
    });
  });

  test('ends the inspection of a server that stalls at its own deadline, without an exception', async () => {
    const before = performance.now();
    expect(await inspectLink(() => {}, { timeoutMs: 150 })).toMatchObject({ verdict: 'unknown', version: null });
    expect(performance.now() - before).toBeLessThan(10_000);
  });

  test('keeps the known values if a server stalls after the first bytes', async () => {
    const back = Buffer.concat([reorderBoxes(sample, ['ftyp', 'free', 'mdat'])]);
    const ranged = serveRanged(back, { etag: '"x"' });
    const inspection = await inspectLink(
      (request, response) => {
        if (request.headers.range?.startsWith('bytes=0-')) ranged(request, response);
      },
      { timeoutMs: 300 },
    );
    expect(inspection).toMatchObject({ verdict: 'unknown', version: 'etag:"x"', mediaInfo: { size: sample.length } });
  });

  test('rejects a web page', async () => {
    expect(await inspectLink(serveWhole(Buffer.from('<html>')))).toMatchObject({
      verdict: 'reject',
      findings: [{ error: { code: 'video_url_web_page', class: 'input' } }],
    });
  });

  test('rejects a private address unless it is allowed', async () => {
    expect(await inspectLink(serveRanged(sample), { allowPrivate: false })).toMatchObject({
      verdict: 'reject',
      findings: [{ error: { code: 'video_url_private_address' } }],
    });
  });

  test('reports an unknown result for text that is not a link', async () => {
    expect((await inspect([{ kind: 'url', url: 'nonsense' }]))[0]?.verdict).toBe('unknown');
  });
});

describe('inspectVideos with a file', () => {
  test('accepts a valid video', async () => {
    expect(await inspectFile(sample)).toMatchObject({ verdict: 'ok', mediaInfo, version: null });
  });

  test.each<[string, Buffer, string]>([
    ['an empty file', Buffer.alloc(0), 'video_file_empty'],
    ['a Git LFS pointer', Buffer.from('version https://git-lfs.github.com/spec/v1\n'), 'video_file_not_video'],
    ['a truncated file', reorderBoxes(sample, ['ftyp', 'free', 'mdat']).subarray(0, 9_000), 'video_file_broken'],
  ])('rejects %s', async (_, content, code) => {
    expect(await inspectFile(content)).toMatchObject({ verdict: 'reject', findings: [{ error: { code } }] });
  });

  test('reports an unknown result for a missing file and for a folder', async () => {
    const [missing, folder] = await inspect([
      { kind: 'file', path: '/nowhere/v.mp4' },
      { kind: 'file', path: tmpdir() },
    ]);
    expect(missing?.verdict).toBe('unknown');
    expect(folder?.verdict).toBe('unknown');
  });
});

describe('inspectVideos with many videos', () => {
  test('inspects a limited number at the same time, and returns the results in order', async () => {
    let openCount = 0;
    let maxOpenCount = 0;
    const ranged = serveRanged(sample.subarray(0, 30_000));
    // No response is sent before as many requests are open as may be, and then later, for more to arrive.
    const waiting: (() => void)[] = [];
    const started = await startHttpServer((request, response) => {
      openCount += 1;
      maxOpenCount = Math.max(maxOpenCount, openCount);
      waiting.push(() => {
        openCount -= 1;
        if (request.url === '/7') response.writeHead(404).end();
        else ranged(request, response);
      });
      if (maxOpenCount < 8) return;
      setTimeout(() => {
        for (const respond of waiting.splice(0)) respond();
      }, 50);
    });
    closing.push(() => started.close());
    const targets = Array.from({ length: 40 }, (_, index) => ({
      kind: 'url' as const,
      url: `${started.origin}/${index}`,
    }));
    const results = await inspect(targets, { concurrency: 8 });
    expect(maxOpenCount).toBe(8);
    expect(results).toHaveLength(40);
    expect(
      results.flatMap(({ findings }, index) =>
        findings.some(({ error }) => error.code === 'video_url_not_found') ? [index] : [],
      ),
    ).toEqual([7]);
  });

  test('ends immediately on cancellation, with unknown results', async () => {
    const cancel = new AbortController();
    let arrived = 0;
    const started = await startHttpServer(() => ++arrived === 2 && cancel.abort());
    closing.push(() => started.close());
    const targets = Array.from({ length: 30 }, () => ({ kind: 'url' as const, url: started.origin }));
    const before = performance.now();
    const results = await inspect(targets, { signal: cancel.signal, concurrency: 2 });
    expect(performance.now() - before).toBeLessThan(10_000);
    expect(results.map(({ verdict }) => verdict)).toEqual(targets.map(() => 'unknown'));
    expect(started.requests).toHaveLength(2);
  });
});
