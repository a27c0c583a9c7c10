import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { asList, asObject, type JsonObject } from '../../src/util/json.ts';

/** What the linters do not ask for. */
const files = ['.github/workflows', 'examples'].flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.yml'))
    .map((name) => join(folder, name)),
);

function jobsOf(text: string): JsonObject[] {
  return Object.values(asObject(asObject(parse(text))?.['jobs']) ?? {}).map((job) => asObject(job) ?? {});
}

function stepsOf(text: string): JsonObject[] {
  return jobsOf(text).flatMap((job) => asList(job['steps']).map((step) => asObject(step) ?? {}));
}

describe.each(files)('%s', (file) => {
  const text = readFileSync(file, 'utf8');

  it('grants nothing at the top', () => {
    expect(asObject(parse(text))?.['permissions']).toEqual({});
  });

  it('pins what is not ours by a full commit, with the version beside it', () => {
    const references = [...text.matchAll(/^\s*(?:- )?uses: (.*)$/gm)].map(([, reference]) => reference);
    for (const reference of references)
      expect(reference).toMatch(
        /^(\.\/|OWNER\/twelvelabs-index-action(\/[\w./-]+)?@v1$|[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$)/,
      );
  });

  it('leaves no token behind a checkout', () => {
    for (const step of stepsOf(text).filter(({ uses }) => String(uses).startsWith('actions/checkout@')))
      expect(asObject(step['with'])?.['persist-credentials']).toBe(false);
  });

  it('builds no script from expressions', () => {
    for (const step of stepsOf(text)) expect(String(step['run'])).not.toContain('${{');
  });

  it('bounds the time of every job', () => {
    for (const job of jobsOf(text)) if (job['uses'] === undefined) expect(job['timeout-minutes']).toBeGreaterThan(0);
  });
});
