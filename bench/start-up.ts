import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { atMost, type Figure } from './figure.ts';
import { type LoopbackPlatform, startLoopbackPlatform, TASK_ID, VIDEO_ID } from './loopback-platform.ts';
import { type Environment, runnerEnv } from './runner-env.ts';
import type { Scenario } from './scenario.ts';
import { median } from './statistics.ts';
import { timedRun } from './timed-run.ts';

const ACTION = fileURLToPath(new URL('../dist/index.js', import.meta.url));
const BARE = fileURLToPath(new URL('./bare-fetch.mjs', import.meta.url));
const WARM_UPS = 3;
const PAIRS = 40;
const MOST = 1.25;

/** Times of both processes, in milliseconds. */
interface Pair {
  readonly action: number;
  readonly bare: number;
}

/**
 * The whole process of a run that does not wait, against a bare script that makes the same request with `fetch`. The
 * two take turns, and which of them goes first alternates, so that whatever else the machine does meets both alike;
 * what counts is the ratio of the two medians.
 */
export const startUp: Scenario = { name: 'start-up', measure };

async function measure(): Promise<readonly Figure[]> {
  const platform = await startLoopbackPlatform();
  const directory = await mkdtemp(join(tmpdir(), 'bench-start-up-'));
  try {
    for (let i = 0; i < WARM_UPS; i++) await runPair(platform, directory, true);
    const pairs: Pair[] = [];
    for (let i = 0; i < PAIRS; i++) pairs.push(await runPair(platform, directory, i % 2 === 0));
    return [figureOf(pairs)];
  } finally {
    await rm(directory, { recursive: true });
    await platform.close();
  }
}

async function runPair(platform: LoopbackPlatform, directory: string, actionFirst: boolean): Promise<Pair> {
  const env = await runnerEnv(directory, inputsOf(platform));
  const before = platform.submissions();
  const early = actionFirst ? await runAction(env) : null;
  const bare = await runBare(env);
  const action = early ?? (await runAction(env));
  const made = platform.submissions() - before;
  if (made !== 2) throw new Error(`a pair of runs made ${made} submissions instead of 2`);
  return { action, bare };
}

function inputsOf({ url }: LoopbackPlatform): Environment {
  return {
    api_key: 'tlk_benchmark',
    api_url: url,
    index_id: '66f0000000000000000000c1',
    video_url: 'https://videos.example/clip.mp4',
    wait: 'false',
    allow_private_urls: 'true',
    // The bare script makes one request, and so does a run without these.
    reuse: 'false',
    preflight: 'off',
  };
}

async function runAction(env: Environment): Promise<number> {
  const { ms } = await timedRun(ACTION, env);
  checkIds(await readFile(env['GITHUB_OUTPUT'] ?? '', 'utf8'));
  return ms;
}

async function runBare(env: Environment): Promise<number> {
  const { ms, stdout } = await timedRun(BARE, env);
  checkIds(stdout);
  return ms;
}

/** A run that did not do its work would be fast for the wrong reason. */
function checkIds(told: string): void {
  if (!told.includes(TASK_ID) || !told.includes(VIDEO_ID)) throw new Error(`no ids in what a run told:\n${told}`);
}

function figureOf(pairs: readonly Pair[]): Figure {
  const action = median(pairs.map((pair) => pair.action));
  const bare = median(pairs.map((pair) => pair.bare));
  return atMost(MOST, {
    what: 'whole process of a run that does not wait, against a bare script with `fetch`',
    value: action / bare,
    show: (value) => value.toFixed(3),
    note: `${action.toFixed(0)} ms against ${bare.toFixed(0)} ms`,
  });
}
