import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { asList, asObject, type JsonObject } from '../../src/util/json.ts';

/** Rules that the linters do not have. */
const files = ['.github/workflows', 'examples'].flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.yml'))
    .map((name) => join(folder, name)),
);

function readJobs(text: string): JsonObject[] {
  return Object.values(asObject(asObject(parse(text))?.['jobs']) ?? {}).map((job) => asObject(job) ?? {});
}

function readSteps(text: string): JsonObject[] {
  return readJobs(text).flatMap((job) => asList(job['steps']).map((step) => asObject(step) ?? {}));
}

describe.each(files)('%s', (file) => {
  const text = readFileSync(file, 'utf8');

  it('grants no permissions at the top level', () => {
    expect(asObject(parse(text))?.['permissions']).toEqual({});
  });

  it('pins other actions by a full commit, with the version beside it', () => {
    const references = [...text.matchAll(/^\s*(?:- )?uses: (.*)$/gm)].map(([, reference]) => reference);
    for (const reference of references)
      expect(reference).toMatch(
        /^(\$\/(?= #|$)|\.\/|__OWNER__\/twelvelabs-index-action(\/[\w./-]+)?@v1$|[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$)/,
      );
  });

  it('uses this action from the same commit, or as users do in an example', () => {
    const own = [...text.matchAll(/uses: (\S*twelvelabs-index-action\S*|[.$]\/\S*)/g)].map(
      ([, reference]) => reference,
    );
    const pattern = file.startsWith('examples') ? /@v1$/ : /^\$\/$/;
    for (const reference of own) expect(reference).toMatch(pattern);
  });

  it('runs only scripts that exist', () => {
    const scripts = asObject(asObject(JSON.parse(readFileSync('package.json', 'utf8')))?.['scripts']) ?? {};
    for (const step of readSteps(text)) {
      const run = String(step['run'] ?? '');
      for (const [path] of run.matchAll(/\b(?:scripts|\.ci)\/[\w./-]+/g))
        expect([path, existsSync(path)]).toEqual([path, true]);
      for (const [, name = ''] of run.matchAll(/npm run (?:--silent )?([\w:-]+)/g))
        expect(Object.keys(scripts)).toContain(name);
    }
  });

  it('keeps no token after a checkout', () => {
    for (const step of readSteps(text).filter(({ uses }) => String(uses).startsWith('actions/checkout@')))
      expect(asObject(step['with'])?.['persist-credentials']).toBe(false);
  });

  it('builds no script from expressions', () => {
    for (const step of readSteps(text)) expect(String(step['run'])).not.toContain('${{');
  });

  it('sets a timeout for every job', () => {
    for (const job of readJobs(text)) if (job['uses'] === undefined) expect(job['timeout-minutes']).toBeGreaterThan(0);
  });
});
