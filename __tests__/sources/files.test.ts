import { mkdir, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type FoundFiles, findFiles } from '../../src/sources/files.ts';
import { openVideoFile } from '../../src/sources/open-file.ts';
import { createTemporaryFolder, type TemporaryFolder } from '../support/temporary-folder.ts';

let workspace: TemporaryFolder;
let elsewhere: TemporaryFolder;

beforeAll(async () => {
  workspace = await createTemporaryFolder();
  elsewhere = await createTemporaryFolder();
  await elsewhere.write('secret.mp4', 'secret');
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
  await workspace.link('links/out.mp4', join(elsewhere.path, 'secret.mp4'));
  await workspace.link('links/dir', elsewhere.path);
  await workspace.link('links/inside.mp4', '../videos/a.mp4');
  await workspace.link('links/broken.mp4', 'nowhere.mp4');
  await mkdir(join(workspace.path, 'nothing'));
});
afterAll(async () => {
  await workspace.remove();
  await elsewhere.remove();
});

const find = (...lines: string[]): Promise<FoundFiles> => findFiles(lines, workspace.path);
const shown = ({ sources }: FoundFiles): string[] => sources.map((source) => source.displayName);
const told = ({ invalidInputs }: FoundFiles): string =>
  invalidInputs.map(({ received, expected, hint }) => `${received} | ${expected} | ${hint}`).join('\n');

describe('paths and patterns', () => {
  test.each<readonly [string, readonly string[], readonly string[]]>([
    ['a path', ['videos/a.mp4'], ['videos/a.mp4']],
    ['a path with a dot', ['./videos/a.mp4'], ['videos/a.mp4']],
    ['a path that goes up and down again', ['videos/sub/../a.mp4'], ['videos/a.mp4']],
    ['a name with brackets', ['videos/clip [1].mp4'], ['videos/clip [1].mp4']],
    [
      'a pattern, without hidden files, sorted',
      ['videos/*.mp4'],
      ['videos/Z.mp4', 'videos/a.mp4', 'videos/b.mp4', 'videos/clip [1].mp4'],
    ],
    [
      'a pattern through directories',
      ['videos/**/*.{mp4,mov}', '!videos/*'],
      ['videos/sub/c.mp4', 'videos/sub/deep/d.mov'],
    ],
    ['an exclusion that stands first', ['!videos/b.mp4', 'videos/[ab].mp4'], ['videos/a.mp4']],
    [
      'an exclusion of a name with brackets',
      ['videos/c*.mp4', 'videos/a.mp4', '!videos/clip [1].mp4'].slice(1),
      ['videos/a.mp4'],
    ],
    ['hidden files by name', ['videos/.hidden.mp4'], ['videos/.hidden.mp4']],
    ['hidden files by a pattern that says so', ['videos/.*.mp4'], ['videos/.hidden.mp4']],
    ['several lines, each file once', ['videos/b.mp4', 'videos/[ab].mp4'], ['videos/a.mp4', 'videos/b.mp4']],
  ])('%s', async (_, lines, expected) => {
    const found = await find(...lines);
    expect(told(found)).toBe('');
    expect(shown(found)).toEqual(expected);
    expect(found.sources.every(({ error }) => error === null)).toBe(true);
  });

  test('an absolute path inside the workspace', async () => {
    expect(shown(await find(join(workspace.path, 'videos/a.mp4')))).toEqual(['videos/a.mp4']);
    expect(shown(await find(`${workspace.path}/videos/[ab].mp4`))).toEqual(['videos/a.mp4', 'videos/b.mp4']);
  });

  test.each<readonly [string, string, RegExp]>([
    [
      'nothing matches',
      'videos/*.avi',
      /videos contains \.hidden\.mp4, Z\.mp4, a\.mp4, b\.mp4, clip \[1\]\.mp4, notes\.txt, sub\/ \| nothing matches/,
    ],
    ['a directory that is not there', 'vids/new/*.mp4', /the workspace contains \.git\/, .*videos\/ \| nothing/],
    ['an empty directory', 'nothing/**', /nothing is empty/],
    ['a missing file', 'videos/c.mp4', /videos contains/],
    ['a directory', 'videos', /is a directory: a forgotten pattern/],
    ['backslashes', 'videos\\a.mp4', /use forward slashes/],
    ['commas', 'a.mp4, b.mp4', /several paths on one line/],
    ['a link', 'https://example.com/a.mp4', /links belong into `video_url`/],
    ['outside', '../*.mp4', /leads out of the workspace/],
    ['outside, absolute', '/etc/hostname', /leads out of the workspace/],
    ['a symbolic link out', 'links/out.mp4', /symbolic link that leads out/],
    ['a file behind a link out', 'links/dir/secret.mp4', /symbolic link that leads out/],
    ['a broken link', 'links/broken.mp4', /leads nowhere/],
    ['git itself', '.git/config.mp4', /git's own directory/],
    ['a pattern into git', '.git/*.mp4', /git's own directory/],
    ['only an exclusion', '!videos/*', /they only take away/],
  ])('%s is told', async (_, line, message) => {
    const found = await find(line);
    expect(found.sources).toEqual([]);
    expect(told(found)).toMatch(message);
  });

  test('a pattern follows no link out; files it finds that are one are told and stop no other', async () => {
    const found = await find('links/**/*.mp4');
    expect(
      found.sources.map((source) => [source.displayName, source.error?.message.match(/leads \w+/)?.[0] ?? null]),
    ).toEqual([
      ['links/broken.mp4', 'leads nowhere'],
      ['links/inside.mp4', null],
      ['links/out.mp4', 'leads out'],
      ['links/real.mp4', null],
    ]);
    expect(found.sources[1]?.path).toBe(join(workspace.path, 'videos/a.mp4'));
  });

  test('empty files and pointers of Git LFS are told', async () => {
    const found = await find('*.mp4');
    expect(found.sources.map(({ error }) => `${error?.message} ${error?.hint}`)).toEqual([
      expect.stringMatching(/"empty\.mp4" is empty/),
      expect.stringMatching(/"pointer\.mp4" is a pointer of Git LFS.*`lfs: true`/),
    ]);
  });

  test('a file over 2 GiB is noted', async () => {
    const path = join(workspace.path, 'big/large.mp4');
    await workspace.write('big/large.mp4', '');
    await truncate(path, 2 * 1024 ** 3 + 1); // a hole, which takes no room
    const { sources, notes } = await find('big/*');
    await rm(path);
    expect(sources[0]?.size).toBe(2 * 1024 ** 3 + 1);
    expect(notes).toEqual(['big/large.mp4 is 2.00 GiB. Files larger than 2 GiB are uploaded as assets.']);
  });
});

describe('opening', () => {
  test('gives the content', async () => {
    const [source] = (await find('videos/a.mp4')).sources;
    if (source === undefined) throw new Error('no file');
    const { stream, size } = await openVideoFile(source);
    const content = await buffer(stream);
    expect(content.toString()).toBe('content of a.mp4');
    expect(content.length).toBe(size);
  });

  test('refuses a file that changed, vanished, or became a link', async () => {
    await workspace.write('moving.mp4', 'one');
    const [source] = (await find('moving.mp4')).sources;
    if (source === undefined) throw new Error('no file');
    await writeFile(source.path, 'longer');
    await expect(openVideoFile(source)).rejects.toThrow('it had 3 bytes then and has 6 now');
    await rm(source.path);
    await expect(openVideoFile(source)).rejects.toThrow('cannot be opened any more (ENOENT)');
    await workspace.link('moving.mp4', join(elsewhere.path, 'secret.mp4'));
    await expect(openVideoFile(source)).rejects.toThrow('cannot be opened any more (ELOOP)');
    await rm(source.path);
  });
});
