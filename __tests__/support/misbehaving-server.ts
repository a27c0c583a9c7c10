import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { createServer } from 'node:http';

export interface TestServer {
  /** `http://127.0.0.1:<port>` */
  readonly origin: string;
  readonly requests: IncomingMessage[];
  /** Bytes that left for the client, as far as its socket took them. */
  sent(): number;
  close(): Promise<void>;
}

/** A server on loopback that answers as a test wants. */
export async function startServer(answer: RequestListener): Promise<TestServer> {
  const requests: IncomingMessage[] = [];
  const sockets = new Set<{ readonly bytesWritten: number }>();
  const server = createServer((request, response) => {
    requests.push(request);
    answer(request, response);
  });
  server.on('connection', (socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    origin: `http://127.0.0.1:${port}`,
    requests,
    sent: () => [...sockets].reduce((sum, { bytesWritten }) => sum + bytesWritten, 0),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Answers a GET with what its range asks for. */
export function serveRanged(data: Buffer, headers: Readonly<Record<string, string>> = {}): RequestListener {
  return (request, response) => {
    const match = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '');
    const start = Number(match?.[1] ?? 0);
    const end = Math.min(data.length, Number(match?.[2] ?? data.length - 1) + 1);
    response.writeHead(206, {
      ...headers,
      'content-length': end - start,
      'content-range': `bytes ${start}-${end - 1}/${data.length}`,
    });
    response.end(data.subarray(start, end));
  };
}

/** Answers with everything, whatever was asked for. */
export function serveWhole(
  data: Buffer,
  headers: Readonly<Record<string, string>> = {},
  status = 200,
): RequestListener {
  return (_, response) => {
    response.writeHead(status, { 'content-length': data.length, ...headers });
    response.end(data);
  };
}

/** Sends the beginning and then more, for as long as somebody listens. */
export function serveForEver(beginning: Buffer, headers: Readonly<Record<string, string>> = {}): RequestListener {
  return (_, response) => {
    response.writeHead(200, headers);
    response.write(beginning);
    pour(response);
  };
}

function pour(response: ServerResponse): void {
  while (!response.destroyed && response.write(Buffer.alloc(16 * 1024, 1)));
  if (!response.destroyed) response.once('drain', () => pour(response));
}
