/** Checks the examples without running them: names of inputs and outputs, permissions, and timeouts. */
import { join } from 'node:path';
import { asObject } from '../../src/util/json.ts';
import { listExamples } from './environment.ts';
import { type Example, readExample, readMetadata, type Use } from './example.ts';
import { scenarios } from './scenarios.ts';

/** The permissions that an example needs beside those of the checkout. */
const PERMISSIONS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'release.yml': { contents: 'read' },
  'pull-request.yml': { 'pull-requests': 'write' },
  'pull-request-closed.yml': { 'pull-requests': 'write' },
  'plan.yml': { 'pull-requests': 'write' },
  'sync.yml': { 'pull-requests': 'write' },
  // Jobs of a reusable workflow have no more permissions than the job that calls it; these check out.
  'shards.yml': { contents: 'read' },
};

const REUSABLE = '.github/workflows/ingest.yml';

export function checkExamples(): { readonly name: string; readonly problems: readonly string[] }[] {
  const files = [REUSABLE, ...listExamples().map((name) => join('examples', name))];
  return files.map((file) => ({
    name: `names and permissions in ${file}`,
    problems: findProblems(file, readExample(file)),
  }));
}

function findProblems(file: string, example: Example): string[] {
  const own = PERMISSIONS[file.replace('examples/', '')] ?? {};
  const needed = { ...(example.checksOut ? { contents: 'read' } : {}), ...own };
  const toText = (permissions: object): string => JSON.stringify(Object.entries(permissions).sort());
  const problems = [
    ...example.uses.flatMap(findUnknownInputs),
    ...example.uses.flatMap(findShortTimeouts),
    ...example.outputs
      .filter(({ metadata, name }) => !Object.hasOwn(readMetadata(metadata).outputs, name))
      .map(({ metadata, name }) => `${metadata} has no output ${name}`),
  ];
  if (toText(example.permissions) !== toText(needed))
    problems.push(`the token has ${toText(example.permissions)}, and needs ${toText(needed)}`);
  if (file === REUSABLE) return problems;
  if (example.cancelsInProgress !== false) problems.push('`cancel-in-progress: false` is missing');
  if (example.uses.some(changesIndex) && example.concurrency !== INDEX_GROUP)
    problems.push('it changes an index, and is not in the group of the index with `queue: max`');
  if (!scenarios.some(({ examples }) => examples.some((name) => file === join('examples', name))))
    problems.push('no scenario runs it');
  return problems;
}

/** The group of all workflows that change an index: each of them waits for its turn, and none is dropped. */
const INDEX_GROUP = JSON.stringify({
  group: 'twelvelabs-$' + '{{ vars.TWELVELABS_INDEX_ID }}',
  'cancel-in-progress': false,
  queue: 'max',
});

function changesIndex({ inputs }: Use): boolean {
  return inputs['index_id'] !== undefined && inputs['dry_run'] !== true;
}

function findUnknownInputs({ metadata, inputs }: Use): string[] {
  const known = readMetadata(metadata).inputs;
  return Object.keys(inputs)
    .filter((name) => !Object.hasOwn(known, name))
    .map((name) => `${metadata} has no input ${name}`);
}

/** GitHub cancels a job at its timeout, before the step can report its own timeout. */
function findShortTimeouts({ job, metadata, inputs, jobMinutes }: Use): string[] {
  if (inputs['wait'] === false) return [];
  const byDefault = asObject(readMetadata(metadata).inputs['timeout_minutes'])?.['default'];
  const minutes = Number(inputs['timeout_minutes'] ?? byDefault);
  if (Number.isNaN(minutes) || (jobMinutes ?? 0) > minutes) return []; // or it comes from an input
  return [`job ${job} has a timeout of ${jobMinutes} minutes, and its step of ${minutes}`];
}
