import type { Reply } from './api.ts';
import type { Body } from './body.ts';
import { ApiError, invalid, missing, notFound } from './errors.ts';
import { isId } from './ids.ts';
import type { IndexRecord } from './models.ts';
import type { Platform } from './platform.ts';

/** A request that has found its route. */
export interface RequestContext {
  /** `1.3`, `1.2` … as in the path. */
  readonly version: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: Body;
}

export type Handler = (platform: Platform, context: RequestContext) => Reply | Promise<Reply>;

/** Parses an ID of the path. Throws 400 on an invalid ID, and 403 if it belongs to another account. */
export function pathId(platform: Platform, context: RequestContext, name: string): string {
  const id = context.params[name] ?? '';
  if (!isId(id)) throw invalid(name, 'It must be 24 hexadecimal digits.');
  rejectForeign(platform, id);
  return id;
}

/** The index with that id. Throws 403, 404. An expired index does not exist. */
export function findIndex(platform: Platform, id: string): IndexRecord {
  rejectForeign(platform, id);
  const index = platform.store.indexes.get(id);
  const now = platform.times.wall(platform.times.now());
  if (index === undefined || (index.expiresAt !== null && index.expiresAt < now)) throw notFound('index', id);
  return index;
}

/** 403 `read_not_allowed`, as seen live for a valid key and an entity of another account. */
function rejectForeign(platform: Platform, id: string): void {
  if (!platform.options.foreignIds.includes(id)) return;
  throw new ApiError(403, 'read_not_allowed', `You are not allowed to read ${id}.`);
}

/** A multipart form. */
export type Form = Extract<Body, { kind: 'form' }>;

/** Only multipart forms are accepted; JSON gets `content_type_invalid`, as seen on other endpoints of the kind. */
export function requireForm(body: Body): Form {
  if (body.kind === 'form') return body;
  if (body.kind === 'broken') throw unreadableBody;
  throw new ApiError(400, 'content_type_invalid', 'The content type must be multipart/form-data.');
}

/** The members of a JSON object, which is the only body that is accepted. */
export function requireJson(body: Body): Readonly<Record<string, unknown>> {
  if (body.kind === 'broken') throw unreadableBody;
  if (body.kind !== 'json')
    throw new ApiError(400, 'content_type_invalid', 'The content type must be application/json.');
  const { value } = body;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw unreadableBody;
  return Object.fromEntries(Object.entries(value));
}

const unreadableBody = new ApiError(400, 'parameter_invalid', 'The body of the request cannot be read.');

/** 400 `parameter_unknown` for a field that the API does not have, unless an option ignores it. */
export function rejectUnknownNames({ options }: Platform, names: readonly string[], known: readonly string[]): void {
  const unknown = options.unknownFields === 'ignore' ? undefined : names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new ApiError(400, 'parameter_unknown', `The ${unknown} parameter is unknown.`);
}

/** `true` or `false` out of a form. */
export function booleanField(form: Form, name: string, standard: boolean): boolean {
  const text = form.fields[name] ?? String(standard);
  if (text !== 'true' && text !== 'false') throw invalid(name, 'It must be true or false.');
  return text === 'true';
}

/** A web address out of a form; `null` where there is none. */
export function urlField(form: Form, name: string): string | null {
  const url = form.fields[name];
  if (url === undefined) return null;
  if (url === '') throw missing(name);
  const protocol = URL.parse(url)?.protocol;
  if (protocol !== 'http:' && protocol !== 'https:') throw invalid(name, 'It must be a valid URL.');
  return url;
}

/** `true` or `false` out of a JSON object. */
export function booleanMember(body: Readonly<Record<string, unknown>>, name: string, standard: boolean): boolean {
  const value = body[name] === undefined ? standard : body[name];
  if (typeof value !== 'boolean') throw invalid(name, 'It must be true or false.');
  return value;
}

/** A text with something in it out of a JSON object. */
export function textMember(body: Readonly<Record<string, unknown>>, name: string): string {
  const value = body[name];
  if (value === undefined || value === '') throw missing(name);
  if (typeof value !== 'string') throw invalid(name, 'It must be a text.');
  return value;
}

/** A whole number from 1 to `most` out of a JSON object. */
export function countMember(body: Readonly<Record<string, unknown>>, name: string, most: number): number {
  const value = body[name];
  if (value === undefined) throw missing(name);
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 1 || value > most) {
    throw invalid(name, `It must be a whole number from 1 to ${most}.`);
  }
  return value;
}
