import { describe, expect, test } from '@jest/globals';
import { TransportError } from '../../../src/http/transport.ts';
import { INGEST_METHODS } from '../../support/ingest-methods.ts';
import type { MemoryHarness, MemoryRun } from '../../support/memory-harness.ts';
import { createMemoryHarness } from '../../support/memory-harness.ts';

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

  test('shows nothing about the others once it was updated, also if lists do not have it before it is ready', async () => {
    const harness = createMemoryHarness({ filterableAfter: 'update', listUnfinished: false });
    await harness.run({ ...createInputs(endpoint, 7), max_in_flight: '1' });
    const ids = harness.core.tasks().map(({ videoId }) => videoId);
    expect(getUpdatedIds(harness).toSorted()).toEqual(ids.toSorted());
  });

  test('is updated at the end of the run if its update failed before', async () => {
    const harness = createMemoryHarness({ filterableAfter: 'update' });
    const route = 'PATCH /indexes/:id/indexed-assets/:id';
    harness.core.fault({ route, calls: { from: 2, to: 5 }, effect: { kind: 'status', status: 500 } });
    await harness.run(createInputs(endpoint, 3));
    const marks = harness.core.tasks().map(({ userMetadata }) => userMetadata['gha_updated']);
    expect(marks).toEqual(marks.map(() => expect.anything()));
  });

  test('is updated at the end of the run, as are those of the others, if no check was possible', async () => {
    const harness = createMemoryHarness({ filterableAfter: 'update' });
    harness.core.fault({ route: 'GET /indexes/:id/indexed-assets', effect: { kind: 'status', status: 500 } });
    await harness.run({ ...createInputs(endpoint, 5), reuse: 'false' });
    const ids = harness.core.tasks().map(({ videoId }) => videoId);
    expect(getUpdatedIds(harness).toSorted()).toEqual(ids.toSorted());
  });

  test('is updated without waiting, too, so that a later run submits nothing twice', async () => {
    const harness = createMemoryHarness({ filterableAfter: 'update' });
    const inputs = { ...createInputs(endpoint, 7), max_in_flight: '10' };
    await harness.run({ ...inputs, wait: 'false' });
    for (let n = 0; n < 20_000; n++)
      harness.core.addTask({
        url: `https://others.example/${n}.mp4`,
        status: 'ready',
        userMetadata: { n: `${n % 7}` },
      });
    await harness.run(inputs);
    expect(harness.core.tasks().filter(({ videoUrl }) => videoUrl?.startsWith('https://videos.'))).toHaveLength(7);
    expect(harness.core.tasks()).toHaveLength(20_007);
  });

  test('causes one warning if it cannot be found at all, and the run succeeds', async () => {
    const harness = createMemoryHarness({ metadataFilter: [], otherSpellings: 'match_nothing' });
    const run = await harness.run(createInputs(endpoint, 7));
    expect(run.succeeded).toBe(true);
    expect(getWarnings(run)).toHaveLength(1);
    expect(getUpdatedIds(harness).length).toBeLessThanOrEqual(2);
  });
});

describe('where metadata can be filtered only after an update, a run that was cancelled before its updates', () => {
  /** The first run updates its records, the second one none or some of them, and the third one must submit nothing. */
  test.each([0, 1, 3])(
    'hides no video from later runs: %d of its records updated, rows with metadata',
    async (updates) => {
      await expectNothingTwice(updates, { listUserMetadata: true, newerCount: 40 });
    },
  );

  test.each([0, 1, 3])('hides no video from later runs: %d of its records updated, rows without', async (updates) => {
    await expectNothingTwice(updates, { listUserMetadata: false, newerCount: 1 });
  });

  async function expectNothingTwice(
    updates: number,
    { listUserMetadata, newerCount }: { readonly listUserMetadata: boolean; readonly newerCount: number },
  ): Promise<void> {
    const harness = createMemoryHarness({ filterableAfter: 'update', listUserMetadata });
    const inputs = { ...createInputs('tasks', 12), max_in_flight: '20' };
    for (let n = 0; n < 60; n++) harness.core.addTask({ url: 'https://old.example/a.mp4', status: 'ready' });
    await harness.run({ ...inputs, ...createInputs('tasks', 7) });
    let sent = 0;
    const allSubmitted = (): boolean => harness.core.tasks().length === 72;
    await harness.run(inputs, {
      onSend: ({ method }, cancel) => {
        if (method === 'PATCH') sent += 1;
        if (sent > updates && allSubmitted()) cancel();
        if (method === 'PATCH' && sent > updates) throw new TransportError('killed', true);
      },
    });
    for (let n = 0; n < newerCount; n++) {
      harness.core.addTask({
        url: `https://others.example/${n}.mp4`,
        status: 'ready',
        userMetadata: { n: `${n % 7}` },
      });
    }
    // One by one, because reading the whole index is cheaper than searching for many.
    for (let n = 0; n < 12; n++) {
      const run = await harness.run({ ...inputs, video_url: `https://videos.example/${n}.mp4` });
      expect(run.results[0]).toMatchObject({ reused: true, status: 'ready' });
    }
    expect(harness.core.tasks().filter(({ videoUrl }) => videoUrl?.startsWith('https://videos.'))).toHaveLength(12);
  }
});
