import { asObject, type JsonObject, parseJson } from '../src/util/json.ts';

/** One answer of the API. */
export interface LiveResponse {
  readonly status: number;
  /** Names of all headers, in lower case. */
  readonly headers: readonly string[];
  readonly text: string;
  /** The body as an object; null if it is none. */
  readonly body: JsonObject | null;
}

export interface LiveRequest {
  readonly json?: JsonObject;
  readonly form?: FormData;
  /** Instead of the key of the client. */
  readonly apiKey?: string;
}

/** Sends one request, once. Rejects if there is no response. */
export type LiveClient = (method: string, path: string, request?: LiveRequest) => Promise<LiveResponse>;

const TIMEOUT_MS = 120_000;

export function createLiveClient(apiUrl: string, key: string): LiveClient {
  return async (method, path, { json, form, apiKey = key } = {}) => {
    const type: Record<string, string> = json === undefined ? {} : { 'content-type': 'application/json' };
    const response = await fetch(`${apiUrl}${path}`, {
      method,
      redirect: 'error', // The key must not follow a redirect.
      headers: { 'x-api-key': apiKey, accept: 'application/json', ...type },
      body: json === undefined ? (form ?? null) : JSON.stringify(json),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: [...response.headers.keys()],
      text,
      body: asObject(parseJson(text)),
    };
  };
}
