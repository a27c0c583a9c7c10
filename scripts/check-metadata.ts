/** Validates the metadata of every action against the published schema, and that its entry point is there. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { validateAction } from '@action-validator/core';
import { parse } from 'yaml';

const ACTIONS = ['action.yml', 'delete/action.yml'];

function problemsOf(file: string): readonly unknown[] {
  const text = readFileSync(file, 'utf8');
  // The schema in this release of the validator ends at node20; everything else in it holds for node24 as well.
  const { errors } = validateAction(text.replace('using: node24', 'using: node20'));
  const { runs } = parse(text) as { runs: { main: string } };
  return existsSync(join(dirname(file), runs.main)) ? errors : [...errors, `there is no ${runs.main}`];
}

for (const file of ACTIONS) {
  const problems = problemsOf(file);
  if (problems.length > 0) {
    console.error(`${file}: ${JSON.stringify(problems, null, 2)}`);
    process.exitCode = 1;
  } else {
    console.log(`${file} is valid.`);
  }
}
