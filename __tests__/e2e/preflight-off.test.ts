import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { withBundleHarness } from '../support/bundle-harness.ts';

const FOLDER = mkdtempSync(join(tmpdir(), 'bundle-'));
const VIDEO = readFileSync('simulator/sample.mp4');

/** Chunks that look at videos, by what only they say: the name of our fetch, and an error of the prober. */
const MARKS = ['twelvelabs-index-action (preflight)', 'UnsupportedInputFormatError'];

function chunksWith(mark: string): readonly string[] {
  return readdirSync('dist').filter((name) => name.endsWith('.js') && readFileSync(join('dist', name)).includes(mark));
}

const taken = [...new Set(MARKS.flatMap(chunksWith))];

/** A copy of the bundle without them. */
beforeAll(() => {
  cpSync('dist', FOLDER, { recursive: true });
  for (const chunk of taken) rmSync(join(FOLDER, chunk));
});
afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

test('what looks at videos is in chunks of its own', () => {
  for (const mark of MARKS) expect(chunksWith(mark).length).toBeGreaterThan(0);
  expect(taken).not.toContain('index.js');
});

/** Serves one video, and tells by whom it was asked for: by the platform (the simulator) or by the action. */
async function onHost(play: (url: string, asked: readonly string[]) => Promise<void>): Promise<void> {
  const asked: string[] = [];
  const whose = ({ headers }: IncomingMessage): string =>
    headers['user-agent']?.startsWith('twelvelabs-index-action') || headers.range ? 'action' : 'platform';
  const host = createServer((request, response) => {
    asked.push(whose(request));
    response.setHeader('content-type', 'video/mp4');
    response.end(VIDEO);
  });
  await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve));
  try {
    await play(`http://127.0.0.1:${(host.address() as AddressInfo).port}/a.mp4`, asked);
  } finally {
    host.close();
  }
}

test('with `preflight: off` they are not loaded, and only the platform asks for the video', async () => {
  await onHost((video_url, asked) =>
    withBundleHarness({}, async (harness) => {
      const inputs = { video_url, reuse: 'true', preflight: 'off' };
      for (const reused of ['0', '1']) {
        const step = await harness.run(inputs, { bundle: join(FOLDER, 'index.js') });
        expect(step.outputs).toMatchObject({ status: 'ready', reused_count: reused });
      }
      expect(asked).toEqual(['platform']);
    }),
  );
});

test('with `preflight: warn` they are loaded, and a new link is looked at once, a known one once more', async () => {
  await onHost((video_url, asked) =>
    withBundleHarness({}, async (harness) => {
      const inputs = { video_url, reuse: 'true', preflight: 'warn' };
      const without = await harness.run(inputs, { bundle: join(FOLDER, 'index.js') });
      expect(without.log).toContain('This action has a fault');
      expect(asked).toEqual([]);
      expect((await harness.run(inputs)).outputs).toMatchObject({ status: 'ready', reused_count: '0' });
      expect(asked.toSorted()).toEqual(['action', 'platform']);
      expect((await harness.run(inputs)).outputs).toMatchObject({ status: 'ready', reused_count: '1' });
      expect(asked.toSorted()).toEqual(['action', 'action', 'platform']);
    }),
  );
});
