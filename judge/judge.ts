import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { asList, asObject, parseJson, parseNumber, parseText } from '../src/util/json.ts';
import { type Json, listVariantOptions, readDescription, resolveVariants, type VariantOptions } from './description.ts';

/** A request as it was sent. The version is not part of the path. */
export interface JudgedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: JudgedBody;
}

/** Values of a form by name, the names of files included; or what a JSON body contains. */
export type JudgedBody =
  | { readonly kind: 'form'; readonly values: ReadonlyMap<string, readonly string[]> }
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'broken' }
  | { readonly kind: 'other' };

/** A response as it was sent. */
export interface JudgedResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Holds what is sent and answered against the description of the API. Both return what is wrong, in words. */
export interface Judge {
  /** Every variant is allowed: a client does not know which one it talks to. */
  checkRequest(request: JudgedRequest): readonly string[];
  /** Only the variants of these options are allowed. */
  checkResponse(request: JudgedRequest, response: JudgedResponse, options: VariantOptions): readonly string[];
}

/** An operation that was found by method and path. */
interface Operation {
  readonly id: string;
  readonly node: Json;
  readonly parameters: readonly Json[];
}

/** A description without the variants that do not apply. */
interface Resolved {
  readonly document: Json;
  readonly validators: Map<string, ValidateFunction>;
}

/** Reads the description once and compiles each schema when it is first needed. */
export function createJudge(): Judge {
  const description = readDescription();
  const names = listVariantOptions(description);
  const byVariant = new Map<string, Resolved>();
  const byOptions = new WeakMap<Json, Resolved>();
  const getResolved = (options: VariantOptions): Resolved => {
    const known = options === null ? undefined : byOptions.get(options);
    if (known !== undefined) return known;
    const key = options === null ? '' : JSON.stringify(names.map((name) => options[name] ?? null));
    const resolved = byVariant.get(key) ?? { document: resolveVariants(description, options), validators: new Map() };
    byVariant.set(key, resolved);
    if (options !== null) byOptions.set(options, resolved);
    return resolved;
  };
  return {
    checkRequest: (request) => checkRequest(getResolved(null), request),
    checkResponse: (request, response, options) => checkResponse(getResolved(options), request, response),
  };
}

function checkRequest(resolved: Resolved, request: JudgedRequest): readonly string[] {
  const operation = findOperation(resolved.document, request);
  if (operation === null) return [`There is no operation ${request.method} ${request.path}.`];
  return [
    ...(request.headers['x-api-key'] ? [] : ['The header x-api-key is missing.']),
    ...checkQuery(resolved, operation, request.query),
    ...checkBody(resolved, operation, request.body),
  ];
}

function checkQuery(resolved: Resolved, operation: Operation, query: URLSearchParams): readonly string[] {
  return [...new Set(query.keys())].flatMap((name) => {
    const parameter = operation.parameters.find((one) => one['in'] === 'query' && one['name'] === name);
    if (parameter === undefined) {
      return operation.node['x-other-parameters'] === true ? [] : [`There is no parameter ${name}.`];
    }
    const schema = asObject(parameter['schema']) ?? {};
    const values = query.getAll(name);
    if (schema['type'] !== 'array' && values.length > 1) return [`The parameter ${name} is repeated.`];
    const value = schema['type'] === 'array' ? values : values[0];
    return validate(resolved, `${operation.id} ${name}`, schema, value, `parameter ${name}`, true);
  });
}

function checkBody(resolved: Resolved, operation: Operation, body: JudgedBody): readonly string[] {
  const content = asObject(asObject(deref(resolved.document, operation.node['requestBody']))?.['content']);
  if (content === null) return body.kind === 'other' ? [] : ['There must not be a body.'];
  const type = body.kind === 'form' ? 'multipart/form-data' : 'application/json';
  const schema = asObject(asObject(content[type])?.['schema']);
  if (schema === null || body.kind === 'broken' || body.kind === 'other') {
    return [`The body must be ${Object.keys(content).join(' or ')}.`];
  }
  const key = `${operation.id} body`;
  if (body.kind === 'json') return validate(resolved, key, schema, body.value, 'body');
  return [
    ...validate(resolved, key, schema, toFormValue(schema, body.values), 'body', true),
    ...checkTexts(resolved, operation, schema, body.values),
  ];
}

/** A form as an object; only what may be repeated is a list. */
function toFormValue(schema: Json, values: ReadonlyMap<string, readonly string[]>): Json {
  const properties = asObject(schema['properties']);
  return Object.fromEntries(
    [...values].map(([name, texts]) => {
      const isList = asObject(properties?.[name])?.['type'] === 'array' || texts.length > 1;
      return [name, isList ? [...texts] : texts[0]];
    }),
  );
}

/** Fields of a form that hold JSON as text. */
function checkTexts(
  resolved: Resolved,
  operation: Operation,
  schema: Json,
  values: ReadonlyMap<string, readonly string[]>,
): readonly string[] {
  return [...values].flatMap(([name, texts]) => {
    const field = asObject(deref(resolved.document, asObject(schema['properties'])?.[name]));
    const content = asObject(field?.['contentSchema']);
    if (content === null) return [];
    const value = parseJson(texts[0] ?? '');
    if (value === undefined) return [`The field ${name} must be JSON.`];
    return validate(resolved, `${operation.id} ${name} content`, content, value, `field ${name}`);
  });
}

function checkResponse(resolved: Resolved, request: JudgedRequest, response: JudgedResponse): readonly string[] {
  const { document } = resolved;
  const operation = findOperation(document, request);
  const error = asObject(asObject(asObject(document['components'])?.['responses'])?.['Error']);
  // A path that does not exist is refused like everything else.
  const found = operation === null ? error : findResponse(document, operation, response.status);
  if (found === null || (operation === null && response.status < 400)) {
    return [`The status ${response.status} is not allowed.`];
  }
  if (response.body === '') return found['x-may-be-empty'] === true ? [] : ['The body is missing.'];
  return checkContent(resolved, `${operation?.id ?? 'unknown'} ${response.status}`, found, response);
}

function findResponse(document: Json, { node }: Operation, status: number): Json | null {
  return asObject(deref(document, asObject(node['responses'])?.[String(status)]));
}

function checkContent(resolved: Resolved, key: string, found: Json, response: JudgedResponse): readonly string[] {
  const type = (response.headers['content-type'] ?? '').split(';')[0] ?? '';
  const media = asObject(asObject(found['content'])?.[type]);
  if (media === null) return [`The content type ${type} is not allowed.`];
  if (type !== 'application/json') return [];
  const value = parseJson(response.body);
  if (value === undefined) return ['The body is not JSON.'];
  return [...validate(resolved, key, asObject(media['schema']) ?? {}, value, 'body'), ...checkPage(value)];
}

/** What a schema cannot say: the numbers of a page of a list have to fit its rows. */
function checkPage(body: unknown): readonly string[] {
  const info = asObject(asObject(body)?.['page_info']);
  const rows = asObject(body)?.['data'];
  const [page, limit, pages, total] = ['page', 'limit_per_page', 'total_page', 'total_results'].map((name) =>
    parseNumber(info?.[name]),
  );
  if (!Array.isArray(rows) || !page || !limit || pages == null || total == null) return [];
  const expected = Math.max(0, Math.min(limit, total - (page - 1) * limit));
  return [
    ...(pages === Math.ceil(total / limit) ? [] : [`${total} results of ${limit} per page are not ${pages} pages.`]),
    ...(rows.length === expected ? [] : [`The page has ${rows.length} rows instead of ${expected}.`]),
  ];
}

/** `fromText`: the values are text, where `"5"` is a number. */
function validate(
  resolved: Resolved,
  key: string,
  schema: Json,
  value: unknown,
  what: string,
  fromText = false,
): readonly string[] {
  const check = resolved.validators.get(key) ?? compile(resolved.document, schema, fromText);
  resolved.validators.set(key, check);
  if (check(value)) return [];
  return (check.errors ?? []).slice(0, 3).map(({ instancePath, message, params }) => {
    const name = parseText(asObject(params)?.['additionalProperty']);
    return `The ${what}${instancePath} ${message}${name === null ? '' : `: ${name}`}.`;
  });
}

function compile(document: Json, schema: Json, coerceTypes: boolean): ValidateFunction {
  const ajv = new Ajv2020({ strict: false, coerceTypes });
  formats.default(ajv);
  return ajv.compile({ ...schema, components: document['components'] });
}

function findOperation(document: Json, { method, path }: JudgedRequest): Operation | null {
  const parts = split(path);
  const paths = Object.entries(asObject(document['paths']) ?? {});
  const found = paths.filter(([pattern]) => matchesPattern(split(pattern), parts));
  // A path without a name in braces is more exact: `/assets/multipart-uploads` is not an asset.
  const [exact] = found.toSorted(([a], [b]) => countNames(a) - countNames(b));
  const item = asObject(exact?.[1]);
  const node = asObject(item?.[method.toLowerCase()]);
  if (item === null || node === null) return null;
  const parameters: readonly unknown[] = [...asList(item['parameters']), ...asList(node['parameters'])];
  return {
    id: parseText(node['operationId']) ?? '',
    node,
    parameters: parameters.map((one) => asObject(deref(document, one))).filter((one) => one !== null),
  };
}

function split(path: string): readonly string[] {
  return path.split('/').filter((part) => part !== '');
}

function countNames(pattern: string): number {
  return pattern.split('{').length;
}

function matchesPattern(pattern: readonly string[], parts: readonly string[]): boolean {
  return (
    pattern.length === parts.length && pattern.every((part, place) => part.startsWith('{') || part === parts[place])
  );
}

/** What a `$ref` of a response, a parameter or a body leads to. */
function deref(document: Json, value: unknown): unknown {
  const reference = parseText(asObject(value)?.['$ref']);
  if (reference === null) return value;
  return reference
    .split('/')
    .slice(1)
    .reduce((node: unknown, name) => asObject(node)?.[name], document);
}
