/** Validates action.yml against the published schema of action metadata. */
import { readFileSync } from 'node:fs';
import { validateAction } from '@action-validator/core';

// The schema in this release of the validator ends at node20; everything else in it holds for node24 as well.
const metadata = readFileSync('action.yml', 'utf8').replace('using: node24', 'using: node20');
const { errors } = validateAction(metadata);
if (errors.length > 0) {
  console.error(JSON.stringify(errors, null, 2));
  process.exitCode = 1;
} else {
  console.log('action.yml is valid.');
}
