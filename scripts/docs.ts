/**
 * Generates the tables of inputs and outputs in each page from the metadata of its action, the page of errors and the
 * troubleshooting table from the error catalog, the table of simulator options from the option table, the tables of
 * dependencies from the SBOM, and the table of lookups from runs on a simulated platform. `--check` writes nothing and fails if a page is out of date.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { buildHistory } from '../bench/history.ts';
import { buildDependencyTable, buildTransitiveTable } from './dependency-docs.ts';
import { buildErrorsPage, buildTroubleshootingTable } from './error-docs.ts';
import { buildCollectionTable, buildLookupTable, measureCollections, measureLookups } from './lookup-requests.ts';
import { withSection } from './readme-section.ts';
import { readmeWithTables } from './readme-tables.ts';
import { pageWithOptions } from './simulator-tables.ts';

const PAGES = [
  {
    page: 'docs/troubleshooting.md',
    generate: (text: string) => withSection(text, 'troubleshooting', buildTroubleshootingTable()),
  },
  { page: 'README.md', generate: (text: string) => withTables(text, 'action.yml') },
  { page: 'docs/delete.md', generate: (text: string) => withTables(text, 'delete/action.yml') },
  {
    page: 'docs/dependencies.md',
    generate: (text: string) =>
      withSection(withSection(text, 'dependencies', buildDependencyTable()), 'transitive', buildTransitiveTable()),
  },
  { page: 'docs/errors.md', generate: buildErrorsPage },
  {
    page: 'docs/performance.md',
    generate: async (text: string) =>
      withSection(
        withSection(withSection(text, 'history', buildHistory()), 'lookups', buildLookupTable(await measureLookups())),
        'collections',
        buildCollectionTable(await measureCollections()),
      ),
  },
  { page: 'simulator/README.md', generate: pageWithOptions },
];

function withTables(text: string, metadata: string): string {
  return readmeWithTables(text, readFileSync(metadata, 'utf8'));
}

for (const { page, generate } of PAGES) {
  const text = existsSync(page) ? readFileSync(page, 'utf8') : '';
  const fresh = await generate(text);
  if (!process.argv.includes('--check')) {
    writeFileSync(page, fresh);
  } else if (fresh !== text) {
    console.error(`${page} is out of date. Run \`npm run docs\`.`);
    process.exitCode = 1;
  }
}
