import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { findFiles } from '../../src/sources/files.ts';
import { mergeSameFiles } from '../../src/sources/same-files.ts';
import { createTemporaryFolder, type TemporaryFolder } from '../support/temporary-folder.ts';

let folder: TemporaryFolder;
beforeAll(() => {
  folder = createTemporaryFolder();
  folder.write('a.mp4', 'one');
  folder.write('copy.mp4', 'one');
  folder.write('other.mp4', 'two');
  folder.link('link.mp4', 'a.mp4');
});
afterAll(() => folder.remove());

const signal = new AbortController().signal;

test('takes a file once that has several names, with a note', async () => {
  const { sources } = await findFiles(['*.mp4'], { workspace: folder.path, temporaryFolder: null });
  const merged = await mergeSameFiles(sources, signal);
  expect(merged.sources.map((source) => source.displayName)).toEqual(['a.mp4', 'other.mp4']);
  expect(merged.notes).toEqual([
    'copy.mp4 is the same file as a.mp4; it is indexed once.',
    'link.mp4 is the same file as a.mp4; it is indexed once.',
  ]);
});

test('keeps files with keys of their own', async () => {
  const { sources } = await findFiles(['*.mp4'], { workspace: folder.path, temporaryFolder: null });
  const keyed = sources.map((source) => ({ ...source, key: source.displayName }));
  expect((await mergeSameFiles(keyed, signal)).sources).toEqual(keyed);
});
