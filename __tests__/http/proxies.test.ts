import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createProxySelector } from '../../src/http/proxies.ts';
import { createFetchSession } from '../../src/http/safe-fetch.ts';
import { createSystemClock } from '../../src/util/clock.ts';
import type { HttpServer } from '../support/http-server.ts';
import { serveRanged, startHttpServer } from '../support/http-server.ts';
import type { ProxyServer } from '../support/proxy-server.ts';
import { startProxyServer } from '../support/proxy-server.ts';

const NAMES = ['http_proxy', 'https_proxy', 'no_proxy', 'HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'];
const before = new Map(NAMES.map((name) => [name, process.env[name]]));
let origin: HttpServer;
let proxy: ProxyServer;

beforeEach(async () => {
  for (const name of NAMES) delete process.env[name];
  origin = await startHttpServer(serveRanged(Buffer.from('0123456789')));
  proxy = await startProxyServer(origin.origin);
});

afterEach(async () => {
  await proxy.close();
  await origin.close();
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

test('a request goes through the proxy of the environment, which resolves the host', async () => {
  process.env['http_proxy'] = proxy.origin;
  const reply = await get('http://videos.example/v.mp4');
  expect(reply.body.toString()).toBe('2345');
  expect(proxy.tunnels).toEqual(['videos.example:80']);
});

test('a request to a host of NO_PROXY or to a private host does not go through the proxy', async () => {
  process.env['http_proxy'] = proxy.origin;
  process.env['no_proxy'] = 'videos.example';
  await expect(get('http://videos.example/v.mp4')).rejects.toThrow('DNS was asked');
  await expect(get('http://10.0.0.1/v.mp4')).rejects.toThrow('not a public address');
  await expect(get('http://intranet/v.mp4')).rejects.toThrow('not a public address');
});

test.each(['http://localhost/a', 'http://127.0.0.1/a', 'http://127.8.9.1/a', 'http://[::1]/a'])(
  '%s, which is on this machine, never goes through a proxy',
  (url) => {
    process.env['http_proxy'] = proxy.origin;
    expect(createProxySelector()(new URL(url))).toBe(null);
  },
);
