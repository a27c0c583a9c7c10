import { expect, test } from '@jest/globals';
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
/** The numbers of videos in the list of a workflow; of those, each longer list has all of the shorter ones. */
const COUNTS = [1, 7, 120];
/** How many newer videos of others the index then has. An index of one own video among so many is in `lookup-requests.test.ts`. */
const FOREIGN = [300, 20_000];

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

async function expectReused(harness: MemoryHarness, count: number): Promise<void> {
  const { results } = await harness.run(createInputs(count));
  expect(results).toHaveLength(count);
  const isReused = results.every(({ status, reused }) => status === 'ready' && reused);
  const isRejected = results.every(({ error }) => error?.code === 'reuse_lookup_failed');
  const hasFilter = harness.core.options.metadataFilter.length > 0;
  expect([isReused, isRejected]).toEqual(hasFilter || isReused ? [true, false] : [false, true]);
}

test.each(READINGS)(
  'with the filter %j, later runs submit nothing, however many videos of others are newer',
  async (reading) => {
    const harness = createMemoryHarness({ ...reading, concurrency: 200 });
    for (const count of COUNTS) {
      const { succeeded } = await harness.run(createInputs(count));
      expect([succeeded, countOwnSubmissions(harness)]).toEqual([true, count]);
      await expectReused(harness, count);
    }
    let added = 0;
    for (const foreign of FOREIGN) {
      addForeignVideos(harness, foreign - added);
      added = foreign;
      for (const count of COUNTS) await expectReused(harness, count);
    }
    expect(countOwnSubmissions(harness)).toBe(Math.max(...COUNTS));
  },
);
