import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';

/**
 * The layers of `src`, from the lowest to the highest: a file imports from its own layer and from those above it in
 * this list, and from nowhere else.
 */
const LAYERS = [
  'util',
  'model',
  'http',
  'github',
  'storage',
  'twelvelabs',
  'upload',
  'inputs',
  'sources',
  'media',
  'existing',
  'plan',
  'indexing',
  'report',
  'run-action.ts',
  'index-action',
  'delete-action',
  'index.ts',
  'delete.ts',
];

/** A folder with more files than this holds more than one idea. */
const MAX_FILES_PER_FOLDER = 14;

/** The imports of each file of a folder, types included, as paths from the root of the repository. */
function readImports(folder: string): ReadonlyMap<string, readonly string[]> {
  const files = globSync(`${folder}/**/*.ts`).filter((file) => !file.endsWith('.d.ts'));
  return new Map(files.map((file) => [file, readImportsOfFile(file)]));
}

function readImportsOfFile(file: string): readonly string[] {
  const named = readFileSync(file, 'utf8').matchAll(/(?:from|import\()\s*'(\.[^']+)'/g);
  return [...named].map(([, path = '']) => join(dirname(file), path)).filter((path) => !path.endsWith('.d.ts'));
}

/** A path along imports from a file back to itself; null when there is none. */
function findCircle(start: string, imports: ReadonlyMap<string, readonly string[]>): readonly string[] | null {
  const paths: string[][] = [[start]];
  const seen = new Set<string>();
  for (let path = paths.shift(); path !== undefined; path = paths.shift()) {
    for (const next of imports.get(path.at(-1) ?? '') ?? []) {
      if (next === start) return [...path, next];
      if (seen.has(next)) continue;
      seen.add(next);
      paths.push([...path, next]);
    }
  }
  return null;
}

function getLayer(file: string): number {
  return LAYERS.indexOf(file.split('/')[1] ?? '');
}

describe('the source tree', () => {
  const imports = readImports('src');
  const edges = [...imports].flatMap(([from, all]) => all.map((to) => ({ from, to })));

  test('is read completely by these tests', () => {
    expect(imports.size).toBeGreaterThan(100);
    expect(edges.length).toBeGreaterThan(300);
    expect(edges.filter(({ to }) => !imports.has(to))).toEqual([]);
  });

  test('has no file outside the layers', () => {
    expect([...imports.keys()].filter((file) => getLayer(file) === -1)).toEqual([]);
  });

  test('imports in one direction only', () => {
    const upward = edges.filter(({ from, to }) => getLayer(to) > getLayer(from));
    expect(upward.map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
  });

  test('keeps the two actions apart', () => {
    const across = edges.filter(({ from, to }) => from.includes('/delete-action/') && to.includes('/index-action/'));
    expect(across).toEqual([]);
  });

  test.each(['src', 'simulator'])('has no circular imports in %s', (folder) => {
    const all = readImports(folder);
    const circles = [...all.keys()].flatMap((file) => findCircle(file, all)?.join(' > ') ?? []);
    expect(circles).toEqual([]);
  });

  test(`has at most ${MAX_FILES_PER_FOLDER} files in a folder, and at its root only the entries`, () => {
    const folders = Map.groupBy(globSync('src/**/*.ts'), (file) => dirname(file));
    const crowded = [...folders].filter(([, files]) => files.length > MAX_FILES_PER_FOLDER).map(([folder]) => folder);
    expect(crowded).toEqual([]);
    expect(folders.get('src')?.toSorted()).toEqual(['src/delete.ts', 'src/index.ts', 'src/run-action.ts']);
  });

  test.each([
    ['@actions/core', ['src/github/runner.ts']],
    ['@actions/http-client', ['src/http/http-client.ts', 'src/http/proxies.ts', 'src/http/transport.ts']],
  ])('uses %s only where it speaks to another party', (name, expected) => {
    const users = [...imports.keys()].filter((file) => readFileSync(file, 'utf8').includes(`'${name}'`));
    expect(users.toSorted()).toEqual(expected);
  });
});
