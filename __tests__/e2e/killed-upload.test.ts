import { readdirSync, readFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { type BundleHarness, withBundleHarness } from '../support/bundle-harness.ts';
import { filterPosts, getRoutes, INGEST_REQUESTS } from '../support/ingest-methods.ts';
import { createTemporaryFolder } from '../support/temporary-folder.ts';
import { waitUntil } from '../support/wait-until.ts';

/** A little more than the maximum of one request. */
const SIZE = 201_000_000;
const PART = 20_000_000;
const PARTS = Math.ceil(SIZE / PART);
const PARTS_BEFORE_KILL = 5;

/** How often the storage accepted each part, by its number. */
function countStoredParts({ simulator }: BundleHarness): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const { path, status } of simulator.storageRequests) {
    const part = Number(path.split('.').at(-1));
    if (status === 200) counts.set(part, (counts.get(part) ?? 0) + 1);
  }
  return counts;
}

/** The number of parts in the checkpoint of a pending upload; its first line is about the upload itself. */
function countSavedParts(folder: string): number {
  const checkpoints = readdirSync(folder).filter((name) => name.endsWith('.upload.jsonl'));
  return checkpoints.reduce((sum, name) => sum + readFileSync(join(folder, name), 'utf8').split('\n').length - 2, 0);
}

test('an upload that was killed is resumed, with no part sent twice and one video in the end', async () => {
  const folder = createTemporaryFolder();
  truncateSync(join(folder.path, folder.write('talk.mp4', '')), SIZE);
  try {
    await withBundleHarness({ chunkSize: PART, uploadFacts: { duration: 60 } }, async (harness) => {
      const effect = { kind: 'stall', at: 'headers' } as const;
      harness.simulator.fault({ route: 'PUT /_storage/:key', calls: { from: PARTS_BEFORE_KILL + 1 }, effect });
      const inputs = { endpoint: 'assets', reuse: 'true', video_url: '', video_file: 'talk.mp4' };
      const env = { GITHUB_WORKSPACE: folder.path, RUNNER_TEMP: folder.path };
      const first = harness.start(inputs, { env });
      await waitUntil(() => countSavedParts(folder.path) >= PARTS_BEFORE_KILL);
      first.kill('SIGKILL');
      expect((await first.result).code).toBeNull();
      expect(countStoredParts(harness).size).toBe(PARTS_BEFORE_KILL);
      expect(harness.simulator.core.tasks()).toEqual([]);

      harness.simulator.core.clearFaults();
      const second = await harness.run(inputs, { env });
      expect(second.code).toBe(0);
      expect(second.outputs).toMatchObject({ status: 'ready', reused_count: '0' });
      expect([...countStoredParts(harness).values()]).toEqual(Array.from({ length: PARTS }, () => 1));
      expect(harness.simulator.core.assets().map(({ status }) => status)).toEqual(['ready']);
      expect(harness.simulator.core.tasks()).toHaveLength(1);
      expect(second.outputs['asset_id']).toBe(harness.simulator.core.assets()[0]?.id);
      const posts = filterPosts(getRoutes(harness.simulator));
      expect(posts.filter((route) => route === 'POST /assets/multipart-uploads')).toHaveLength(1);
      expect(posts.filter((route) => route === INGEST_REQUESTS.assets.billed)).toHaveLength(1);
      expect(countSavedParts(folder.path)).toBe(0);
    });
  } finally {
    folder.remove();
  }
});
