/**
 * What it costs to read a long manifest and keep one share of it: 100,000 rows in every format, each in a process of
 * its own. Prints time and peak memory; exits with 1 when one takes 3 s or 300 MB.
 *
 *     node bench/manifest.ts
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createCollector } from '../src/sources/collect.ts';
import { readManifest } from '../src/sources/manifest.ts';
import { readShard } from '../src/sources/shard.ts';

const ROWS = 100_000;
const MOST_SECONDS = 3;
const MOST_BYTES = 300e6;
const SHARDS = 4;

interface Figures {
  readonly kept: number;
  readonly elsewhere: number;
  /** Without the start of Node. */
  readonly seconds: number;
  readonly bytes: number;
}

/** By file name; `quoted.csv` has a JSON cell in each row. */
const LISTS: Readonly<Record<string, () => string>> = {
  'list.txt': () => rows((url) => url).join('\n'),
  'list.csv': () => `url,name,key,user_metadata.part\n${rows((url, n) => `${url},clip ${n},k${n},${n}`).join('\n')}`,
  'list.jsonl': () => rows((url, n) => JSON.stringify(row(url, n))).join('\n'),
  'list.json': () => JSON.stringify({ videos: rows(row) }),
  'quoted.csv': () =>
    `url,name,key,user_metadata\n${rows((url, n) => `"${url}",clip ${n},k${n},"{""part"":${n}}"`).join('\n')}`,
};

function rows<Row>(make: (url: string, n: number) => Row): Row[] {
  return Array.from({ length: ROWS }, (_, n) => {
    const signature = n.toString(16).padStart(64, '0');
    return make(`https://cdn.example.com/videos/${n}/clip.mp4?X-Amz-Date=20261123&X-Amz-Signature=${signature}`, n);
  });
}

function row(url: string, n: number): object {
  return { url, name: `clip ${n}`, key: `k${n}`, user_metadata: { part: n } };
}

/** In the child: reads, shards, tells. */
async function read(path: string, given: string): Promise<Figures> {
  const start = performance.now();
  const collector = createCollector(readShard(given).shard, 'octo/videos');
  const options = { workspace: join(path, '..'), allowPrivateUrls: false, note: () => {} };
  for await (const source of readManifest(basename(path), options)) collector.add(source);
  const { sources, elsewhere } = collector.collection();
  const seconds = (performance.now() - start) / 1000;
  return { kept: sources.length, elsewhere, seconds, bytes: process.resourceUsage().maxRSS * 1024 };
}

async function measure(path: string, shard: string): Promise<boolean> {
  const script = fileURLToPath(import.meta.url);
  const { stdout } = await promisify(execFile)(process.execPath, [script, path, shard]);
  const { kept, elsewhere, seconds, bytes } = JSON.parse(stdout) as Figures;
  const good = kept + elsewhere === ROWS && seconds < MOST_SECONDS && bytes < MOST_BYTES;
  const figures = `${seconds.toFixed(2)} s  ${(bytes / 1e6).toFixed(0)} MB`;
  console.log(`${good ? 'ok ' : 'BAD'}  ${basename(path).padEnd(10)}  shard ${shard}  kept ${kept}  ${figures}`);
  return good;
}

async function main(): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'bench-manifest-'));
  let good = true;
  try {
    for (const [name, text] of Object.entries(LISTS)) {
      const path = join(directory, name);
      await writeFile(path, text());
      for (const shard of [`2/${SHARDS}`, '1/1']) good = (await measure(path, shard)) && good;
    }
  } finally {
    await rm(directory, { recursive: true });
  }
  process.exitCode = good ? 0 : 1;
}

const [path, shard] = process.argv.slice(2);
if (path !== undefined && shard !== undefined) console.log(JSON.stringify(await read(path, shard)));
else await main();
