import { spawn } from 'node:child_process';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { asList, asObject, parseNumber, parseText } from '../src/util/json.ts';
import { atLeast, atMost, type Figure, formatMegabytes, formatRatio, type Scenario } from './figure.ts';
import { measureMemory } from './measured-run.ts';

const SIMULATOR = fileURLToPath(new URL('../simulator/main.ts', import.meta.url));
const CLIENT = fileURLToPath(new URL('./upload-client.ts', import.meta.url));
const MEBIBYTE = 1024 ** 2;
const LARGE_BYTES = 6 * 1024 * MEBIBYTE;
/** The platform accepts at most 200 MB in one request. */
const SMALL_BYTES = 190 * MEBIBYTE;
/** Limit of each connection, low enough that the two processes are not the bottleneck. */
const BYTES_PER_SECOND = 20 * MEBIBYTE;
const FAILING_SHARE = 0.2;
/** URLs are requested fifty at a time, and the last of them expire before they are used. */
const URL_LIFE_SECONDS = 2;
const MAX_BYTES = 200e6;
const MIN_RATIO = 1.5;

/**
 * Uploads a file of 6 GiB in parts, while a fifth of the part requests fail and URLs expire. The baseline is a smaller
 * file in a single request. Every connection has the same bandwidth limit. The platform and each client are processes
 * of their own. The files are sparse, and the platform keeps nothing.
 */
export const upload: Scenario = { name: 'upload', isNoisy: true, measure };

async function measure(): Promise<readonly Figure[]> {
  const directory = await mkdtemp(join(tmpdir(), 'bench-upload-'));
  const platform = await startPlatform();
  try {
    const direct = await run(platform.url, directory, 'direct', SMALL_BYTES);
    await platform.set({ partFailureRate: FAILING_SHARE, urlLifeSeconds: URL_LIFE_SECONDS });
    const parts = await run(platform.url, directory, 'multipart', LARGE_BYTES);
    return toFigures(direct, parts, await platform.storageRequests());
  } finally {
    platform.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

interface Platform {
  readonly url: string;
  set(options: object): Promise<void>;
  storageRequests(): Promise<readonly StorageRequest[]>;
  stop(): void;
}

interface StorageRequest {
  readonly part: string;
  /** Null for a connection that was reset. */
  readonly status: number | null;
}

async function startPlatform(): Promise<Platform> {
  const flags = ['--port', '0', '--plan', 'unlimited', '--bytes-per-second', String(BYTES_PER_SECOND)];
  const child = spawn(process.execPath, [SIMULATOR, '--quiet', ...flags], { stdio: ['ignore', 'pipe', 'inherit'] });
  let url: string | null = null;
  for await (const line of createInterface(child.stdout)) {
    url = line.match(/http:\S+/)?.[0] ?? null;
    if (url !== null) break;
  }
  if (url === null) throw new Error('The simulator did not start.');
  const control = url.replace(/\/v1\.3$/, '/_simulator');
  return {
    url,
    set: async (options) => {
      const response = await fetch(`${control}/options`, { method: 'PATCH', body: JSON.stringify(options) });
      if (!response.ok) throw new Error(`The simulator refused ${JSON.stringify(options)}.`);
    },
    storageRequests: async () => {
      const body: unknown = await (await fetch(`${control}/storage-requests`)).json();
      const rows = Array.isArray(body) ? body : asList(asObject(body)?.['data']);
      return rows.map((row: unknown) => {
        const fields = asObject(row);
        return { part: parseText(fields?.['path']) ?? '', status: parseNumber(fields?.['status']) };
      });
    },
    stop: () => child.kill(),
  };
}

interface Upload {
  readonly bytesPerSecond: number;
  readonly peakBytes: number;
}

async function run(api: string, directory: string, method: 'direct' | 'multipart', size: number): Promise<Upload> {
  const path = join(directory, `${method}.mp4`);
  await writeFile(path, '');
  await truncate(path, size);
  const env = { UPLOAD_API: api, UPLOAD_FILE: path, UPLOAD_SIZE: String(size), UPLOAD_METHOD: method };
  const { stdout, peakBytes } = await measureMemory(CLIENT, env, directory);
  const ms = parseNumber(asObject(JSON.parse(stdout))?.['ms']);
  if (ms === null) throw new Error(`The client printed no time: ${stdout}`);
  return { bytesPerSecond: (size / ms) * 1000, peakBytes };
}

function toFigures(direct: Upload, parts: Upload, requests: readonly StorageRequest[]): readonly Figure[] {
  const count = (fits: (status: number | null) => boolean): number =>
    requests.filter(({ status }) => fits(status)).length;
  const stored = requests.filter(({ status }) => status === 200).map(({ part }) => part);
  const failed = count((status) => status === null || status >= 500);
  const expired = count((status) => status === 403);
  return [
    atMost(MAX_BYTES, {
      name: 'Peak memory of uploading 6 GiB in parts',
      value: parts.peakBytes,
      format: formatMegabytes,
      note: `${failed} of ${requests.length} part requests failed, ${expired} URLs had expired`,
    }),
    atLeast(MIN_RATIO, {
      name: 'Throughput of this upload, relative to a single request with the same bandwidth per connection',
      value: parts.bytesPerSecond / direct.bytesPerSecond,
      format: formatRatio,
      note: `${formatRate(parts)} and ${formatRate(direct)}`,
    }),
    atMost(0, {
      name: 'Parts of this upload that were sent again although the platform had them',
      value: stored.length - new Set(stored).size,
      format: String,
    }),
  ];
}

function formatRate({ bytesPerSecond }: Upload): string {
  return `${Math.round(bytesPerSecond / 1e6)} MB/s`;
}
