/** An example workflow as data: its uses of this action and its permissions. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { asList, asObject, type JsonObject, parseNumber, parseText } from '../../src/util/json.ts';

export const ACTION = '__OWNER__/twelvelabs-index-action';
/** In `$/folder`, GitHub replaces `$` by the repository of the workflow, at the commit of the workflow. */
export const OWN_REPOSITORY = '$/';
/** A `uses` of this action, with the folder of its metadata. */
const USE = /^(?:__OWNER__\/twelvelabs-index-action|\$)\/?([^@]*)(?:@.*)?$/;
const CHECKOUT = 'actions/checkout@';

/** One step that uses this action. */
export interface Use {
  readonly job: string;
  readonly id: string | null;
  /** `action.yml` or `delete/action.yml`. */
  readonly metadata: string;
  readonly inputs: JsonObject;
  /** Timeout of the job; null if it is not set. */
  readonly jobMinutes: number | null;
}

export interface Example {
  readonly uses: readonly Use[];
  /** `steps.<id>.outputs.<name>` of steps that use this action. */
  readonly outputs: readonly { readonly metadata: string; readonly name: string }[];
  /** The permissions of all jobs together. */
  readonly permissions: Readonly<Record<string, string>>;
  /** By event, the activity types that start the workflow; null for all types. */
  readonly triggers: Readonly<Record<string, readonly unknown[] | null>>;
  /** The `concurrency` of the workflow, as JSON. */
  readonly concurrency: string;
  readonly checksOut: boolean;
  /** Whether a later run cancels an earlier one; null if it is not set. */
  readonly cancelsInProgress: unknown;
  /** Every `uses` of a step or a job. */
  readonly references: readonly string[];
}

export function readExample(path: string): Example {
  const workflow = asObject(parse(readFileSync(path, 'utf8')));
  const jobs = Object.entries(asObject(workflow?.['jobs']) ?? {});
  const steps = jobs.flatMap(([job, value]) =>
    asList(asObject(value)?.['steps']).flatMap((step) => {
      const known = asObject(step);
      const jobMinutes = parseNumber(asObject(value)?.['timeout-minutes']);
      return known === null ? [] : [{ job, jobMinutes, step: known }];
    }),
  );
  const uses = steps.flatMap(({ job, jobMinutes, step }) => readUse(job, jobMinutes, step) ?? []);
  return {
    uses,
    outputs: jobs.flatMap(([job, value]) =>
      readOutputs(
        JSON.stringify(value),
        uses.filter((use) => use.job === job),
      ),
    ),
    permissions: Object.assign({}, ...[workflow, ...jobs.map(([, job]) => asObject(job))].map(readPermissions)),
    triggers: Object.fromEntries(
      Object.entries(asObject(workflow?.['on']) ?? {}).map(([event, how]) => [event, readTypes(how)]),
    ),
    cancelsInProgress: asObject(workflow?.['concurrency'])?.['cancel-in-progress'] ?? null,
    concurrency: JSON.stringify(workflow?.['concurrency'] ?? null),
    checksOut: steps.some(({ step }) => parseText(step['uses'])?.startsWith(CHECKOUT) ?? false),
    references: [...steps.map(({ step }) => step), ...jobs.map(([, job]) => asObject(job))].flatMap(
      (value) => parseText(value?.['uses']) ?? [],
    ),
  };
}

function readTypes(how: unknown): readonly unknown[] | null {
  const types = asObject(how)?.['types'];
  return types === undefined ? null : asList(types);
}

function readUse(job: string, jobMinutes: number | null, step: JsonObject): Use | null {
  const [whole, folder = ''] = USE.exec(parseText(step['uses']) ?? '') ?? [];
  if (whole === undefined) return null;
  const metadata = `${folder}/action.yml`.replace(/^\//, '');
  return { job, id: parseText(step['id']), metadata, inputs: asObject(step['with']) ?? {}, jobMinutes };
}

function readOutputs(job: string, uses: readonly Use[]): { metadata: string; name: string }[] {
  return [...job.matchAll(/steps\.([\w-]+)\.outputs\.([\w-]+)/g)].flatMap(([, id, name = '']) => {
    const use = uses.find((one) => one.id === id);
    return use === undefined ? [] : [{ metadata: use.metadata, name }];
  });
}

function readPermissions(value: JsonObject | null): JsonObject {
  return asObject(value?.['permissions']) ?? {};
}

/** The inputs and outputs of a metadata file. */
export function readMetadata(path: string): { readonly inputs: JsonObject; readonly outputs: JsonObject } {
  const metadata = asObject(parse(readFileSync(path, 'utf8')));
  const part = (key: string): JsonObject => asObject(metadata?.[key]) ?? {};
  return { inputs: part('inputs'), outputs: part('outputs') };
}
