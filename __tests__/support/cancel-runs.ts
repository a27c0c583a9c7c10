import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from '@jest/globals';
import { seededRandom } from '../../simulator/random.ts';
import type { BundleHarness } from './bundle-harness.ts';
import { withBundleHarness } from './bundle-harness.ts';
import { INGEST_METHODS, INGEST_REQUESTS } from './ingest-methods.ts';

/** Node itself needs so long before any of our code runs; a signal before that ends the process at once. */
const START_MS = 150;

export interface Cancels {
  readonly count: number;
  /** So many runs share the machine. */
  readonly atOnce: number;
  readonly seed: number;
  /** A run must be over within this after its signal; GitHub sends SIGTERM after 7.5 s and kills after 10 s. */
  readonly longestMs: number;
}

/** Sends SIGINT at random moments of a run of three videos, on either road. */
export async function cancelAtRandomMoments({ count, atOnce, seed, longestMs }: Cancels): Promise<void> {
  const random = seededRandom(seed);
  await withBundleHarness({ speed: 20, listDelaySeconds: 1, assetSeconds: 5 }, async (harness) => {
    const worker = async (_: unknown, n: number): Promise<void> => {
      for (let at = n; at < count; at += atOnce)
        await cancelOnce(harness, { afterMs: START_MS + random() * 2_500, run: at, longestMs });
    };
    await Promise.all(Array.from({ length: atOnce }, worker));
  });
}

async function cancelOnce(
  harness: BundleHarness,
  { afterMs, run, longestMs }: { afterMs: number; run: number; longestMs: number },
): Promise<void> {
  const endpoint = INGEST_METHODS[Math.floor(run / 3) % INGEST_METHODS.length] ?? 'tasks';
  const { billed } = INGEST_REQUESTS[endpoint];
  const urls = ['a', 'b', 'c'].map((name) => harness.video(`${run}-${name}.mp4`));
  if (run % 3 === 0) harness.simulator.fault({ route: billed, calls: [2], delayMs: 600, effect: { kind: 'none' } });
  const step = harness.start({ endpoint, video_url: urls.join('\n'), max_in_flight: '2' });
  await sleep(afterMs);
  const known = step.outputsNow();
  const killedAt = performance.now();
  step.kill('SIGINT');
  const result = await step.result;
  const ownTasks = harness.simulator.core.tasks().filter((task) => urls.includes(task.videoUrl ?? ''));
  if (result.code === 0) {
    // It was over before the signal came.
    expect(result.outputs['status']).toBe('ready');
    return;
  }
  expect(performance.now() - killedAt).toBeLessThan(longestMs);
  if (result.code === null) {
    // Killed before our first line: nothing can have been sent.
    expect(ownTasks).toEqual([]);
    return;
  }
  expect(Object.keys(result.outputs)).toHaveLength(15);
  expect(result.outputs).toMatchObject({ ...known, total_count: '3' });
  expect(result.results).toHaveLength(3);
  for (const task of ownTasks) {
    const named = result.results.find(({ source }) => source === task.videoUrl);
    expect(named?.task_id === task.id || named?.status === 'unconfirmed').toBe(true);
  }
  expect(new Set(result.results.map(({ source }) => source)).size).toBe(3);
}
