import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createTemporaryFolder, type TemporaryFolder } from '../support/temporary-folder.ts';

const PLACEHOLDER = ['', '', 'OWNER', '', ''].join('_');

let folder: TemporaryFolder;

beforeEach(() => {
  folder = createTemporaryFolder();
  execFileSync('git', ['init', '--quiet'], { cwd: folder.path });
});
afterEach(() => folder.remove());

function setOwner(argument: string): number | null {
  return spawnSync(process.execPath, [resolve('scripts/set-owner.ts'), argument], { cwd: folder.path }).status;
}

function addFile(path: string, text: string): void {
  folder.write(path, text);
  execFileSync('git', ['add', path], { cwd: folder.path });
}

describe('set-owner', () => {
  it('replaces the placeholder in every tracked file, after which the check passes', () => {
    addFile('README.md', `${PLACEHOLDER}/action and ${PLACEHOLDER}/action/delete\n`);
    addFile('a.yml', 'a: OWNER\n');
    expect(setOwner('--check')).toBe(1);
    expect(setOwner('octo-org')).toBe(0);
    expect(setOwner('--check')).toBe(0);
    expect(readFileSync(join(folder.path, 'README.md'), 'utf8')).toBe('octo-org/action and octo-org/action/delete\n');
    expect(readFileSync(join(folder.path, 'a.yml'), 'utf8')).toBe('a: OWNER\n');
  });

  it.each([PLACEHOLDER, '-octo', 'octo--org', 'octo/org'])('refuses %j, which is no login', (login) => {
    addFile('README.md', `${PLACEHOLDER}/action\n`);
    expect(setOwner(login)).toBe(1);
    expect(readFileSync(join(folder.path, 'README.md'), 'utf8')).toBe(`${PLACEHOLDER}/action\n`);
  });
});

it('every mention of this repository names the same owner', () => {
  const files = execFileSync('git', ['ls-files', '-z'], { encoding: 'utf8' }).split('\0').filter(Boolean);
  const text = files.filter((path) => !path.startsWith('__tests__/')).map((path) => readFileSync(path, 'latin1'));
  const owners = text.flatMap((one) =>
    [...one.matchAll(/([\w-]+)\\?\/twelvelabs-index-action\b/g)].map(([, name]) => name),
  );
  expect(owners.length).toBeGreaterThan(40);
  expect([...new Set(owners)]).toHaveLength(1);
});
