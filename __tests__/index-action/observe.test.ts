import { rmSync } from 'node:fs';
import { afterAll, expect, test } from '@jest/globals';
import type { RunContext } from '../../src/existing/run-context.ts';
import { StepRecords } from '../../src/existing/step-records.ts';
import { readInputs } from '../../src/index-action/inputs.ts';
import { observe } from '../../src/index-action/observe.ts';
import { applyPlan, logPlan } from '../../src/indexing/apply-plan.ts';
import type { FileSource } from '../../src/model/source.ts';
import { createVideoStore } from '../../src/model/video-store.ts';
import { createPlan } from '../../src/plan/plan.ts';
import { createDeadline } from '../../src/util/clock.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { createFakeApi, createFakeRunner, createTestMetadataQuery, logTo } from '../support/fixtures.ts';
import { createTemporaryFolder } from '../support/temporary-folder.ts';

const FOLDER = createTemporaryFolder().path;
afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

const SOURCE: FileSource = {
  kind: 'file',
  path: 'simulator/sample.mp4',
  size: 1,
  ...{ displayName: 'sample.mp4', name: 'sample.mp4', key: null, userMetadata: {}, error: null },
};

/** Observes and plans one file for an index with these models; returns the warnings and the number of running timers. */
async function select(models: readonly string[]): Promise<{ warned: readonly string[]; running: number }> {
  const inputs = readInputs(
    createFakeRunner({ api_key: 'tlk_test_key', index_id: 'i1', video_file: 'sample.mp4', reuse: 'false' }),
    { RUNNER_TEMP: FOLDER },
    'uuid',
  );
  let running = 0;
  const virtual = createFakeClock();
  const clock = {
    ...virtual,
    sleep: async (ms: number, signal?: AbortSignal) => {
      running += 1;
      await virtual.sleep(ms, signal);
      running -= 1;
    },
  };
  const store = createVideoStore([SOURCE], 'i1', clock, {
    identities: [{ sourceKey: 'source', address: 'source', contentVersion: null }],
    onChange: () => {},
  });
  const { signal } = new AbortController();
  const api = createFakeApi({ _id: 'i1', models: models.map((model_name) => ({ model_name })) });
  const warned: string[] = [];
  const context: RunContext = {
    ...{ clock, store, settings: inputs, random: () => 0.5, uuid: () => 'uuid', origin: {}, collection: null },
    api,
    metadataQuery: createTestMetadataQuery(api, 'i1'),
    stepRecords: new StepRecords(null),
    deadline: createDeadline(clock, 3_600_000),
    cancellation: { signal, hardCancelSignal: signal },
    open: () => Promise.reject(new Error('nothing is opened here')),
    log: logTo(warned),
  };
  const settings = { ...inputs, collection: null, prune: 'off', isListComplete: true } as const;
  const plan = createPlan(await observe(context, settings, async () => null), settings);
  logPlan(context, plan);
  await applyPlan(context, plan);
  expect(store.videos()[0]).toMatchObject({ phase: 'queued', metadata: { duration: 10 } });
  expect(store.videos()[0]?.contentVersion).toMatch(/^[0-9a-f]{32}$/);
  return { warned: warned.filter((line) => line.startsWith('index ')), running };
}

test('observe leaves no timer running', async () => {
  expect((await select(['marengo3.0'])).running).toBe(0);
});

test('warnings about the index are logged with the index as their subject', async () => {
  expect((await select(['marengo3.0', 'pegasus1.2'])).warned).toEqual(['index index_model_skipped']);
  expect((await select(['pegasus1.2'])).warned).toContain('index index_models_retired');
});
