import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { VideoResult } from '../../src/model/result.ts';

/** What a step leaves behind, as the runner and the next steps see it. */
export interface StepResult {
  /** The exit code; null when a signal ended the process. */
  readonly code: number | null;
  readonly log: string;
  readonly stderr: string;
  /** The output file as parsed by the runner's rules; of a name set twice the last value counts. */
  readonly outputs: Readonly<Record<string, string>>;
  readonly results: readonly VideoResult[];
  readonly summary: string;
  /** Everything that left the process, for searches. */
  readonly everything: string;
  readonly ms: number;
}

export interface Step {
  readonly result: Promise<StepResult>;
  kill(signal: NodeJS.Signals): void;
  /** The output file as it is at this moment. */
  outputsNow(): Readonly<Record<string, string>>;
}

export interface StepOptions {
  readonly inputs: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  /** Changes the files of the step before it starts. */
  readonly prepare?: (folder: string) => void;
  readonly bundle?: string;
}

const BUNDLE = resolve('dist/index.js');

/** Runs the committed bundle as the runner does: environment in; exit code, output file, summary and log out. */
export function startAction(options: StepOptions): Step {
  const folder = mkdtempSync(join(tmpdir(), 'step-'));
  const outputFile = join(folder, 'output');
  const summaryFile = join(folder, 'summary.md');
  writeFileSync(outputFile, '');
  writeFileSync(summaryFile, '');
  options.prepare?.(folder);
  const started = performance.now();
  const child = spawn(process.execPath, [options.bundle ?? BUNDLE], {
    cwd: folder,
    env: {
      PATH: process.env['PATH'] ?? '',
      GITHUB_ACTIONS: 'true',
      GITHUB_OUTPUT: outputFile,
      GITHUB_STEP_SUMMARY: summaryFile,
      GITHUB_WORKSPACE: folder,
      GITHUB_REPOSITORY: 'octo/videos',
      GITHUB_RUN_ID: '42',
      RUNNER_TEMP: folder,
      ...inputVariables(options.inputs),
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
  const result = new Promise<StepResult>((settle, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      const output = read(outputFile);
      const outputs = parseOutputs(output);
      const summary = read(summaryFile);
      const resultsText = outputs['results_file'] ? read(outputs['results_file']) : '[]';
      const everything = [log, stderr, output, summary, resultsText].join('\n');
      const ms = performance.now() - started;
      rmSync(folder, { recursive: true, force: true });
      settle({ code, log, stderr, outputs, results: JSON.parse(resultsText), summary, everything, ms });
    });
  });
  return {
    result,
    kill: (signal) => {
      child.kill(signal);
    },
    outputsNow: () => parseOutputs(read(outputFile)),
  };
}

function inputVariables(inputs: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => [`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`, value]),
  );
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** `name<<delimiter`, lines, `delimiter`; anything else in the file is a defect. */
function parseOutputs(text: string): Record<string, string> {
  const outputs: Record<string, string> = {};
  const lines = text.split('\n');
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
