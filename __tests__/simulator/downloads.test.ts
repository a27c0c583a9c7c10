import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createVideoFetcher, type FetchedVideo } from '../../simulator/fetch-video.ts';
import { inaccessible } from '../../simulator/media-rules.ts';
import { defaultIndexId } from '../../simulator/options.ts';
import { type Answer, createLab, type Lab, tenSeconds } from './lab.ts';

const INDEXED = `/indexes/${defaultIndexId}/indexed-assets`;

/** What a server answers: a status, a content type and a body. */
const PAGES: Readonly<Record<string, readonly [number, string, string]>> = {
  '/missing.mp4': [404, 'text/plain', 'gone'],
  '/denied.mp4': [403, 'text/plain', 'denied'],
  '/down.mp4': [503, 'text/html', '<html>down</html>'],
  '/login.mp4': [200, 'text/html; charset=utf-8', '<html>log in</html>'],
  '/broken.mp4': [200, 'video/mp4', 'not a video'],
  '/master.m3u8': [200, 'application/x-mpegurl', '#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nvariant.m3u8\n'],
  '/variant.m3u8': [200, 'application/x-mpegurl', '#EXTM3U\n#EXTINF:6.5,\n1.ts\n#EXTINF:5.5,\n2.ts\n#EXT-X-ENDLIST\n'],
  '/live.m3u8': [200, 'application/x-mpegurl', '#EXTM3U\n#EXTINF:6,\n1.ts\n'],
  '/endless.m3u8': [200, 'application/x-mpegurl', '#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nendless.m3u8\n'],
};

let server: Server;
let origin: string;

beforeAll(async () => {
  const sample = await readFile(new URL('../../simulator/sample.mp4', import.meta.url));
  server = createServer((request, response) => {
    const [status, type, body] = PAGES[request.url ?? ''] ?? [200, 'video/mp4', sample];
    response.writeHead(status, { 'content-type': type }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const fetchVideo = createVideoFetcher();

describe('the download of a link', () => {
  test.each(['/missing.mp4', '/denied.mp4', '/down.mp4', '/login.mp4'])(
    'of %s is a failure of access',
    async (path) => {
      expect(await fetchVideo(origin + path)).toMatchObject({ kind: 'fault', fault: { kind: 'access' } });
    },
  );

  test('of a broken file is no failure of access', async () => {
    const found = await fetchVideo(`${origin}/broken.mp4`);
    expect(found).toMatchObject({ kind: 'fault', fault: { code: 'video_file_broken' } });
    expect(found).not.toHaveProperty('fault.kind');
  });

  test('of an HLS recording has the length of its segments', async () => {
    expect(await fetchVideo(`${origin}/master.m3u8`)).toMatchObject({ kind: 'video', facts: { duration: 12 } });
  });

  test('of a playlist that leads to itself ends', async () => {
    expect(await fetchVideo(`${origin}/endless.m3u8`)).toMatchObject({ fault: { code: 'video_file_broken' } });
  });
});

/** Submits a link that cannot be downloaded, by each method, and waits. */
async function submitMissing(lab: Lab): Promise<{ task: Answer; asset: Answer }> {
  const task = await lab.submit('https://x.example/missing.mp4');
  const asset = await lab.post('/assets', { method: 'url', url: 'https://x.example/missing.mp4' });
  lab.pass(60);
  return {
    task: task.status === 400 ? task : await lab.get(`/tasks/${task.body._id}`),
    asset: asset.status === 400 ? asset : await lab.get(`/assets/${asset.body._id}`),
  };
}

function missing(url: string): FetchedVideo {
  if (!url.includes('missing')) return tenSeconds(url);
  return { kind: 'fault', filename: 'missing.mp4', fault: inaccessible('the server answered 404') };
}

describe('a link that cannot be downloaded', () => {
  test('becomes a failed task and a failed asset with a reason', async () => {
    const { task, asset } = await submitMissing(createLab({}, missing));
    expect(task.body).toMatchObject({ status: 'failed', error_reason: expect.stringContaining('404') });
    expect(asset.body).toMatchObject({
      status: 'failed',
      error: { message: 'The platform could not access the file.' },
    });
  });

  test('becomes a failure without a reason', async () => {
    const { task, asset } = await submitMissing(createLab({ fetchFailure: 'failed_without_reason' }, missing));
    expect([task.body.status, asset.body.status]).toEqual(['failed', 'failed']);
    expect(task.body).not.toHaveProperty('error_reason');
    expect(asset.body).not.toHaveProperty('error');
  });

  test('is refused, and nothing is created', async () => {
    const lab = createLab({ fetchFailure: 'rejected' }, missing);
    const { task, asset } = await submitMissing(lab);
    expect([task.status, task.body.code]).toEqual([400, 'parameter_invalid']);
    expect([asset.status, asset.body.error?.code]).toEqual([400, 'parameter_invalid']);
    expect([lab.core.tasks(), lab.core.assets()]).toEqual([[], []]);
    expect((await lab.submit()).status).toBe(201);
  });
});

describe('POST /assets', () => {
  test('accepts a recording and refuses a live stream', async () => {
    const lab = createLab({}, tenSeconds);
    expect((await lab.post('/assets', { method: 'url', url: 'https://x.example/a.m3u8' })).status).toBe(201);
    const found = await fetchVideo(`${origin}/live.m3u8`);
    const live = createLab({}, () => found);
    expect((await live.post('/assets', { method: 'url', url: 'https://x.example/a.m3u8' })).status).toBe(400);
    expect(live.core.assets()).toEqual([]);
  });

  test('records what it got, and makes renditions by default', async () => {
    const lab = createLab();
    await lab.asset();
    await lab.asset({ enable_hls: 'false', enable_thumbnail: 'false' });
    await lab.call('POST', '/assets/multipart-uploads', { filename: 'a.mp4', type: 'video', total_size: 10 });
    const asked = lab.core.assets().map(({ hls, thumbnail }) => [hls, thumbnail]);
    expect(asked).toEqual([
      [true, true],
      [false, false],
      [false, false],
    ]);
  });

  test.each([
    ['the file is corrupted', 'broken.mp4', 'The file is corrupted or its format is not supported.'],
    ['it cannot be played', 'unplayable.mp4', 'The file failed a playability check.'],
  ])('ends with a message of its own where %s', async (_, name, message) => {
    const found = await fetchVideo(`${origin}/${name}`);
    const lab = createLab({ failAssetWhenIncludes: 'unplayable' }, () => found);
    const id = await lab.asset({ url: `https://x.example/${name}` });
    expect((await lab.get(`/assets/${id}`)).body).toMatchObject({ status: 'failed', error: { message } });
  });
});

test('POST /tasks does not accept a playlist', async () => {
  const lab = createLab({ fetchOn: 'create' });
  expect((await lab.submit('https://x.example/a.m3u8')).body.code).toBe('video_file_broken');
});

test.each([40, 100])('new tasks, indexed assets and assets appear in lists after %i seconds', async (seconds) => {
  const lab = createLab({ listDelaySeconds: seconds });
  await lab.submit();
  const assetId = lab.core.tasks()[0]?.assetId;
  const paths = ['/tasks', INDEXED, '/assets', `/assets/${assetId}/indexed-assets`];
  const count = (): Promise<(number | undefined)[]> =>
    Promise.all(paths.map(async (path) => (await lab.get(path)).body.data?.length));
  lab.pass(seconds - 1);
  expect(await count()).toEqual([0, 0, 0, 0]);
  lab.pass(1);
  expect(await count()).toEqual([1, 1, 1, 1]);
});

describe('the billing', () => {
  test('counts each accepted submission, by source and by video', async () => {
    const lab = createLab({}, missing);
    const again = 'https://x.example/b.mp4';
    for (const url of ['https://x.example/a.mp4', again, again, 'https://x.example/missing.mp4']) await lab.submit(url);
    lab.pass(60);
    const { sources, videos, ...total } = lab.core.billing();
    expect(total).toEqual({ submissions: 3, seconds: 30 });
    expect(sources).toEqual({
      'https://x.example/a.mp4': { submissions: 1, seconds: 10 },
      [again]: { submissions: 2, seconds: 20 },
    });
    expect(Object.values(videos)).toEqual([10, 10, 10]);
  });

  test('counts videos that came as assets or were deleted since', async () => {
    const lab = createLab();
    const asset_id = await lab.asset();
    const { body } = await lab.call('POST', INDEXED, { asset_id });
    lab.pass(60);
    await lab.call('DELETE', `${INDEXED}/${body._id}`);
    expect(lab.core.billing()).toMatchObject({ submissions: 1, seconds: 10, videos: { [body._id ?? '']: 10 } });
  });
});
