/** Bundles every action of this repository from `lib` into a folder: `node scripts/bundle.ts dist`. */
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';

/** The compiled entry of each action, and where its bundle goes below the folder. */
const BUNDLES = [
  { entry: 'lib/index.js', place: '' },
  { entry: 'lib/delete.js', place: 'delete' },
];

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('say where the bundles go');
// Parts of an earlier bundle have names of their own, and would stay.
rmSync(folder, { recursive: true, force: true });
for (const { entry, place } of BUNDLES) {
  execFileSync('ncc', ['build', entry, '--license', 'licenses.txt', '-o', join(folder, place)], { stdio: 'inherit' });
}
