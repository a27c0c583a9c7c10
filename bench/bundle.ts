import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { markdownTable } from 'markdown-table';
import { atMost, type Figure, type Scenario } from './figure.ts';

const FOLDER = 'dist';
const MAX_START_BYTES = 750_000;
const MAX_BUCKET_BYTES = 350_000;

const formatKilobytes = (bytes: number): string => `${Math.round(bytes / 1_000)} kB`;

/** A file of the bundle of the index action, and when it is loaded. */
interface Part {
  readonly file: string;
  readonly bytes: number;
  readonly content: string;
}

/** What a chunk contains, by a text that only it has. The first that matches counts. */
const CONTENTS: ReadonlyArray<readonly [marker: string, content: string]> = [
  ['@octokit/', 'GitHub API: release assets, comments'],
  ['mediabunny', 'Media info of videos'],
  ['OrderedObjParser', 'XML: buckets and feeds'],
  ['AWS4-HMAC-SHA256', 'Buckets: signatures and listings'],
  ['CSV_INVALID_CLOSING_QUOTE', 'CSV parser'],
  ['POSIX_REGEX_SOURCE', 'Patterns'],
  ['momoa', 'Locations in JSON'],
];

/** The sizes of the bundle: of what every run loads, and of what buckets add. */
export const bundle: Scenario = {
  name: 'bundle',
  isNoisy: false,
  measure: () => {
    const parts = readParts();
    const find = (file: string): number => parts.find((part) => part.file === file)?.bytes ?? 0;
    const ofBuckets = parts.filter(({ content }) => content.startsWith('Buckets:') || content.startsWith('XML:'));
    const figures: readonly Figure[] = [
      atMost(MAX_START_BYTES, {
        name: 'Size of the code that every run loads',
        value: find('index.js'),
        format: formatKilobytes,
      }),
      atMost(MAX_BUCKET_BYTES, {
        name: 'Size of the code that only buckets and feeds load',
        value: ofBuckets.reduce((sum, { bytes }) => sum + bytes, 0),
        format: formatKilobytes,
      }),
    ];
    return Promise.resolve(figures);
  },
};

function readParts(): readonly Part[] {
  const names = readdirSync(FOLDER).filter((name) => /\.(c?js|wasm)$/.test(name) && !name.startsWith('lazy-'));
  return names.map((file) => {
    const path = join(FOLDER, file);
    return { file, bytes: statSync(path).size, content: describe(file, path) };
  });
}

function describe(file: string, path: string): string {
  if (file === 'index.js') return 'Every run';
  if (file === 'undici.cjs') return 'HTTP through a proxy';
  const text = readFileSync(path, 'latin1');
  return CONTENTS.find(([marker]) => text.includes(marker))?.[1] ?? 'Code of this action';
}

/** The table of all files of the bundle of the index action, the largest first; small ones of one kind together. */
export function formatChunks(): string {
  const groups = Map.groupBy(readParts(), ({ content }) => content);
  const rows = [...groups].map(([content, parts]) => ({
    content,
    count: parts.length,
    bytes: parts.reduce((sum, part) => sum + part.bytes, 0),
  }));
  const sorted = rows.toSorted((a, b) => b.bytes - a.bytes);
  const cells = sorted.map(({ content, count, bytes }) => [content, String(count), formatKilobytes(bytes)]);
  return markdownTable([['Content', 'Files', 'Size'], ...cells], { alignDelimiters: false });
}
