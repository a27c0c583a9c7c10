import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { type BundleHarness, withBundleHarness } from '../support/bundle-harness.ts';
import { waitUntil } from '../support/wait-until.ts';

/** Writes a manifest to the workspace of a step before it starts. */
function withManifest(name: string, text: string): { prepare: (folder: string) => void } {
  return { prepare: (folder) => writeFileSync(join(folder, name), text) };
}

/** The sorted URLs of all tasks; a URL that occurs twice was billed twice. */
function getSubmitted(harness: BundleHarness): string[] {
  return harness.simulator.core
    .tasks()
    .map(({ videoUrl }) => videoUrl ?? '')
    .sort();
}

const sortSources = (results: ReadonlyArray<{ readonly source: string | null }>): string[] =>
  results.map(({ source }) => source ?? '').sort();

describe('a shard that is killed', () => {
  const VIDEOS = 30;
  const IN_FLIGHT = 3;

  test('submits exactly its remaining videos when it runs again', async () => {
    // So slow that no task ends: the run has three pending videos and submits no more.
    await withBundleHarness({ speed: 1 }, async (harness) => {
      const urls = Array.from({ length: VIDEOS }, (_, n) => harness.video(`talk-${n}.mp4`));
      const list = withManifest('list.txt', urls.join('\n'));
      const shard = (index: number): Record<string, string> => ({
        manifest: 'list.txt',
        shard: `${index}/3`,
        reuse: 'true',
        video_url: '',
        max_in_flight: String(IN_FLIGHT),
      });
      const killed = harness.start(shard(1), list);
      await waitUntil(() => harness.simulator.core.tasks().length >= IN_FLIGHT);
      killed.kill('SIGKILL');
      expect((await killed.result).code).toBeNull();
      const before = getSubmitted(harness);

      const again = await harness.run({ ...shard(1), wait: 'false' }, list);
      expect(again.code).toBe(0);
      expect(again.outputs['reused_count']).toBe(String(before.length));
      const own = sortSources(again.results);
      expect(own.length).toBeGreaterThan(before.length);
      expect(own.length).toBeLessThan(VIDEOS);
      expect(getSubmitted(harness)).toEqual(own);
      expect(again.results.flatMap(({ reused, source }) => (reused ? [source] : [])).sort()).toEqual(before);

      for (const index of [2, 3]) expect((await harness.run({ ...shard(index), wait: 'false' }, list)).code).toBe(0);
      expect(getSubmitted(harness)).toEqual(urls.toSorted());
    });
  });
});

describe('a manifest with an error', () => {
  test('fails the step with the place of an invalid row, and indexes the other rows', async () => {
    await withBundleHarness({}, async (harness) => {
      const [a, b] = [harness.video('a.mp4'), harness.video('b.mp4')];
      const list = withManifest('videos.csv', `url,name\n${a},A\nhttps//example.com/typo.mp4,Typo\n${b},B\n`);
      const result = await harness.run({ manifest: 'videos.csv', video_url: '' }, list);
      expect(result.code).toBe(1);
      expect(result.results.map(({ name, status }) => [name, status])).toEqual([
        ['A', 'ready'],
        ['Typo', 'rejected'],
        ['B', 'ready'],
      ]);
      expect(getSubmitted(harness)).toEqual([a, b]);
      expect(result.outputs).toMatchObject({ status: 'rejected', ready_count: '2', failed_count: '1' });
      expect(result.log).toMatch(
        /^::error title=TwelveLabs%3A Typo rejected,file=videos\.csv,line=3::videos\.csv:3 \(column 1, url\): .*URL/m,
      );
      expect(result.summary).toContain('Typo');
    });
  });

  test('fails the step before anything is sent if it cannot be parsed', async () => {
    await withBundleHarness({}, async (harness) => {
      const list = withManifest('videos.csv', `link;name\n${harness.video('a.mp4')};A\n`);
      const result = await harness.run({ manifest: 'videos.csv', video_url: '' }, list);
      expect(result.code).toBe(1);
      expect(result.log).toMatch(
        /::error title=TwelveLabs::.*"videos\.csv:1".*found "link", "name".*`link` instead of `url`/,
      );
      expect(harness.simulator.requests).toEqual([]);
    });
  });
});
