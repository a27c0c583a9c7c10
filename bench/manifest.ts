import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { asObject, parseNumber } from '../src/util/json.ts';
import { atMost, type Figure, formatMegabytes, formatRatio, type Scenario } from './figure.ts';
import { measureMemory } from './measured-run.ts';
import { median } from './statistics.ts';

const READER = fileURLToPath(new URL('./read-manifest.ts', import.meta.url));
const BASELINE = fileURLToPath(new URL('./csv-parse-only.ts', import.meta.url));
const ROWS = 100_000;
const SHARD = '2/4';
const ROUNDS = 3;
const MAX_BYTES = 400e6;
const MAX_RATIO = 3;
const MAX_MS = 3_000;

/** Quotes and a JSON cell in each row: the slowest CSV, and the one that the baseline reads. */
const QUOTED_CSV = 'quoted.csv';

const LISTS: Readonly<Record<string, () => string>> = {
  'list.txt': () => rows((url) => url).join('\n'),
  'list.csv': () => `url,name,key,user_metadata.part\n${rows((url, n) => `${url},clip ${n},k${n},${n}`).join('\n')}`,
  'semicolons.csv': () => `URL;Name;key\n${rows((url, n) => `${url};clip ${n};k${n}`).join('\n')}`,
  'list.jsonl': () => rows((url, n) => JSON.stringify(row(url, n))).join('\n'),
  'list.json': () => JSON.stringify({ videos: rows(row) }),
  [QUOTED_CSV]: () =>
    `url,name,key,user_metadata\n${rows((url, n) => `"${url}",clip ${n},k${n},"{""part"":${n}}"`).join('\n')}`,
};

/**
 * Reads lists of 100,000 links in every format, and keeps one of four shards. The baseline is csv-parse, which turns
 * the rows of the slowest CSV into objects and checks nothing. Every run is a process of its own.
 */
export const manifest: Scenario = { name: 'manifest', isNoisy: true, measure };

async function measure(): Promise<readonly Figure[]> {
  const directory = await mkdtemp(join(tmpdir(), 'bench-manifest-'));
  try {
    for (const [name, text] of Object.entries(LISTS)) await writeFile(join(directory, name), text());
    const rounds: Round[] = [];
    for (let n = 0; n < ROUNDS; n++) rounds.push(await runRound(directory));
    return toFigures(rounds);
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
  readonly ms: number;
  readonly peakBytes: number;
}

interface Round {
  readonly baseline: Reading;
  readonly lists: readonly Reading[];
}

async function runRound(directory: string): Promise<Round> {
  const baseline = await read(BASELINE, directory, QUOTED_CSV);
  const lists: Reading[] = [];
  for (const name of Object.keys(LISTS)) lists.push(await read(READER, directory, name));
  return { baseline, lists };
}

async function read(script: string, directory: string, name: string): Promise<Reading> {
  const env = { LIST: join(directory, name), SHARD };
  const { stdout, peakBytes } = await measureMemory(script, env, directory);
  const output = asObject(JSON.parse(stdout));
  const ms = parseNumber(output?.['ms']);
  if (ms === null || output?.['rows'] !== ROWS) throw new Error(`${name} was not read completely: ${stdout}`);
  return { name, ms, peakBytes };
}

function toFigures(rounds: readonly Round[]): readonly Figure[] {
  const readings = rounds.flatMap(({ lists }) => lists);
  const times = Object.keys(LISTS).map((name) => ({
    name,
    ms: median(readings.filter((reading) => reading.name === name).map(({ ms }) => ms)),
  }));
  const slowest = times.reduce((a, b) => (b.ms > a.ms ? b : a));
  const largest = readings.reduce((a, b) => (b.peakBytes > a.peakBytes ? b : a));
  const baseline = median(rounds.map((round) => round.baseline.ms));
  return [
    atMost(MAX_RATIO, {
      name: 'Reading a manifest of 100,000 links in its slowest format, relative to csv-parse alone',
      value: slowest.ms / baseline,
      format: formatRatio,
      note: `${slowest.name}; ${Math.round(slowest.ms)} ms and ${Math.round(baseline)} ms`,
    }),
    atMost(MAX_MS, {
      name: 'The same in seconds, which depends on the machine',
      value: slowest.ms,
      format: (ms) => `${(ms / 1_000).toFixed(1)} s`,
    }),
    atMost(MAX_BYTES, {
      name: 'Peak memory of reading it, in the format that takes the most',
      value: largest.peakBytes,
      format: formatMegabytes,
      note: largest.name,
    }),
  ];
}
