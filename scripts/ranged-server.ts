import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { basename, join } from 'node:path';

/** What a server has given so far. */
export interface Served {
  requests: number;
  bytes: number;
}

export interface RangedServer {
  readonly port: number;
  readonly served: Served;
  urlOf(name: string): string;
  close(): Promise<void>;
}

/** Serves the files of a folder on loopback, with ranges, and counts what it gives. */
export async function startRangedServer(folder: string): Promise<RangedServer> {
  const served: Served = { requests: 0, bytes: 0 };
  const server = createServer((request, response) => {
    served.requests += 1;
    serve(folder, request, response, served).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    port,
    served,
    urlOf: (name) => `http://127.0.0.1:${port}/${encodeURIComponent(name)}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function serve(
  folder: string,
  request: IncomingMessage,
  response: ServerResponse,
  served: Served,
): Promise<void> {
  const name = basename(decodeURIComponent(new URL(request.url ?? '/', 'http://host').pathname));
  const path = join(folder, name);
  const { size, mtimeMs } = await stat(path);
  const { start, end, partial } = rangeOf(request.headers.range, size);
  response.setHeader('accept-ranges', 'bytes');
  response.setHeader('content-type', 'application/octet-stream');
  response.setHeader('etag', `"${size.toString(16)}-${Math.trunc(mtimeMs).toString(16)}"`);
  response.setHeader('content-length', end - start);
  if (partial) response.setHeader('content-range', `bytes ${start}-${end - 1}/${size}`);
  response.writeHead(partial ? 206 : 200);
  const file = createReadStream(path, { start, end: Math.max(start, end - 1) });
  response.on('close', () => file.destroy());
  file.on('data', (chunk) => {
    served.bytes += chunk.length;
  });
  file.pipe(response);
}

function rangeOf(header: string | undefined, size: number): { start: number; end: number; partial: boolean } {
  const match = /^bytes=(\d+)-(\d*)$/.exec(header ?? '');
  const start = Number(match?.[1] ?? 0);
  if (match === null || start >= size) return { start: 0, end: size, partial: false };
  return { start, end: match[2] ? Math.min(size, Number(match[2]) + 1) : size, partial: true };
}
