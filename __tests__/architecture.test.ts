import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';

/** What each file of `src` imports of ours, types included. */
function importsOf(): ReadonlyMap<string, readonly string[]> {
  const files = globSync('src/**/*.ts').filter((file) => !file.endsWith('.d.ts'));
  return new Map(files.map((file) => [file, importsOfOne(file)]));
}

function importsOfOne(file: string): readonly string[] {
  const named = readFileSync(file, 'utf8').matchAll(/(?:from|import\()\s*'(\.[^']+)'/g);
  return [...named].map(([, path = '']) => join(dirname(file), path));
}

/** A way from a file back to itself; null when there is none. */
function circleFrom(start: string, imports: ReadonlyMap<string, readonly string[]>): readonly string[] | null {
  const ways: string[][] = [[start]];
  const seen = new Set<string>();
  for (let way = ways.shift(); way !== undefined; way = ways.shift()) {
    for (const next of imports.get(way.at(-1) ?? '') ?? []) {
      if (next === start) return [...way, next];
      if (seen.has(next)) continue;
      seen.add(next);
      ways.push([...way, next]);
    }
  }
  return null;
}

/** `src/report/log.ts` belongs to `report`, `src/video.ts` to `video`. */
function partOf(file: string): string {
  return file.split('/')[1]?.replace('.ts', '') ?? '';
}

describe('imports', () => {
  const imports = importsOf();
  const edges = [...imports].flatMap(([from, all]) => all.map((to) => ({ from, to })));
  const of = (part: string): string[] => edges.filter(({ from }) => partOf(from) === part).map(({ to }) => partOf(to));

  test('are seen at all', () => {
    expect(imports.size).toBeGreaterThan(100);
    expect(edges.length).toBeGreaterThan(300);
    expect(edges.filter(({ to }) => !imports.has(to) && !to.endsWith('.d.ts'))).toEqual([]);
  });

  test('go in no circle', () => {
    const circles = [...imports.keys()].flatMap((file) => circleFrom(file, imports)?.join(' > ') ?? []);
    expect(circles).toEqual([]);
  });

  test('keep the platform free of everything but the words that all use', () => {
    expect(new Set(of('platform'))).toEqual(new Set(['platform', 'video', 'clock', 'json']));
  });

  test.each([
    ['sources', ['preflight', 'report', 'indexing', 'delete']],
    ['preflight', ['sources', 'report', 'indexing', 'delete']],
    ['report', ['sources', 'preflight', 'indexing', 'delete']],
    ['indexing', ['sources', 'preflight', 'report', 'delete']],
  ])('keep %s apart from what it need not know', (part, others) => {
    expect(of(part).filter((other) => others.includes(other))).toEqual([]);
  });

  test('reach the story of a run only from where the process begins', () => {
    const mains = edges.filter(({ to }) => partOf(to) === 'main').map(({ from }) => from);
    expect(mains).toEqual(['src/index.ts']);
  });
});
