import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface HttpServer {
  /** `http://127.0.0.1:<port>` */
  readonly origin: string;
  readonly port: number;
  readonly requests: readonly IncomingMessage[];
  /** Bytes that were sent to clients, as far as their sockets accepted them. */
  sent(): number;
  close(): Promise<void>;
}

/** Starts an HTTP server on a free port of the loopback interface. */
export async function startHttpServer(answer: RequestListener): Promise<HttpServer> {
  const requests: IncomingMessage[] = [];
  const sockets = new Set<{ readonly bytesWritten: number }>();
  const server = createServer((request, response) => {
    requests.push(request);
    answer(request, response);
  });
  server.on('connection', (socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    port,
    requests,
    sent: () => [...sockets].reduce((sum, { bytesWritten }) => sum + bytesWritten, 0),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Serves the sample video under every path that ends in `.mp4`, and a web page under every other. */
export function startVideoServer(): Promise<HttpServer> {
  const video = readFileSync('simulator/sample.mp4');
  return startHttpServer((request, response) => {
    const isVideo = new URL(request.url ?? '/', 'http://host').pathname.endsWith('.mp4');
    response.setHeader('content-type', isVideo ? 'video/mp4' : 'text/html');
    response.end(isVideo ? video : '<!doctype html><title>Watch this</title>');
  });
}

/** Answers a GET with the range of bytes that it requests. */
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

/** Answers with all of the data, whatever range is requested. */
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

/** Sends the beginning, and then more bytes until the client disconnects. */
export function serveEndless(beginning: Buffer, headers: Readonly<Record<string, string>> = {}): RequestListener {
  return (_, response) => {
    response.writeHead(200, headers);
    response.write(beginning);
    writeUntilClosed(response);
  };
}

function writeUntilClosed(response: ServerResponse): void {
  while (!response.destroyed && response.write(Buffer.alloc(16 * 1024, 1)));
  if (!response.destroyed) response.once('drain', () => writeUntilClosed(response));
}
