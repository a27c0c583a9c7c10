import { execFile, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { asObject, parseNumber } from '../src/util/json.ts';
import { atLeast, atMost, type Figure, formatMegabytes, formatRatio, type Scenario } from './figure.ts';
import { TASK_ID, VIDEO_ID } from './loopback-platform.ts';
import { measureMemory } from './measured-run.ts';
import { runnerEnv } from './runner-env.ts';
import { median } from './statistics.ts';

const ACTION = fileURLToPath(new URL('../dist/index.js', import.meta.url));
const RECEIVER = fileURLToPath(new URL('./upload-receiver.ts', import.meta.url));
const NAME = 'large.mp4';
const FILE_BYTES = 2 * 1024 ** 3;
const INDEX_ID = '66f0000000000000000000c1';
const PAIRS = 5;
const MIN_RATIO = 0.8;
const MAX_BYTES = 150e6;

/** Throughput in bytes per second, and the peak memory of the action. */
interface Pair {
  readonly action: number;
  readonly curl: number;
  readonly peakBytes: number;
}

/**
 * Uploads a file of 2 GiB in one request, with the action and with `curl -F`. The two alternate, and so does their
 * order; the ratio is that of the medians. The receiver measures the time, from the head of the request to its last
 * byte. The file is sparse, so that the disk does not matter.
 */
export const largeFile: Scenario = { name: 'large-file', isNoisy: true, measure };

async function measure(): Promise<readonly Figure[]> {
  await findCurl();
  const directory = await mkdtemp(join(tmpdir(), 'bench-large-file-'));
  const path = join(directory, NAME);
  await writeFile(path, '');
  await truncate(path, FILE_BYTES);
  const receiver = await startReceiver();
  try {
    const pairs: Pair[] = [];
    for (let i = 0; i < PAIRS; i++) pairs.push(await runPair(receiver, directory, i % 2 === 0));
    return toFigures(pairs);
  } finally {
    receiver.stop();
    await rm(directory, { recursive: true });
  }
}

async function findCurl(): Promise<void> {
  try {
    await promisify(execFile)('curl', ['--version']);
  } catch (cause) {
    throw new Error('The baseline `curl` was not found. Install it.', { cause });
  }
}

interface Receiver {
  readonly url: string;
  /** Bytes per second of the next file that arrives. */
  next(): Promise<number>;
  stop(): void;
}

async function startReceiver(): Promise<Receiver> {
  const child = spawn(process.execPath, [RECEIVER], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const line = async (): Promise<string> => {
    const { value, done } = await lines.next();
    if (done) throw new Error('The receiver has ended.');
    return value;
  };
  return {
    url: await line(),
    next: async () => {
      const measured = asObject(JSON.parse(await line()));
      const [bytes, ms] = [parseNumber(measured?.['bytes']) ?? 0, parseNumber(measured?.['ms']) ?? 0];
      if (bytes < FILE_BYTES) throw new Error(`Only ${bytes} bytes arrived.`);
      return (bytes / ms) * 1000;
    },
    stop: () => child.kill(),
  };
}

async function runPair(receiver: Receiver, directory: string, actionFirst: boolean): Promise<Pair> {
  const early = actionFirst ? await runAction(receiver, directory) : null;
  const curl = await runCurl(receiver, join(directory, NAME));
  const action = early ?? (await runAction(receiver, directory));
  return { ...action, curl };
}

async function runAction(receiver: Receiver, directory: string): Promise<Omit<Pair, 'curl'>> {
  const env = await runnerEnv(directory, {
    api_key: 'tlk_benchmark',
    api_url: receiver.url,
    index_id: INDEX_ID,
    video_file: NAME,
    endpoint: 'tasks',
    wait: 'false',
    // curl neither searches the index nor inspects the file.
    reuse: 'false',
    preflight: 'off',
  });
  const [{ peakBytes }, action] = await Promise.all([measureMemory(ACTION, env, directory), receiver.next()]);
  checkIds(await readFile(env['GITHUB_OUTPUT'] ?? '', 'utf8'));
  return { action, peakBytes };
}

async function runCurl(receiver: Receiver, path: string): Promise<number> {
  const form = ['-F', `index_id=${INDEX_ID}`, '-F', `video_file=@${path}`];
  const run = promisify(execFile)('curl', ['--silent', '--fail', ...form, `${receiver.url}/tasks`]);
  const [{ stdout }, curl] = await Promise.all([run, receiver.next()]);
  checkIds(stdout);
  return curl;
}

function checkIds(output: string): void {
  if (!output.includes(TASK_ID) || !output.includes(VIDEO_ID)) throw new Error(`The IDs are missing:\n${output}`);
}

function toFigures(pairs: readonly Pair[]): readonly Figure[] {
  const action = median(pairs.map((pair) => pair.action));
  const curl = median(pairs.map((pair) => pair.curl));
  return [
    atMost(MAX_BYTES, {
      name: 'Peak memory of uploading 2 GiB in one request',
      value: Math.max(...pairs.map((pair) => pair.peakBytes)),
      format: formatMegabytes,
    }),
    atLeast(MIN_RATIO, {
      name: 'Throughput of this upload, relative to `curl -F`',
      value: action / curl,
      format: formatRatio,
      note: `${Math.round(action / 1e6)} and ${Math.round(curl / 1e6)} MB/s`,
    }),
  ];
}
