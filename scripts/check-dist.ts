/** Builds the bundles twice into temporary folders, and compares every byte of both builds and the committed `dist`. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

type Files = ReadonlyMap<string, string>;

function readFiles(folder: string): Files {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = names.map((entry) => join(entry.parentPath, entry.name)).sort();
  return new Map(paths.map((path) => [path.slice(folder.length + 1), readFileSync(path, 'latin1')]));
}

function build(): Files {
  const folder = mkdtempSync(join(tmpdir(), 'dist-'));
  try {
    execFileSync('npm', ['run', '--silent', 'compile'], { stdio: 'inherit' });
    execFileSync('npm', ['run', '--silent', 'bundle', '--', folder], { stdio: 'ignore' });
    return readFiles(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function findDifferences(a: Files, b: Files): string[] {
  const names = new Set([...a.keys(), ...b.keys()]);
  return [...names].filter((name) => a.get(name) !== b.get(name));
}

const committed = readFiles('dist');
const [first, second] = [build(), build()];
const unstable = findDifferences(first, second);
const stale = findDifferences(first, committed);
if (unstable.length > 0)
  console.error(`Two builds of the same sources differ in ${unstable.join(', ')}. Make the build reproducible.`);
if (stale.length > 0) console.error(`dist differs from the sources in ${stale.join(', ')}. Run \`npm run build\`.`);
if (unstable.length + stale.length > 0) process.exitCode = 1;
else console.log(`dist matches the sources: ${[...committed.keys()].join(', ')}.`);
