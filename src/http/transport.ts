import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { HttpClient } from '@actions/http-client';
import type { Chunks } from '../util/chunks.ts';
import type { Clock } from '../util/clock.ts';
import { createHttpClient, watchConnections } from './http-client.ts';
import type { RequestTimeout } from './network.ts';
import { createStopSignal, formatNetworkError, isCertainlyNotSent, readBody, startTimeout } from './network.ts';
import { createRequestBody, type StreamedRequestBody } from './request-body.ts';
import type { Resolve } from './resolver.ts';
import { createResolver, PATIENT } from './resolver.ts';

/** A body that is sent while it is read, and never held in memory. */
export interface StreamedBody {
  /** Its errors end the request; the end of the request destroys it. */
  readonly stream: Chunks;
  /** Bytes, exactly; sent as `Content-Length`. */
  readonly length: number;
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | StreamedBody | null;
  /** For everything: connecting, sending, and reading the response to its end. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** As much of the body as was received. */
  readonly body: string;
  /** Why the body is incomplete (dropped, stalled, too large); null if it is complete. */
  readonly bodyError: Error | null;
}

/** Sends one request, once, without following redirects. Rejects with a `TransportError` if there is no status line. */
export type Send = (request: HttpRequest) => Promise<HttpResponse>;

/** There is no response. `sent` is false only if the request certainly did not reach a server. */
export class TransportError extends Error {
  override readonly name = 'TransportError';
  readonly sent: boolean;

  constructor(message: string, sent: boolean, options?: ErrorOptions) {
    super(message, options);
    this.sent = sent;
  }
}

/** A response of the API has some kilobytes; 50 rows of a list have some hundred. */
const MAX_BODY_BYTES = 8 * 1024 * 1024;

/**
 * HTTP with `@actions/http-client` (proxies and NO_PROXY as everywhere on GitHub Actions), without its defects: it
 * sends `x-api-key` to the target of a redirect, does not settle if a body is truncated, and leaves timed-out sockets
 * open. Here redirects are off, bodies are read by `readBody`, and a client that failed is destroyed.
 */
export function createTransport(clock: Clock): Send {
  // The server may close an idle connection while it is used again. A GET, and the PUT of an upload part, can then be
  // repeated; for any other request the response would be lost, so it gets a connection of its own.
  const idleClients: Partial<Record<HttpRequest['method'], Connection[]>> = { GET: [], PUT: [] };
  const resolve = createResolver(PATIENT);
  return async (request) => {
    const idle = idleClients[request.method];
    const connection = idle?.pop() ?? openConnection(request.url, idle !== undefined, resolve);
    const { client, isConnected } = connection;
    const timeout = startTimeout(clock, request, (_failure, message) => new TransportError(message, isConnected()));
    const connected = watchConnecting(clock, connection, request);
    const upload = isStreamed(request.body) ? createRequestBody(request.body.stream) : null;
    try {
      const ways = [startRequest(client, request, upload), timeout.expired, connected.expired];
      const response = await Promise.race(upload === null ? ways : [...ways, rejectOnBodyError(upload)]);
      const reply = await readResponse(response, timeout.expired);
      // A response may arrive before the body is sent completely; the rest still occupies the connection.
      const isOver = reply.bodyError === null && (upload === null || upload.isDone());
      if (idle && isOver) idle.push(connection);
      else client.dispose();
      return reply;
    } catch (error) {
      client.dispose();
      throw error;
    } finally {
      timeout.stop();
      connected.stop();
      if (isStreamed(request.body)) request.body.stream.destroy();
    }
  };
}

interface Connection {
  readonly client: HttpClient;
  isConnected(): boolean;
}

function openConnection(url: URL, keepAlive: boolean, resolve: Resolve): Connection {
  const client = createHttpClient(url, { keepAlive, resolve });
  return { client, isConnected: watchConnections(client, url) };
}

/** Longer than name servers and slow handshakes take. */
const CONNECT_TIMEOUT_MS = 30_000;

/** Ends a request whose connection is not established in time: nothing of it was sent. */
function watchConnecting(clock: Clock, { isConnected }: Connection, { signal }: HttpRequest): RequestTimeout {
  const { promise, reject } = Promise.withResolvers<never>();
  promise.catch(() => {}); // it may lose its race
  const sleeping = createStopSignal(signal);
  void clock.sleep(CONNECT_TIMEOUT_MS, sleeping.signal).then(() => {
    if (sleeping.signal.aborted || isConnected()) return;
    reject(new TransportError(`no connection within ${CONNECT_TIMEOUT_MS / 1000} s`, false));
  });
  return { expired: promise, stop: sleeping.stop };
}

function isStreamed(body: HttpRequest['body']): body is StreamedBody {
  return typeof body === 'object' && body !== null;
}

/** Rejects if the body cannot be read to its end: the request is then incomplete, and no server accepts it. */
function rejectOnBodyError({ failed }: StreamedRequestBody): Promise<never> {
  return failed.catch((cause: unknown): never => {
    throw new TransportError(`the content could not be read: ${formatNetworkError(cause)}`, false, { cause });
  });
}

async function startRequest(
  client: HttpClient,
  request: HttpRequest,
  upload: StreamedRequestBody | null,
): Promise<IncomingMessage> {
  try {
    const { method, url, headers, body } = request;
    const response =
      isStreamed(body) && upload !== null
        ? await client.sendStream(method, url.href, upload.stream, { ...headers, 'content-length': body.length })
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
