import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Environment } from './runner-env.ts';
import { type TimedRun, timedRun } from './timed-run.ts';

export interface PeakRun extends TimedRun {
  /** The most memory that the process ever held. */
  readonly peakBytes: number;
}

const PRELOAD = new URL('./preload-peak.mjs', import.meta.url).href;

/** As `timedRun`, and watches the memory; `directory` is for a note about it. */
export async function peakRun(script: string, env: Environment, directory: string): Promise<PeakRun> {
  const note = join(directory, 'peak');
  const run = await timedRun(script, { ...env, PEAK_FILE: note, NODE_OPTIONS: `--no-warnings --import ${PRELOAD}` });
  const peakBytes = Number(await readFile(note, 'utf8'));
  if (!(peakBytes > 0)) throw new Error(`${script} did not leave a note about its memory`);
  return { ...run, peakBytes };
}
