/**
 * Writes the tables of inputs and outputs into each page from the metadata of its action. `--check` writes nothing and
 * fails on a difference.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { readmeWithTables } from './readme-tables.ts';

const PAGES = [
  { page: 'README.md', metadata: 'action.yml' },
  { page: 'docs/delete.md', metadata: 'delete/action.yml' },
];

for (const { page, metadata } of PAGES) {
  const text = readFileSync(page, 'utf8');
  const fresh = readmeWithTables(text, readFileSync(metadata, 'utf8'));
  if (!process.argv.includes('--check')) {
    writeFileSync(page, fresh);
  } else if (fresh !== text) {
    console.error(`${page} does not say what ${metadata} says; run \`npm run docs\`.`);
    process.exitCode = 1;
  }
}
