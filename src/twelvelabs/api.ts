import type { Cooldown } from '../http/cooldown.ts';
import { createCooldown } from '../http/cooldown.ts';
import type { Form, StreamedForm } from '../http/multipart.ts';
import { encodeForm } from '../http/multipart.ts';
import type { Page } from '../http/pagination.ts';
import { parsePage } from '../http/pagination.ts';
import { parseQuotaExhaustedMs } from '../http/rate-limit-headers.ts';
import type { RequestLimits } from '../http/request-limits.ts';
import type { HttpRequest, HttpResponse, Send } from '../http/transport.ts';
import type { Clock } from '../util/clock.ts';
import { classifyHost } from '../util/host.ts';
import type { JsonObject } from '../util/json.ts';
import { asObject, parseJson } from '../util/json.ts';
import { ApiError, createInvalidResponseError, toResponseError, toTransportError } from './errors.ts';

/** The TwelveLabs API. Every method rejects with an `ApiError`. */
export interface Api {
  /** GETs a path below the base URL; resolves with the JSON object of the response, or a bare list as its `data`. */
  get(path: string, query: URLSearchParams, limits: RequestLimits): Promise<JsonObject>;
  /** POSTs a form; resolves with the JSON object of the response, for any 2xx. */
  postForm(path: string, form: Form, limits: RequestLimits): Promise<JsonObject>;
  /** POSTs a form with a file that is sent while it is read. */
  postFile(path: string, form: StreamedForm, limits: RequestLimits): Promise<JsonObject>;
  postJson(path: string, value: JsonObject, limits: RequestLimits): Promise<JsonObject>;
  /** PATCHes with JSON; the body of a 2xx is ignored. */
  patchJson(path: string, value: JsonObject, limits: RequestLimits): Promise<void>;
  /** DELETEs; the body of a 2xx is ignored. */
  delete(path: string, query: URLSearchParams, limits: RequestLimits): Promise<void>;
  /** The pause of all requests that are retried or polled, after a 429. */
  readonly cooldown: Cooldown;
  /** Whether the API is on a loopback address: a simulation, which may name other addresses of this machine. */
  readonly isLocal: boolean;
  /** Whether any request received a response, even an error. */
  hasResponded(): boolean;
}

export interface ApiOptions {
  /** Base URL without a trailing slash, for example `https://api.twelvelabs.io/v1.3`. */
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly send: Send;
  readonly clock: Clock;
  /** From 0 (inclusive) to 1 (exclusive). */
  readonly random: () => number;
  /** Receives a line about every request and its result, for the debug log. */
  readonly trace: (line: string) => void;
}

interface RequestContent {
  readonly body: HttpRequest['body'];
  readonly type: string | null;
}

const NO_CONTENT: RequestContent = { body: null, type: null };

/** Adds the key, encodes and parses JSON, and turns every failure into an `ApiError`. Retries nothing. */
export function createApi(config: ApiOptions): Api {
  let responded = false;
  const call = async <T>(
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
    path: string,
    content: RequestContent,
    limits: RequestLimits,
    read: (reply: HttpResponse) => T,
  ): Promise<T> => {
    const headers: Record<string, string> = { 'x-api-key': config.apiKey, accept: 'application/json' };
    if (content.type !== null) headers['content-type'] = content.type;
    const url = new URL(config.baseUrl + path);
    const started = config.clock.now();
    const trace = (result: string): void =>
      config.trace(`${method} ${url.pathname}: ${result} (${Math.round(config.clock.now() - started)} ms)`);
    try {
      const { timeoutMs, signal } = limits;
      const reply = await config.send({ method, url, headers, body: content.body, timeoutMs, signal });
      responded = true;
      trace(`HTTP ${reply.status}${reply.bodyError ? `, ${reply.bodyError.message}` : ''}`);
      if (reply.status < 200 || reply.status > 299) throw toResponseError(reply, config.clock.date());
      const exhaustedMs = parseQuotaExhaustedMs(reply.headers, config.clock.date());
      if (exhaustedMs !== null) limits.onQuotaExhausted?.(exhaustedMs);
      return read(reply);
    } catch (error) {
      if (error instanceof ApiError) throw error;
      const failure = toTransportError(error);
      trace(failure.message);
      throw failure;
    }
  };
  return {
    cooldown: createCooldown(config.clock, config.random),
    hasResponded: () => responded,
    isLocal: classifyHost(new URL(config.baseUrl).hostname) === 'loopback',
    get: (path, query, limits) => call('GET', withQuery(path, query), NO_CONTENT, limits, parseResponse),
    postForm: (path, form, limits) => call('POST', path, encodeForm(form), limits, parseResponse),
    postFile: (path, { body, contentLength, contentType }, limits) =>
      call('POST', path, { body: { stream: body, length: contentLength }, type: contentType }, limits, parseResponse),
    postJson: (path, value, limits) =>
      call('POST', path, { body: JSON.stringify(value), type: 'application/json' }, limits, parseResponse),
    patchJson: (path, value, limits) =>
      call('PATCH', path, { body: JSON.stringify(value), type: 'application/json' }, limits, () => {}),
    delete: (path, query, limits) => call('DELETE', withQuery(path, query), NO_CONTENT, limits, () => {}),
  };
}

/** GETs a page of a list. Rejects with an `ApiError`. */
export async function getPage<Row>(
  api: Pick<Api, 'get'>,
  path: string,
  query: URLSearchParams,
  parseRow: (row: JsonObject) => Row | null,
  limits: RequestLimits,
): Promise<Page<Row>> {
  const page = parsePage(await api.get(path, query, limits), parseRow);
  if (page === null) throw createInvalidResponseError('the list has no `data`');
  return page;
}

function withQuery(path: string, query: URLSearchParams): string {
  const text = query.toString();
  return text ? `${path}?${text}` : path;
}

function parseResponse(reply: HttpResponse): JsonObject {
  if (reply.bodyError) throw createInvalidResponseError(reply.bodyError.message, reply.bodyError);
  if (reply.body === '') throw createInvalidResponseError('the response is empty');
  const json = parseJson(reply.body);
  const object = Array.isArray(json) ? { data: json } : asObject(json);
  if (!object) throw createInvalidResponseError('the response is not a JSON object');
  return object;
}
