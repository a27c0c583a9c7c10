/**
 * Replaces the placeholder of the owner in every tracked file: `node scripts/set-owner.ts <login>`, once, when the
 * repository has its home. `node scripts/set-owner.ts --check` fails while a file contains the placeholder.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

/** No valid login: one never begins with an underscore. Written so that this file does not contain it. */
const PLACEHOLDER = ['', '', 'OWNER', '', ''].join('_');
/** The login of a user or an organization, or of a managed user, which ends in an underscore and a short code. */
const LOGIN = /^(?=.{1,39}$)[a-z\d]+(?:-[a-z\d]+)*(?:_[a-z\d]+)?$/i;

function findFiles(): readonly string[] {
  const paths = execFileSync('git', ['ls-files', '-z'], { encoding: 'utf8' }).split('\0').filter(Boolean);
  return paths.filter((path) => readFileSync(path, 'latin1').includes(PLACEHOLDER));
}

const [argument = ''] = process.argv.slice(2);
const files = findFiles();
if (argument === '--check') {
  for (const file of files) console.error(`${file} contains the placeholder of the owner.`);
  if (files.length > 0) console.error('Replace it: node scripts/set-owner.ts <login>');
  process.exitCode = files.length > 0 ? 1 : 0;
} else if (LOGIN.test(argument)) {
  for (const file of files) writeFileSync(file, readFileSync(file, 'utf8').replaceAll(PLACEHOLDER, argument));
  console.log(`The owner is ${argument} in ${files.length} files. Commit them.`);
} else {
  console.error('Usage: node scripts/set-owner.ts <login> | --check');
  process.exitCode = 1;
}
