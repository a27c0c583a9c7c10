import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { atMost, type Figure, formatMegabytes, type Scenario } from './figure.ts';
import { type LoopbackPlatform, startLoopbackPlatform } from './loopback-platform.ts';
import { measureMemory } from './measured-run.ts';
import { runnerEnv } from './runner-env.ts';
import { median } from './statistics.ts';

const ACTION = fileURLToPath(new URL('../dist/index.js', import.meta.url));
const LIST = 'list.txt';
const FEW = 10_000;
const MANY = 100_000;
/** Peak memory depends on when garbage is collected, so that the smaller run is repeated. */
const RUNS = 3;
const MAX_BYTES_FEW = 350e6;
const MAX_BYTES_MANY = 700e6;
const MAX_BYTES_PER_VIDEO = 4.5e3;

/** Peak memory of the action while it submits the links of a list without waiting for them. */
export const manyVideos: Scenario = { name: 'many-videos', isNoisy: true, measure };

async function measure(): Promise<readonly Figure[]> {
  const platform = await startLoopbackPlatform();
  const directory = await mkdtemp(join(tmpdir(), 'bench-many-videos-'));
  try {
    const few: number[] = [];
    for (let n = 0; n < RUNS; n++) few.push(await measurePeak(platform, directory, FEW, false));
    const reused = await measurePeak(platform, directory, FEW, true);
    return toFigures(few, reused, await measurePeak(platform, directory, MANY, false));
  } finally {
    await rm(directory, { recursive: true });
    await platform.close();
  }
}

/** Peak memory in bytes. */
async function measurePeak(
  platform: LoopbackPlatform,
  directory: string,
  videos: number,
  reuse: boolean,
): Promise<number> {
  const links = Array.from({ length: videos }, (_, n) => `https://videos.example/2026/11/talk-${n}.mp4\n`);
  await writeFile(join(directory, LIST), links.join(''));
  const env = await runnerEnv(directory, {
    api_key: 'tlk_benchmark',
    api_url: platform.url,
    index_id: '66f0000000000000000000c1',
    manifest: LIST,
    wait: 'false',
    timeout_minutes: '300',
    reuse: String(reuse),
    preflight: 'off',
  });
  const before = platform.submissions();
  const { peakBytes } = await measureMemory(ACTION, env, directory);
  const output = await readFile(env['GITHUB_OUTPUT'] ?? '', 'utf8');
  const submitted = platform.submissions() - before;
  if (submitted !== videos || !output.includes(`\n${videos}\n`)) throw new Error(`${submitted} of ${videos} submitted`);
  return peakBytes;
}

function toFigures(few: readonly number[], reused: number, many: number): readonly Figure[] {
  const format = formatMegabytes;
  const largest = Math.max(...few);
  return [
    atMost(MAX_BYTES_FEW, { name: 'Peak memory of submitting 10,000 links', value: largest, format }),
    atMost(MAX_BYTES_FEW, { name: 'The same with `reuse`', value: reused, format }),
    atMost(MAX_BYTES_MANY, { name: 'Peak memory of submitting 100,000 links', value: many, format }),
    atMost(MAX_BYTES_PER_VIDEO, {
      name: 'Growth of peak memory from 10,000 to 100,000 links, per link',
      value: (many - median(few)) / (MANY - FEW),
      format: (bytes) => `${(bytes / 1e3).toFixed(1)} kB`,
    }),
  ];
}
