/**
 * A minimal platform that receives files, in a process of its own; it has no lists. It prints its URL, then `{bytes, ms}`
 * for every POST, from the head of the request to its last byte. It keeps nothing and does not parse the form, so that the
 * sender is what limits the throughput.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { TASK_ID, VIDEO_ID } from './loopback-platform.ts';

const server = createServer({ requestTimeout: 0 }, (request, response) => {
  if (request.method !== 'POST') {
    response.writeHead(404).end();
    return;
  }
  const started = performance.now();
  let bytes = 0;
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
  });
  request.once('end', () => {
    console.log(JSON.stringify({ bytes, ms: performance.now() - started }));
    response.writeHead(201, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ _id: TASK_ID, video_id: VIDEO_ID }));
  });
});
server.listen(0, '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}/v1.3`);
});
