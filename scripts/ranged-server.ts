import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { basename, join } from 'node:path';
import { startHttpServer } from '../__tests__/support/http-server.ts';

/** What a server has sent so far. */
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

/** Serves the files of a folder with ranges, and counts requests and bytes. */
export async function startRangedServer(folder: string): Promise<RangedServer> {
  const served: Served = { requests: 0, bytes: 0 };
  const { origin, port, close } = await startHttpServer((request, response) => {
    served.requests += 1;
    serve(folder, request, response, served).catch(() => response.destroy());
  });
  return { port, served, close, urlOf: (name) => `${origin}/${encodeURIComponent(name)}` };
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
  const { start, end, partial } = parseRange(request.headers.range, size);
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

function parseRange(header: string | undefined, size: number): { start: number; end: number; partial: boolean } {
  const match = /^bytes=(\d+)-(\d*)$/.exec(header ?? '');
  const start = Number(match?.[1] ?? 0);
  if (match === null || start >= size) return { start: 0, end: size, partial: false };
  return { start, end: match[2] ? Math.min(size, Number(match[2]) + 1) : size, partial: true };
}
