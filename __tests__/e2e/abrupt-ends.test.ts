import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { cancelAtRandomMoments } from '../support/cancel-runs.ts';
import { onStage, routesOf } from '../support/harness.ts';
import { FACTS, ROADS } from '../support/ingest-methods.ts';

describe('a cancelled workflow', () => {
  test(
    'at random moments loses nothing (200 of them by `npm run test:soak`)',
    () => cancelAtRandomMoments({ count: 16, atOnce: 4, seed: 7, longestMs: 7_500 }),
    60_000,
  );

  test.each([
    ['SIGINT', 'tasks'],
    ['SIGTERM', 'tasks'],
    ['SIGINT', 'assets'],
  ] as const)('by %s while waiting (road of %s) leaves ids, results and advice', async (signal, endpoint) => {
    await onStage({ speed: 1, assetReadyAtOnce: true }, async (stage) => {
      const step = stage.start({ endpoint });
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

  test.each(ROADS)('in the middle of a submission on the road of %s still learns the id', async (endpoint) => {
    const { billed } = FACTS[endpoint];
    await onStage({ speed: 1, assetReadyAtOnce: true }, async (stage) => {
      stage.simulator.fault({ route: billed, delayMs: 700, effect: { kind: 'none' } });
      const step = stage.start({ endpoint });
      while (!routesOf(stage.simulator).includes(billed)) await sleep(10);
      step.kill('SIGINT');
      const result = await step.result;
      expect(result.outputs).toMatchObject({ status: 'cancelled', task_id: stage.simulator.core.tasks()[0]?.id });
    });
  });

  test('while an asset is being taken in is rejected, and says that nothing was indexed', async () => {
    await onStage({ speed: 1, assetSeconds: 60 }, async (stage) => {
      const step = stage.start({ endpoint: 'assets' });
      while (!routesOf(stage.simulator).includes('GET /assets/:id')) await sleep(10);
      step.kill('SIGINT');
      const result = await step.result;
      expect(result.outputs).toMatchObject({ status: 'rejected', error_code: 'asset_not_ready', task_id: '' });
      expect(stage.simulator.core.tasks()).toEqual([]);
    });
  });
});

describe('a fault of our own', () => {
  const preload = (name: string): { env: Record<string, string> } => ({
    env: { NODE_OPTIONS: `--import ${resolve(`__tests__/support/${name}.mjs`)}` },
  });

  test.each(ROADS)('an unhandled rejection on the road of %s is red, and tells what is known', async (endpoint) => {
    await onStage({ speed: 1, assetReadyAtOnce: true }, async (stage) => {
      const result = await stage.run({ endpoint }, preload('preload-rejection'));
      expect(result.code).toBe(1);
      expect(result.outputs).toMatchObject({ status: 'unknown', error_code: 'step_failed' });
      expect(result.outputs['task_id']).toBe(stage.simulator.core.tasks()[0]?.id);
      expect(result.results).toHaveLength(1);
      expect(result.log).toContain('::error title=TwelveLabs::Internal error: a fault of our own');
    });
  });

  test.each(ROADS)(
    'an event loop that runs dry on the road of %s is red, and tells what is known',
    async (endpoint) => {
      await onStage({ speed: 1, assetReadyAtOnce: true }, async (stage) => {
        stage.simulator.fault({ route: FACTS[endpoint].billed, effect: { kind: 'stall', at: 'headers' } });
        const result = await stage.run({ endpoint }, preload('preload-dry'));
        expect(result.code).toBe(1);
        expect(result.log).toContain('the event loop is empty before the run has ended');
        expect(result.outputs['status']).toBe('unconfirmed');
        expect(result.results).toHaveLength(1);
      });
    },
  );

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
      expect(result.log).toMatch(/::error title=TwelveLabs::Failed to write the outputs/);
      expect(result.log).toContain(`task ${stage.simulator.core.tasks()[0]?.id}`);
      expect(result.summary).toContain(`<code>${stage.simulator.core.tasks()[0]?.id}</code>`);
    });
  });

  test('a summary that cannot be written is a warning, never a failure', async () => {
    await onStage({}, async (stage) => {
      const result = await stage.run({ wait: 'false' }, { env: { GITHUB_STEP_SUMMARY: '/dev/full' } });
      expect(result.code).toBe(0);
      expect(result.log).toContain('::warning title=TwelveLabs::Failed to write the job summary');
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
      expect(result.log).toContain('Input `results_file` is "a-folder". Expected ');
      expect(stage.simulator.requests).toHaveLength(0);
    });
  });
});
