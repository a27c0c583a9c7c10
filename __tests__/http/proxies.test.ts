import { createServer } from 'node:http';
import type { Socket } from 'node:net';
import { connect } from 'node:net';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createProxySelector } from '../../src/http/proxies.ts';
import { createFetchSession } from '../../src/http/safe-fetch.ts';
import { createSystemClock } from '../../src/util/clock.ts';
import type { TestServer } from '../support/misbehaving-server.ts';
import { serveRanged, startServer } from '../support/misbehaving-server.ts';

const NAMES = ['http_proxy', 'https_proxy', 'no_proxy', 'HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'];
const before = new Map(NAMES.map((name) => [name, process.env[name]]));
const sockets = new Set<Socket>();
const tunneled: string[] = [];
let origin: TestServer;
let proxy: TestServer;

/** A proxy that takes every tunnel to the origin, whatever its name: it asks DNS instead of us. */
beforeEach(async () => {
  for (const name of NAMES) delete process.env[name];
  origin = await startServer(serveRanged(Buffer.from('0123456789')));
  const server = createServer();
  server.on('connect', (request, near: Socket) => {
    tunneled.push(request.url ?? '');
    const far = connect(Number(new URL(origin.origin).port), '127.0.0.1', () => {
      near.write('HTTP/1.1 200 OK\r\n\r\n');
      far.pipe(near).pipe(far);
    });
    for (const socket of [near, far]) sockets.add(socket.on('error', () => {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  proxy = {
    ...origin,
    origin: `http://127.0.0.1:${port}`,
    close: () => new Promise((done) => server.close(() => done())),
  };
});

afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await origin.close();
  await proxy.close();
  for (const [name, value] of before) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
});

function get(url: string): Promise<{ readonly body: Buffer }> {
  const resolve = () => Promise.reject(new Error('DNS was asked'));
  const { fetch } = createFetchSession({
    clock: createSystemClock(),
    resolve,
    allowPrivate: false,
    proxyFor: createProxySelector(),
  });
  return fetch({ url: new URL(url), start: 2, end: 6, timeoutMs: 2_000, signal: new AbortController().signal });
}

test('a proxy of the environment is used, and resolves the host name', async () => {
  process.env['http_proxy'] = proxy.origin;
  const reply = await get('http://videos.example/v.mp4');
  expect(reply.body.toString()).toBe('2345');
  expect(tunneled).toEqual(['videos.example:80']);
});

test('a proxy is not used for hosts in NO_PROXY and cannot be used to reach private hosts', async () => {
  process.env['http_proxy'] = proxy.origin;
  process.env['no_proxy'] = 'videos.example';
  await expect(get('http://videos.example/v.mp4')).rejects.toThrow('DNS was asked');
  await expect(get('http://10.0.0.1/v.mp4')).rejects.toThrow('not a public address');
  await expect(get('http://intranet/v.mp4')).rejects.toThrow('not a public address');
});
