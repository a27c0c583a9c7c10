import { describe, expect, test } from '@jest/globals';
import { INGEST_METHODS } from '../support/ingest-methods.ts';
import type { MemoryHarness, MemoryRun } from '../support/memory-harness.ts';
import { createMemoryHarness } from '../support/memory-harness.ts';

function getWarnings({ annotations }: MemoryRun): readonly string[] {
  return annotations.filter((text) => text.startsWith('warning ') && text.includes('index'));
}

/** IDs of the items whose metadata was updated, in order. */
function getUpdatedIds({ core }: MemoryHarness): readonly string[] {
  return core.requests.flatMap(({ method, path }) => (method === 'PATCH' ? [path.split('/').at(-1) ?? ''] : []));
}

function createInputs(endpoint: string, count: number): Readonly<Record<string, string>> {
  const links = Array.from({ length: count }, (_, n) => `https://videos.example/${n}.mp4`);
  return { endpoint, video_url: links.join('\n'), reuse: 'true' };
}

describe.each(INGEST_METHODS)('with %s, the record of the first video', (endpoint) => {
  test('is searched for and left alone if it is found', async () => {
    const harness = createMemoryHarness();
    const run = await harness.run(createInputs(endpoint, 3));
    const submissions = harness.core.requests.filter(({ query }) => JSON.stringify(query).includes('gha_submission'));
    expect(submissions.length).toBeGreaterThan(0);
    expect(getUpdatedIds(harness)).toEqual([]);
    expect(getWarnings(run)).toEqual([]);
  });

  test('is updated if it can be filtered only then, as are the records of all other videos, once each', async () => {
    const harness = createMemoryHarness({ filterableAfter: 'update' });
    const run = await harness.run(createInputs(endpoint, 7));
    const ids = harness.core.tasks().map(({ videoId }) => videoId);
    expect(getUpdatedIds(harness).toSorted()).toEqual(ids.toSorted());
    expect(getWarnings(run)).toEqual([]);
  });

  test('causes one warning if it cannot be found at all, and the run succeeds', async () => {
    const harness = createMemoryHarness({ metadataFilter: [], otherSpellings: 'match_nothing' });
    const run = await harness.run(createInputs(endpoint, 7));
    expect(run.succeeded).toBe(true);
    expect(getWarnings(run)).toHaveLength(1);
    expect(getUpdatedIds(harness)).toHaveLength(1);
  });
});
