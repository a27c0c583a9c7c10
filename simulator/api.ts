import type { Readable } from 'node:stream';

/** One request, independent of the transport. */
export interface ApiRequest {
  readonly method: string;
  /** Begins with the version: `/v1.3/tasks`. Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | Readable;
}

/** One response. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/**
 * What a transport must do with a request; plain data, so that HTTP and an in-memory transport can both act it out.
 * `delayMs` is in real milliseconds.
 *
 * - `reply`: send the response.
 * - `drop`: reset the connection; `before`: without any byte of a response; `body`: after the status, the headers and half the body.
 * - `stall`: never end; `headers`: not a byte; `body`: after the status, the headers and half the body.
 */
export type Delivery =
  | { readonly kind: 'reply'; readonly delayMs: number; readonly reply: Reply }
  | { readonly kind: 'drop'; readonly delayMs: number; readonly at: 'before' | 'body'; readonly reply?: Reply }
  | { readonly kind: 'stall'; readonly at: 'headers' | 'body'; readonly reply?: Reply };

/** A recorded API request. */
export interface RecordedRequest {
  /** When it arrived, milliseconds since 1970 on the client's clock. */
  readonly at: number;
  readonly method: string;
  /** Without version and query. */
  readonly path: string;
  readonly query: Record<string, string[]>;
  readonly headers: Record<string, string>;
  /** Fields of the multipart form, or the members of the JSON object, as text. */
  fields: Record<string, string>;
  /** Size of the body in bytes. */
  bytes: number;
  /** `null`: there was no response. */
  status: number | null;
}

/** A JSON response. */
export function jsonReply(status: number, value: unknown, headers: Record<string, string> = {}): Reply {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(value),
  };
}

/** The response to a change that returns nothing. */
export const noContent: Reply = { status: 204, headers: {}, body: '' };
