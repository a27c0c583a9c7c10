import type { Clock } from '../clock.ts';
import type { JsonObject } from '../json.ts';
import { asObject, parseJson } from '../json.ts';
import { errorOfReply, errorOfTransport, errorOfUnreadable, PlatformError } from './errors.ts';
import type { HttpReply, Send } from './http.ts';
import type { Form } from './multipart.ts';
import { encodeForm } from './multipart.ts';

/** How long one request may take and what ends it early. */
export interface Limits {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** What every call to the platform needs. */
export interface Api {
  /** GETs a path below the base URL; resolves with the JSON object that came. Rejects with a `PlatformError`. */
  get(path: string, query: URLSearchParams, limits: Limits): Promise<JsonObject>;
  /** POSTs a form; resolves with the JSON object that came, for any 2xx. Rejects with a `PlatformError`. */
  postForm(path: string, form: Form, limits: Limits): Promise<JsonObject>;
}

export interface ApiConfig {
  /** Base URL without a slash at its end, for instance `https://api.twelvelabs.io/v1.3`. */
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly send: Send;
  readonly clock: Clock;
  /** Told of every request and its end, for the debug log. */
  readonly trace: (line: string) => void;
}

/** The platform's API: adds the key, speaks JSON, and turns every failure into a `PlatformError`. Repeats nothing. */
export function createApi(config: ApiConfig): Api {
  const call = async (
    method: 'GET' | 'POST',
    path: string,
    content: { body: string | null; type: string | null },
    limits: Limits,
  ): Promise<JsonObject> => {
    const headers: Record<string, string> = { 'x-api-key': config.apiKey, accept: 'application/json' };
    if (content.type !== null) headers['content-type'] = content.type;
    const url = new URL(config.baseUrl + path);
    const started = config.clock.now();
    const tell = (end: string): void =>
      config.trace(`${method} ${url.pathname}: ${end} (${Math.round(config.clock.now() - started)} ms)`);
    try {
      const reply = await config.send({ method, url, headers, body: content.body, ...limits });
      tell(`HTTP ${reply.status}${reply.broken ? `, ${reply.broken.message}` : ''}`);
      return objectOf(reply, config.clock);
    } catch (error) {
      if (error instanceof PlatformError) throw error;
      const failure = errorOfTransport(error);
      tell(failure.message);
      throw failure;
    }
  };
  return {
    get: (path, query, limits) => {
      const text = query.toString();
      return call('GET', text ? `${path}?${text}` : path, { body: null, type: null }, limits);
    },
    postForm: (path, form, limits) => call('POST', path, encodeForm(form), limits),
  };
}

function objectOf(reply: HttpReply, clock: Clock): JsonObject {
  if (reply.status < 200 || reply.status > 299) throw errorOfReply(reply, clock.date());
  if (reply.broken) throw errorOfUnreadable(reply.broken.message, reply.broken);
  if (reply.body === '') throw errorOfUnreadable('the answer is empty');
  const object = asObject(parseJson(reply.body));
  if (!object) throw errorOfUnreadable('the answer is not a JSON object');
  return object;
}
