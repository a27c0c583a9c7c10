import { describe, expect, test } from '@jest/globals';
import type { StepResult } from '../support/bundle-harness.ts';
import type { Stage } from '../support/harness.ts';
import { onStage } from '../support/harness.ts';

const JOBS = ['1', '2'];

function listOf(stage: Stage): readonly string[] {
  return Array.from({ length: 4 }, (_, n) => stage.video(`${n}.mp4`));
}

function runJob(stage: Stage, id: string): Promise<StepResult> {
  const inputs = { reuse: 'true', preflight: 'warn', video_url: listOf(stage).join('\n') };
  return stage.run(inputs, { env: { GITHUB_RUN_ID: id } });
}

/** How many tasks each video of the list has. */
function tasksPerVideo(stage: Stage): readonly number[] {
  const tasks = stage.simulator.core.tasks();
  return listOf(stage).map((url) => tasks.filter(({ videoUrl }) => videoUrl === url).length);
}

describe('two jobs over one list', () => {
  test('in a `concurrency` group, which runs them one after the other: one task per video', async () => {
    await onStage({}, async (stage) => {
      let before: Promise<unknown> = Promise.resolve();
      const jobs = JOBS.map((id) => {
        const job = before.then(() => runJob(stage, id));
        before = job;
        return job;
      });
      const results = await Promise.all(jobs);
      expect(results.map(({ outputs }) => [outputs['status'], outputs['reused_count']])).toEqual([
        ['ready', '0'],
        ['ready', '4'],
      ]);
      expect(tasksPerVideo(stage)).toEqual([1, 1, 1, 1]);
    });
  });

  test('without one, at the same moment: at most one task of each per video, all named, and none after that', async () => {
    await onStage({}, async (stage) => {
      const results = await Promise.all(JOBS.map((id) => runJob(stage, id)));
      for (const { outputs } of results) expect(outputs).toMatchObject({ status: 'ready', ready_count: '4' });
      const counts = tasksPerVideo(stage);
      expect(Math.min(...counts)).toBeGreaterThanOrEqual(1);
      expect(Math.max(...counts)).toBeLessThanOrEqual(JOBS.length);
      const made = stage.simulator.core.tasks().map(({ id }) => id);
      const named = results.flatMap((result) => result.results.map(({ task_id }) => task_id));
      expect(new Set(named)).toEqual(new Set(made));
      const third = await runJob(stage, '3');
      expect(third.outputs).toMatchObject({ status: 'ready', reused_count: '4' });
      expect(stage.simulator.core.tasks()).toHaveLength(made.length);
    });
  });
});
