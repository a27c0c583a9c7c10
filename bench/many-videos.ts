import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { atMost, type Figure } from './figure.ts';
import { type LoopbackPlatform, startLoopbackPlatform } from './loopback-platform.ts';
import { peakRun } from './peak-run.ts';
import { runnerEnv } from './runner-env.ts';
import type { Scenario } from './scenario.ts';
import { median } from './statistics.ts';

const ACTION = fileURLToPath(new URL('../dist/index.js', import.meta.url));
const LIST = 'list.txt';
const FEW = 2_000;
const MANY = 10_000;
const RUNS = 3;
const MOST_MEMORY = 150e6;
const MOST_GROWTH = 4e3;

/**
 * 10,000 links of a list are submitted and not waited for: the memory of the whole process, and how much of it each
 * video takes, against runs with 2,000. When garbage is collected is chance, so that medians are compared. Both with and without a look at what is in the index already.
 */
export const manyVideos: Scenario = { name: '10,000 videos', measure };

async function measure(): Promise<readonly Figure[]> {
  const platform = await startLoopbackPlatform();
  const directory = await mkdtemp(join(tmpdir(), 'bench-many-videos-'));
  try {
    const few: number[] = [];
    const many: number[] = [];
    for (let n = 0; n < RUNS; n++) {
      few.push(await peakOf(platform, directory, FEW, false));
      many.push(await peakOf(platform, directory, MANY, false));
    }
    return figuresOf(few, many, await peakOf(platform, directory, MANY, true));
  } finally {
    await rm(directory, { recursive: true });
    await platform.close();
  }
}

/** Peak memory in bytes of a run with so many videos. */
async function peakOf(platform: LoopbackPlatform, directory: string, videos: number, reuse: boolean): Promise<number> {
  const links = Array.from({ length: videos }, (_, n) => `https://videos.example/2026/11/talk-${n}.mp4\n`);
  await writeFile(join(directory, LIST), links.join(''));
  const env = await runnerEnv(directory, {
    api_key: 'tlk_benchmark',
    api_url: platform.url,
    index_id: '66f0000000000000000000c1',
    manifest: LIST,
    wait: 'false',
    reuse: String(reuse),
    preflight: 'off',
  });
  const before = platform.submissions();
  const { peakBytes } = await peakRun(ACTION, env, directory);
  const output = await readFile(env['GITHUB_OUTPUT'] ?? '', 'utf8');
  const made = platform.submissions() - before;
  if (made !== videos || !output.includes(`\n${videos}\n`)) throw new Error(`${made} of ${videos} were submitted`);
  return peakBytes;
}

function figuresOf(few: readonly number[], many: readonly number[], reusing: number): readonly Figure[] {
  const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`;
  return [
    atMost(MOST_MEMORY, {
      what: 'peak memory of submitting 10,000 links without waiting',
      value: Math.max(...many),
      show: megabytes,
      note: `${megabytes(Math.max(...few))} for 2,000`,
    }),
    atMost(MOST_GROWTH, {
      what: 'how much of it each video takes',
      value: (median(many) - median(few)) / (MANY - FEW),
      show: (bytes) => `${(bytes / 1e3).toFixed(1)} kB`,
    }),
    atMost(MOST_MEMORY, { what: 'peak memory of submitting them with `reuse`', value: reusing, show: megabytes }),
  ];
}
