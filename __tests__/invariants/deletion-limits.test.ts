import { expect, test } from '@jest/globals';
import type { SimTask } from '../../simulator/core.ts';
import { createCollection } from '../../src/existing/collection.ts';
import type { MemoryHarness, RunOptions } from '../support/memory-harness.ts';
import { createMemoryHarness } from '../support/memory-harness.ts';

const MAIN = createCollection('main');
const PULL_REQUEST = createCollection('pull request 1');
const MANAGED = { gha_submission: '1', gha_source: 'a'.repeat(32) };

function toLinks(names: string): string {
  return [...names].map((name) => `https://videos.example/${name}.mp4`).join('\n');
}

/** The index has a, b and c of `main`, of which the pull request uses c, and d of the pull request. */
async function createIndex(options: Parameters<typeof createMemoryHarness>[0]): Promise<MemoryHarness> {
  const harness = createMemoryHarness(options);
  const inputs = { reuse: 'true', max_in_flight: '10' };
  await harness.run({ ...inputs, collection: MAIN.name, video_url: toLinks('abc') });
  await harness.run({ ...inputs, collection: PULL_REQUEST.name, video_url: toLinks('cd') });
  harness.core.addTask({
    url: 'https://others.example/x.mp4',
    status: 'ready',
    userMetadata: { [MAIN.claim]: MAIN.name },
  });
  const imitation = { ...MANAGED, gha_source: 'not a hash', [MAIN.claim]: MAIN.name };
  harness.core.addTask({ url: 'https://others.example/y.mp4', status: 'ready', userMetadata: imitation });
  return harness;
}

function getLive({ core }: MemoryHarness): string {
  const live = core.tasks().filter(({ videoDeleted, status }) => !videoDeleted && status === 'ready');
  return live
    .map(({ videoUrl }) => videoUrl?.match(/(\w)\.mp4$/)?.[1])
    .toSorted()
    .join('');
}

function find({ core }: MemoryHarness, name: string): SimTask {
  const task = core.tasks().find(({ videoUrl }) => videoUrl?.endsWith(`/${name}.mp4`));
  if (task === undefined) throw new Error(`there is no ${name}`);
  return task;
}

interface Attempt {
  /** Tries to make a run delete too much. */
  readonly inputs?: Readonly<Record<string, string>>;
  readonly options?: Parameters<typeof createMemoryHarness>[0];
  readonly prepare?: (harness: MemoryHarness) => void;
  readonly how?: (harness: MemoryHarness) => RunOptions;
  /** What is left; all of `abcdxy` by default. */
  readonly left?: string;
}

/** Changes the metadata of a video after the plan was made: the tasks are listed for the lookup, and then for the deletion. */
function whilePlanned(harness: MemoryHarness, name: string, changes: Readonly<Record<string, unknown>>): RunOptions {
  let lists = 0;
  return {
    onSend: ({ method, url }) => {
      if (method === 'GET' && url.pathname.endsWith('/tasks')) lists += 1;
      if (lists === 2 && url.pathname.endsWith('/tasks')) void patch(harness, name, changes);
    },
  };
}

async function patch(harness: MemoryHarness, name: string, changes: Readonly<Record<string, unknown>>): Promise<void> {
  const { indexId, videoId } = find(harness, name);
  await harness.core.deliver({
    method: 'PATCH',
    path: `/v1.3/indexes/${indexId}/indexed-assets/${videoId}`,
    query: new URLSearchParams(),
    headers: { 'x-api-key': 'tlk_memory', 'content-type': 'application/json' },
    body: Buffer.from(JSON.stringify({ user_metadata: changes })),
  });
}

const list = (names: string): { inputs: Readonly<Record<string, string>> } => ({
  inputs: { video_url: toLinks(names) },
});

const ATTEMPTS: Readonly<Record<string, Attempt>> = {
  'no videos': { inputs: { video_url: '' } },
  'no videos, with `if_no_videos: warn`': { inputs: { video_url: '', if_no_videos: 'warn' } },
  'a list with a bad row': { inputs: { video_url: `${toLinks('a')}\nnothing` } },
  'more deletions than `max_deletions`': { inputs: { video_url: toLinks('a'), max_deletions: '0' } },
  'a name of another collection': { inputs: { video_url: toLinks('a'), collection: 'nobody' } },
  'a collection that was renamed': { inputs: { video_url: toLinks('abc'), collection: 'Main' } },
  'a collection in other letters': { inputs: { video_url: toLinks('a'), collection: 'MAIN' } },
  'no collection': { inputs: { video_url: toLinks('a'), collection: '' } },
  'no lookup': { inputs: { video_url: toLinks('a'), reuse: 'false' } },
  'a dry run': { inputs: { video_url: toLinks('a'), dry_run: 'true' } },
  '`prune: report`': { inputs: { video_url: toLinks('a'), prune: 'report' } },
  '`prune: off`': { inputs: { video_url: toLinks('a'), prune: 'off' } },
  'an error while the index is listed': {
    ...list('a'),
    prepare: ({ core }) =>
      core.fault({ route: 'GET /indexes/:id/indexed-assets', effect: { kind: 'status', status: 500 } }),
  },
  'items that cannot be read': {
    ...list('a'),
    options: { listUserMetadata: false },
    prepare: ({ core }) =>
      core.fault({ route: 'GET /indexes/:id/indexed-assets/:id', effect: { kind: 'status', status: 500 } }),
  },
  'a filter that is ignored': {
    ...list('a'),
    options: { metadataFilter: [], otherSpellings: 'ignored' },
    // The scan finds what the filter does not: b is deleted, c is kept for the pull request.
    left: 'acdxy',
  },
  'a new video that fails': {
    inputs: { video_url: toLinks('an') },
    options: { failWhenUrlIncludes: '/n.mp4' },
  },
  'a new video that is not ready in time': {
    inputs: { video_url: toLinks('an'), timeout_minutes: '0.1' },
    prepare: ({ core }) => core.setOptions({ indexingBaseSeconds: 600 }),
  },
  'no wait for a new video': { inputs: { video_url: toLinks('an'), wait: 'false' } },
  'a claim that another run adds meanwhile': {
    ...list('a'),
    how: (harness) => whilePlanned(harness, 'b', { [PULL_REQUEST.claim]: PULL_REQUEST.name }),
  },
  'another submission that takes the place meanwhile': {
    ...list('a'),
    how: (harness) => whilePlanned(harness, 'b', { gha_submission: 'another one' }),
  },
  'metadata that somebody removes meanwhile': {
    ...list('a'),
    how: (harness) => whilePlanned(harness, 'b', { gha_submission: null, [MAIN.claim]: null }),
  },
  'a cancelled workflow': { ...list('a'), how: () => ({ onSend: (_, cancel) => cancel() }) },
  'a deletion that is refused': {
    ...list('a'),
    prepare: ({ core }) =>
      core.fault({ route: 'DELETE /indexes/:id/indexed-assets/:id', effect: { kind: 'status', status: 403 } }),
  },
  'a budget that is too small': {
    inputs: { video_url: toLinks('an'), preflight: 'warn', max_total_minutes: '0.001' },
  },
  'the shards of another job': {
    inputs: { video_url: toLinks('ac'), shard: '1/256' },
  },
};

test.each(Object.entries(ATTEMPTS))('%s deletes nothing too much', async (_, attempt) => {
  const { inputs = {}, options = {}, left = 'abcdxy' } = attempt;
  const harness = await createIndex(options);
  attempt.prepare?.(harness);
  const all = { reuse: 'true', collection: MAIN.name, prune: 'delete', max_in_flight: '10', ...inputs };
  await harness.run(all, attempt.how?.(harness));
  expect(getLive(harness).replace('n', '')).toBe(left);
  expect(find(harness, 'c').userMetadata[PULL_REQUEST.claim]).toBe(PULL_REQUEST.name);
});

test('a run without any of that deletes what left the list, and only that', async () => {
  const harness = await createIndex({});
  await harness.run({ reuse: 'true', collection: MAIN.name, prune: 'delete', video_url: toLinks('a') });
  expect(getLive(harness)).toBe('acdxy');
});
