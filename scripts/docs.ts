/**
 * Writes the tables of inputs, outputs and simulator options into the pages, from the metadata of the actions and from
 * the option table. `--check` writes nothing and fails on a difference.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { readmeWithTables } from './readme-tables.ts';
import { pageWithOptions } from './simulator-tables.ts';

const withMetadata = (source: string) => (text: string) => readmeWithTables(text, readFileSync(source, 'utf8'));

const PAGES = [
  { page: 'README.md', source: 'action.yml', update: withMetadata('action.yml') },
  { page: 'docs/delete.md', source: 'delete/action.yml', update: withMetadata('delete/action.yml') },
  { page: 'simulator/README.md', source: 'simulator/option-table.ts', update: pageWithOptions },
];

for (const { page, source, update } of PAGES) {
  const text = readFileSync(page, 'utf8');
  const fresh = update(text);
  if (!process.argv.includes('--check')) {
    writeFileSync(page, fresh);
  } else if (fresh !== text) {
    console.error(`${page} does not match ${source}. Run \`npm run docs\`.`);
    process.exitCode = 1;
  }
}
