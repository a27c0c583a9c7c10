import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { atMost, type Figure, formatRatio, type Scenario } from './figure.ts';
import { type LoopbackPlatform, startLoopbackPlatform, TASK_ID, VIDEO_ID } from './loopback-platform.ts';
import { measureTime } from './measured-run.ts';
import { type Environment, runnerEnv } from './runner-env.ts';
import { median } from './statistics.ts';

const ACTION = fileURLToPath(new URL('../dist/index.js', import.meta.url));
const BASELINE = fileURLToPath(new URL('./fetch-only.mjs', import.meta.url));
const WARM_UPS = 3;
const PAIRS = 40;
/** The script sends one request; the action also makes two that check whether its record can be found. */
const MAX_RATIO = 1.3;

/** Milliseconds. */
interface Pair {
  readonly action: number;
  readonly baseline: number;
}

/**
 * The whole process of a run that does not wait, compared with a script that sends the same request with `fetch`. The
 * two alternate, and so does their order, so that other load on the machine affects both; the ratio is that of the
 * medians.
 */
export const startUp: Scenario = { name: 'start-up', isNoisy: true, measure };

async function measure(): Promise<readonly Figure[]> {
  const platform = await startLoopbackPlatform();
  const directory = await mkdtemp(join(tmpdir(), 'bench-start-up-'));
  try {
    for (let i = 0; i < WARM_UPS; i++) await runPair(platform, directory, true);
    const pairs: Pair[] = [];
    for (let i = 0; i < PAIRS; i++) pairs.push(await runPair(platform, directory, i % 2 === 0));
    return [toFigure(pairs)];
  } finally {
    await rm(directory, { recursive: true });
    await platform.close();
  }
}

async function runPair(platform: LoopbackPlatform, directory: string, actionFirst: boolean): Promise<Pair> {
  const env = await runnerEnv(directory, buildInputs(platform));
  const before = platform.submissions();
  const early = actionFirst ? await runAction(env) : null;
  const baseline = await runBaseline(env);
  const action = early ?? (await runAction(env));
  const submitted = platform.submissions() - before;
  if (submitted !== 2) throw new Error(`Two runs made ${submitted} submissions.`);
  return { action, baseline };
}

function buildInputs({ url }: LoopbackPlatform): Environment {
  return {
    api_key: 'tlk_benchmark',
    api_url: url,
    index_id: '66f0000000000000000000c1',
    video_url: 'https://videos.example/clip.mp4',
    wait: 'false',
    allow_private_urls: 'true',
    // Without these, a run sends one request, like the script.
    reuse: 'false',
    preflight: 'off',
  };
}

async function runAction(env: Environment): Promise<number> {
  const { ms } = await measureTime(ACTION, env);
  checkIds(await readFile(env['GITHUB_OUTPUT'] ?? '', 'utf8'));
  return ms;
}

async function runBaseline(env: Environment): Promise<number> {
  const { ms, stdout } = await measureTime(BASELINE, env);
  checkIds(stdout);
  return ms;
}

/** A run that fails early must not count as a fast one. */
function checkIds(output: string): void {
  if (!output.includes(TASK_ID) || !output.includes(VIDEO_ID)) throw new Error(`The IDs are missing:\n${output}`);
}

function toFigure(pairs: readonly Pair[]): Figure {
  const action = median(pairs.map((pair) => pair.action));
  const baseline = median(pairs.map((pair) => pair.baseline));
  return atMost(MAX_RATIO, {
    name: 'Duration of a run that submits one link, relative to a script with one `fetch`',
    value: action / baseline,
    format: formatRatio,
    note: `${action.toFixed(0)} ms and ${baseline.toFixed(0)} ms`,
  });
}
