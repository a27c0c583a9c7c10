import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Environment } from './runner-env.ts';

/** A finished process: its output, and its time from start to end. */
export interface TimedRun {
  readonly ms: number;
  readonly stdout: string;
}

export interface MemoryRun extends TimedRun {
  /** Peak resident memory of the process. */
  readonly peakBytes: number;
}

const PRELOAD = new URL('./preload-peak-memory.mjs', import.meta.url).href;

/** Runs a script with the Node of this process and only `env` as its environment. Rejects unless it exits with 0. */
export async function measureTime(script: string, env: Environment): Promise<TimedRun> {
  const started = performance.now();
  const child = spawn(process.execPath, [script], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(child, 'close').then(() => performance.now() - started);
  const [ms, stdout, stderr] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  if (child.exitCode !== 0) throw new Error(`${script} exited with ${child.exitCode}:\n${stdout}${stderr}`);
  return { ms, stdout };
}

/** Like `measureTime`, with the peak memory, which the process writes to a file in `directory`. */
export async function measureMemory(script: string, env: Environment, directory: string): Promise<MemoryRun> {
  const file = join(directory, 'peak');
  const options = `--no-warnings --import ${PRELOAD}`;
  const run = await measureTime(script, { ...env, PEAK_FILE: file, NODE_OPTIONS: options });
  const peakBytes = Number(await readFile(file, 'utf8'));
  if (!(peakBytes > 0)) throw new Error(`${script} did not write its peak memory`);
  return { ...run, peakBytes };
}
