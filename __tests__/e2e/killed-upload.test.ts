import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import type { BundleHarness } from '../support/bundle-harness.ts';
import { withBundleHarness } from '../support/bundle-harness.ts';
import { filterPosts, getRoutes, INGEST_REQUESTS } from '../support/ingest-methods.ts';

/** A little more than fits into one request. */
const SIZE = 201_000_000;
const PART = 20_000_000;
const PARTS = Math.ceil(SIZE / PART);
const BEFORE_THE_KILL = 5;

/** How often the storage has taken each part, by its number. */
function stored({ simulator }: BundleHarness): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const { path, status } of simulator.storageRequests) {
    const part = Number(path.split('.').at(-1));
    if (status === 200) counts.set(part, (counts.get(part) ?? 0) + 1);
  }
  return counts;
}

/** Parts that stand in the notes of an upload under way; the first line is about the upload itself. */
function notedIn(folder: string): number {
  const notes = readdirSync(folder).filter((name) => name.endsWith('.upload.jsonl'));
  return notes.reduce((sum, name) => sum + readFileSync(join(folder, name), 'utf8').split('\n').length - 2, 0);
}

test('an upload that was killed goes on where it was, with no part sent twice and one video in the end', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'killed-'));
  const file = join(folder, 'talk.mp4');
  writeFileSync(file, '');
  truncateSync(file, SIZE);
  try {
    await withBundleHarness({ chunkSize: PART, uploadFacts: { duration: 60 } }, async (harness) => {
      const effect = { kind: 'stall', at: 'headers' } as const;
      harness.simulator.fault({ route: 'PUT /_storage/:key', calls: { from: BEFORE_THE_KILL + 1 }, effect });
      const inputs = { endpoint: 'assets', reuse: 'true', video_url: '', video_file: 'talk.mp4' };
      const env = { GITHUB_WORKSPACE: folder, RUNNER_TEMP: folder };
      const first = harness.start(inputs, { env });
      while (notedIn(folder) < BEFORE_THE_KILL) await sleep(20);
      first.kill('SIGKILL');
      expect((await first.result).code).toBeNull();
      expect(stored(harness).size).toBe(BEFORE_THE_KILL);
      expect(harness.simulator.core.tasks()).toEqual([]);

      harness.simulator.core.clearFaults();
      const second = await harness.run(inputs, { env });
      expect(second.code).toBe(0);
      expect(second.outputs).toMatchObject({ status: 'ready', reused_count: '0' });
      expect([...stored(harness).values()]).toEqual(Array.from({ length: PARTS }, () => 1));
      expect(harness.simulator.core.assets().map(({ status }) => status)).toEqual(['ready']);
      expect(harness.simulator.core.tasks()).toHaveLength(1);
      expect(second.outputs['asset_id']).toBe(harness.simulator.core.assets()[0]?.id);
      const posts = filterPosts(getRoutes(harness.simulator));
      expect(posts.filter((route) => route === 'POST /assets/multipart-uploads')).toHaveLength(1);
      expect(posts.filter((route) => route === INGEST_REQUESTS.assets.billed)).toHaveLength(1);
      expect(notedIn(folder)).toBe(0);
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
