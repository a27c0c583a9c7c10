import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Simulator, StartOptions } from '../../simulator/server.ts';
import { startSimulator } from '../../simulator/server.ts';
import { createTransport } from '../../src/http/transport.ts';
import { createApi } from '../../src/twelvelabs/api.ts';
import type { UploadProgress, UploadSettings } from '../../src/upload/upload.ts';
import { uploadFile } from '../../src/upload/upload.ts';
import type { UploadDependencies } from '../../src/upload/upload-dependencies.ts';
import { createDeadline, createSystemClock } from '../../src/util/clock.ts';
import { logTo } from './fixtures.ts';

export const API_KEY = 'tlk_uploads';
export const PART = 10_000;
/** Twelve whole parts and a short one. */
export const SIZE = 12 * PART + 345;

/** A simulated platform, a file to send to it, and everything between them over real HTTP. */
export interface UploadStage {
  readonly simulator: Simulator;
  readonly world: UploadDependencies;
  readonly folder: string;
  readonly path: string;
  readonly masked: string[];
  readonly told: string[];
  readonly progress: UploadProgress[];
  readonly resumeFile: string;
  upload(changes?: Partial<UploadDependencies>, settings?: Partial<UploadSettings>): Promise<string>;
  /** How often the storage took each part, by its number. */
  stored(): ReadonlyMap<number, number>;
  close(): Promise<void>;
}

/** Waits are a thousandth of what they would be. */
const HASTE = 1_000;

export async function uploadStage(options: StartOptions = {}): Promise<UploadStage> {
  const simulator = await startSimulator({
    speed: 1000,
    seed: 7,
    plan: 'unlimited',
    chunkSize: PART,
    uploadFacts: {},
    ...options,
  });
  const folder = mkdtempSync(join(tmpdir(), 'uploads-'));
  const path = join(folder, 'talk.mp4');
  writeFileSync(path, randomBytes(SIZE));
  const real = createSystemClock();
  // Timeouts are real, and pauses between attempts are not.
  const clock = { ...real, sleep: (ms: number, signal?: AbortSignal) => real.sleep(ms / HASTE, signal) };
  const masked: string[] = [];
  const told: string[] = [];
  const progress: UploadProgress[] = [];
  const send = createTransport(real);
  const world: UploadDependencies = {
    api: createApi({ baseUrl: simulator.url, apiKey: API_KEY, send, clock, trace: () => {} }),
    send,
    clock,
    random: () => 0.5,
    deadline: createDeadline(clock, 60_000),
    cancellation: { signal: new AbortController().signal },
    mask: (secret) => masked.push(secret),
    log: logTo(told),
  };
  const resumeFile = join(folder, 'talk.upload.jsonl');
  const labels = { filename: 'talk.mp4', userMetadata: { gha_source: 'source', gha_submission: 'submission' } };
  return {
    simulator,
    world,
    folder,
    path,
    masked,
    told,
    progress,
    resumeFile,
    upload: (changes = {}, settings = {}) =>
      uploadFile({ ...world, ...changes }, { path, size: SIZE }, labels, {
        concurrency: 4,
        checkpointFile: null,
        onProgress: (step) => progress.push(step),
        ...settings,
      }),
    stored: () => {
      const counts = new Map<number, number>();
      for (const { path: place, status } of simulator.storageRequests) {
        const part = Number(place.split('.').at(-1));
        if (status === 200) counts.set(part, (counts.get(part) ?? 0) + 1);
      }
      return counts;
    },
    close: async () => {
      await simulator.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
