import { mkdir, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type FoundFiles, findFiles } from '../../src/sources/files.ts';
import { createMatcher } from '../../src/sources/glob.ts';
import { openVideoFile } from '../../src/sources/open-content.ts';
import { createTemporaryFolder, type TemporaryFolder } from '../support/temporary-folder.ts';

let workspace: TemporaryFolder;
let otherFolder: TemporaryFolder;
let temporary: TemporaryFolder;

beforeAll(async () => {
  workspace = await createTemporaryFolder();
  otherFolder = await createTemporaryFolder();
  temporary = createTemporaryFolder();
  await otherFolder.write('secret.mp4', 'secret');
  for (const name of [
    'b.mp4',
    'a.mp4',
    'Z.mp4',
    '.hidden.mp4',
    'sub/c.mp4',
    'sub/deep/d.mov',
    'clip [1].mp4',
    'notes.txt',
  ]) {
    await workspace.write(join('videos', name), `content of ${name}`);
  }
  await workspace.write(
    'pointer.mp4',
    `version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 123456\n`,
  );
  await workspace.write('empty.mp4', '');
  await workspace.write('.git/config.mp4', 'token');
  await workspace.write('links/real.mp4', 'real');
  await workspace.link('links/out.mp4', join(otherFolder.path, 'secret.mp4'));
  await workspace.link('links/dir', otherFolder.path);
  await workspace.link('links/inside.mp4', '../videos/a.mp4');
  await workspace.link('links/broken.mp4', 'nowhere.mp4');
  await mkdir(join(workspace.path, 'nothing'));
});
afterAll(async () => {
  await workspace.remove();
  await otherFolder.remove();
  temporary.remove();
});

const find = (...lines: string[]): Promise<FoundFiles> =>
  findFiles(lines, { workspace: workspace.path, temporaryFolder: temporary.path });
const displayNames = ({ sources }: FoundFiles): string[] => sources.map((source) => source.displayName);
const formatErrors = ({ invalidInputs }: FoundFiles): string =>
  invalidInputs.map(({ received, expected, hint }) => `${received} | ${expected} | ${hint}`).join('\n');

describe('findFiles', () => {
  test.each<readonly [string, readonly string[], readonly string[]]>([
    ['a path', ['videos/a.mp4'], ['videos/a.mp4']],
    ['a path with a dot', ['./videos/a.mp4'], ['videos/a.mp4']],
    ['a path with .. that stays in the workspace', ['videos/sub/../a.mp4'], ['videos/a.mp4']],
    ['a name with brackets', ['videos/clip [1].mp4'], ['videos/clip [1].mp4']],
    [
      'the matches of a pattern, without hidden files, sorted',
      ['videos/*.mp4'],
      ['videos/Z.mp4', 'videos/a.mp4', 'videos/b.mp4', 'videos/clip [1].mp4'],
    ],
    [
      'the matches of a pattern in subdirectories',
      ['videos/**/*.{mp4,mov}', '!videos/*'],
      ['videos/sub/c.mp4', 'videos/sub/deep/d.mov'],
    ],
    ['no file that an earlier line excludes', ['!videos/b.mp4', 'videos/[ab].mp4'], ['videos/a.mp4']],
    [
      'no file whose excluded name has brackets',
      ['videos/c*.mp4', 'videos/a.mp4', '!videos/clip [1].mp4'].slice(1),
      ['videos/a.mp4'],
    ],
    ['hidden files by their name', ['videos/.hidden.mp4'], ['videos/.hidden.mp4']],
    ['hidden files by a pattern with a leading dot', ['videos/.*.mp4'], ['videos/.hidden.mp4']],
    [
      'each file once, although several lines match it',
      ['videos/b.mp4', 'videos/[ab].mp4'],
      ['videos/a.mp4', 'videos/b.mp4'],
    ],
  ])('finds %s', async (_, lines, expected) => {
    const found = await find(...lines);
    expect(formatErrors(found)).toBe('');
    expect(displayNames(found)).toEqual(expected);
    expect(found.sources.every(({ error }) => error === null)).toBe(true);
  });

  test('finds an absolute path inside the workspace', async () => {
    expect(displayNames(await find(join(workspace.path, 'videos/a.mp4')))).toEqual(['videos/a.mp4']);
    expect(displayNames(await find(`${workspace.path}/videos/[ab].mp4`))).toEqual(['videos/a.mp4', 'videos/b.mp4']);
  });

  test.each<readonly [string, string, RegExp]>([
    [
      'a pattern without a match',
      'videos/*.avi',
      /videos contains \.hidden\.mp4, Z\.mp4, a\.mp4, b\.mp4, clip \[1\]\.mp4, notes\.txt, sub\/ \| no actions\/checkout/,
    ],
    ['a missing directory', 'vids/new/*.mp4', /the workspace contains \.git\/, .*videos\/ \| no actions\/checkout/],
    ['an empty directory', 'nothing/**', /nothing is empty/],
    ['a missing file', 'videos/c.mp4', /videos contains/],
    ['a directory', 'videos', /is a directory: a missing pattern/],
    ['a path with backslashes', 'videos\\a.mp4', /use forward slashes/],
    ['a path with commas', 'a.mp4, b.mp4', /several paths on one line/],
    ['a link', 'https://example.com/a.mp4', /use the `video_url` input/],
    ['a pattern that leads out of the workspace', '../*.mp4', /leads out of the workspace/],
    ['an absolute path outside the workspace', '/etc/hostname', /leads out of the workspace/],
    ['a symbolic link that leads out of the workspace', 'links/out.mp4', /symbolic link that leads out/],
    ['a file behind a link that leads out', 'links/dir/secret.mp4', /symbolic link that leads out/],
    ['a broken link', 'links/broken.mp4', /broken symbolic link/],
    ['a path inside .git', '.git/config.mp4', /inside `\.git`/],
    ['a pattern inside .git', '.git/*.mp4', /inside `\.git`/],
    ['an input with exclusions only', '!videos/*', /! only excludes/],
  ])('reports %s', async (_, line, message) => {
    const found = await find(line);
    expect(found.sources).toEqual([]);
    expect(formatErrors(found)).toMatch(message);
  });

  test('follows no link out of the workspace, reports such links, and finds the other files', async () => {
    const found = await find('links/**/*.mp4');
    expect(
      found.sources.map((source) => [source.displayName, source.error?.message.match(/broken|leads out/)?.[0] ?? null]),
    ).toEqual([
      ['links/broken.mp4', 'broken'],
      ['links/inside.mp4', null],
      ['links/out.mp4', 'leads out'],
      ['links/real.mp4', null],
    ]);
    expect(found.sources[1]?.path).toBe(join(workspace.path, 'videos/a.mp4'));
  });

  test('reports empty files and Git LFS pointers', async () => {
    const found = await find('*.mp4');
    expect(found.sources.map(({ error }) => `${error?.message} ${error?.hint}`)).toEqual([
      expect.stringMatching(/"empty\.mp4" is empty/),
      expect.stringMatching(/"pointer\.mp4" is a Git LFS pointer.*`lfs: true`/),
    ]);
  });

  test('adds a note for a file over 2 GiB', async () => {
    const path = join(workspace.path, 'big/large.mp4');
    await workspace.write('big/large.mp4', '');
    await truncate(path, 2 * 1024 ** 3 + 1); // a sparse file
    const { sources, notes } = await find('big/*');
    await rm(path);
    expect(sources[0]?.size).toBe(2 * 1024 ** 3 + 1);
    expect(notes).toEqual(['big/large.mp4 is 2.00 GiB. Files larger than 2 GiB are uploaded as assets.']);
  });
});

describe('openVideoFile', () => {
  test('streams the content', async () => {
    const [source] = (await find('videos/a.mp4')).sources;
    if (source === undefined) throw new Error('no file');
    const { stream, size } = await openVideoFile(source);
    const content = await buffer(stream);
    expect(content.toString()).toBe('content of a.mp4');
    expect(content.length).toBe(size);
  });

  test('rejects a file that changed, was deleted, or became a link', async () => {
    await workspace.write('moving.mp4', 'one');
    const [source] = (await find('moving.mp4')).sources;
    if (source === undefined) throw new Error('no file');
    await writeFile(source.path, 'longer');
    await expect(openVideoFile(source)).rejects.toThrow('it had 3 bytes at the start, and now has 6');
    await rm(source.path);
    await expect(openVideoFile(source)).rejects.toThrow('can no longer be opened (ENOENT)');
    await workspace.link('moving.mp4', join(otherFolder.path, 'secret.mp4'));
    await expect(openVideoFile(source)).rejects.toThrow('can no longer be opened (ELOOP)');
    await rm(source.path);
  });
});

describe('names with special characters', () => {
  let odd: TemporaryFolder;
  beforeAll(() => {
    odd = createTemporaryFolder();
    for (const name of [
      'clip [1].mp4',
      'clip 1.mp4',
      '(x).mp4',
      'x.mp4',
      'part (1) a.mp4',
      '{y}.mp4',
      'star*.mp4',
      '!no.mp4',
    ])
      odd.write(name, name);
    odd.write('Videos/Trailer.MP4', 'trailer');
    odd.write(`Videos/${'Café'.normalize('NFD')}.mp4`, 'cafe');
  });
  afterAll(() => odd.remove());
  const findOdd = async (...lines: string[]): Promise<string[]> => {
    const found = await findFiles(lines, { workspace: odd.path, temporaryFolder: null });
    return found.invalidInputs.length > 0 ? [formatErrors(found)] : displayNames(found);
  };

  test.each<readonly [readonly string[], readonly string[]]>([
    [['clip*.mp4', '!clip [1].mp4'], ['clip 1.mp4']],
    [['clip*.mp4', '!clip \\[1\\].mp4'], ['clip 1.mp4']],
    [['clip \\[1\\].mp4'], ['clip [1].mp4']],
    [['clip \\[*\\].mp4'], ['clip [1].mp4']],
    [['(x).mp4'], ['(x).mp4']],
    [['(*).mp4'], ['(x).mp4']],
    [['part (1)*.mp4'], ['part (1) a.mp4']],
    [['@(x|y).mp4'], ['x.mp4']],
    [['{y}.mp4'], ['{y}.mp4']],
    [['\\!no.mp4'], ['!no.mp4']],
    [['star\\*.mp4'], ['star*.mp4']],
    [['*.mp4', '!part*', '!clip*', '!{y}.mp4', '!star*.mp4', '!!no.mp4', '!x.mp4'], ['(x).mp4']],
  ])('%j finds %j', async (lines, expected) => {
    expect(await findOdd(...lines)).toEqual(expected);
  });

  test('are suggested in other upper and lower case, and in another encoding', async () => {
    expect((await findOdd('videos/trailer.mp4'))[0]).toContain(
      'different upper and lower case; there is Videos/Trailer.MP4',
    );
    expect((await findOdd('Videos/*.Mp4'))[0]).toContain('different upper and lower case; there is Videos/');
    expect((await findOdd(`Videos/${'Café'.normalize('NFC')}.mp4`))[0]).toContain(
      'another encoding of an accented letter (NFC and NFD); there is Videos/Cafe\u0301.mp4',
    );
  });
});

describe('files in RUNNER_TEMP', () => {
  beforeAll(() => {
    temporary.write('out/new.mp4', 'new');
    temporary.write('out/draft.mp4', 'draft');
    temporary.write('_runner_file_commands/set_output.mp4', 'command');
    temporary.write('git-credentials-1.config', 'token');
    temporary.link('out/away.mp4', join(otherFolder.path, 'secret.mp4'));
  });
  const inTemporary = (name: string): string => join(temporary.path, name);

  test('are found by absolute paths and patterns, and can be excluded', async () => {
    const found = await find(inTemporary('out/*.mp4'), `!${inTemporary('out/away.mp4')}`);
    expect(displayNames(found)).toEqual(['RUNNER_TEMP/out/draft.mp4', 'RUNNER_TEMP/out/new.mp4']);
    const [draft] = found.sources;
    expect(draft).toMatchObject({ path: inTemporary('out/draft.mp4'), name: 'draft.mp4', size: 5, error: null });
    expect(
      displayNames(await find(inTemporary('out/*'), `!${inTemporary('out/draft.mp4')}`, `!${inTemporary('out/aw*')}`)),
    ).toEqual(['RUNNER_TEMP/out/new.mp4']);
  });

  test.each([
    ['_runner_file_commands/set_output.mp4', 'is a file of the runner itself'],
    ['git-credentials-1.config', 'is a file of the runner itself'],
    ['out/../../x.mp4', 'leads out of the workspace and RUNNER_TEMP'],
    ['out/away.mp4', 'is a symbolic link that leads out of the workspace'],
    ['out/missing.mp4', 'RUNNER_TEMP/out contains away.mp4, draft.mp4, new.mp4'],
  ])('except %s', async (name, message) => {
    expect(formatErrors(await find(`${temporary.path}/${name}`))).toContain(message);
  });
});

test('a pattern with many wildcards does not block on a name that is made for it', async () => {
  const matches = await createMatcher('**/*_*_*_*_*_*_*.mp4');
  const started = performance.now();
  expect(matches(`clips/${'_'.repeat(240)}x`)).toBe(false);
  // Without a limit it takes hours.
  expect(performance.now() - started).toBeLessThan(10_000);
  expect(matches('clips/a_b_c_d_e_f_g.mp4')).toBe(true);
});
