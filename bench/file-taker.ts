/**
 * The least of a platform that files are sent to, in a process of its own: reads every POST to its end, keeps nothing,
 * and prints a line of JSON for each, `{bytes, ms}`, from the head of the request to its last byte. The first line is
 * its URL. It does not even look into the form, so that what is measured is the sender.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { TASK_ID, VIDEO_ID } from './loopback-platform.ts';

const server = createServer({ requestTimeout: 0 }, (request, response) => {
  const began = performance.now();
  let bytes = 0;
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
  });
  request.once('end', () => {
    console.log(JSON.stringify({ bytes, ms: performance.now() - began }));
    response.writeHead(201, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ _id: TASK_ID, video_id: VIDEO_ID }));
  });
});
server.listen(0, '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}/v1.3`);
});
