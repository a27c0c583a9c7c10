import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, expect, test } from '@jest/globals';
import { createTransport, type HttpResponse, TransportError } from '../../src/http/transport.ts';
import { readFileChunks } from '../../src/util/chunks.ts';
import { createSystemClock } from '../../src/util/clock.ts';
import { createTemporaryFolder } from '../support/temporary-folder.ts';

const folder = createTemporaryFolder().path;
afterAll(() => rmSync(folder, { recursive: true }));

/** More than the buffers of both ends of a connection hold, so that much of it is still to come when the server acts. */
const CONTENT = randomBytes(30_000_003);
const path = join(folder, 'video.mp4');
writeFileSync(path, CONTENT);

/** Sends the file to a server, or (null) to one that is gone; resolves only after its file was closed. */
async function sendTo(answer: RequestListener | null): Promise<HttpResponse | TransportError> {
  const server = createServer(answer ?? (() => {})).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const file = await open(path);
  const closed = Promise.withResolvers<void>();
  const stream = readFileChunks(file, { start: 0, length: null }, () => void file.close().then(closed.resolve));
  const { signal } = new AbortController();
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  if (answer === null) server.close();
  const body = { stream, length: CONTENT.length };
  try {
    return await createTransport(createSystemClock())({
      method: 'POST',
      url,
      headers: {},
      body,
      timeoutMs: 60_000,
      signal,
    });
  } catch (error) {
    if (error instanceof TransportError) return error;
    throw error;
  } finally {
    server.closeAllConnections();
    server.close();
    await closed.promise;
  }
}

test('a slow server receives every byte in order', async () => {
  const received: Buffer[] = [];
  const reply = await sendTo(async (request, response) => {
    for await (const piece of request) {
      received.push(piece);
      if (received.length % 10 === 0) await new Promise(setImmediate);
    }
    response.end('{}');
  });
  expect(reply).toMatchObject({ status: 200, body: '{}', bodyError: null });
  expect(Buffer.concat(received).equals(CONTENT)).toBe(true);
});

test('a response before the end of the body is accepted, and the file is closed', async () => {
  const reply = await sendTo((_, response) => response.writeHead(401).end('{"code":"api_key_invalid"}'));
  expect(reply).toMatchObject({ status: 401, bodyError: null });
});

test('a lost connection is reported as no response, and the file is closed', async () => {
  const lost = await sendTo((request) => request.once('data', () => request.socket.resetAndDestroy()));
  expect(lost).toBeInstanceOf(TransportError);
  expect(lost).toMatchObject({ sent: true });
});

test('a refused connection is reported as not sent, and the file is closed', async () => {
  const lost = await sendTo(null);
  expect(lost).toBeInstanceOf(TransportError);
  expect(lost).toMatchObject({ sent: false });
});

test('a body that stalls is destroyed at the timeout', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const stream = new Readable({ read: () => {} });
  const { signal } = new AbortController();
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  const request = { method: 'POST', url, headers: {}, body: { stream, length: 5 }, timeoutMs: 100, signal } as const;
  try {
    await expect(createTransport(createSystemClock())(request)).rejects.toThrow('no complete response');
    expect(stream.destroyed).toBe(true);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
