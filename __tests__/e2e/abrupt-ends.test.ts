import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { cancelAtRandomMoments } from '../support/cancel.ts';
import { onStage } from '../support/stage.ts';

describe('a cancelled workflow', () => {
  test(
    'at random moments loses nothing (200 of them by `npm run test:soak`)',
    () => cancelAtRandomMoments({ count: 16, atOnce: 4, seed: 7, longestMs: 7_500 }),
    60_000,
  );

  test.each(['SIGINT', 'SIGTERM'] as const)('by %s while waiting leaves ids, results and advice', async (signal) => {
    await onStage({ speed: 1 }, async (stage) => {
      const step = stage.start();
      while (step.outputsNow()['task_id'] === undefined) await sleep(20);
      step.kill(signal);
      const result = await step.result;
      expect(result.code).toBe(1);
      expect(result.outputs).toMatchObject({ status: 'cancelled', error_code: 'wait_cancelled' });
      expect(result.results[0]).toMatchObject({ status: 'cancelled', task_id: stage.simulator.core.tasks()[0]?.id });
      expect(result.summary).toContain('cancelled');
      expect(result.log).toContain('Do not submit it again');
    });
  });

  test('in the middle of a submission still learns the id', async () => {
    await onStage({ speed: 1 }, async (stage) => {
      stage.simulator.fault({ route: 'POST /tasks', delayMs: 700, effect: { kind: 'none' } });
      const step = stage.start();
      while (stage.simulator.requests.length === 0) await sleep(10);
      step.kill('SIGINT');
      const result = await step.result;
      expect(result.outputs).toMatchObject({ status: 'cancelled', task_id: stage.simulator.core.tasks()[0]?.id });
    });
  });
});

describe('a fault of our own', () => {
  const preload = (name: string): { env: Record<string, string> } => ({
    env: { NODE_OPTIONS: `--import ${resolve(`__tests__/support/${name}.mjs`)}` },
  });

  test('an unhandled rejection is red, and tells what is known', async () => {
    await onStage({ speed: 1 }, async (stage) => {
      const result = await stage.run({}, preload('preload-rejection'));
      expect(result.code).toBe(1);
      expect(result.outputs).toMatchObject({ status: 'unwatched', error_code: 'wait_crashed' });
      expect(result.outputs['task_id']).toBe(stage.simulator.core.tasks()[0]?.id);
      expect(result.results).toHaveLength(1);
      expect(result.log).toContain('::error title=TwelveLabs::This action has a fault: a fault of our own');
    });
  });

  test('an event loop that runs dry is red, and tells what is known', async () => {
    await onStage({ speed: 1 }, async (stage) => {
      stage.simulator.fault({ route: 'POST /tasks', effect: { kind: 'stall', at: 'headers' } });
      const result = await stage.run({}, preload('preload-dry'));
      expect(result.code).toBe(1);
      expect(result.log).toContain('nothing was left to wait for');
      expect(result.outputs['status']).toBe('unconfirmed');
      expect(result.results).toHaveLength(1);
    });
  });

  test('a dependency that ends the process does not end it green', async () => {
    await onStage({ speed: 1 }, async (stage) => {
      stage.simulator.fault({ route: 'POST /tasks', effect: { kind: 'stall', at: 'headers' } });
      expect(await stage.run({}, preload('preload-exit'))).toMatchObject({ code: 1 });
    });
  });
});

describe('files that cannot be written', () => {
  test.each([
    ['is full', '/dev/full'],
    ['is missing', '/nowhere/output'],
  ])('an output file that %s is red, and log and summary still have the ids', async (_what, file) => {
    await onStage({}, async (stage) => {
      const result = await stage.run({ wait: 'false' }, { env: { GITHUB_OUTPUT: file } });
      expect(result.code).toBe(1);
      expect(result.log).toMatch(/::error title=TwelveLabs::The outputs could not be written/);
      expect(result.log).toContain(`task ${stage.simulator.core.tasks()[0]?.id}`);
      expect(result.summary).toContain(`<code>${stage.simulator.core.tasks()[0]?.id}</code>`);
    });
  });

  test('a summary that cannot be written is a warning, never a failure', async () => {
    await onStage({}, async (stage) => {
      const result = await stage.run({ wait: 'false' }, { env: { GITHUB_STEP_SUMMARY: '/dev/full' } });
      expect(result.code).toBe(0);
      expect(result.log).toContain('::warning title=TwelveLabs::The job summary could not be written');
    });
  });

  test('summary: false writes none', async () => {
    await onStage({}, async (stage) => {
      const result = await stage.run({ wait: 'false', summary: 'false' });
      expect(result.code).toBe(0);
      expect(result.summary).toBe('');
    });
  });

  test('a results file that cannot be written is told before anything is sent', async () => {
    await onStage({}, async (stage) => {
      const result = await stage.run(
        { results_file: 'a-folder' },
        { prepare: (folder) => mkdirSync(join(folder, 'a-folder')) },
      );
      expect(result.code).toBe(1);
      expect(result.log).toContain('Input `results_file` is "a-folder". Allowed: ');
      expect(stage.simulator.requests).toHaveLength(0);
    });
  });
});
