/** Runs of the committed bundle against the simulator, with videos to change from run to run. */
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { startHttpServer } from '../__tests__/support/http-server.ts';
import { readSampleVideo } from '../__tests__/support/sample-video.ts';
import { createTemporaryFolder } from '../__tests__/support/temporary-folder.ts';
import { startSimulator } from '../simulator/server.ts';

export const DEMO_INDEX_ID = '68f0a1b2c3d4e5f601234567';

/** Name of the file with the list, in the workspace of each run. */
export const DEMO_LIST = 'videos.csv';

/** What a run leaves behind. */
export interface DemoRun {
  /** Null if a signal ended the process. */
  readonly code: number | null;
  /** Standard output: what the runner reads. */
  readonly log: string;
  readonly outputs: ReadonlyMap<string, string>;
  /** Markdown. */
  readonly summary: string;
}

export interface DemoRuns {
  /** Runs the action on a list of names. A name without `.mp4` leads to a web page. */
  run(names: readonly string[], inputs: Readonly<Record<string, string>>): Promise<DemoRun>;
  close(): Promise<void>;
}

/** Opens a simulated platform and a server of videos. `speed`: simulated seconds per second. */
export async function openDemoRuns(speed: number): Promise<DemoRuns> {
  const [simulator, files] = await Promise.all([
    startSimulator({ speed, seed: 7, indexes: [{ id: DEMO_INDEX_ID, name: 'Product videos' }] }),
    startHttpServer((request, response) => {
      const { pathname } = new URL(request.url ?? '/', 'http://host');
      const isVideo = pathname.endsWith('.mp4');
      response.setHeader('content-type', isVideo ? 'video/mp4' : 'text/html');
      response.setHeader('etag', JSON.stringify(pathname));
      response.end(isVideo ? createVideo(pathname) : '<!doctype html><title>Watch this</title>');
    }),
  ]);
  const folder = createTemporaryFolder();
  return {
    run: async (names, inputs) => {
      const rows = names.map((name) => `${name},${files.origin}/${encodeURIComponent(name)}\n`);
      folder.write(DEMO_LIST, `name,url\n${rows.join('')}`);
      return await runBundle(folder.path, {
        api_key: 'tlk_simulator',
        api_url: simulator.url,
        index_id: DEMO_INDEX_ID,
        manifest: DEMO_LIST,
        allow_private_urls: 'true',
        ...inputs,
      });
    },
    close: async () => {
      await Promise.all([simulator.close(), files.close()]);
      folder.remove();
    },
  };
}

/** Plays the sample video of 10 s more slowly, so that it takes one to five minutes, depending on the name. */
function createVideo(name: string): Buffer {
  const slowdown = 6 + (name.length % 5) * 6;
  const video = readSampleVideo();
  // The field for the units per second is 16 bytes after the name of these two boxes of version 0.
  for (const box of ['mvhd', 'mdhd']) {
    for (let at = video.indexOf(box); at >= 0; at = video.indexOf(box, at + 1)) {
      video.writeUInt32BE(Math.round(video.readUInt32BE(at + 16) / slowdown), at + 16);
    }
  }
  return video;
}

async function runBundle(folder: string, inputs: Readonly<Record<string, string>>): Promise<DemoRun> {
  const outputFile = join(folder, 'output');
  const summaryFile = join(folder, 'summary.md');
  for (const file of [outputFile, summaryFile]) writeFileSync(file, '');
  const variables = Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]);
  const child = spawn(process.execPath, [resolve('dist/index.js')], {
    // Nothing else of this environment: a proxy, a token or the event of a workflow would change the run.
    env: {
      PATH: process.env['PATH'],
      ...Object.fromEntries(variables),
      GITHUB_OUTPUT: outputFile,
      GITHUB_STEP_SUMMARY: summaryFile,
      GITHUB_WORKSPACE: folder,
      RUNNER_TEMP: folder,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let log = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    log += text;
  });
  const code = await new Promise<number | null>((done, fail) => {
    child.on('error', fail);
    child.on('close', done);
  });
  return { code, log, outputs: readOutputs(outputFile), summary: readFileSync(summaryFile, 'utf8') };
}

function readOutputs(file: string): ReadonlyMap<string, string> {
  const found = readFileSync(file, 'utf8').matchAll(/^(\w+)<<(\S+)\n([\s\S]*?)\n\2$/gm);
  return new Map([...found].map(([, name = '', , value = '']) => [name, value]));
}
