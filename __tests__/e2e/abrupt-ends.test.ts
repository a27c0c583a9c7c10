import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { withBundleHarness } from '../support/bundle-harness.ts';
import { cancelAtRandomMoments } from '../support/cancel-runs.ts';
import { getRoutes, INGEST_METHODS, INGEST_REQUESTS } from '../support/ingest-methods.ts';

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
    await withBundleHarness({ speed: 1, assetReadyAtOnce: true }, async (harness) => {
      const step = harness.start({ endpoint });
      while (step.outputsNow()['task_id'] === undefined) await sleep(20);
      step.kill(signal);
      const result = await step.result;
      expect(result.code).toBe(1);
      expect(result.outputs).toMatchObject({ status: 'cancelled', error_code: 'wait_cancelled' });
      expect(result.results[0]).toMatchObject({ status: 'cancelled', task_id: harness.simulator.core.tasks()[0]?.id });
      expect(result.summary).toContain('cancelled');
      expect(result.log).toContain('Do not submit it again');
    });
  });

  test.each(INGEST_METHODS)('in the middle of a submission on the road of %s still learns the id', async (endpoint) => {
    const { billed } = INGEST_REQUESTS[endpoint];
    await withBundleHarness({ speed: 1, assetReadyAtOnce: true }, async (harness) => {
      harness.simulator.fault({ route: billed, delayMs: 700, effect: { kind: 'none' } });
      const step = harness.start({ endpoint });
      while (!getRoutes(harness.simulator).includes(billed)) await sleep(10);
      step.kill('SIGINT');
      const result = await step.result;
      expect(result.outputs).toMatchObject({ status: 'cancelled', task_id: harness.simulator.core.tasks()[0]?.id });
    });
  });

  test('while an asset is being taken in is rejected, and says that nothing was indexed', async () => {
    await withBundleHarness({ speed: 1, assetSeconds: 60 }, async (harness) => {
      const step = harness.start({ endpoint: 'assets' });
      while (!getRoutes(harness.simulator).includes('GET /assets/:id')) await sleep(10);
      step.kill('SIGINT');
      const result = await step.result;
      expect(result.outputs).toMatchObject({ status: 'rejected', error_code: 'asset_not_ready', task_id: '' });
      expect(harness.simulator.core.tasks()).toEqual([]);
    });
  });
});

describe('a fault of our own', () => {
  test.each(INGEST_METHODS)(
    'an unhandled rejection on the road of %s is red, and tells what is known',
    async (endpoint) => {
      await withBundleHarness({ speed: 1, assetReadyAtOnce: true }, async (harness) => {
        const result = await harness.run({ endpoint }, { preload: 'preload-rejection.mjs' });
        expect(result.code).toBe(1);
        expect(result.outputs).toMatchObject({ status: 'unknown', error_code: 'step_failed' });
        expect(result.outputs['task_id']).toBe(harness.simulator.core.tasks()[0]?.id);
        expect(result.results).toHaveLength(1);
        expect(result.log).toContain('::error title=TwelveLabs::Internal error: a fault of our own');
      });
    },
  );

  test.each(INGEST_METHODS)(
    'an event loop that runs dry on the road of %s is red, and tells what is known',
    async (endpoint) => {
      await withBundleHarness({ speed: 1, assetReadyAtOnce: true }, async (harness) => {
        harness.simulator.fault({ route: INGEST_REQUESTS[endpoint].billed, effect: { kind: 'stall', at: 'headers' } });
        const result = await harness.run({ endpoint }, { preload: 'preload-dry.mjs' });
        expect(result.code).toBe(1);
        expect(result.log).toContain('the event loop is empty before the run has ended');
        expect(result.outputs['status']).toBe('unconfirmed');
        expect(result.results).toHaveLength(1);
      });
    },
  );

  test('a dependency that ends the process does not end it green', async () => {
    await withBundleHarness({ speed: 1 }, async (harness) => {
      harness.simulator.fault({ route: 'POST /tasks', effect: { kind: 'stall', at: 'headers' } });
      expect(await harness.run({}, { preload: 'preload-exit.mjs' })).toMatchObject({ code: 1 });
    });
  });
});

describe('files that cannot be written', () => {
  test.each([
    ['is full', '/dev/full'],
    ['is missing', '/nowhere/output'],
  ])('an output file that %s is red, and log and summary still have the ids', async (_what, file) => {
    await withBundleHarness({}, async (harness) => {
      const result = await harness.run({ wait: 'false' }, { env: { GITHUB_OUTPUT: file } });
      expect(result.code).toBe(1);
      expect(result.log).toMatch(/::error title=TwelveLabs::Failed to write the outputs/);
      expect(result.log).toContain(`task ${harness.simulator.core.tasks()[0]?.id}`);
      expect(result.summary).toContain(`<code>${harness.simulator.core.tasks()[0]?.id}</code>`);
    });
  });

  test('a summary that cannot be written is a warning, never a failure', async () => {
    await withBundleHarness({}, async (harness) => {
      const result = await harness.run({ wait: 'false' }, { env: { GITHUB_STEP_SUMMARY: '/dev/full' } });
      expect(result.code).toBe(0);
      expect(result.log).toContain('::warning title=TwelveLabs::Failed to write the job summary');
    });
  });

  test('summary: false writes none', async () => {
    await withBundleHarness({}, async (harness) => {
      const result = await harness.run({ wait: 'false', summary: 'false' });
      expect(result.code).toBe(0);
      expect(result.summary).toBe('');
    });
  });

  test('a results file that cannot be written is told before anything is sent', async () => {
    await withBundleHarness({}, async (harness) => {
      const result = await harness.run(
        { results_file: 'a-folder' },
        { prepare: (folder) => mkdirSync(join(folder, 'a-folder')) },
      );
      expect(result.code).toBe(1);
      expect(result.log).toContain('Input `results_file` is "a-folder". Expected ');
      expect(harness.simulator.requests).toHaveLength(0);
    });
  });
});
