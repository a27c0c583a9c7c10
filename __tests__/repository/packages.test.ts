import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { listRuntimeDependencies } from '../../scripts/dependency-docs.ts';
import { asList, asObject } from '../../src/util/json.ts';

interface LockedPackage {
  readonly version?: string;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly link?: boolean;
  /** Set where a package is installed under a name that is not its own. */
  readonly name?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
}

const lockFile: { readonly packages: Readonly<Record<string, LockedPackage>> } = JSON.parse(
  readFileSync('package-lock.json', 'utf8'),
);
const locked = Object.entries(lockFile.packages).filter(([path]) => path !== '');
const getName = (path: string): string => path.replace(/^.*node_modules\//, '');

describe('package-lock.json', () => {
  const where = (fits: (entry: LockedPackage) => boolean): readonly string[] =>
    locked.flatMap(([path, entry]) => (fits(entry) ? [path] : []));

  test('has the integrity of every package (otherwise run `node scripts/complete-lockfile.ts`)', () => {
    expect(locked.length).toBeGreaterThan(400);
    expect(where(({ integrity }) => !/^sha512-[\w+/]{86}==$/.test(integrity ?? ''))).toEqual([]);
  });

  test('names no registry', () => {
    expect(where(({ resolved }) => resolved !== undefined)).toEqual([]);
  });

  test('runs no script of a package', () => {
    expect(readFileSync('.npmrc', 'utf8').split('\n')).toContain('ignore-scripts=true');
  });

  test('installs no package of the action under a name that is not its own', () => {
    expect(where(({ link, name, dev }) => link === true || (name !== undefined && !dev))).toEqual([]);
  });
});

/** The packages that a licenses file has a section for, which begins with a line of the name and version. */
function readLicensed(file: string): readonly string[] {
  const headings = readFileSync(file, 'utf8').matchAll(/^((?:@[\w.-]+\/)?[\w.-]+) (\d+\.\d+\.\d+)\n(?=\S+\n)/gm);
  return [...headings].map(([, name, version]) => `${name} ${version}`);
}

/** A package and everything that it depends on. */
function listDependencies(name: string, found: Set<string> = new Set()): ReadonlySet<string> {
  if (found.has(name)) return found;
  found.add(name);
  const entries = locked.filter(([path]) => getName(path) === name);
  for (const [, { dependencies }] of entries)
    for (const dependency of Object.keys(dependencies ?? {})) listDependencies(dependency, found);
  return found;
}

describe('licenses.txt', () => {
  const isTypesOnly = (name: string): boolean => /^(@types\/.*|@octokit\/(openapi-)?types)$/.test(name);
  /** Packages that others depend on for functions that the action does not use, e.g. a command line interface. */
  const leftOut = new Set([...listDependencies('yargs'), 'fast-xml-builder']);
  const production = locked.flatMap(([path, { version, dev, optional }]) =>
    dev || optional || isTypesOnly(getName(path)) || leftOut.has(getName(path)) ? [] : [`${getName(path)} ${version}`],
  );

  test('of the index action lists every package that an installation without devDependencies has', () => {
    expect(readLicensed('dist/licenses.txt')).toEqual([...new Set(production)].toSorted());
  });

  test('of the delete action lists those that it uses, with the bundle of undici', () => {
    const licensed = readLicensed('dist/delete/licenses.txt');
    expect(licensed.filter((entry) => entry.startsWith('undici '))).toHaveLength(1);
    expect(production).toEqual(expect.arrayContaining([...licensed]));
    const bundle = readFileSync('dist/delete/index.js', 'utf8');
    const paths = [...bundle.matchAll(/\.\/node_modules\/((?:@[\w.-]+\/)?[\w.-]+)\//g)].map(([, name]) => name);
    expect(licensed.map((entry) => entry.split(' ')[0])).toEqual(expect.arrayContaining([...new Set(paths)]));
  });
});

describe('sbom.cdx.json', () => {
  const sbom = asObject(JSON.parse(readFileSync('dist/sbom.cdx.json', 'utf8')));
  const components = asList(sbom?.['components']).map((component) => asObject(component) ?? {});

  test('lists the packages of licenses.txt, with their checksums in package-lock.json', () => {
    const names = components.map(
      ({ group, name, version }) => `${group === undefined ? '' : `${group}/`}${name} ${version}`,
    );
    expect(names.toSorted()).toEqual(readLicensed('dist/licenses.txt'));
    const checksums = new Set(
      locked.map(([, { integrity = '' }]) => Buffer.from(integrity.slice(7), 'base64').toString('hex')),
    );
    for (const { hashes } of components) expect(checksums).toContain(asObject(asList(hashes)[0])?.['content']);
  });

  test('has nothing that differs between two builds', () => {
    expect(sbom).not.toHaveProperty('serialNumber');
    expect(sbom?.['metadata']).not.toHaveProperty('timestamp');
  });
});

describe('docs/dependencies.md', () => {
  test.each(listRuntimeDependencies())('has a line about %s', (name) => {
    const cells = readFileSync('docs/dependencies.md', 'utf8')
      .split('\n')
      .find((line) => line.startsWith(`| \`${name}\` `))
      ?.split(' | ');
    expect(cells).toHaveLength(6);
  });
});
