import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { withBundleHarness } from '../support/bundle-harness.ts';
import { type HttpServer, startHttpServer } from '../support/http-server.ts';
import { readSampleVideo } from '../support/sample-video.ts';

const SEGMENTS = '#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10.0,\nsegment.ts\n';
const CONTENTS: Readonly<Record<string, string | Buffer>> = {
  '/recording.m3u8': `${SEGMENTS}#EXT-X-ENDLIST\n`,
  '/recording': `${SEGMENTS}#EXT-X-ENDLIST\n`,
  '/a.mp4': readSampleVideo(),
};
let server: HttpServer;

beforeAll(async () => {
  server = await startHttpServer((request, response) => {
    const content = CONTENTS[request.url ?? ''];
    response.statusCode = content === undefined ? 404 : 200;
    response.end(content);
  });
});
afterAll(() => server.close());

test.each(['recording.m3u8', 'recording'])('an HLS recording is indexed with `endpoint: assets`: %s', async (name) => {
  await withBundleHarness({ speed: 60 }, async (harness) => {
    const inputs = { video_url: `${server.origin}/${name}`, endpoint: 'assets', preflight: 'strict' };
    const step = await harness.run(inputs);
    expect(step.outputs).toMatchObject({ status: 'ready', submitted_count: '1' });
  });
});

test('an HLS recording is rejected for a task, with the input that accepts it', async () => {
  await withBundleHarness({ speed: 60 }, async (harness) => {
    const inputs = { video_url: `${server.origin}/recording.m3u8`, endpoint: 'tasks', preflight: 'strict' };
    const step = await harness.run(inputs);
    expect(step.outputs).toMatchObject({ status: 'rejected', submitted_count: '0' });
    expect(step.log).toContain('endpoint: assets');
    expect(harness.simulator.core.tasks()).toEqual([]);
  });
});

test('a duration of the list that is not that of the video is a warning, and the video counts with its own', async () => {
  await withBundleHarness({ speed: 60 }, async (harness) => {
    const list = `url,duration\n${server.origin}/a.mp4,600\n`;
    const inputs = { video_url: '', manifest: 'list.csv', preflight: 'strict', max_total_minutes: '1' };
    const step = await harness.run(inputs, { prepare: (folder) => writeFileSync(join(folder, 'list.csv'), list) });
    expect(step.outputs).toMatchObject({ status: 'ready', submitted_count: '1', duration: '10' });
    expect(step.log).toMatch(/::warning.*The manifest states a duration of 10 min, but the video has 10 s/);
  });
});
