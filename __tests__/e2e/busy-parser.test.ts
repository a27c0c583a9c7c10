import { cpSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { withBundleHarness } from '../support/bundle-harness.ts';
import { type HttpServer, startHttpServer } from '../support/http-server.ts';
import { readSampleVideo } from '../support/sample-video.ts';
import { createTemporaryFolder } from '../support/temporary-folder.ts';
import { waitUntil } from '../support/wait-until.ts';

const folder = createTemporaryFolder();
const bundle = join(folder.path, 'index.js');
const pids = join(folder.path, 'pids.txt');
const sample = readSampleVideo();
/** The same video with bytes after its end, by which the parser recognizes it. */
const hostile = Buffer.concat([sample, Buffer.alloc(1_000)]);
let server: HttpServer;

// A copy of the bundle whose parser never ends with this file, whatever a file may do to its parser.
beforeAll(async () => {
  cpSync('dist', folder.path, { recursive: true });
  renameSync(join(folder.path, 'media-parser.cjs'), join(folder.path, 'original-parser.cjs'));
  const script = `
    require('node:fs').appendFileSync(${JSON.stringify(pids)}, process.pid + '\\n');
    const on = process.on.bind(process);
    let isHostile = false;
    process.on = (name, listener) => on(name, (message) => {
      if (message?.kind === 'open') isHostile = message.size === ${hostile.length};
      // As deaf as an endless loop, and leaves the processor to other tests.
      if (message?.kind === 'data' && isHostile) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
      listener(message);
    });
    require('./original-parser.cjs');`;
  writeFileSync(join(folder.path, 'media-parser.cjs'), script);
  server = await startHttpServer((request, response) => {
    response.end(request.url?.includes('hostile') ? hostile : sample);
  });
});
afterAll(async () => {
  await server.close();
  folder.remove();
});

const list = (): string => ['a.mp4', 'hostile.mp4', 'b.mp4'].map((name) => `${server.origin}/${name}`).join('\n');

/** Both wait for the deadline of the video, so they run at the same time. */
test('a video whose parser never ends costs its deadline, and no other video; a budget names it', async () => {
  const withoutBudget = withBundleHarness({}, async (harness) => {
    const step = await harness.run({ video_url: list(), preflight: 'strict' }, { bundle, probe: true });
    expect(step.results.map(({ status }) => status)).toEqual(['ready', 'ready', 'ready']);
    expect(step.probe?.peakMemoryBytes).toBeLessThan(512 * 1024 * 1024);
  });
  const withBudget = withBundleHarness({}, async (harness) => {
    const inputs = { video_url: list(), preflight: 'strict', max_total_minutes: '5' };
    const step = await harness.run(inputs, { bundle });
    expect(step.outputs['error_code']).toBe('budget_undetermined');
    expect(step.log).toMatch(/1 of the 3 videos .*\(hostile\.mp4: its content could not be read in time/);
  });
  await Promise.all([withoutBudget, withBudget]);
});

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test('a step whose parser never ends is cancelled within two seconds, and leaves no process behind', async () => {
  await withBundleHarness({}, async (harness) => {
    const step = harness.start({ video_url: list(), preflight: 'warn' }, { bundle });
    const before = server.requests.length;
    await waitUntil(() => server.requests.length >= before + 1 && step.logNow() !== '');
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    const signalled = performance.now();
    step.kill('SIGTERM');
    const result = await step.result;
    expect(performance.now() - signalled).toBeLessThan(2_000);
    expect(result.code).toBe(1);
    expect(result.results).toHaveLength(3);
    const started = readFileSync(pids, 'utf8').trim().split('\n').map(Number);
    expect(started.length).toBeGreaterThan(0);
    await waitUntil(() => !started.some(isRunning));
  });
});
