import { execFile, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { asObject, parseNumber } from '../src/util/json.ts';
import { atLeast, type Figure, under } from './figure.ts';
import { TASK_ID, VIDEO_ID } from './loopback-platform.ts';
import { peakRun } from './peak-run.ts';
import { runnerEnv } from './runner-env.ts';
import type { Scenario } from './scenario.ts';
import { median } from './statistics.ts';

const ACTION = fileURLToPath(new URL('../dist/index.js', import.meta.url));
const TAKER = fileURLToPath(new URL('./file-taker.ts', import.meta.url));
const NAME = 'large.mp4';
const FILE_BYTES = 2 * 1024 ** 3;
const INDEX_ID = '66f0000000000000000000c1';
const PAIRS = 5;
const LEAST_RATIO = 0.8;
const MOST_MEMORY = 150e6;

/** Throughputs, in bytes per second, and what the action held. */
interface Pair {
  readonly action: number;
  readonly curl: number;
  readonly peakBytes: number;
}

/**
 * A file of 2 GiB goes up in one request, by the action and by `curl -F`. The two take turns, and which of them goes
 * first alternates; what counts is the ratio of the two medians. The time is the receiver's: from the head of the
 * request to its last byte. The file is sparse, so that no disk is measured.
 */
export const largeFile: Scenario = { name: 'a file of 2 GiB', measure };

async function measure(): Promise<readonly Figure[]> {
  await findCurl();
  const directory = await mkdtemp(join(tmpdir(), 'bench-large-file-'));
  const path = join(directory, NAME);
  await writeFile(path, '');
  await truncate(path, FILE_BYTES);
  const taker = await startTaker();
  try {
    const pairs: Pair[] = [];
    for (let i = 0; i < PAIRS; i++) pairs.push(await runPair(taker, directory, i % 2 === 0));
    return figuresOf(pairs);
  } finally {
    taker.stop();
    await rm(directory, { recursive: true });
  }
}

async function findCurl(): Promise<void> {
  try {
    await promisify(execFile)('curl', ['--version']);
  } catch (cause) {
    throw new Error('the action is measured against `curl -F`, and there is no curl here; please install it', {
      cause,
    });
  }
}

interface Taker {
  readonly url: string;
  /** Bytes per second of the next file that it took. */
  next(): Promise<number>;
  stop(): void;
}

async function startTaker(): Promise<Taker> {
  const child = spawn(process.execPath, [TAKER], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const line = async (): Promise<string> => {
    const { value, done } = await lines.next();
    if (done) throw new Error('the receiver of files has ended');
    return value;
  };
  return {
    url: await line(),
    next: async () => {
      const told = asObject(JSON.parse(await line()));
      const [bytes, ms] = [parseNumber(told?.['bytes']) ?? 0, parseNumber(told?.['ms']) ?? 0];
      if (bytes < FILE_BYTES) throw new Error(`only ${bytes} bytes arrived`);
      return (bytes / ms) * 1000;
    },
    stop: () => child.kill(),
  };
}

async function runPair(taker: Taker, directory: string, actionFirst: boolean): Promise<Pair> {
  const early = actionFirst ? await runAction(taker, directory) : null;
  const curl = await runCurl(taker, join(directory, NAME));
  const action = early ?? (await runAction(taker, directory));
  return { ...action, curl };
}

async function runAction(taker: Taker, directory: string): Promise<Omit<Pair, 'curl'>> {
  const env = await runnerEnv(directory, {
    api_key: 'tlk_benchmark',
    api_url: taker.url,
    index_id: INDEX_ID,
    video_file: NAME,
    endpoint: 'tasks',
    wait: 'false',
    // curl does not ask whether the video is there already, nor looks into it.
    reuse: 'false',
    preflight: 'off',
  });
  const [{ peakBytes }, action] = await Promise.all([peakRun(ACTION, env, directory), taker.next()]);
  checkIds(await readFile(env['GITHUB_OUTPUT'] ?? '', 'utf8'));
  return { action, peakBytes };
}

async function runCurl(taker: Taker, path: string): Promise<number> {
  const form = ['-F', `index_id=${INDEX_ID}`, '-F', `video_file=@${path}`];
  const run = promisify(execFile)('curl', ['--silent', '--fail', ...form, `${taker.url}/tasks`]);
  const [{ stdout }, curl] = await Promise.all([run, taker.next()]);
  checkIds(stdout);
  return curl;
}

function checkIds(told: string): void {
  if (!told.includes(TASK_ID) || !told.includes(VIDEO_ID)) throw new Error(`no ids in what a run told:\n${told}`);
}

function figuresOf(pairs: readonly Pair[]): readonly Figure[] {
  const action = median(pairs.map((pair) => pair.action));
  const curl = median(pairs.map((pair) => pair.curl));
  return [
    under(MOST_MEMORY, {
      what: 'peak memory of sending a file of 2 GiB in one request',
      value: Math.max(...pairs.map((pair) => pair.peakBytes)),
      show: (bytes) => `${Math.round(bytes / 1e6)} MB`,
    }),
    atLeast(LEAST_RATIO, {
      what: 'its throughput, against `curl -F`',
      value: action / curl,
      show: (ratio) => `${ratio.toFixed(2)} times`,
      note: `${Math.round(action / 1e6)} and ${Math.round(curl / 1e6)} MB/s`,
    }),
  ];
}
