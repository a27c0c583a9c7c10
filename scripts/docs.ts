/** Writes the input and output tables of README.md from action.yml. `--check` writes nothing and fails on a difference. */
import { readFileSync, writeFileSync } from 'node:fs';
import { readmeWithTables } from './readme-tables.ts';

const action = readFileSync('action.yml', 'utf8');
const readme = readFileSync('README.md', 'utf8');
const fresh = readmeWithTables(readme, action);
if (!process.argv.includes('--check')) {
  writeFileSync('README.md', fresh);
} else if (fresh !== readme) {
  console.error('README.md does not say what action.yml says; run `npm run docs`.');
  process.exitCode = 1;
}
