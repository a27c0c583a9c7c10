/** An example workflow, read as data: what it asks of this action and of its token. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { asList, asObject, type JsonObject, textOf } from '../../src/json.ts';

export const ACTION = 'OWNER/twelvelabs-index-action';
const CHECKOUT = 'actions/checkout@';

/** One step that uses this action. */
export interface Use {
  readonly job: string;
  readonly id: string | null;
  /** `action.yml` or `delete/action.yml`. */
  readonly metadata: string;
  readonly inputs: readonly string[];
}

export interface Example {
  readonly uses: readonly Use[];
  /** `steps.<id>.outputs.<name>` of steps that use this action. */
  readonly outputs: readonly { readonly metadata: string; readonly name: string }[];
  /** Everything that the token of any job may do. */
  readonly permissions: Readonly<Record<string, string>>;
  readonly checksOut: boolean;
  /** Every `uses` of a step or a job. */
  readonly references: readonly string[];
}

export function readExample(path: string): Example {
  const workflow = asObject(parse(readFileSync(path, 'utf8')));
  const jobs = Object.entries(asObject(workflow?.['jobs']) ?? {});
  const steps = jobs.flatMap(([job, value]) =>
    asList(asObject(value)?.['steps']).flatMap((step) => {
      const known = asObject(step);
      return known === null ? [] : [{ job, step: known }];
    }),
  );
  const uses = steps.flatMap(({ job, step }) => useOf(job, step) ?? []);
  return {
    uses,
    outputs: jobs.flatMap(([job, value]) =>
      outputsIn(
        JSON.stringify(value),
        uses.filter((use) => use.job === job),
      ),
    ),
    permissions: Object.assign({}, ...[workflow, ...jobs.map(([, job]) => asObject(job))].map(permissionsOf)),
    checksOut: steps.some(({ step }) => textOf(step['uses'])?.startsWith(CHECKOUT) ?? false),
    references: [...steps.map(({ step }) => step), ...jobs.map(([, job]) => asObject(job))].flatMap(
      (value) => textOf(value?.['uses']) ?? [],
    ),
  };
}

function useOf(job: string, step: JsonObject): Use | null {
  const [, folder = ''] = /^OWNER\/twelvelabs-index-action(\/[^@]+)?@/.exec(textOf(step['uses']) ?? '') ?? [null, null];
  if (!textOf(step['uses'])?.startsWith(ACTION)) return null;
  const metadata = `${(folder ?? '').slice(1)}/action.yml`.replace(/^\//, '');
  return { job, id: textOf(step['id']), metadata, inputs: Object.keys(asObject(step['with']) ?? {}) };
}

function outputsIn(job: string, uses: readonly Use[]): { metadata: string; name: string }[] {
  return [...job.matchAll(/steps\.([\w-]+)\.outputs\.([\w-]+)/g)].flatMap(([, id, name = '']) => {
    const use = uses.find((one) => one.id === id);
    return use === undefined ? [] : [{ metadata: use.metadata, name }];
  });
}

function permissionsOf(value: JsonObject | null): JsonObject {
  return asObject(value?.['permissions']) ?? {};
}

/** Names of the inputs and outputs that a metadata file declares; none if there is no such file. */
export function readMetadata(path: string): {
  readonly inputs: ReadonlySet<string>;
  readonly outputs: ReadonlySet<string>;
} {
  let text = '';
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    // Not there yet.
  }
  const metadata = asObject(parse(text));
  const names = (key: string): ReadonlySet<string> => new Set(Object.keys(asObject(metadata?.[key]) ?? {}));
  return { inputs: names('inputs'), outputs: names('outputs') };
}
