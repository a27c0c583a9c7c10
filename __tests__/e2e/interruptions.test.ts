import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { withBundleHarness } from '../support/bundle-harness.ts';
import { cancelAtRandomMoments } from '../support/cancel-runs.ts';
import { startHttpServer } from '../support/http-server.ts';
import { getRoutes, INGEST_METHODS, INGEST_REQUESTS } from '../support/ingest-methods.ts';
import { waitUntil } from '../support/wait-until.ts';

describe('a step that is cancelled', () => {
  test('loses nothing at random moments (`npm run test:soak` runs 200 of them)', () =>
    cancelAtRandomMoments({ count: 16, concurrency: 4, seed: 7 }));

  test.each([
    ['SIGINT', 'tasks'],
    ['SIGTERM', 'tasks'],
    ['SIGINT', 'assets'],
  ] as const)('reports IDs, results and advice after %s while it waits for %s', async (signal, endpoint) => {
    await withBundleHarness({ speed: 1, assetReadyAtOnce: true }, async (harness) => {
      const step = harness.start({ endpoint });
      await waitUntil(() => step.outputsNow()['task_id'] !== undefined);
      step.kill(signal);
      const result = await step.result;
      expect(result.code).toBe(1);
      expect(result.outputs).toMatchObject({ status: 'cancelled', error_code: 'wait_cancelled' });
      expect(result.results[0]).toMatchObject({ status: 'cancelled', task_id: harness.simulator.core.tasks()[0]?.id });
      expect(result.summary).toContain('cancelled');
      expect(result.log).toContain('Do not submit it again');
    });
  });

  test.each(INGEST_METHODS)('reports the ID of a submission that is pending, for %s', async (endpoint) => {
    const { billed } = INGEST_REQUESTS[endpoint];
    await withBundleHarness({ speed: 1, assetReadyAtOnce: true }, async (harness) => {
      harness.simulator.fault({ route: billed, delayMs: 700, effect: { kind: 'none' } });
      const step = harness.start({ endpoint });
      await waitUntil(() => getRoutes(harness.simulator).includes(billed));
      step.kill('SIGINT');
      const result = await step.result;
      expect(result.outputs).toMatchObject({ status: 'cancelled', task_id: harness.simulator.core.tasks()[0]?.id });
    });
  });

  test('reports that nothing was indexed while the asset is processed', async () => {
    await withBundleHarness({ speed: 1, assetSeconds: 60 }, async (harness) => {
      const step = harness.start({ endpoint: 'assets' });
      await waitUntil(() => getRoutes(harness.simulator).includes('GET /assets/:id'));
      step.kill('SIGINT');
      const result = await step.result;
      expect(result.outputs).toMatchObject({ status: 'rejected', error_code: 'asset_not_ready', task_id: '' });
      expect(harness.simulator.core.tasks()).toEqual([]);
    });
  });

  test('reports that it was cancelled while its list is read', async () => {
    const server = await startHttpServer(() => {});
    await withBundleHarness({}, async (harness) => {
      const inputs = { video_url: '', manifest: `${server.origin}/list.csv`, allow_private_urls: 'true' };
      const step = harness.start(inputs);
      await waitUntil(() => server.requests.length > 0);
      step.kill('SIGTERM');
      const result = await step.result;
      expect(result.code).toBe(1);
      expect(result.outputs).toMatchObject({ status: 'cancelled', error_code: 'run_cancelled', total_count: '0' });
      expect(harness.simulator.core.tasks()).toEqual([]);
    });
    await server.close();
  });
});

describe('an internal error', () => {
  test.each(INGEST_METHODS)(
    'fails the step and reports what is known after an unhandled rejection, for %s',
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
    'fails the step and reports what is known when the event loop is empty, for %s',
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

  test('fails the step when a dependency ends the process', async () => {
    await withBundleHarness({ speed: 1 }, async (harness) => {
      harness.simulator.fault({ route: 'POST /tasks', effect: { kind: 'stall', at: 'headers' } });
      expect(await harness.run({}, { preload: 'preload-exit.mjs' })).toMatchObject({ code: 1 });
    });
  });
});

describe('a file that cannot be written', () => {
  test.each([
    ['is full', '/dev/full'],
    ['is missing', '/nowhere/output'],
  ])('fails the step when the output file %s, and the log and the summary have the IDs', async (_what, file) => {
    await withBundleHarness({}, async (harness) => {
      const result = await harness.run({ wait: 'false' }, { env: { GITHUB_OUTPUT: file } });
      expect(result.code).toBe(1);
      expect(result.log).toMatch(/::error title=TwelveLabs::Failed to write the outputs/);
      expect(result.log).toContain(`task ${harness.simulator.core.tasks()[0]?.id}`);
      expect(result.summary).toContain(`\`${harness.simulator.core.tasks()[0]?.id}\``);
    });
  });

  test('is a warning when it is the summary', async () => {
    await withBundleHarness({}, async (harness) => {
      const result = await harness.run({ wait: 'false' }, { env: { GITHUB_STEP_SUMMARY: '/dev/full' } });
      expect(result.code).toBe(0);
      expect(result.log).toContain('::warning title=TwelveLabs::Failed to write the job summary');
    });
  });

  test('is not the summary when `summary` is false', async () => {
    await withBundleHarness({}, async (harness) => {
      const result = await harness.run({ wait: 'false', summary: 'false' });
      expect(result.code).toBe(0);
      expect(result.summary).toBe('');
    });
  });

  test('is reported before anything is sent when it is the results file', async () => {
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
