import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { StepResult } from '../support/bundle-harness.ts';
import { withBundleHarness } from '../support/bundle-harness.ts';
import { INGEST_METHODS } from '../support/ingest-methods.ts';
import type { ContentHost, Row } from '../support/nights.ts';
import { COLLECTION, getOwn, INPUTS, runNight, startContentHost } from '../support/nights.ts';

let host: ContentHost;

beforeAll(async () => {
  host = await startContentHost();
});

afterAll(() => host.close());

const A: Row = { file: 'a.mp4', content: 'a1', user_metadata: { title: 'A', tags: ['x', 'y'] } };
const B: Row = { file: 'b.mp4', content: 'b1', key: 'bee' };
const C: Row = { file: 'c.mp4', content: 'c1' };
const D: Row = { file: 'd.mp4', content: 'd1' };

interface Night {
  readonly what: string;
  readonly list: readonly Row[] | string;
  readonly inputs?: Readonly<Record<string, string>>;
  /** The list that the index follows afterwards, if it is another one. */
  readonly followed?: readonly Row[];
  readonly code?: number;
}

const FIRST = [A, B, C];
const CHANGED = [{ ...A, content: 'a2' }, B, C];
const RETITLED = [{ ...A, content: 'a2', user_metadata: { title: 'AA' } }, B, C];
const RENAMED = [RETITLED[0] as Row, { ...B, file: 'b-new.mp4', name: 'The bee' }, C];
const MOVED = [RETITLED[0] as Row, { ...B, file: 'b-new.mp4', key: 'wasp' }, { ...C, file: 'see.mp4' }];
const BACK = [{ ...A, user_metadata: { title: 'AA' } }, ...MOVED.slice(1)];

const NIGHTS: readonly Night[] = [
  { what: 'new videos', list: FIRST },
  { what: 'nothing', list: FIRST },
  { what: 'a removed and a new one', list: [A, B, D] },
  { what: 'the removed one again', list: [A, B, C] },
  { what: 'changed content', list: CHANGED },
  { what: 'changed metadata', list: RETITLED },
  { what: 'a file that was renamed, with its key', list: RENAMED },
  { what: 'another key, and a file that was renamed', list: MOVED },
  { what: 'a list that cannot be read', list: '[{"url":', followed: MOVED, code: 1 },
  { what: 'a list with a bad row', list: '[{"url": "ftp://nowhere"}]', followed: MOVED, code: 1 },
  { what: 'an empty list by mistake', list: [], followed: MOVED, code: 1 },
  { what: 'an empty list with a warning', list: [], inputs: { if_no_videos: 'warn' }, followed: MOVED },
  { what: 'back to an old version', list: BACK },
  { what: 'an empty list on purpose', list: [], inputs: { if_no_videos: 'ignore' } },
];

async function playNights(endpoint: string): Promise<void> {
  const host = await startContentHost();
  // Rows with metadata, and rows without.
  const listUserMetadata = endpoint === 'tasks';
  await withBundleHarness({ speed: 600, concurrency: 50, listUserMetadata }, async (harness) => {
    const foreign = harness.simulator.core.addTask({ url: 'https://others.example/a.mp4', status: 'ready' });
    const before = JSON.stringify(foreign.userMetadata);
    const billed = new Set<string>();
    let submitted = 0;
    for (const { what, list, inputs, followed, code = 0 } of NIGHTS) {
      const rows = followed ?? (list as readonly Row[]);
      const had = new Set(getOwn(harness).map(({ userMetadata }) => userMetadata['gha_submission']));
      const run = await runNight(harness, host, list, { endpoint, prune: 'delete', ...inputs });
      expect([what, run.code]).toEqual([what, code]);
      const own = getOwn(harness);
      submitted += own.filter(({ userMetadata }) => !had.has(userMetadata['gha_submission'])).length;
      expect([what, own.length]).toEqual([what, rows.length]);
      expect([what, own.map(({ userMetadata }) => userMetadata['title'] ?? null).toSorted()]).toEqual([
        what,
        rows.map(({ user_metadata }) => user_metadata?.['title'] ?? null).toSorted(),
      ]);
      for (const { userMetadata } of own) expect(Object.values(userMetadata)).toContain(COLLECTION);
      expect(JSON.stringify(foreign.userMetadata)).toBe(before);
      for (const { content } of rows) billed.add(content);
      expect([what, run.outputs['submitted_count']]).toEqual([
        what,
        String(run.results.filter(({ action }) => action === 'submitted').length),
      ]);
    }
    // Two contents left the index and came back: c1 and a1.
    expect(submitted).toBe(billed.size + 2);
    expect(harness.simulator.core.tasks().find(({ id }) => id === foreign.id)?.videoDeleted).toBe(false);
  });
  await host.close();
}

test('night after night, the index equals the list, with tasks and with assets', async () => {
  await Promise.all(INGEST_METHODS.map(playNights));
});

describe('with a changed list', () => {
  test('`prune: report` deletes nothing and names everything', async () => {
    await withBundleHarness({ speed: 600, concurrency: 50 }, async (harness) => {
      await runNight(harness, host, FIRST, { prune: 'report' });
      const replaced = await runNight(harness, host, [{ ...A, content: 'a2' }, B], { prune: 'report' });
      expect(getOwn(harness)).toHaveLength(4);
      expect(replaced.results.map(({ status, reason }) => `${status} ${reason}`)).toEqual([
        'ready changed',
        'ready unchanged',
        expect.stringMatching(/^unlisted (replaced|unlisted)$/),
        expect.stringMatching(/^unlisted (replaced|unlisted)$/),
      ]);
      expect(replaced.results[0]?.replaces).toHaveLength(1);
      const later = await runNight(harness, host, [{ ...A, content: 'a2' }, B], { prune: 'report' });
      const named = later.results.filter(({ status }) => status === 'unlisted');
      expect(named.map(({ reason }) => reason).toSorted()).toEqual(['replaced', 'unlisted']);
      expect(later.summary).toContain('#### No longer used by the list');
      expect(later.summary.match(/ℹ️ kept: /gu)).toHaveLength(2);
      const last = await runNight(harness, host, [{ ...A, content: 'a2' }, B], { prune: 'delete' });
      expect(last.outputs['deleted_count']).toBe('2');
      expect(getOwn(harness)).toHaveLength(2);
    });
  });

  test('a replaced version stays while a row of the list cannot be read, and goes when it can', async () => {
    await withBundleHarness({ speed: 600, concurrency: 50 }, async (harness) => {
      await runNight(harness, host, FIRST, { prune: 'delete' });
      const changed = CHANGED.map(({ file, content: _, ...row }) => ({ url: `${host.origin}/${file}`, ...row }));
      const list = JSON.stringify([...changed, { url: 'ftp://nowhere' }]);
      host.serve(CHANGED);
      const prepare = (folder: string): void => writeFileSync(join(folder, 'list.json'), list);
      const run = await harness.run({ ...INPUTS, prune: 'delete', video_url: '', manifest: 'list.json' }, { prepare });
      expect(run.outputs).toMatchObject({ submitted_count: '1', deleted_count: '0' });
      expect(getOwn(harness)).toHaveLength(FIRST.length + 1);
      const next = await runNight(harness, host, CHANGED, { prune: 'delete' });
      expect(next.outputs['deleted_count']).toBe('1');
      expect(getOwn(harness)).toHaveLength(FIRST.length);
    });
  });

  test('nothing is deleted with `max_items`, and the step says why', async () => {
    await withBundleHarness({ speed: 600, concurrency: 50 }, async (harness) => {
      await runNight(harness, host, FIRST, { prune: 'delete' });
      const items = [A, B].map(({ file }) => ({
        id: `${host.origin}/${file}`,
        attachments: [{ url: `${host.origin}/${file}`, mime_type: 'video/mp4' }],
      }));
      const feed = { version: 'https://jsonfeed.org/version/1.1', title: 'Videos', items };
      const prepare = (folder: string): void => writeFileSync(join(folder, 'feed.json'), JSON.stringify(feed));
      const inputs = { ...INPUTS, prune: 'delete', video_url: '', manifest: 'feed.json', max_items: '1' };
      const run = await harness.run(inputs, { prepare });
      expect(run.outputs['deleted_count']).toBe('0');
      expect(run.log).toContain('`max_items` takes only a part of the feed');
    });
  });

  test('nothing is deleted if more would be deleted than `max_deletions` allows', async () => {
    await withBundleHarness({ speed: 600, concurrency: 50 }, async (harness) => {
      await runNight(harness, host, FIRST, { prune: 'delete' });
      const run = await runNight(harness, host, [A], { prune: 'delete', max_deletions: '1' });
      expect(run.code).toBe(1);
      expect(run.outputs).toMatchObject({ deleted_count: '0', error_code: 'too_many_deletions' });
      expect(getOwn(harness)).toHaveLength(3);
    });
  });
});

test('two collections that give up a video at the same moment leave none without a claim', async () => {
  await withBundleHarness({ speed: 600, concurrency: 50 }, async (harness) => {
    const [one, two] = [{ collection: 'one' }, { collection: 'two' }];
    await runNight(harness, host, [A, C], one);
    await runNight(harness, host, [B, C], two);
    host.serve([A, B, C]);
    const follow = (row: Row, inputs: Readonly<Record<string, string>>): Promise<StepResult> =>
      harness.run({ ...INPUTS, prune: 'delete', video_url: `${host.origin}/${row.file}`, ...inputs });
    for (let runs = 1; runs <= 2; runs++) {
      // Each may leave alone what the other one has just changed.
      await Promise.all([follow(A, one), follow(D, two)]);
      for (const { userMetadata } of getOwn(harness)) {
        expect(Object.values(userMetadata).some((value) => value === 'one' || value === 'two')).toBe(true);
      }
    }
    expect(getOwn(harness).map(({ videoUrl }) => videoUrl?.slice(-5))).toEqual(['a.mp4', 'd.mp4']);
  });
});
