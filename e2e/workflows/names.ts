/** Whether what the examples say exists: inputs, outputs, and the rights of their tokens, no more and no less. */
import { join } from 'node:path';
import { type Example, readExample, readMetadata } from './example.ts';
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

/** `file: name`: whether a metadata file declares an input or output. */
export function isThere(what: string): boolean {
  const [file = '', name = ''] = what.split(': ');
  const { inputs, outputs } = readMetadata(file);
  return inputs.has(name) || outputs.has(name);
}

export function names(): { readonly name: string; readonly problems: readonly string[] }[] {
  const files = [REUSABLE, ...examples().map((name) => join('examples', name))];
  return files.map((file) => ({ name: `names and rights in ${file}`, problems: problemsOf(file, readExample(file)) }));
}

function problemsOf(file: string, example: Example): string[] {
  const awaited = new Set(rows.flatMap((row) => row.awaits ?? []));
  const known = (what: string): boolean => isThere(what) || awaited.has(what);
  const inputs = example.uses.flatMap(({ metadata, inputs }) => inputs.map((name) => `${metadata}: ${name}`));
  const outputs = example.outputs.map(({ metadata, name }) => `${metadata}: ${name}`);
  const own = NEEDS[file.replace('examples/', '')] ?? {};
  const needed = { ...(example.checksOut ? { contents: 'read' } : {}), ...own };
  const rights = (value: object): string => JSON.stringify(Object.entries(value).sort());
  return [
    ...inputs.filter((what) => !known(what)).map((what) => `there is no input ${what}`),
    ...outputs.filter((what) => !known(what)).map((what) => `there is no output ${what}`),
    ...(rights(example.permissions) === rights(needed)
      ? []
      : [`the token may ${rights(example.permissions)}, and needs ${rights(needed)}`]),
    ...(file === REUSABLE || rows.some((row) => row.examples.some((name) => file === join('examples', name)))
      ? []
      : ['no row plays it']),
  ];
}
