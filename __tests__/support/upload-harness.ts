import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { type Simulator, type StartOptions, startSimulator } from '../../simulator/server.ts';
import { createTransport } from '../../src/http/transport.ts';
import { createApi } from '../../src/twelvelabs/api.ts';
import type { UploadDependencies } from '../../src/upload/session.ts';
import { type UploadProgress, type UploadSettings, uploadFile } from '../../src/upload/upload.ts';
import { createDeadline, createSystemClock } from '../../src/util/clock.ts';
import { logTo } from './fixtures.ts';
import { createTemporaryFolder } from './temporary-folder.ts';

export const API_KEY = 'tlk_uploads';
export const PART = 10_000;
/** Twelve whole parts and a short one. */
export const SIZE = 12 * PART + 345;

/** The simulator, a file to upload to it, and the code under test between them over real HTTP. */
export interface UploadHarness {
  readonly simulator: Simulator;
  readonly dependencies: UploadDependencies;
  readonly folder: string;
  readonly path: string;
  readonly masked: string[];
  readonly lines: string[];
  readonly progress: UploadProgress[];
  readonly resumeFile: string;
  upload(changes?: Partial<UploadDependencies>, settings?: Partial<UploadSettings>): Promise<string>;
  /** How often the storage accepted each part, by its number. */
  stored(): ReadonlyMap<number, number>;
  close(): Promise<void>;
}

/** Pauses between attempts are shorter by this factor. */
const SPEED = 1_000;

export async function createUploadHarness(options: StartOptions = {}): Promise<UploadHarness> {
  const simulator = await startSimulator({
    speed: SPEED,
    seed: 7,
    plan: 'unlimited',
    chunkSize: PART,
    uploadFacts: {},
    ...options,
  });
  const folder = createTemporaryFolder();
  const path = join(folder.path, folder.write('talk.mp4', randomBytes(SIZE)));
  const real = createSystemClock();
  // Timeouts are real; pauses between attempts are short.
  const clock = { ...real, sleep: (ms: number, signal?: AbortSignal) => real.sleep(ms / SPEED, signal) };
  const masked: string[] = [];
  const lines: string[] = [];
  const progress: UploadProgress[] = [];
  const send = createTransport(real);
  const dependencies: UploadDependencies = {
    api: createApi({ baseUrl: simulator.url, apiKey: API_KEY, send, clock, random: Math.random, trace: () => {} }),
    send,
    clock,
    random: () => 0.5,
    deadline: createDeadline(clock, 60_000),
    cancellation: { signal: new AbortController().signal },
    mask: (secret) => masked.push(secret),
    log: logTo(lines),
  };
  const resumeFile = join(folder.path, 'talk.upload.jsonl');
  const userMetadata = { gha_source: 'source', gha_submission: 'submission' };
  const labels = { filename: 'talk.mp4', enableVideoStream: true, userMetadata };
  return {
    simulator,
    dependencies,
    folder: folder.path,
    path,
    masked,
    lines,
    progress,
    resumeFile,
    upload: (changes = {}, settings = {}) =>
      uploadFile({ ...dependencies, ...changes }, { path, size: SIZE }, labels, {
        concurrency: 4,
        checkpointFile: null,
        onProgress: (step) => progress.push(step),
        ...settings,
      }),
    stored: () => {
      const counts = new Map<number, number>();
      for (const { path: partPath, status } of simulator.storageRequests) {
        const part = Number(partPath.split('.').at(-1));
        if (status === 200) counts.set(part, (counts.get(part) ?? 0) + 1);
      }
      return counts;
    },
    close: async () => {
      await simulator.close();
      folder.remove();
    },
  };
}
