import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { SimTask } from '../../simulator/core.ts';
import { createCollection } from '../../src/existing/collection.ts';
import { TransportError } from '../../src/http/transport.ts';
import type { MemoryHarness, MemoryRun, RunOptions } from '../support/memory-harness.ts';
import { createMemoryHarness } from '../support/memory-harness.ts';

const COLLECTIONS = ['main', 'pull request 1', 'pull request 2'];
const VIDEOS = ['a', 'b', 'c', 'd', 'e'];

/** A list is followed, or its collection is closed. `killedAt`: the request before which the run is killed. */
interface Step {
  readonly collection: string;
  readonly videos: readonly string[] | 'closed';
  readonly killedAt: number | null;
}

const step: fc.Arbitrary<Step> = fc.record({
  collection: fc.constantFrom(...COLLECTIONS),
  videos: fc.oneof(
    { weight: 4, arbitrary: fc.subarray(VIDEOS, { minLength: 1 }) },
    { weight: 1, arbitrary: fc.constant('closed' as const) },
  ),
  killedAt: fc.option(fc.nat({ max: 25 }), { nil: null, freq: 3 }),
});

/** Kills a run: no request is sent from this one on. */
function killAt(request: number | null): RunOptions {
  let sent = 0;
  return {
    onSend: (_, cancel) => {
      sent += 1;
      if (request === null || sent <= request) return;
      cancel();
      throw new TransportError('killed', false);
    },
  };
}

async function play(harness: MemoryHarness, { collection, videos, killedAt }: Step): Promise<boolean> {
  const options = killAt(killedAt);
  if (videos === 'closed') return (await harness.runDelete({ collection }, options)).succeeded;
  const links = videos.map((name) => `https://videos.example/${name}.mp4`);
  const inputs = { reuse: 'true', collection, prune: 'delete', video_url: links.join('\n'), max_in_flight: '10' };
  if (killedAt !== null) return (await harness.run(inputs, options)).succeeded;
  const sent = harness.core.requests.length;
  const planned = await harness.run({ ...inputs, dry_run: 'true' });
  for (const { method } of harness.core.requests.slice(sent)) expect(method).toBe('GET');
  expect([planned.succeeded, planned.outputs['status']]).toEqual([true, 'planned']);
  const run = await harness.run(inputs);
  expect(getActions(planned)).toEqual(getActions(run));
  return run.succeeded;
}

const COUNTS = ['submitted_count', 'reused_count', 'deleted_count', 'total_count'];

/** What a run did, or plans to do. */
function getActions({ results, outputs }: MemoryRun): readonly string[] {
  const actions = results.map(({ source, video_id, action, reason, replaces }) =>
    // A video that was being indexed may be searchable a moment later.
    [source ?? video_id, action === 'adopted' ? 'reused' : action, reason, ...replaces].join(' '),
  );
  return [...actions, ...COUNTS.map((name) => `${name} ${outputs[name]}`)];
}

function getLive({ core }: MemoryHarness): readonly SimTask[] {
  return core.tasks().filter(({ videoDeleted }) => !videoDeleted);
}

function getClaimed(harness: MemoryHarness, collection: string): readonly string[] {
  const { claim } = createCollection(collection);
  return getLive(harness)
    .filter(({ userMetadata }) => userMetadata[claim] === collection)
    .map(({ videoUrl }) => videoUrl?.match(/(\w)\.mp4$/)?.[1] ?? '')
    .toSorted();
}

async function expectFollowed(steps: readonly Step[], listUserMetadata: boolean): Promise<void> {
  const harness = createMemoryHarness({ listUserMetadata, indexingBaseSeconds: 5 });
  const foreign = harness.core.addTask({
    url: 'https://others.example/a.mp4',
    status: 'ready',
    userMetadata: { a: 'b' },
  });
  const wanted = new Map<string, readonly string[]>();
  for (const one of steps) {
    const succeeded = await play(harness, one);
    const videos = one.videos === 'closed' ? [] : one.videos;
    if (one.killedAt === null) expect(succeeded).toBe(true);
    // A run that was killed may have changed any part of what it was to change, but of its own collection only.
    const before = wanted.get(one.collection) ?? [];
    wanted.set(one.collection, succeeded ? videos : before.filter((name) => videos.includes(name)));
    for (const [collection, names] of wanted) {
      expect(getClaimed(harness, collection)).toEqual(expect.arrayContaining([...names]));
    }
  }
  // What a killed run left in progress can be deleted only after its indexing has ended.
  for (const collection of [...COLLECTIONS, ...COLLECTIONS]) {
    const last = steps.findLast((one) => one.collection === collection);
    if (last) expect(await play(harness, { ...last, killedAt: null })).toBe(true);
    await harness.clock.run(harness.clock.sleep(60_000));
  }
  const union = new Set<string>();
  for (const collection of COLLECTIONS) {
    const videos = steps.findLast((one) => one.collection === collection)?.videos ?? [];
    const names = videos === 'closed' ? [] : [...videos].toSorted();
    expect(getClaimed(harness, collection)).toEqual(names);
    for (const name of names) union.add(name);
  }
  const live = getLive(harness).filter(({ id }) => id !== foreign.id);
  expect(live.map(({ videoUrl }) => videoUrl?.match(/(\w)\.mp4$/)?.[1]).toSorted()).toEqual([...union].toSorted());
  expect(getLive(harness).find(({ id }) => id === foreign.id)?.userMetadata).toEqual({ a: 'b' });
}

describe.each([
  ['with metadata', true],
  ['without', false],
])('collections that share videos, rows %s', (_, listUserMetadata) => {
  test('keep what one of them claims, and nothing else, however often runs are killed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), (steps) =>
        expectFollowed(steps, listUserMetadata),
      ),
      { numRuns: 60, seed: 20261125 },
    );
  });
});
