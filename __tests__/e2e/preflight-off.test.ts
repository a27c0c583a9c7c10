import { cpSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { withBundleHarness } from '../support/bundle-harness.ts';
import { startVideoServer } from '../support/http-server.ts';
import { createTemporaryFolder } from '../support/temporary-folder.ts';

const folder = createTemporaryFolder();

/** Texts that occur only in the chunks that inspect videos: a user agent, and the name of the parser. */
const MARKS = ['twelvelabs-index-action (preflight)', './media-parser.cjs'];
const PARSER_FILES = ['media-parser.cjs', 'MediaInfoModule.wasm'];

function findChunks(mark: string): readonly string[] {
  return readdirSync('dist').filter((name) => name.endsWith('.js') && readFileSync(join('dist', name)).includes(mark));
}

const removedChunks = [...new Set([...MARKS.flatMap(findChunks), ...PARSER_FILES])];

// A copy of the bundle without these chunks.
beforeAll(() => {
  cpSync('dist', folder.path, { recursive: true });
  for (const chunk of removedChunks) rmSync(join(folder.path, chunk));
});
afterAll(() => folder.remove());

test('the code that inspects videos is in separate chunks', () => {
  for (const mark of MARKS) expect(findChunks(mark).length).toBeGreaterThan(0);
  expect(removedChunks).not.toContain('index.js');
});

/** Serves a video; `getClients` lists who has requested it: the platform (the simulator) or the action. */
async function withVideo(use: (url: string, getClients: () => readonly string[]) => Promise<void>): Promise<void> {
  const server = await startVideoServer();
  const toClient = ({ headers }: IncomingMessage): string =>
    headers['user-agent']?.startsWith('twelvelabs-index-action') || headers.range ? 'action' : 'platform';
  try {
    await use(`${server.origin}/a.mp4`, () => server.requests.map(toClient).sort());
  } finally {
    await server.close();
  }
}

test('`preflight: off` loads none of them, and only the platform requests the video', async () => {
  await withVideo((video_url, getClients) =>
    withBundleHarness({}, async (harness) => {
      const inputs = { video_url, reuse: 'true', preflight: 'off' };
      for (const reused of ['0', '1']) {
        const step = await harness.run(inputs, { bundle: join(folder.path, 'index.js') });
        expect(step.outputs).toMatchObject({ status: 'ready', reused_count: reused });
      }
      expect(getClients()).toEqual(['platform']);
    }),
  );
});

test('`preflight: warn` loads them, and requests a video once in each run', async () => {
  await withVideo((video_url, getClients) =>
    withBundleHarness({}, async (harness) => {
      const inputs = { video_url, reuse: 'true', preflight: 'warn' };
      const without = await harness.run(inputs, { bundle: join(folder.path, 'index.js') });
      expect(without.log).toContain('Internal error');
      expect(getClients()).toEqual([]);
      expect((await harness.run(inputs)).outputs).toMatchObject({ status: 'ready', reused_count: '0' });
      expect(getClients()).toEqual(['action', 'platform']);
      expect((await harness.run(inputs)).outputs).toMatchObject({ status: 'ready', reused_count: '1' });
      expect(getClients()).toEqual(['action', 'action', 'platform']);
    }),
  );
});
