/**
 * Adds the integrity that npm leaves out of package-lock.json for packages of other platforms, so that `npm ci` checks
 * every download on every platform: `node scripts/complete-lockfile.ts` after a change of the dependencies.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

interface LockFile {
  readonly packages: Record<string, { readonly integrity?: string; readonly version?: string }>;
}

const FILE = 'package-lock.json';
const lockFile: LockFile = JSON.parse(readFileSync(FILE, 'utf8'));
const incomplete = Object.entries(lockFile.packages).filter(([path, { integrity }]) => path !== '' && !integrity);
for (const [path, entry] of incomplete) {
  const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
  const { version, ...rest } = entry;
  const view = ['view', `${name}@${version}`, 'dist.integrity'];
  const integrity = execFileSync('npm', view, { encoding: 'utf8' }).trim();
  lockFile.packages[path] = { ...(version === undefined ? {} : { version }), integrity, ...rest };
}
writeFileSync(FILE, `${JSON.stringify(lockFile, null, 2)}\n`);
console.log(`${FILE}: ${incomplete.length} entries completed.`);
