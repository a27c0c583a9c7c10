import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { writeResultsFile } from '../../src/util/results-file.ts';
import { anOutcome, aProblem, NASTY } from '../support/fixtures.ts';

describe('the results file', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'results-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const read = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));

  test('contains every result in order', () => {
    const outcomes = [anOutcome(), anOutcome({ name: 'b', status: 'failed', error: aProblem() })];
    const path = join(folder, 'two.json');
    writeResultsFile(path, outcomes);
    expect(read(path)).toEqual(outcomes);
  });

  test('has one line per video', () => {
    const path = join(folder, 'lines.json');
    writeResultsFile(
      path,
      NASTY.slice(0, 20).map((name) => anOutcome({ name })),
    );
    expect(readFileSync(path, 'utf8').trim().split('\n')).toHaveLength(22);
  });

  test('is an empty list without results', () => {
    const path = join(folder, 'none.json');
    writeResultsFile(path, []);
    expect(read(path)).toEqual([]);
  });

  test('preserves any name', () => {
    const outcomes = NASTY.filter((name) => name.isWellFormed()).map((name) => anOutcome({ name }));
    const path = join(folder, 'nasty.json');
    writeResultsFile(path, outcomes);
    expect(read(path)).toEqual(outcomes);
  });

  test('creates missing folders', () => {
    const path = join(folder, 'deep', 'er', 'r.json');
    writeResultsFile(path, [anOutcome()]);
    expect(read(path)).toHaveLength(1);
  });

  test('replaces an older file and leaves no other files', () => {
    const place = join(folder, 'again');
    const path = join(place, 'r.json');
    writeResultsFile(path, [anOutcome(), anOutcome()]);
    writeResultsFile(path, [anOutcome()]);
    expect(read(path)).toHaveLength(1);
    expect(readdirSync(place)).toEqual(['r.json']);
  });

  test('is never partially written: an older file remains until the new one is complete', () => {
    const place = join(folder, 'atomic');
    const path = join(place, 'r.json');
    writeResultsFile(path, [anOutcome()]);
    const stuck = anOutcome({ name: 'x' });
    Object.assign(stuck, {
      toJSON: () => {
        throw new Error('stuck');
      },
    });
    expect(() => writeResultsFile(path, [anOutcome(), stuck])).toThrow('stuck');
    expect(read(path)).toHaveLength(1);
    // A file that is being replaced is not written into: whoever has it open reads the old one to its end.
    const before = readFileSync(path, 'utf8');
    mkdirSync(`${path}.partial`);
    expect(() => writeResultsFile(path, [])).toThrow();
    expect(readFileSync(path, 'utf8')).toBe(before);
  });

  test('causes an exception when it cannot be written', () => {
    const blocked = join(folder, 'file');
    writeFileSync(blocked, '');
    expect(() => writeResultsFile(join(blocked, 'r.json'), [])).toThrow();
    const taken = join(folder, 'taken');
    mkdirSync(join(taken, 'x'), { recursive: true });
    expect(() => writeResultsFile(taken, [])).toThrow();
  });
});
