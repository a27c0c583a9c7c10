import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { INDEX_ID, withBundleHarness } from '../support/bundle-harness.ts';
import { getRoutes } from '../support/ingest-methods.ts';

const posts = (routes: readonly string[]): string[] => routes.filter((route) => route.startsWith('POST'));

test('`endpoint: assets` creates an asset and an indexed asset, which a later run can wait for', async () => {
  await withBundleHarness({ assetSeconds: 2 }, async (harness) => {
    const result = await harness.run({ endpoint: 'assets' });
    expect(result.code).toBe(0);
    expect(result.outputs).toMatchObject({ status: 'ready', task_id: result.outputs['video_id'] });
    expect(result.outputs['asset_id']).toMatch(/^[0-9a-f]{24}$/);
    expect(posts(getRoutes(harness.simulator))).toEqual(['POST /assets', 'POST /indexes/:id/indexed-assets']);
    const resumed = await harness.run({ task_id: result.outputs['task_id'] ?? '', index_id: INDEX_ID });
    expect(resumed.outputs).toMatchObject({ status: 'ready', video_id: result.outputs['video_id'] });
  });
});

test('`endpoint: auto` falls back to assets when tasks are retired, and indexes every video once', async () => {
  await withBundleHarness({ assetSeconds: 2 }, async (harness) => {
    harness.simulator.fault({
      route: 'POST /tasks',
      calls: { from: 3 },
      effect: { kind: 'status', status: 404, body: '{"code": "endpoint_not_exists", "message": "gone"}' },
    });
    const urls = ['a', 'b', 'c', 'd'].map((name) => harness.video(`${name}.mp4`));
    const result = await harness.run({ video_url: urls.join('\n'), max_in_flight: '1' });
    expect(result.code).toBe(0);
    expect(result.results.map(({ status }) => status)).toEqual(['ready', 'ready', 'ready', 'ready']);
    expect(harness.simulator.core.tasks().map(({ ingestMethod }) => ingestMethod)).toEqual([
      'tasks',
      'tasks',
      'assets',
      'assets',
    ]);
    expect(result.log.match(/no longer has tasks/g)).toHaveLength(1);
  });
});

test('a run polls its pending videos to their end after tasks are retired, and submits the others as assets', async () => {
  await withBundleHarness({ retired: ['/tasks'], retiredAfterRequests: 2, assetSeconds: 2 }, async (harness) => {
    const urls = ['a', 'b', 'c', 'd'].map((name) => harness.video(`${name}.mp4`));
    const result = await harness.run({ video_url: urls.join('\n'), max_in_flight: '2' });
    expect(result.code).toBe(0);
    const items = harness.simulator.core.tasks();
    expect(items.map(({ ingestMethod }) => ingestMethod)).toEqual(['tasks', 'tasks', 'assets', 'assets']);
    expect(result.results.map(({ status }) => status)).toEqual(['ready', 'ready', 'ready', 'ready']);
    const ids = items.map(({ videoId }) => videoId).toSorted();
    expect(result.results.map(({ video_id }) => video_id).toSorted()).toEqual(ids);
    // Tasks are no longer of use; a later run can resume with the IDs of the videos.
    expect(result.results.map(({ task_id }) => task_id).toSorted()).toEqual(ids);
    expect(result.log.match(/no longer has tasks/g)).toHaveLength(1);
  });
});

test('a file of the workspace is streamed with both ingest methods', async () => {
  await withBundleHarness({ assetSeconds: 2 }, async (harness) => {
    const prepare = (folder: string): void =>
      writeFileSync(join(folder, 'clip.mp4'), readFileSync('simulator/sample.mp4'));
    for (const endpoint of ['tasks', 'assets']) {
      const result = await harness.run({ endpoint, video_url: '', video_file: '*.mp4' }, { prepare });
      expect(result.results).toMatchObject([{ source: 'clip.mp4', status: 'ready', duration: 10 }]);
    }
    expect(harness.simulator.core.tasks()).toHaveLength(2);
  });
});
