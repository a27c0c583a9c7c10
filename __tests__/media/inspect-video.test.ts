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

async function look(targets: readonly Target[], options: Options = {}): Promise<readonly VideoInspection[]> {
  const { signal = new AbortController().signal, allowPrivate = true, ...settings } = options;
  const clock = createSystemClock();
  const resolve = async () => [{ address: '127.0.0.1', family: 4 }];
  const session = createFetchSession({ clock, resolve, allowPrivate, proxyFor: () => null });
  closing.push(() => session.close());
  return inspectVideos(targets, { limits, ...settings }, { fetch: session.fetch, clock, signal });
}

async function lookAt(
  answer: Parameters<typeof startHttpServer>[0],
  options: Options = {},
): Promise<VideoInspection | undefined> {
  const started = await startHttpServer(answer);
  closing.push(() => started.close());
  return (await look([{ kind: 'url', url: `${started.origin}/v.mp4` }], options))[0];
}

async function lookAtFile(content: Buffer): Promise<VideoInspection | undefined> {
  const folder = createTemporaryFolder().path;
  closing.push(() => rm(folder, { recursive: true }));
  const path = join(folder, 'v.mp4');
  await writeFile(path, content);
  return (await look([{ kind: 'file', path }]))[0];
}

const facts = { duration: 10, width: 640, height: 360, hasAudio: true, size: sample.length };

describe('a link', () => {
  test('to a good video', async () => {
    expect(await lookAt(serveRanged(sample, { etag: '"1"' }))).toMatchObject({
      verdict: 'ok',
      facts,
      version: 'etag:"1"',
      problems: [],
    });
  });

  test('outside the limits', async () => {
    const strict = limits && { ...limits, maxDuration: 5, minSide: 400 };
    const seen = await lookAt(serveRanged(sample), { limits: strict });
    expect(seen?.verdict).toBe('reject-worthy');
    expect(seen?.problems.map(({ code }) => code)).toEqual(['video_duration_too_long', 'video_resolution_too_low']);
  });

  test('in an index of unknown limits', async () => {
    expect(await lookAt(serveRanged(sample), { limits: null })).toMatchObject({ verdict: 'ok', facts });
  });

  test('on a server without ranges: known if its index is in front, else unknown', async () => {
    const front = reorderBoxes(sample, ['ftyp', 'moov']);
    expect(await lookAt(serveWhole(front))).toMatchObject({ verdict: 'ok', facts });
    const back = Buffer.concat([reorderBoxes(sample, ['ftyp', 'free', 'mdat'])]);
    expect(await lookAt(serveWhole(back))).toMatchObject({
      verdict: 'unknown',
      facts: { size: sample.length, duration: null },
      problems: [{ code: 'video_check_incomplete', message: expect.stringMatching(/no parts/) }],
    });
  });

  test('on a server that gives the first part only', async () => {
    const back = reorderBoxes(sample, ['ftyp', 'free', 'mdat']);
    const ranged = serveRanged(back);
    const seen = await lookAt((request, response) => {
      if (request.headers.range?.startsWith('bytes=0-')) ranged(request, response);
      else response.writeHead(500).end();
    });
    expect(seen).toMatchObject({ verdict: 'unknown', problems: [{ message: expect.stringMatching(/HTTP 500/) }] });
  });

  test('on an endless server', async () => {
    expect(await lookAt(serveEndless(createPaddingBox(100)))).toMatchObject({
      verdict: 'unknown',
      facts: { size: null },
    });
  });

  test('on a server that stalls: its own deadline, and nothing thrown', async () => {
    const before = performance.now();
    expect(await lookAt(() => {}, { timeoutMs: 150 })).toMatchObject({ verdict: 'unknown', version: null });
    expect(performance.now() - before).toBeLessThan(10_000);
  });

  test('that stalls after its first bytes keeps what is known by then', async () => {
    const back = Buffer.concat([reorderBoxes(sample, ['ftyp', 'free', 'mdat'])]);
    const ranged = serveRanged(back, { etag: '"x"' });
    const seen = await lookAt(
      (request, response) => {
        if (request.headers.range?.startsWith('bytes=0-')) ranged(request, response);
      },
      { timeoutMs: 300 },
    );
    expect(seen).toMatchObject({ verdict: 'unknown', version: 'etag:"x"', facts: { size: sample.length } });
  });

  test('to a web page', async () => {
    expect(await lookAt(serveWhole(Buffer.from('<html>')))).toMatchObject({
      verdict: 'reject-worthy',
      problems: [{ code: 'video_url_web_page', class: 'input' }],
    });
  });

  test('to this machine, when that is not allowed', async () => {
    expect(await lookAt(serveRanged(sample), { allowPrivate: false })).toMatchObject({
      verdict: 'reject-worthy',
      problems: [{ code: 'video_url_private_address' }],
    });
  });

  test('that is no link is no crash', async () => {
    expect((await look([{ kind: 'url', url: 'nonsense' }]))[0]?.verdict).toBe('unknown');
  });
});

describe('a file', () => {
  test('that is good', async () => {
    expect(await lookAtFile(sample)).toMatchObject({ verdict: 'ok', facts, version: null });
  });

  test.each<[string, Buffer, string]>([
    ['that is empty', Buffer.alloc(0), 'video_file_empty'],
    ['that is a Git LFS pointer', Buffer.from('version https://git-lfs.github.com/spec/v1\n'), 'video_file_not_video'],
    ['that is cut off', reorderBoxes(sample, ['ftyp', 'free', 'mdat']).subarray(0, 9_000), 'video_file_broken'],
  ])('%s', async (_, content, code) => {
    expect(await lookAtFile(content)).toMatchObject({ verdict: 'reject-worthy', problems: [{ code }] });
  });

  test('that is not there, and a folder', async () => {
    const [missing, folder] = await look([
      { kind: 'file', path: '/nowhere/v.mp4' },
      { kind: 'file', path: tmpdir() },
    ]);
    expect(missing?.verdict).toBe('unknown');
    expect(folder?.verdict).toBe('unknown');
  });
});

describe('many', () => {
  test('are looked at side by side, bounded, and told in order', async () => {
    let open = 0;
    let most = 0;
    const ranged = serveRanged(sample.subarray(0, 30_000));
    const started = await startHttpServer((request, response) => {
      open += 1;
      most = Math.max(most, open);
      response.on('close', () => {
        open -= 1;
      });
      if (request.url === '/7') response.writeHead(404).end();
      else setTimeout(() => ranged(request, response), 20);
    });
    closing.push(() => started.close());
    const targets = Array.from({ length: 40 }, (_, index) => ({
      kind: 'url' as const,
      url: `${started.origin}/${index}`,
    }));
    const results = await look(targets, { concurrency: 8 });
    expect(most).toBe(8);
    expect(results).toHaveLength(40);
    expect(
      results.flatMap(({ problems }, index) =>
        problems.some(({ code }) => code === 'video_url_not_found') ? [index] : [],
      ),
    ).toEqual([7]);
  });

  test('a cancelled run ends at once, with everything unknown', async () => {
    const cancel = new AbortController();
    let arrived = 0;
    const started = await startHttpServer(() => ++arrived === 2 && cancel.abort());
    closing.push(() => started.close());
    const targets = Array.from({ length: 30 }, () => ({ kind: 'url' as const, url: started.origin }));
    const before = performance.now();
    const results = await look(targets, { signal: cancel.signal, concurrency: 2 });
    expect(performance.now() - before).toBeLessThan(10_000);
    expect(results.map(({ verdict }) => verdict)).toEqual(targets.map(() => 'unknown'));
    expect(started.requests).toHaveLength(2);
  });
});
