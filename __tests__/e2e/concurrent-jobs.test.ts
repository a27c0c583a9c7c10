import { describe, expect, test } from '@jest/globals';
import { type BundleHarness, type StepResult, withBundleHarness } from '../support/bundle-harness.ts';

const JOBS = ['1', '2'];

function listOf(harness: BundleHarness): readonly string[] {
  return Array.from({ length: 4 }, (_, n) => harness.video(`${n}.mp4`));
}

function runJob(harness: BundleHarness, id: string): Promise<StepResult> {
  const inputs = { reuse: 'true', preflight: 'warn', video_url: listOf(harness).join('\n') };
  return harness.run(inputs, { env: { GITHUB_RUN_ID: id } });
}

/** How many tasks each video of the list has. */
function tasksPerVideo(harness: BundleHarness): readonly number[] {
  const tasks = harness.simulator.core.tasks();
  return listOf(harness).map((url) => tasks.filter(({ videoUrl }) => videoUrl === url).length);
}

describe('two jobs with one list', () => {
  test('create one task per video in a `concurrency` group, one after the other', async () => {
    await withBundleHarness({}, async (harness) => {
      let before: Promise<unknown> = Promise.resolve();
      const jobs = JOBS.map((id) => {
        const job = before.then(() => runJob(harness, id));
        before = job;
        return job;
      });
      const results = await Promise.all(jobs);
      expect(results.map(({ outputs }) => [outputs['status'], outputs['reused_count']])).toEqual([
        ['ready', '0'],
        ['ready', '4'],
      ]);
      expect(tasksPerVideo(harness)).toEqual([1, 1, 1, 1]);
    });
  });

  test('create at most one task each per video at the same time, report all of them, and a later job reuses them', async () => {
    await withBundleHarness({}, async (harness) => {
      const results = await Promise.all(JOBS.map((id) => runJob(harness, id)));
      for (const { outputs } of results) expect(outputs).toMatchObject({ status: 'ready', ready_count: '4' });
      const counts = tasksPerVideo(harness);
      expect(Math.min(...counts)).toBeGreaterThanOrEqual(1);
      expect(Math.max(...counts)).toBeLessThanOrEqual(JOBS.length);
      const made = harness.simulator.core.tasks().map(({ id }) => id);
      const named = results.flatMap((result) => result.results.map(({ task_id }) => task_id));
      expect(new Set(named)).toEqual(new Set(made));
      const third = await runJob(harness, '3');
      expect(third.outputs).toMatchObject({ status: 'ready', reused_count: '4' });
      expect(harness.simulator.core.tasks()).toHaveLength(made.length);
    });
  });
});
