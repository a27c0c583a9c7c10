/** An example workflow, read as data: what it asks of this action and of its token. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { asList, asObject, type JsonObject, parseNumber, parseText } from '../../src/util/json.ts';

export const ACTION = 'OWNER/twelvelabs-index-action';
const CHECKOUT = 'actions/checkout@';

/** One step that uses this action. */
export interface Use {
  readonly job: string;
  readonly id: string | null;
  /** `action.yml` or `delete/action.yml`. */
  readonly metadata: string;
  readonly inputs: JsonObject;
  /** Minutes that the job may take; null where it does not say. */
  readonly jobMinutes: number | null;
}

export interface Example {
  readonly uses: readonly Use[];
  /** `steps.<id>.outputs.<name>` of steps that use this action. */
  readonly outputs: readonly { readonly metadata: string; readonly name: string }[];
  /** Everything that the token of any job may do. */
  readonly permissions: Readonly<Record<string, string>>;
  /** By the name of the event, the activities that start it; null for all of them. */
  readonly triggers: Readonly<Record<string, readonly unknown[] | null>>;
  readonly checksOut: boolean;
  /** Whether a later run cancels an earlier one; null where nothing is said. */
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
  const uses = steps.flatMap(({ job, jobMinutes, step }) => useOf(job, jobMinutes, step) ?? []);
  return {
    uses,
    outputs: jobs.flatMap(([job, value]) =>
      outputsIn(
        JSON.stringify(value),
        uses.filter((use) => use.job === job),
      ),
    ),
    permissions: Object.assign({}, ...[workflow, ...jobs.map(([, job]) => asObject(job))].map(permissionsOf)),
    triggers: Object.fromEntries(
      Object.entries(asObject(workflow?.['on']) ?? {}).map(([event, how]) => [event, typesOf(how)]),
    ),
    cancelsInProgress: asObject(workflow?.['concurrency'])?.['cancel-in-progress'] ?? null,
    checksOut: steps.some(({ step }) => parseText(step['uses'])?.startsWith(CHECKOUT) ?? false),
    references: [...steps.map(({ step }) => step), ...jobs.map(([, job]) => asObject(job))].flatMap(
      (value) => parseText(value?.['uses']) ?? [],
    ),
  };
}

function typesOf(how: unknown): readonly unknown[] | null {
  const types = asObject(how)?.['types'];
  return types === undefined ? null : asList(types);
}

function useOf(job: string, jobMinutes: number | null, step: JsonObject): Use | null {
  const [, folder = ''] = /^OWNER\/twelvelabs-index-action(\/[^@]+)?@/.exec(parseText(step['uses']) ?? '') ?? [
    null,
    null,
  ];
  if (!parseText(step['uses'])?.startsWith(ACTION)) return null;
  const metadata = `${(folder ?? '').slice(1)}/action.yml`.replace(/^\//, '');
  return { job, id: parseText(step['id']), metadata, inputs: asObject(step['with']) ?? {}, jobMinutes };
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

/** What a metadata file declares. */
export function readMetadata(path: string): { readonly inputs: JsonObject; readonly outputs: JsonObject } {
  const metadata = asObject(parse(readFileSync(path, 'utf8')));
  const part = (key: string): JsonObject => asObject(metadata?.[key]) ?? {};
  return { inputs: part('inputs'), outputs: part('outputs') };
}
