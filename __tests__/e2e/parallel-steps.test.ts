import { expect, test } from '@jest/globals';
import { type BundleHarness, withBundleHarness } from '../support/bundle-harness.ts';
import { INGEST_METHODS } from '../support/ingest-methods.ts';
import { createTemporaryFolder } from '../support/temporary-folder.ts';
import { waitUntil } from '../support/wait-until.ts';

const VIDEOS = 6;

function createInputs(harness: BundleHarness, endpoint: string): Readonly<Record<string, string>> {
  const urls = Array.from({ length: VIDEOS }, (_, n) => harness.video(`${n}.mp4`));
  return { endpoint, reuse: 'true', max_in_flight: '10', video_url: urls.join('\n') };
}

/** Runs `use` with environment variables that all steps of one job have. */
async function withJob<T>(use: (env: Readonly<Record<string, string>>) => Promise<T>): Promise<T> {
  const folder = createTemporaryFolder();
  try {
    return await use({ RUNNER_TEMP: folder.path });
  } finally {
    folder.remove();
  }
}

test.each([
  [2, 'tasks'],
  [5, 'tasks'],
  [2, 'assets'],
] as const)('%d steps of one job with the same videos submit each once with %s', async (steps, endpoint) => {
  // Lists lag behind, so that only the steps themselves can know what was submitted.
  await withBundleHarness({ speed: 60, concurrency: 50, listDelaySeconds: 100 }, (harness) =>
    withJob(async (env) => {
      const inputs = createInputs(harness, endpoint);
      const results = await Promise.all(Array.from({ length: steps }, () => harness.run(inputs, { env })));
      for (const { code, outputs } of results) {
        expect([code, outputs['status'], outputs['ready_count']]).toEqual([0, 'ready', String(VIDEOS)]);
      }
      expect(harness.simulator.core.tasks()).toHaveLength(VIDEOS);
      const ids = results.map((result) => result.results.map(({ video_id }) => video_id).join());
      expect(new Set(ids).size).toBe(1);
      expect(new Set(results.map(({ outputs }) => outputs['results_file'])).size).toBe(steps);
    }),
  );
});

test('steps go on when the step whose turn it is gets killed', async () => {
  await withBundleHarness({ speed: 60, concurrency: 50 }, (harness) =>
    withJob(async (env) => {
      const inputs = createInputs(harness, 'tasks');
      harness.simulator.core.fault({ route: 'POST /tasks', calls: [1], effect: { kind: 'stall', at: 'headers' } });
      const holder = harness.start({ ...inputs, max_in_flight: '1' }, { env });
      await waitUntil(() => harness.simulator.requests.some(({ method }) => method === 'POST'));
      const next = harness.start(inputs, { env });
      await waitUntil(() => next.logNow().includes('Waiting until it is done'));
      expect(harness.simulator.core.tasks()).toHaveLength(0);
      holder.kill('SIGKILL');
      expect((await holder.result).code).toBeNull();
      const { code, outputs } = await next.result;
      expect([code, outputs['ready_count']]).toEqual([0, String(VIDEOS)]);
      expect(harness.simulator.core.tasks()).toHaveLength(VIDEOS);
    }),
  );
});

test.each(INGEST_METHODS)(
  'a later step of the job submits nothing again with %s, although lists lag',
  async (endpoint) => {
    await withBundleHarness({ speed: 200, concurrency: 50, listDelaySeconds: 1_000 }, (harness) =>
      withJob(async (env) => {
        const inputs = createInputs(harness, endpoint);
        await harness.run(inputs, { env });
        const second = await harness.run(inputs, { env });
        expect(second.outputs).toMatchObject({ status: 'ready', reused_count: String(VIDEOS) });
        expect(harness.simulator.core.tasks()).toHaveLength(VIDEOS);
      }),
    );
  },
);

test('a video that a step of the job deleted is submitted again by the next one', async () => {
  await withBundleHarness({ speed: 200 }, (harness) =>
    withJob(async (env) => {
      const inputs = { reuse: 'true' };
      const first = await harness.run(inputs, { env });
      const video_id = first.outputs['video_id'] ?? '';
      expect((await harness.startDelete({ video_id }, { env }).result).code).toBe(0);
      const second = await harness.run(inputs, { env });
      expect(second.outputs).toMatchObject({ status: 'ready', reused_count: '0' });
      expect(second.outputs['video_id']).not.toBe(video_id);
    }),
  );
});
