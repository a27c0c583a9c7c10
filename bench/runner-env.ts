import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { asObject, parseText } from '../src/util/json.ts';

export type Environment = Readonly<Record<string, string>>;

const ACTION_FILE = new URL('../action.yml', import.meta.url);

/**
 * The environment that the GitHub Actions runner gives a step: every declared input, with its default unless `inputs`
 * has a value, and the files that the step writes to, here in `directory`.
 */
export async function runnerEnv(directory: string, inputs: Environment): Promise<Environment> {
  const output = join(directory, 'output');
  const summary = join(directory, 'summary.md');
  await Promise.all([writeFile(output, ''), writeFile(summary, '')]);
  return {
    ...inputVariables({ ...(await defaults()), ...inputs }),
    PATH: process.env['PATH'] ?? '',
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_WORKSPACE: directory,
    GITHUB_OUTPUT: output,
    GITHUB_STEP_SUMMARY: summary,
    RUNNER_TEMP: directory,
  };
}

/** Defaults of the inputs in `action.yml`. An expression is empty, because only the runner can evaluate it. */
async function defaults(): Promise<Environment> {
  const action = asObject(parse(await readFile(ACTION_FILE, 'utf8')));
  const inputs = Object.entries(asObject(action?.['inputs']) ?? {});
  return Object.fromEntries(
    inputs.map(([name, input]) => {
      const value = parseText(asObject(input)?.['default']) ?? '';
      return [name, value.includes('${{') ? '' : value];
    }),
  );
}

function inputVariables(inputs: Environment): Environment {
  return Object.fromEntries(Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]));
}
