import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { EOL } from 'node:os';
import { join, resolve } from 'node:path';
import type { SimTask } from '../../simulator/core.ts';
import { type Simulator, type StartOptions, startSimulator } from '../../simulator/server.ts';
import type { DeletionResult } from '../../src/indexing/deletions/deletion-result.ts';
import type { VideoResult } from '../../src/model/result.ts';
import { startVideoServer } from './http-server.ts';
import { createTemporaryFolder } from './temporary-folder.ts';

/** The index that every simulator has. */
export const INDEX_ID = '000000000000000000000001';

type Inputs = Readonly<Record<string, string>>;

/** What a step leaves behind, as the runner and the next steps see it. */
export interface StepResult<Result = VideoResult> {
  /** The exit code; null when a signal ended the process. */
  readonly code: number | null;
  readonly log: string;
  readonly stderr: string;
  /** The output file, parsed by the runner's rules; of a name that is set twice the last value counts. */
  readonly outputs: Readonly<Record<string, string>>;
  /** The content of the results file. */
  readonly results: readonly Result[];
  readonly summary: string;
  /** Everything that left the process, for searches. */
  readonly everything: string;
  /** Real time from start to exit. */
  readonly ms: number;
  /** Null unless the step was started with `probe`, and when a signal ended the process. */
  readonly probe: ProbeFigures | null;
}

/** Figures of the process of a step. */
export interface ProbeFigures {
  /** Longest time that the event loop was blocked, the start of the bundle included. */
  readonly longestBlockMs: number;
  /** Peak resident memory, that of worker threads included. */
  readonly peakMemoryBytes: number;
}

/** A step that runs. */
export interface Step<Result = VideoResult> {
  readonly result: Promise<StepResult<Result>>;
  kill(signal: NodeJS.Signals): void;
  /** The output file as it is at this moment. */
  outputsNow(): Readonly<Record<string, string>>;
  /** The log as it is at this moment. */
  logNow(): string;
}

export interface StepOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Changes the workspace of the step before it starts. */
  readonly prepare?: (folder: string) => void;
  /** The bundle to run; the committed one by default. */
  readonly bundle?: string;
  /** A file of `__tests__/support` that the process loads before the bundle. */
  readonly preload?: string;
  /** Measures the process. */
  readonly probe?: boolean;
}

/** The simulator, a server of real videos, and the committed bundles. */
export interface BundleHarness {
  readonly simulator: Simulator;
  /** A URL of the sample video under this name. */
  video(name: string): string;
  /** Runs the index action against the simulator; these inputs override the defaults. */
  run(inputs?: Inputs, options?: StepOptions): Promise<StepResult>;
  start(inputs?: Inputs, options?: StepOptions): Step;
  /** Runs the delete action against the simulator. */
  startDelete(inputs?: Inputs, options?: StepOptions): Step<DeletionResult>;
  close(): Promise<void>;
}

export async function openBundleHarness(options: StartOptions = {}): Promise<BundleHarness> {
  const [simulator, videos] = await Promise.all([
    startSimulator({ plan: 'unlimited', concurrency: 25, speed: 60, seed: 7, ...options }),
    startVideoServer(),
  ]);
  const video = (name: string): string => `${videos.origin}/${name}`;
  const api = { api_key: 'tlk_test_key_0001', api_url: simulator.url };
  const start: BundleHarness['start'] = (inputs = {}, more = {}) => {
    const source = inputs['task_id'] === undefined ? { index_id: INDEX_ID, video_url: video('sample.mp4') } : {};
    // Reuse and preflight have tests of their own; here every request counts.
    const defaults = { ...api, allow_private_urls: 'true', reuse: 'false', preflight: 'off', ...source };
    return startStep<VideoResult>('dist/index.js', { ...defaults, ...inputs }, more);
  };
  return {
    simulator,
    video,
    start,
    run: (inputs, more) => start(inputs, more).result,
    startDelete: (inputs, more = {}) =>
      startStep<DeletionResult>('dist/delete/index.js', { ...api, index_id: INDEX_ID, ...inputs }, more),
    close: async () => {
      await Promise.all([simulator.close(), videos.close()]);
    },
  };
}

/** Opens a harness for as long as `use` takes. */
export async function withBundleHarness<T>(
  options: StartOptions,
  use: (harness: BundleHarness) => Promise<T>,
): Promise<T> {
  const harness = await openBundleHarness(options);
  try {
    return await use(harness);
  } finally {
    await harness.close();
  }
}

/** What tests of the delete action use of a harness. */
export interface DeleteHarness {
  readonly simulator: Simulator;
  run(inputs: Inputs, options?: StepOptions): Promise<StepResult<DeletionResult>>;
  start(inputs: Inputs, options?: StepOptions): Step<DeletionResult>;
  /** Adds a video of pull request `pr` to the index, with the metadata that the index action sets. */
  add(pr: string | number, more?: Parameters<Simulator['core']['addTask']>[0]): SimTask;
  /** The IDs of the videos that are still in the index, oldest first. */
  left(): readonly string[];
  /** Paths of all DELETE requests, in order. */
  deletes(): readonly string[];
}

export function withDeleteHarness<T>(options: StartOptions, use: (harness: DeleteHarness) => Promise<T>): Promise<T> {
  let count = 0;
  return withBundleHarness({ seed: 11, ...options }, ({ simulator, startDelete }) =>
    use({
      simulator,
      start: startDelete,
      run: (inputs, more) => startDelete(inputs, more).result,
      add: (pr, more = {}) => {
        count += 1;
        const metadata = { gha_submission: `s${count}`, gha_repository: 'octo/videos', gha_pull_request: pr };
        return simulator.core.addTask({
          url: `https://videos.example/${count}.mp4`,
          ...more,
          userMetadata: more.userMetadata ?? metadata,
        });
      },
      left: () => simulator.core.tasks().flatMap((task) => (task.videoDeleted ? [] : [task.videoId])),
      deletes: () => simulator.requests.flatMap(({ method, path }) => (method === 'DELETE' ? [path] : [])),
    }),
  );
}

/** Runs a bundle as the runner does: environment in; exit code, output file, summary and log out. */
function startStep<Result>(standardBundle: string, inputs: Inputs, options: StepOptions): Step<Result> {
  const folder = createTemporaryFolder();
  const inFolder = (name: string): string => join(folder.path, name);
  const [outputFile, summaryFile, probeFile] = [inFolder('output'), inFolder('summary.md'), inFolder('probe.json')];
  folder.write('output', '');
  folder.write('summary.md', '');
  options.prepare?.(folder.path);
  const preloads = [options.preload, options.probe ? 'preload-probe.mjs' : undefined].filter(
    (name) => name !== undefined,
  );
  const started = performance.now();
  const child = spawn(process.execPath, [...preloads.flatMap(toImport), resolve(options.bundle ?? standardBundle)], {
    cwd: folder.path,
    env: {
      PATH: process.env['PATH'] ?? '',
      GITHUB_ACTIONS: 'true',
      GITHUB_OUTPUT: outputFile,
      GITHUB_STEP_SUMMARY: summaryFile,
      GITHUB_WORKSPACE: folder.path,
      GITHUB_REPOSITORY: 'octo/videos',
      GITHUB_RUN_ID: '42',
      RUNNER_TEMP: folder.path,
      PROBE_FILE: probeFile,
      ...toInputVariables(inputs),
      ...options.env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    log += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const result = new Promise<StepResult<Result>>((settle, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      const ms = performance.now() - started;
      const output = readText(outputFile);
      const outputs = parseOutputs(output);
      const summary = readText(summaryFile);
      const resultsText = outputs['results_file'] ? readText(outputs['results_file']) : '[]';
      const results = JSON.parse(resultsText);
      const everything = [log, stderr, output, summary, resultsText].join('\n');
      const probe = JSON.parse(readText(probeFile) || 'null');
      folder.remove();
      settle({ code, log, stderr, outputs, results, summary, everything, ms, probe });
    });
  });
  return {
    result,
    kill: (signal) => {
      child.kill(signal);
    },
    outputsNow: () => parseOutputs(readText(outputFile)),
    logNow: () => log,
  };
}

function toImport(name: string): readonly string[] {
  return ['--import', resolve('__tests__/support', name)];
}

function toInputVariables(inputs: Inputs): Record<string, string> {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => [`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`, value]),
  );
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** `name<<delimiter`, lines, `delimiter`; anything else in the file is a defect. */
function parseOutputs(text: string): Record<string, string> {
  const outputs: Record<string, string> = {};
  const lines = text.split(EOL);
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    if (line === '') continue;
    const [, name, delimiter] = /^([a-z_]+)<<(ghadelimiter_[0-9a-f-]{36})$/.exec(line) ?? [];
    if (name === undefined || delimiter === undefined) throw new Error(`not an output: ${line}`);
    const end = lines.indexOf(delimiter, at + 1);
    if (end < 0) throw new Error(`output ${name} has no end`);
    outputs[name] = lines.slice(at + 1, end).join('\n');
    at = end;
  }
  return outputs;
}
