import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface FileServer {
  /** Without a slash at its end. */
  readonly url: string;
  close(): Promise<void>;
}

const VIDEO = readFileSync('simulator/sample.mp4');

/** Serves the sample video under every path that ends in .mp4, and a web page under every other. */
export async function startFileServer(): Promise<FileServer> {
  const server = createServer((request, response) => {
    const isVideo = new URL(request.url ?? '/', 'http://host').pathname.endsWith('.mp4');
    response.setHeader('content-type', isVideo ? 'video/mp4' : 'text/html');
    response.end(isVideo ? VIDEO : '<!doctype html><title>Watch this</title>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
