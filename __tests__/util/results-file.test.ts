import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { writeResultsFile } from '../../src/util/results-file.ts';
import { createErrorDetails, createVideoResult, UNSAFE_TEXTS } from '../support/fixtures.ts';
import { createTemporaryFolder } from '../support/temporary-folder.ts';

describe('The results file', () => {
  let folder = '';
  beforeAll(() => {
    folder = createTemporaryFolder().path;
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const read = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));

  test('contains every result, in order', () => {
    const outcomes = [
      createVideoResult(),
      createVideoResult({ name: 'b', status: 'failed', error: createErrorDetails() }),
    ];
    const path = join(folder, 'two.json');
    writeResultsFile(path, outcomes);
    expect(read(path)).toEqual(outcomes);
  });

  test('has one line per video', () => {
    const path = join(folder, 'lines.json');
    writeResultsFile(
      path,
      UNSAFE_TEXTS.slice(0, 20).map((name) => createVideoResult({ name })),
    );
    expect(readFileSync(path, 'utf8').trim().split('\n')).toHaveLength(22);
  });

  test('is an empty list without results', () => {
    const path = join(folder, 'none.json');
    writeResultsFile(path, []);
    expect(read(path)).toEqual([]);
  });

  test('preserves any name', () => {
    const outcomes = UNSAFE_TEXTS.filter((name) => name.isWellFormed()).map((name) => createVideoResult({ name }));
    const path = join(folder, 'nasty.json');
    writeResultsFile(path, outcomes);
    expect(read(path)).toEqual(outcomes);
  });

  test('is written with its parent folders', () => {
    const path = join(folder, 'deep', 'er', 'r.json');
    writeResultsFile(path, [createVideoResult()]);
    expect(read(path)).toHaveLength(1);
  });

  test('replaces an earlier file and leaves no other file', () => {
    const place = join(folder, 'again');
    const path = join(place, 'r.json');
    writeResultsFile(path, [createVideoResult(), createVideoResult()]);
    writeResultsFile(path, [createVideoResult()]);
    expect(read(path)).toHaveLength(1);
    expect(readdirSync(place)).toEqual(['r.json']);
  });

  test('is replaced only when the new one is complete', () => {
    const place = join(folder, 'atomic');
    const path = join(place, 'r.json');
    writeResultsFile(path, [createVideoResult()]);
    const stuck = createVideoResult({ name: 'x' });
    Object.assign(stuck, {
      toJSON: () => {
        throw new Error('stuck');
      },
    });
    expect(() => writeResultsFile(path, [createVideoResult(), stuck])).toThrow('stuck');
    expect(read(path)).toHaveLength(1);
    // A process that has the file open reads the old one to its end.
    const before = readFileSync(path, 'utf8');
    const reader = openSync(path, 'r');
    writeResultsFile(path, []);
    expect(readFileSync(reader, 'utf8')).toBe(before);
    closeSync(reader);
    expect(readdirSync(place)).toEqual(['r.json']);
  });

  test('causes an error if it cannot be written', () => {
    const blocked = join(folder, 'file');
    writeFileSync(blocked, '');
    expect(() => writeResultsFile(join(blocked, 'r.json'), [])).toThrow();
    const taken = join(folder, 'taken');
    mkdirSync(join(taken, 'x'), { recursive: true });
    expect(() => writeResultsFile(taken, [])).toThrow();
  });
});
