import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { asObject, parseNumber } from '../src/util/json.ts';
import { atMost, type Figure, under } from './figure.ts';
import { peakRun } from './peak-run.ts';
import type { Scenario } from './scenario.ts';
import { median } from './statistics.ts';

const READER = fileURLToPath(new URL('./read-list.ts', import.meta.url));
const BARE = fileURLToPath(new URL('./bare-csv.ts', import.meta.url));
const ROWS = 100_000;
const SHARD = '2/4';
const PAIRS = 3;
const MOST_SECONDS = 3;
const MOST_BYTES = 300e6;
const MOST_RATIO = 3;

/** The slowest: quotes and a JSON cell in each row. */
const QUOTED = 'quoted.csv';

const LISTS: Readonly<Record<string, () => string>> = {
  'list.txt': () => rows((url) => url).join('\n'),
  'list.csv': () => `url,name,key,user_metadata.part\n${rows((url, n) => `${url},clip ${n},k${n},${n}`).join('\n')}`,
  'list.jsonl': () => rows((url, n) => JSON.stringify(row(url, n))).join('\n'),
  'list.json': () => JSON.stringify({ videos: rows(row) }),
  [QUOTED]: () =>
    `url,name,key,user_metadata\n${rows((url, n) => `"${url}",clip ${n},k${n},"{""part"":${n}}"`).join('\n')}`,
};

/**
 * Lists of 100,000 links in every format are read, and a quarter of each is kept. The slowest, a CSV with quotes in
 * every row, is read beside csv-parse alone, which makes objects of the same rows and looks at none. Every run has a
 * process of its own.
 */
export const manifest: Scenario = { name: 'lists of 100,000 videos', measure };

async function measure(): Promise<readonly Figure[]> {
  const directory = await mkdtemp(join(tmpdir(), 'bench-manifest-'));
  try {
    const lists: Reading[] = [];
    for (const [name, text] of Object.entries(LISTS)) {
      await writeFile(join(directory, name), text());
      if (name !== QUOTED) lists.push(await run(READER, directory, name));
    }
    const pairs: Pair[] = [];
    for (let n = 0; n < PAIRS; n++) pairs.push(await runPair(directory));
    return figuresOf(lists, pairs);
  } finally {
    await rm(directory, { recursive: true });
  }
}

function rows<Row>(make: (url: string, n: number) => Row): Row[] {
  return Array.from({ length: ROWS }, (_, n) => {
    const signature = n.toString(16).padStart(64, '0');
    return make(`https://cdn.example.com/videos/${n}/clip.mp4?X-Amz-Date=20261123&X-Amz-Signature=${signature}`, n);
  });
}

function row(url: string, n: number): object {
  return { url, name: `clip ${n}`, key: `k${n}`, user_metadata: { part: n } };
}

interface Reading {
  readonly name: string;
  /** Without the start of Node. */
  readonly seconds: number;
  readonly peakBytes: number;
}

interface Pair {
  readonly own: Reading;
  readonly bare: Reading;
}

async function runPair(directory: string): Promise<Pair> {
  const bare = await run(BARE, directory, QUOTED);
  return { own: await run(READER, directory, QUOTED), bare };
}

async function run(script: string, directory: string, name: string): Promise<Reading> {
  const { stdout, peakBytes } = await peakRun(script, { LIST: join(directory, name), SHARD }, directory);
  const told = asObject(JSON.parse(stdout));
  const ms = parseNumber(told?.['ms']);
  if (ms === null || told?.['rows'] !== ROWS) throw new Error(`not all rows of ${name} were read: ${stdout}`);
  return { name, seconds: ms / 1000, peakBytes };
}

function figuresOf(lists: readonly Reading[], pairs: readonly Pair[]): readonly Figure[] {
  const own = median(pairs.map((pair) => pair.own.seconds));
  const quoted = { name: QUOTED, seconds: own, peakBytes: Math.max(...pairs.map((pair) => pair.own.peakBytes)) };
  const all = [...lists, quoted];
  const slowest = all.reduce((a, b) => (b.seconds > a.seconds ? b : a));
  const largest = all.reduce((a, b) => (b.peakBytes > a.peakBytes ? b : a));
  const bare = median(pairs.map((pair) => pair.bare.seconds));
  return [
    under(MOST_SECONDS, {
      what: 'reading and sharding a list of 100,000 links: the slowest of its formats',
      value: slowest.seconds,
      show: (seconds) => `${seconds.toFixed(2)} s`,
      note: slowest.name,
    }),
    under(MOST_BYTES, {
      what: 'peak memory of the same: the largest',
      value: largest.peakBytes,
      show: (bytes) => `${Math.round(bytes / 1e6)} MB`,
      note: largest.name,
    }),
    atMost(MOST_RATIO, {
      what: 'time of a CSV with quotes in every row, against csv-parse alone',
      value: own / bare,
      show: (ratio) => `${ratio.toFixed(2)} times`,
      note: `${own.toFixed(2)} s and ${bare.toFixed(2)} s`,
    }),
  ];
}
