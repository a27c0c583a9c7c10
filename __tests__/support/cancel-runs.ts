import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from '@jest/globals';
import { seededRandom } from '../../simulator/random.ts';
import { inParallel } from '../../src/util/concurrency.ts';
import { type BundleHarness, withBundleHarness } from './bundle-harness.ts';
import { INGEST_METHODS, INGEST_REQUESTS } from './ingest-methods.ts';

/** Signals are sent at random moments of this range after the start of a run. */
const MIN_MS = 150;
const MAX_MS = 2_650;

export interface Cancellations {
  readonly count: number;
  readonly concurrency: number;
  readonly seed: number;
}

/**
 * Sends SIGINT at random moments of runs of three videos with either ingest method. How soon a run ends is asserted on
 * a fake clock, in `random-schedule.ts`.
 */
export async function cancelAtRandomMoments({ count, concurrency, seed }: Cancellations): Promise<void> {
  const random = seededRandom(seed);
  const moments = Array.from({ length: count }, () => MIN_MS + random() * (MAX_MS - MIN_MS));
  await withBundleHarness({ speed: 20, listDelaySeconds: 1, assetSeconds: 5 }, (harness) =>
    inParallel(concurrency, moments.entries(), ([run, afterMs]) => cancelOnce(harness, run, afterMs)),
  );
}

async function cancelOnce(harness: BundleHarness, run: number, afterMs: number): Promise<void> {
  const endpoint = INGEST_METHODS[Math.floor(run / 3) % INGEST_METHODS.length] ?? 'tasks';
  const { billed } = INGEST_REQUESTS[endpoint];
  const urls = ['a', 'b', 'c'].map((name) => harness.video(`${run}-${name}.mp4`));
  if (run % 3 === 0) harness.simulator.fault({ route: billed, calls: [2], delayMs: 600, effect: { kind: 'none' } });
  const step = harness.start({ endpoint, video_url: urls.join('\n'), max_in_flight: '2' });
  await sleep(afterMs);
  const outputsBefore = step.outputsNow();
  step.kill('SIGINT');
  const result = await step.result;
  const ownTasks = harness.simulator.core.tasks().filter((task) => urls.includes(task.videoUrl ?? ''));
  if (result.code === 0) {
    // The run ended before the signal.
    expect(result.outputs['status']).toBe('ready');
    return;
  }
  if (result.code === null) {
    // The signal ended the process before the action started: nothing can have been sent.
    expect(ownTasks).toEqual([]);
    return;
  }
  expect(Object.keys(result.outputs)).toHaveLength(22);
  expect(result.outputs).toMatchObject({ ...outputsBefore, total_count: '3' });
  expect(result.results).toHaveLength(3);
  for (const task of ownTasks) {
    const own = result.results.find(({ source }) => source === task.videoUrl);
    expect(own?.task_id === task.id || own?.status === 'unconfirmed').toBe(true);
  }
  expect(new Set(result.results.map(({ source }) => source)).size).toBe(3);
}
