import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import type { BundleHarness } from '../support/bundle-harness.ts';
import { withBundleHarness } from '../support/bundle-harness.ts';

/** Puts a list into the workspace of a step before it starts. */
function withList(name: string, text: string): { prepare: (folder: string) => void } {
  return { prepare: (folder) => writeFileSync(join(folder, name), text) };
}

/** The links that tasks were made of, in order of the alphabet; a link twice was paid twice. */
function submitted(harness: BundleHarness): string[] {
  return harness.simulator.core
    .tasks()
    .map(({ videoUrl }) => videoUrl ?? '')
    .sort();
}

const bySource = (results: ReadonlyArray<{ readonly source: string | null }>): string[] =>
  results.map(({ source }) => source ?? '').sort();

describe('a shard that is killed half-way', () => {
  const VIDEOS = 30;
  const IN_FLIGHT = 3;

  test('submits exactly the rest when it runs again, and nothing of other shards', async () => {
    // Slow enough that no task ends: the run stands still with three of them open.
    await withBundleHarness({ speed: 1 }, async (harness) => {
      const urls = Array.from({ length: VIDEOS }, (_, n) => harness.video(`talk-${n}.mp4`));
      const list = withList('list.txt', urls.join('\n'));
      const shard = (index: number): Record<string, string> => ({
        manifest: 'list.txt',
        shard: `${index}/3`,
        reuse: 'true',
        video_url: '',
        max_in_flight: String(IN_FLIGHT),
      });
      const killed = harness.start(shard(1), list);
      while (harness.simulator.core.tasks().length < IN_FLIGHT) await sleep(20);
      killed.kill('SIGKILL');
      expect((await killed.result).code).toBeNull();
      const before = submitted(harness);

      const again = await harness.run({ ...shard(1), wait: 'false' }, list);
      expect(again.code).toBe(0);
      expect(again.outputs['reused_count']).toBe(String(before.length));
      const own = bySource(again.results);
      expect(own.length).toBeGreaterThan(before.length);
      expect(own.length).toBeLessThan(VIDEOS);
      expect(submitted(harness)).toEqual(own);
      expect(again.results.flatMap(({ reused, source }) => (reused ? [source] : [])).sort()).toEqual(before);

      for (const index of [2, 3]) expect((await harness.run({ ...shard(index), wait: 'false' }, list)).code).toBe(0);
      expect(submitted(harness)).toEqual(urls.toSorted());
    });
  }, 60_000);
});

describe('a list with one bad row', () => {
  test('indexes the others, and is red with the place of the bad one', async () => {
    await withBundleHarness({}, async (harness) => {
      const [a, b] = [harness.video('a.mp4'), harness.video('b.mp4')];
      const list = withList('videos.csv', `url,name\n${a},A\nhttps//example.com/typo.mp4,Typo\n${b},B\n`);
      const result = await harness.run({ manifest: 'videos.csv', video_url: '' }, list);
      expect(result.code).toBe(1);
      expect(result.results.map(({ name, status }) => [name, status])).toEqual([
        ['A', 'ready'],
        ['Typo', 'rejected'],
        ['B', 'ready'],
      ]);
      expect(submitted(harness)).toEqual([a, b]);
      expect(result.outputs).toMatchObject({ status: 'rejected', ready_count: '2', failed_count: '1' });
      expect(result.log).toMatch(/^::error title=TwelveLabs%3A Typo rejected::videos\.csv:3 \(column 1, url\): .*URL/m);
      expect(result.summary).toContain('Typo');
    });
  });

  test('a list that is none sends nothing, and says where and what to do', async () => {
    await withBundleHarness({}, async (harness) => {
      const list = withList('videos.csv', `link;name\n${harness.video('a.mp4')};A\n`);
      const result = await harness.run({ manifest: 'videos.csv', video_url: '' }, list);
      expect(result.code).toBe(1);
      expect(result.log).toMatch(/::error title=TwelveLabs::.*"videos\.csv:1".*commas.*semicolons/);
      expect(harness.simulator.requests).toEqual([]);
    });
  });
});
