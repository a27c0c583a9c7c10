import { execFileSync } from 'node:child_process';
import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { reserveResultsFile, writeResultsFile } from '../../src/util/results-file.ts';
import { createErrorDetails, createVideoResult, UNSAFE_TEXTS } from '../support/fixtures.ts';
import { createTemporaryFolder } from '../support/temporary-folder.ts';

describe('The results file', () => {
  let folder = '';
  beforeAll(() => {
    folder = realpathSync(createTemporaryFolder().path);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const read = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));

  test('contains every result, in order', async () => {
    const outcomes = [
      createVideoResult(),
      createVideoResult({ name: 'b', status: 'failed', error: createErrorDetails() }),
    ];
    const path = join(folder, 'two.json');
    await writeResultsFile(path, outcomes);
    expect(read(path)).toEqual(outcomes);
  });

  test('has one line per video', async () => {
    const path = join(folder, 'lines.json');
    await writeResultsFile(
      path,
      UNSAFE_TEXTS.slice(0, 20).map((name) => createVideoResult({ name })),
    );
    expect(readFileSync(path, 'utf8').trim().split('\n')).toHaveLength(22);
  });

  test('is an empty list without results', async () => {
    const path = join(folder, 'none.json');
    await writeResultsFile(path, []);
    expect(read(path)).toEqual([]);
  });

  test('preserves any name', async () => {
    const outcomes = UNSAFE_TEXTS.filter((name) => name.isWellFormed()).map((name) => createVideoResult({ name }));
    const path = join(folder, 'nasty.json');
    await writeResultsFile(path, outcomes);
    expect(read(path)).toEqual(outcomes);
  });

  test('is created with its parent folders', async () => {
    const path = join(folder, 'deep', 'er', 'r.json');
    expect(reserveResultsFile(path, [folder])).toBe(path);
    await writeResultsFile(path, [createVideoResult()]);
    expect(read(path)).toHaveLength(1);
  });

  test('is no valid result before it is written, whatever an earlier step left', async () => {
    const path = join(folder, 'left.json');
    await writeResultsFile(path, [createVideoResult()]);
    reserveResultsFile(path, [folder]);
    expect(readFileSync(path, 'utf8')).toBe('');
  });

  describe('in a folder that others write to', () => {
    let workspace = '';
    let outside = '';
    beforeAll(() => {
      workspace = join(folder, 'workspace');
      outside = join(folder, 'outside');
      for (const path of [workspace, outside]) mkdirSync(path);
      writeFileSync(join(outside, 'precious'), 'precious');
      symlinkSync(outside, join(workspace, 'link'));
      symlinkSync(join(outside, 'precious'), join(workspace, 'file-link.json'));
      symlinkSync(join(outside, 'new.json'), join(workspace, 'broken-link.json'));
      symlinkSync(join(outside, 'nowhere'), join(workspace, 'broken-folder'));
      symlinkSync(join(workspace), join(workspace, 'inner-link'));
      execFileSync('mkfifo', [join(workspace, 'pipe.json')]);
      mkdirSync(join(workspace, 'folder.json'));
    });

    test.each([
      ['a link to a file', 'file-link.json', 'is not a regular file'],
      ['a link to nothing', 'broken-link.json', 'is not a regular file'],
      ['a pipe', 'pipe.json', 'is not a regular file'],
      ['a folder', 'folder.json', 'is not a regular file'],
      ['below a link out of it', 'link/r.json', 'is neither in the workspace nor in RUNNER_TEMP'],
      ['in a new folder below a link out of it', 'link/new/r.json', 'is neither in the workspace nor in RUNNER_TEMP'],
      ['below a broken link', 'broken-folder/r.json', 'is a broken symbolic link'],
      ['outside', '../outside/r.json', 'is neither in the workspace nor in RUNNER_TEMP'],
    ])('is refused if it is %s, and nothing is written', (_, name, reason) => {
      expect(() => reserveResultsFile(join(workspace, name), [workspace])).toThrow(reason);
      expect(readdirSync(outside)).toEqual(['precious']);
      expect(readFileSync(join(outside, 'precious'), 'utf8')).toBe('precious');
    });

    test('may be behind a link that stays inside, and its path has no link', () => {
      const path = reserveResultsFile(join(workspace, 'inner-link', 'r.json'), [workspace]);
      expect(path).toBe(join(workspace, 'r.json'));
    });

    test('may be in any of the folders', () => {
      expect(reserveResultsFile(join(outside, 'r.json'), [workspace, outside])).toBe(join(outside, 'r.json'));
      rmSync(join(outside, 'r.json'));
    });

    test('is not written if its folder has become a link in the meantime', async () => {
      const path = reserveResultsFile(join(workspace, 'later', 'r.json'), [workspace]);
      rmSync(join(workspace, 'later'), { recursive: true });
      symlinkSync(outside, join(workspace, 'later'));
      await expect(writeResultsFile(path, [createVideoResult()])).rejects.toThrow('was replaced by a symbolic link');
      expect(readdirSync(outside)).toEqual(['precious']);
    });
  });

  test('replaces an earlier file and leaves no other file', async () => {
    const place = join(folder, 'again');
    const path = join(place, 'r.json');
    reserveResultsFile(path, [folder]);
    await writeResultsFile(path, [createVideoResult(), createVideoResult()]);
    await writeResultsFile(path, [createVideoResult()]);
    expect(read(path)).toHaveLength(1);
    expect(readdirSync(place)).toEqual(['r.json']);
  });

  test('is replaced only when the new one is complete', async () => {
    const place = join(folder, 'atomic');
    const path = join(place, 'r.json');
    mkdirSync(place);
    await writeResultsFile(path, [createVideoResult()]);
    const stuck = createVideoResult({ name: 'x' });
    Object.assign(stuck, {
      toJSON: () => {
        throw new Error('stuck');
      },
    });
    await expect(writeResultsFile(path, [createVideoResult(), stuck])).rejects.toThrow('stuck');
    expect(read(path)).toHaveLength(1);
    // A process that has the file open reads the old one to its end.
    const before = readFileSync(path, 'utf8');
    const reader = openSync(path, 'r');
    await writeResultsFile(path, []);
    expect(readFileSync(reader, 'utf8')).toBe(before);
    closeSync(reader);
    expect(readdirSync(place)).toEqual(['r.json']);
  });

  test('causes an error if it cannot be written', async () => {
    const blocked = join(folder, 'file');
    writeFileSync(blocked, '');
    await expect(writeResultsFile(join(blocked, 'r.json'), [])).rejects.toThrow();
    const taken = join(folder, 'taken');
    mkdirSync(join(taken, 'x'), { recursive: true });
    await expect(writeResultsFile(taken, [])).rejects.toThrow();
  });
});
