/** What can be told of the examples without running them: names, the rights of their tokens, and their limits of time. */
import { join } from 'node:path';
import { asObject } from '../../src/util/json.ts';
import { type Example, readExample, readMetadata, type Use } from './example.ts';
import { rows } from './rows.ts';
import { examples } from './world.ts';

/** What a workflow's token needs, beside the right to check out. */
const NEEDS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'release.yml': { contents: 'read' },
  'pull-request.yml': { 'pull-requests': 'write' },
  // The jobs of a reusable workflow get no more than the job that calls it; these check out.
  'shards.yml': { contents: 'read' },
};

const REUSABLE = '.github/workflows/ingest.yml';

export function names(): { readonly name: string; readonly problems: readonly string[] }[] {
  const files = [REUSABLE, ...examples().map((name) => join('examples', name))];
  return files.map((file) => ({ name: `names and rights in ${file}`, problems: problemsOf(file, readExample(file)) }));
}

function problemsOf(file: string, example: Example): string[] {
  const own = NEEDS[file.replace('examples/', '')] ?? {};
  const needed = { ...(example.checksOut ? { contents: 'read' } : {}), ...own };
  const rights = (value: object): string => JSON.stringify(Object.entries(value).sort());
  const problems = [
    ...example.uses.flatMap(wrongInputs),
    ...example.uses.flatMap(wrongTimes),
    ...example.outputs
      .filter(({ metadata, name }) => !Object.hasOwn(readMetadata(metadata).outputs, name))
      .map(({ metadata, name }) => `${metadata} has no output ${name}`),
  ];
  if (rights(example.permissions) !== rights(needed))
    problems.push(`the token may ${rights(example.permissions)}, and needs ${rights(needed)}`);
  if (file === REUSABLE) return problems;
  if (example.cancelsInProgress !== false) problems.push('it does not say `cancel-in-progress: false`');
  if (!rows.some((row) => row.examples.some((name) => file === join('examples', name))))
    problems.push('no row plays it');
  return problems;
}

function wrongInputs({ metadata, inputs }: Use): string[] {
  const known = readMetadata(metadata).inputs;
  return Object.keys(inputs)
    .filter((name) => !Object.hasOwn(known, name))
    .map((name) => `${metadata} has no input ${name}`);
}

/** A job that ends before its step does is cancelled by GitHub, and the step cannot tell of its timeout. */
function wrongTimes({ job, metadata, inputs, jobMinutes }: Use): string[] {
  if (inputs['wait'] === false) return [];
  const standard = asObject(readMetadata(metadata).inputs['timeout_minutes'])?.['default'];
  const minutes = Number(inputs['timeout_minutes'] ?? standard);
  if (Number.isNaN(minutes) || (jobMinutes ?? 0) > minutes) return []; // or it comes from an input
  return [`job ${job} may take ${jobMinutes} minutes, and its step ${minutes}`];
}
