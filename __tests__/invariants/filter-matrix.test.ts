import { describe, expect, test } from '@jest/globals';
import type { MemoryHarness } from '../support/memory-harness.ts';
import { createMemoryHarness } from '../support/memory-harness.ts';

/**
 * Every behavior of the metadata filter: which spelling works, what the others do, whether rows
 * include metadata, and when metadata can be filtered.
 */
const SPELLINGS = [['bare'], ['brackets'], ['json'], []] as const;
const OTHERS = ['ignored', 'refused', 'match_nothing'] as const;
const ROWS = [true, false];
const FILTERABLE = ['creation', 'update'] as const;
/** Videos of others that are added after the first run, and how many videos the later runs have, of those of the first. */
const LISTS: readonly (readonly [number, readonly number[]])[] = [
  ...[0, 300].flatMap((foreign) => [1, 7, 120].map((count) => [foreign, [count]] as const)),
  // An index of one own video among so many is in `lookup-requests.test.ts`.
  [20_000, [120, 7, 1]],
];

const READINGS = SPELLINGS.flatMap((metadataFilter) =>
  OTHERS.flatMap((otherSpellings) =>
    ROWS.flatMap((listUserMetadata) =>
      FILTERABLE.map((filterableAfter) => ({ metadataFilter, otherSpellings, listUserMetadata, filterableAfter })),
    ),
  ),
);

function createInputs(count: number): Readonly<Record<string, string>> {
  const links = Array.from({ length: count }, (_, index) => `https://videos.example/${index}.mp4`);
  return { reuse: 'true', video_url: links.join('\n'), max_in_flight: '200' };
}

const FOREIGN_URL = 'https://others.example/other.mp4';

function addForeignVideos(harness: MemoryHarness, count: number): void {
  for (let index = 0; index < count; index++) {
    const userMetadata = index % 2 === 0 ? { category: `c${index % 10}` } : {};
    harness.core.addTask({ url: FOREIGN_URL, filename: 'other.mp4', status: 'ready', userMetadata });
  }
}

function countOwnSubmissions(harness: MemoryHarness): number {
  return harness.core.tasks().filter(({ videoUrl }) => videoUrl?.startsWith('https://videos.example/')).length;
}

describe.each(READINGS)('with the filter %j', (reading) => {
  test.each(LISTS)('and %d newer videos of others, later runs of %j videos submit nothing', async (foreign, counts) => {
    const harness = createMemoryHarness({ ...reading, concurrency: 200 });
    const all = Math.max(...counts);
    const first = await harness.run(createInputs(all));
    expect(first.succeeded).toBe(true);
    addForeignVideos(harness, foreign);
    for (const count of counts) {
      const { results } = await harness.run(createInputs(count));
      expect(results).toHaveLength(count);
      const isReused = results.every(({ status, reused }) => status === 'ready' && reused);
      const isRejected = results.every(({ error }) => error?.code === 'reuse_lookup_failed');
      if (reading.metadataFilter.length > 0) expect(isReused).toBe(true);
      else expect(isReused || isRejected).toBe(true);
    }
    expect(countOwnSubmissions(harness)).toBe(all);
  });
});
