import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { Agent } from 'node:http';
import { types } from 'node:util';
import { HttpClient } from '@actions/http-client';
import type { Chunks } from '../util/chunks.ts';
import type { Clock } from '../util/clock.ts';
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

const USER_AGENT = 'twelvelabs-index-action';

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
    const client = idle?.pop() ?? createClient(idle !== undefined, request.url);
    const guard = startTimeout(clock, request);
    const outflow = isStreamed(request.body) ? createRequestBody(request.body.stream) : null;
    try {
      const ways = [startRequest(client, request, outflow), guard.expired];
      const response = await Promise.race(outflow === null ? ways : [...ways, rejectOnBodyError(outflow)]);
      const reply = await readResponse(response, guard.expired);
      // An answer may come before all of the content has left; the rest of it is still in the way then.
      const isOver = reply.bodyError === null && (outflow === null || outflow.isDone());
      if (idle && isOver) idle.push(client);
      else client.dispose();
      return reply;
    } catch (error) {
      client.dispose();
      throw error;
    } finally {
      guard.stop();
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
    throw new TransportError(`the content could not be read: ${formatCause(cause)}`, false, { cause });
  });
}

/** A net below our own deadlines, for a socket that survives `dispose()` (a tunnel through a proxy). */
const SOCKET_TIMEOUT_MS = 10 * 60_000;

function createClient(keepAlive: boolean, url: URL): HttpClient {
  const client = new HttpClient(USER_AGENT, [], {
    allowRedirects: false,
    keepAlive,
    maxSockets: 1,
    socketTimeout: SOCKET_TIMEOUT_MS,
  });
  // It would look for a host of the name "[::1]", brackets and all.
  const agent: unknown = url.hostname.startsWith('[') ? client.getAgent(url.href) : null;
  const options: unknown = agent instanceof Agent ? Reflect.get(agent, 'options') : null;
  if (typeof options === 'object' && options !== null) Object.assign(options, { host: url.hostname.slice(1, -1) });
  return client;
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
    throw new TransportError(formatCause(error), !isCertainlyNotSent(error), { cause: error });
  }
}

interface RequestTimeout {
  /** Rejects when the request's time is up or it was cancelled. */
  readonly expired: Promise<never>;
  stop(): void;
}

function startTimeout(clock: Clock, request: HttpRequest): RequestTimeout {
  const over = new AbortController();
  const stopEither = AbortSignal.any([over.signal, request.signal]);
  const expired = clock.sleep(request.timeoutMs, stopEither).then((): never => {
    const why = request.signal.aborted
      ? 'the request was given up because the step was cancelled'
      : `no complete answer within ${Math.round(request.timeoutMs / 1000)} s`;
    throw new TransportError(why, true);
  });
  expired.catch(() => {}); // it may lose its race
  return { expired, stop: () => over.abort() };
}

async function readResponse(message: IncomingMessage, expired: Promise<never>): Promise<HttpResponse> {
  const chunks: Buffer[] = [];
  let bodyError: Error | null = null;
  try {
    await Promise.race([readBody(message, chunks), expired]);
  } catch (error) {
    bodyError = error instanceof Error ? error : new Error(String(error));
    message.destroy();
  }
  return {
    status: message.statusCode ?? 0,
    headers: message.headers,
    body: Buffer.concat(chunks).toString('utf8'),
    bodyError,
  };
}

function readBody(message: IncomingMessage, chunks: Buffer[]): Promise<void> {
  return new Promise((resolve, reject) => {
    let size = 0;
    message.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > MAX_BODY_BYTES) reject(new Error(`the answer is larger than ${MAX_BODY_BYTES / 1024 / 1024} MiB`));
      else chunks.push(chunk);
    });
    message.on('end', () => (message.complete ? resolve() : reject(createTruncatedError())));
    message.on('error', (cause) => reject(createTruncatedError(cause)));
    message.on('close', () => reject(createTruncatedError())); // after 'end' this is too late to matter
  });
}

function createTruncatedError(cause?: Error): Error {
  return new Error('the connection was lost in the middle of the answer', cause ? { cause } : undefined);
}

/** Before the connection stands, nothing of the request can have arrived. */
function isCertainlyNotSent(error: unknown): boolean {
  const { syscall, code, message } = getErrorFields(error);
  if (syscall === 'connect' || syscall === 'getaddrinfo') return true;
  if (error instanceof AggregateError) return error.errors.every(isCertainlyNotSent);
  if (message.startsWith('tunneling socket could not be established')) return true;
  return isCertificateError(code) || message.includes('wrong version number');
}

/** The names OpenSSL and Node give to a certificate that does not fit; the handshake ends before any request. */
export function isCertificateError(code: string): boolean {
  return code.startsWith('ERR_TLS_') || /CERT|SELF_SIGNED|ISSUER|UNABLE_TO_|WRONG_VERSION_NUMBER/.test(code);
}

function formatCause(error: unknown): string {
  const { code, message } = getErrorFields(error);
  return code && !message.includes(code) ? `${message} (${code})` : message;
}

/** What Node puts on its system errors, and what a group of them (one per address that was tried) has in common. */
function getErrorFields(error: unknown): { syscall: string; code: string; message: string } {
  if (error instanceof AggregateError && error.message === '' && error.errors.length > 0) {
    return getErrorFields(error.errors[0]);
  }
  if (!types.isNativeError(error)) return { syscall: '', code: '', message: String(error) };
  const { syscall, code } = error as NodeJS.ErrnoException;
  return { syscall: syscall ?? '', code: code ?? '', message: error.message };
}
