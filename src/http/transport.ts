import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { HttpClient } from '@actions/http-client';
import type { Chunks } from '../util/chunks.ts';
import type { Clock } from '../util/clock.ts';
import { createHttpClient } from './http-client.ts';
import { formatNetworkError, isCertainlyNotSent, readBody, startTimeout } from './network.ts';
import { createRequestBody, type StreamedRequestBody } from './request-body.ts';

/** A body that is sent as it is read, and never held in memory. */
export interface StreamedBody {
  /** An error in it ends the request; the end of the request destroys it. */
  readonly stream: Chunks;
  /** Bytes, exactly; sent as `Content-Length`. */
  readonly length: number;
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | StreamedBody | null;
  /** For everything: connecting, sending, and reading the answer to its end. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** As much of the body as came. */
  readonly body: string;
  /** Why the body is not whole (dropped, stalled, too large); null when it is. */
  readonly bodyError: Error | null;
}

/** Sends one request, once, following no redirect; rejects with a `TransportError` when no status line came back. */
export type Send = (request: HttpRequest) => Promise<HttpResponse>;

/** No answer. `sent` is false only when the request surely never reached a server. */
export class TransportError extends Error {
  override readonly name = 'TransportError';
  readonly sent: boolean;

  constructor(message: string, sent: boolean, options?: ErrorOptions) {
    super(message, options);
    this.sent = sent;
  }
}

/** An answer of the API is some kilobytes; 50 rows of a list some hundred. */
const MAX_BODY_BYTES = 8 * 1024 * 1024;

/**
 * HTTP by `@actions/http-client` (proxies and NO_PROXY as everywhere on GitHub Actions), without what it gets wrong:
 * it would send `x-api-key` on to whoever a redirect names, never settles when a body is cut off, and leaves
 * timed-out sockets open. Here redirects are off, bodies are read by us, and a client that failed is destroyed.
 */
export function createTransport(clock: Clock): Send {
  // A kept connection may be closed by the server just as it is used again. A GET, and the PUT of a part of an upload,
  // can be repeated after that; for anything else it would be a lost answer, so it gets a connection of its own.
  const idleOf: Partial<Record<HttpRequest['method'], HttpClient[]>> = { GET: [], PUT: [] };
  return async (request) => {
    const idle = idleOf[request.method];
    const client = idle?.pop() ?? createHttpClient(request.url, { keepAlive: idle !== undefined });
    const timeout = startTimeout(clock, request, (_failure, message) => new TransportError(message, true));
    const outflow = isStreamed(request.body) ? createRequestBody(request.body.stream) : null;
    try {
      const ways = [startRequest(client, request, outflow), timeout.expired];
      const response = await Promise.race(outflow === null ? ways : [...ways, rejectOnBodyError(outflow)]);
      const reply = await readResponse(response, timeout.expired);
      // An answer may come before all of the content has left; the rest of it is still in the way then.
      const isOver = reply.bodyError === null && (outflow === null || outflow.isDone());
      if (idle && isOver) idle.push(client);
      else client.dispose();
      return reply;
    } catch (error) {
      client.dispose();
      throw error;
    } finally {
      timeout.stop();
      if (isStreamed(request.body)) request.body.stream.destroy();
    }
  };
}

function isStreamed(body: HttpRequest['body']): body is StreamedBody {
  return typeof body === 'object' && body !== null;
}

/** Rejects when the body cannot be read to its end: the request is then incomplete, and no server takes it. */
function rejectOnBodyError({ failed }: StreamedRequestBody): Promise<never> {
  return failed.catch((cause: unknown): never => {
    throw new TransportError(`the content could not be read: ${formatNetworkError(cause)}`, false, { cause });
  });
}

async function startRequest(
  client: HttpClient,
  request: HttpRequest,
  outflow: StreamedRequestBody | null,
): Promise<IncomingMessage> {
  try {
    const { method, url, headers, body } = request;
    const response =
      isStreamed(body) && outflow !== null
        ? await client.sendStream(method, url.href, outflow.stream, { ...headers, 'content-length': body.length })
        : await client.request(method, url.href, isStreamed(body) ? null : body, { ...headers });
    return response.message;
  } catch (error) {
    throw new TransportError(formatNetworkError(error), !isCertainlyNotSent(error), { cause: error });
  }
}

async function readResponse(message: IncomingMessage, expired: Promise<never>): Promise<HttpResponse> {
  const chunks: Buffer[] = [];
  let bodyError: Error | null = null;
  try {
    const isComplete = await Promise.race([readBody(message, chunks, (bytes) => bytes > MAX_BODY_BYTES), expired]);
    if (!isComplete) throw new Error(`the response is larger than ${MAX_BODY_BYTES / 1024 / 1024} MiB`);
  } catch (error) {
    bodyError = error instanceof Error ? error : new Error(String(error));
    message.destroy();
  }
  const body = Buffer.concat(chunks).subarray(0, MAX_BODY_BYTES).toString('utf8');
  return { status: message.statusCode ?? 0, headers: message.headers, body, bodyError };
}
