import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A minimal platform: it accepts every submission. Its lists are empty, except if they are filtered by a submission ID. */
export interface LoopbackPlatform {
  /** Base URL of its API. */
  readonly url: string;
  /** The number of submissions so far. */
  submissions(): number;
  close(): Promise<void>;
}

export const TASK_ID = '66f0000000000000000000a1';
export const VIDEO_ID = '66f0000000000000000000b1';

/** Starts on a free port of 127.0.0.1. The calling process should be idle while a run is measured. */
export async function startLoopbackPlatform(): Promise<LoopbackPlatform> {
  let submissions = 0;
  const server = createServer((request, response) => {
    if (request.method === 'POST' && request.url === '/v1.3/tasks') submissions += 1;
    answer(request, response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1.3`,
    submissions: () => submissions,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function answer(request: IncomingMessage, response: ServerResponse): void {
  const [status, body] = replyTo(request);
  request.resume().once('end', () => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  });
}

function replyTo({ method, url }: IncomingMessage): [status: number, body: object] {
  if (method === 'GET') {
    const data = url?.includes('gha_submission') ? [{ _id: VIDEO_ID, status: 'pending' }] : [];
    return [200, { data, page_info: { page: 1, total_page: data.length } }];
  }
  if (method === 'POST' && url === '/v1.3/tasks') return [201, { _id: TASK_ID, video_id: VIDEO_ID }];
  return [404, {}];
}
