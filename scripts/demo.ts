/**
 * Shows the action at work without an account: the platform simulated on loopback, a file server with a real video,
 * and the committed bundle in a process of its own with the environment that the runner gives it.
 */
import { spawn } from 'node:child_process';
import { createReadStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { convert } from 'html-to-text';
import { marked } from 'marked';
import { startSimulator } from '../simulator/server.ts';

const INDEX = '000000000000000000000001';
/** Simulated seconds per second: a 10 s video is indexed in about 4 s. */
const SPEED = 5;

async function serveVideo(): Promise<Server> {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'video/mp4');
    createReadStream('simulator/sample.mp4').pipe(response);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return server;
}

function runBundle(folder: string, inputs: Record<string, string>): Promise<number | null> {
  for (const name of ['output', 'summary.md']) writeFileSync(join(folder, name), '');
  const variables = Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]);
  const child = spawn(process.execPath, [resolve('dist/index.js')], {
    env: {
      ...process.env,
      ...Object.fromEntries(variables),
      GITHUB_OUTPUT: join(folder, 'output'),
      GITHUB_STEP_SUMMARY: join(folder, 'summary.md'),
      GITHUB_WORKSPACE: process.cwd(),
      RUNNER_TEMP: folder,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  child.stdout.setEncoding('utf8').on('data', (text: string) => process.stdout.write(asShownOnGitHub(text)));
  return new Promise((done, fail) => {
    child.on('error', fail);
    child.on('close', done);
  });
}

/** The runner turns some lines into commands; what remains for people to read is this. */
function asShownOnGitHub(text: string): string {
  return text
    .replace(/^::(add-mask|debug)::.*\n/gm, '')
    .replace(/^::group::/gm, '▾ ')
    .replace(/^::endgroup::\n/gm, '')
    .replace(/^::(error|warning|notice)[^:]*::/gm, '$1: ');
}

function outputsOf(file: string): [name: string, value: string][] {
  const found = readFileSync(file, 'utf8').matchAll(/^(\w+)<<(\S+)\n([\s\S]*?)\n\2$/gm);
  return [...new Map([...found].map(([, name = '', , value = '']) => [name, value]))];
}

function heading(text: string): void {
  console.log(`\n── ${text} ${'─'.repeat(Math.max(0, 76 - text.length))}`);
}

const folder = mkdtempSync(join(tmpdir(), 'demo-'));
const simulator = await startSimulator({ speed: SPEED });
const files = await serveVideo();
const video = `http://127.0.0.1:${(files.address() as AddressInfo).port}/sample.mp4`;

heading('The step');
console.log(`- uses: twelvelabs-index-action
  with:
    api_key: …
    index_id: ${INDEX}
    video_url: ${video}`);
heading('Its log');
const code = await runBundle(folder, {
  api_key: 'tlk_demo',
  index_id: INDEX,
  video_url: video,
  api_url: simulator.url,
  allow_private_urls: 'true',
});
const outputs = outputsOf(join(folder, 'output'));
heading('Its outputs');
for (const [name, value] of outputs)
  console.log(`${name.padEnd(14)}${value.length > 90 ? `${value.slice(0, 90)}…` : value}`);
heading('Its summary');
const html = await marked(readFileSync(join(folder, 'summary.md'), 'utf8'));
console.log(convert(html, { wordwrap: false, selectors: [{ selector: 'table', format: 'dataTable' }] }));
heading(`Exit code ${code}`);

await simulator.close();
files.close();
files.closeAllConnections();
rmSync(folder, { recursive: true });
const videoId = new Map(outputs).get('video_id');
if (code !== 0 || !videoId) {
  console.error('The demo failed.');
  process.exitCode = 1;
} else {
  console.log(
    'With a real key: INPUT_API_KEY=tlk_… INPUT_INDEX_ID=<index> INPUT_VIDEO_URL=<link to a video file> npm start',
  );
}
