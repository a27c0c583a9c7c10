import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import type { Environment } from './runner-env.ts';

/** What a finished process said, and how long it took from its start to its end. */
export interface TimedRun {
  readonly ms: number;
  readonly stdout: string;
}

/** Runs a script under this very Node, with nothing but `env` in its environment. Rejects unless it ends well. */
export async function timedRun(script: string, env: Environment): Promise<TimedRun> {
  const started = performance.now();
  const child = spawn(process.execPath, [script], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(child, 'close').then(() => performance.now() - started);
  const [ms, stdout, stderr] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  if (child.exitCode !== 0) throw new Error(`${script} ended with ${child.exitCode}:\n${stdout}${stderr}`);
  return { ms, stdout };
}
