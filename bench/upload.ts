import { spawn } from 'node:child_process';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { asList, asObject, parseNumber, parseText } from '../src/util/json.ts';
import { atLeast, atMost, type Figure, under } from './figure.ts';
import { peakRun } from './peak-run.ts';
import type { Scenario } from './scenario.ts';

const SIMULATOR = fileURLToPath(new URL('../simulator/main.ts', import.meta.url));
const CLIENT = fileURLToPath(new URL('./upload-client.ts', import.meta.url));
const MEBIBYTE = 1024 ** 2;
const LARGE_BYTES = 6 * 1024 * MEBIBYTE;
/** As much as goes up in one request. */
const SMALL_BYTES = 190 * MEBIBYTE;
/** What each connection may send in a second; so much that the two processes are not what is measured. */
const BYTES_PER_SECOND = 20 * MEBIBYTE;
const FAILING_SHARE = 0.2;
/** Fifty URLs are asked for at once, and the last of them are not reached in this time. */
const URL_LIFE_SECONDS = 2;
const MOST_MEMORY = 200e6;
const LEAST_RATIO = 1.5;

/**
 * A file of 6 GiB goes up in parts, a fifth of which fail, through URLs that expire under its hands; each connection is
 * capped, as on the internet. Beside it a single request under the same cap, of a file that fits into one. The platform
 * and each client have a process of their own. The file is sparse, and the platform keeps none of it.
 */
export const upload: Scenario = { name: 'upload', measure };

async function measure(): Promise<readonly Figure[]> {
  const directory = await mkdtemp(join(tmpdir(), 'bench-upload-'));
  const platform = await startPlatform();
  try {
    const direct = await run(platform.url, directory, 'direct', SMALL_BYTES);
    await platform.set({ partFailureRate: FAILING_SHARE, urlLifeSeconds: URL_LIFE_SECONDS });
    const parts = await run(platform.url, directory, 'multipart', LARGE_BYTES);
    return figuresOf(direct, parts, await platform.storageRequests());
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
  if (url === null) throw new Error('the simulator did not start');
  const control = url.replace(/\/v1\.3$/, '/_simulator');
  return {
    url,
    set: async (options) => {
      const response = await fetch(`${control}/options`, { method: 'PATCH', body: JSON.stringify(options) });
      if (!response.ok) throw new Error(`the simulator does not take ${JSON.stringify(options)}`);
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

/** What one client took. */
interface Upload {
  readonly bytesPerSecond: number;
  /** The most memory that its process ever held. */
  readonly peakBytes: number;
}

async function run(api: string, directory: string, way: 'direct' | 'multipart', size: number): Promise<Upload> {
  const path = join(directory, `${way}.mp4`);
  await writeFile(path, '');
  await truncate(path, size);
  const env = { UPLOAD_API: api, UPLOAD_FILE: path, UPLOAD_SIZE: String(size), UPLOAD_WAY: way };
  const { stdout, peakBytes } = await peakRun(CLIENT, env, directory);
  const said = asObject(JSON.parse(stdout));
  const ms = parseNumber(said?.['ms']);
  if (ms === null) throw new Error('the client did not say what it took');
  return { bytesPerSecond: (size / ms) * 1000, peakBytes };
}

function figuresOf(direct: Upload, parts: Upload, requests: readonly StorageRequest[]): readonly Figure[] {
  const count = (fits: (status: number | null) => boolean): number =>
    requests.filter(({ status }) => fits(status)).length;
  const stored = requests.filter(({ status }) => status === 200).map(({ part }) => part);
  const failed = count((status) => status === null || status >= 500);
  const expired = count((status) => status === 403);
  return [
    under(MOST_MEMORY, {
      what: 'peak memory of an upload of 6 GiB',
      value: parts.peakBytes,
      show: (bytes) => `${Math.round(bytes / 1e6)} MB`,
      note: `${failed} of ${requests.length} parts failed, ${expired} URLs had expired`,
    }),
    atLeast(LEAST_RATIO, {
      what: 'its throughput, against that of one request under the same cap for each connection',
      value: parts.bytesPerSecond / direct.bytesPerSecond,
      show: (ratio) => `${ratio.toFixed(2)} times`,
      note: `${rate(parts)} and ${rate(direct)}`,
    }),
    atMost(0, {
      what: 'parts of it that were sent again although the platform had them',
      value: stored.length - new Set(stored).size,
      show: String,
    }),
  ];
}

function rate({ bytesPerSecond }: Upload): string {
  return `${Math.round(bytesPerSecond / 1e6)} MB/s`;
}
