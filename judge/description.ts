import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { asList, asObject } from '../src/util/json.ts';

/** A JSON object. */
export type Json = Readonly<Record<string, unknown>>;

/** What the variants of the description depend on: options of the simulator. `null`: every variant applies. */
export type VariantOptions = Json | null;

/** Reads the description of the API, with all its variants. */
export function readDescription(): Json {
  const text = readFileSync(new URL('twelvelabs.yaml', import.meta.url), 'utf8');
  const description = asObject(parse(text, { merge: true }));
  if (description === null) throw new Error('twelvelabs.yaml is not an object.');
  return description;
}

/** The names of the options that variants depend on. */
export function listVariantOptions(description: Json): readonly string[] {
  const names = new Set<string>();
  visit(description, (node) => {
    for (const key of ['x-when', 'x-may-be-empty']) {
      for (const condition of toConditions(node[key])) for (const name of Object.keys(condition)) names.add(name);
    }
  });
  return [...names].toSorted();
}

function visit(value: unknown, use: (node: Json) => void): void {
  if (Array.isArray(value)) for (const item of value) visit(item, use);
  const node = asObject(value);
  if (node === null) return;
  use(node);
  for (const child of Object.values(node)) visit(child, use);
}

/**
 * The description without the variants that do not apply, as plain OpenAPI 3.1: the statuses of refusals are listed
 * one by one instead of as `default`, and `x-may-be-empty` is true or absent.
 */
export function resolveVariants(description: Json, options: VariantOptions): Json {
  return asObject(resolve(description, options, description)) ?? {};
}

function resolve(value: unknown, options: VariantOptions, root: Json): unknown {
  if (Array.isArray(value)) {
    return value.filter((item) => applies(item, options)).map((item) => resolve(item, options, root));
  }
  const node = asObject(value);
  if (node === null) return value;
  const entries = Object.entries(node).flatMap(([key, child]): [string, unknown][] => {
    if (key === 'x-when' || !applies(child, options)) return [];
    if (key === 'x-may-be-empty') return meets(child, options) ? [[key, true]] : [];
    if (key === 'responses')
      return [[key, resolve(spreadDefault(asObject(child) ?? {}, options, root), options, root)]];
    return [[key, resolve(child, options, root)]];
  });
  return Object.fromEntries(entries);
}

/** Responses by status, with one entry for each status that `default` stands for. */
function spreadDefault(responses: Json, options: VariantOptions, root: Json): Json {
  const { default: other, ...known } = responses;
  const name =
    String(asObject(other)?.['$ref'] ?? '')
      .split('/')
      .at(-1) ?? '';
  const component = asObject(asObject(asObject(root['components'])?.['responses'])?.[name]);
  const statuses = asList(component?.['x-statuses']).flatMap((item) => {
    if (typeof item === 'number') return [item];
    return applies(item, options) ? [Number(asObject(item)?.['status'])] : [];
  });
  return { ...Object.fromEntries(statuses.map((status) => [String(status), other])), ...known };
}

function applies(value: unknown, options: VariantOptions): boolean {
  const condition = asObject(value)?.['x-when'];
  return condition === undefined || meets(condition, options);
}

function meets(condition: unknown, options: VariantOptions): boolean {
  if (condition === true || options === null) return true;
  return toConditions(condition).some((all) =>
    Object.entries(all).every(([name, expected]) => matches(options[name], expected)),
  );
}

function toConditions(value: unknown): readonly Json[] {
  const conditions: readonly unknown[] = Array.isArray(value) ? value : [value];
  return conditions.map(asObject).filter((condition) => condition !== null);
}

function matches(actual: unknown, expected: unknown): boolean {
  const object = asObject(expected);
  return object === null ? actual === expected : actual !== object['not'];
}
