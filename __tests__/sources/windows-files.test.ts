import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { createTemporaryFolder, type TemporaryFolder } from '../support/temporary-folder.ts';
import { imitateWindows } from '../support/windows-files.ts';

let folder: TemporaryFolder;
let files: typeof import('../../src/sources/files.ts');
let paths: typeof import('../../src/sources/workspace-path.ts');

const ROOTS = { workspace: 'D:\\a\\videos', temporaryFolder: 'D:\\a\\_temp' };

beforeAll(async () => {
  folder = createTemporaryFolder();
  for (const name of ['Intro.mp4', 'drafts/Draft.mp4', 'clips/one.mp4', 'clips/two.mp4', '.git/token.mp4'])
    folder.write(`a/videos/${name}`, `content of ${name}`);
  folder.write('a/_temp/made.mp4', 'made');
  folder.write('a/_temp/_runner_file_commands/x.mp4', 'token');
  folder.write('secret.mp4', 'secret');
  const windows = imitateWindows(folder.path);
  jest.unstable_mockModule('node:path', () => windows.path);
  jest.unstable_mockModule('node:fs/promises', () => windows.files);
  files = await import('../../src/sources/files.ts');
  paths = await import('../../src/sources/workspace-path.ts');
});
afterAll(() => folder.remove());

async function find(...lines: string[]): Promise<readonly string[]> {
  const { sources, invalidInputs } = await files.findFiles(lines, ROOTS);
  expect(sources.map(({ error }) => error)).toEqual(sources.map(() => null));
  return [...sources.map(({ displayName }) => displayName), ...invalidInputs.map(({ hint }) => hint)];
}

describe('on Windows, files', () => {
  test.each<readonly [string, readonly string[], readonly string[]]>([
    ['with backslashes', ['clips\\one.mp4'], ['clips/one.mp4']],
    ['with slashes', ['clips/one.mp4'], ['clips/one.mp4']],
    ['by a pattern with backslashes', ['clips\\*.mp4'], ['clips/one.mp4', 'clips/two.mp4']],
    ['with a drive letter', ['D:\\a\\videos\\Intro.mp4'], ['Intro.mp4']],
    ['with a drive letter in lower case, and slashes', ['d:/a/videos/clips/*.mp4'], ['clips/one.mp4', 'clips/two.mp4']],
    ['in RUNNER_TEMP', ['D:\\a\\_temp\\made.mp4'], ['RUNNER_TEMP/made.mp4']],
    [
      'in any upper and lower case, under the stored name',
      ['INTRO.MP4', 'Clips\\ONE.mp4'],
      ['Intro.mp4', 'clips/one.mp4'],
    ],
    ['once, if two lines differ in upper and lower case', ['intro.mp4', 'Intro.mp4'], ['Intro.mp4']],
    [
      'except those that are excluded in other upper and lower case',
      ['clips\\*', '!CLIPS\\two.mp4'],
      ['clips/one.mp4'],
    ],
    ['except those in an excluded folder', ['**\\*.mp4', '!drafts'], ['Intro.mp4', 'clips/one.mp4', 'clips/two.mp4']],
  ])('are found %s', async (_, lines, expected) => {
    expect(await find(...lines)).toEqual(expected);
  });

  test.each([
    ['on another drive', 'C:\\a\\videos\\Intro.mp4', /leads out of the workspace/],
    ['above the workspace', '..\\..\\secret.mp4', /leads out of the workspace/],
    ['above the workspace, by a drive', 'D:\\secret.mp4', /leads out of the workspace/],
    ['in `.git`, however it is written', '.GIT\\token.mp4', /`\.git`/],
    ['of the runner, however they are written', 'D:\\a\\_TEMP\\_Runner_File_Commands\\x.mp4', /runner/],
  ])('%s are refused', async (_, line, hint) => {
    const { sources, invalidInputs } = await files.findFiles([line], ROOTS);
    expect(sources).toEqual([]);
    expect(invalidInputs.map((input) => input.hint).join()).toMatch(hint);
  });

  test('on another drive are in none of the roots', () => {
    expect(paths.locatePath('C:\\a\\videos\\x.mp4', ROOTS)).toBeNull();
    expect(paths.locatePath('d:\\A\\Videos\\x.mp4', ROOTS)?.displayPath).toBe('x.mp4');
    expect(paths.locatePath('D:\\a\\videos2\\x.mp4', ROOTS)).toBeNull();
  });
});
