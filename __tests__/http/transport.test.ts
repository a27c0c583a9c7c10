import { once } from 'node:events';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { Server, Socket } from 'node:net';
import { connect, createServer as createRawServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { types } from 'node:util';
import { afterEach, describe, expect, test } from '@jest/globals';
import { isCertificateError } from '../../src/http/network.ts';
import type { HttpRequest, HttpResponse, Send } from '../../src/http/transport.ts';
import { createTransport, TransportError } from '../../src/http/transport.ts';
import { createSystemClock } from '../../src/util/clock.ts';
import { getRejection } from '../support/fixtures.ts';

/**
 * Jest runs tests in a realm of its own, in which the errors that Node makes are no instances of `Error`. In a process
 * of its own they are; this makes it so here.
 */
Object.defineProperty(Error, Symbol.hasInstance, {
  value(this: { readonly name: string }, value: unknown): boolean {
    if (Function.prototype[Symbol.hasInstance].call(this, value)) return true;
    if (!types.isNativeError(value)) return false;
    return this.name === 'Error' || Object.getPrototypeOf(value)?.constructor.name === this.name;
  },
});

/** A server on loopback, and the connections that it ever had. */
interface Host {
  readonly url: string;
  readonly port: number;
  readonly sockets: Socket[];
  open(): number;
}

const cleanups: Array<() => void> = [];
afterEach(() => {
  for (const clean of cleanups.splice(0)) clean();
});

async function listen(server: Server, address: string): Promise<Host> {
  const sockets: Socket[] = [];
  server.on('connection', (socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
  });
  server.listen(0, address);
  await once(server, 'listening');
  cleanups.push(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  const at = server.address();
  const port = typeof at === 'object' && at !== null ? at.port : 0;
  const url = `http://${address.includes(':') ? `[${address}]` : address}:${port}`;
  return { url, port, sockets, open: () => sockets.filter((socket) => !socket.destroyed).length };
}

const http = (answer: RequestListener, address = '127.0.0.1'): Promise<Host> => listen(createServer(answer), address);

/** A server that waits for a whole request head and then acts on the connection as the test requires. */
function raw(answer: (socket: Socket, nth: number) => void): Promise<Host> {
  let nth = 0;
  return listen(
    createRawServer((socket) => {
      socket.on('data', (chunk) => {
        if (!/^(GET|POST|CONNECT) /.test(chunk.toString())) return;
        nth += 1;
        answer(socket, nth);
      });
    }),
    '127.0.0.1',
  );
}

async function until(fits: () => boolean, what: string): Promise<void> {
  for (let turn = 0; turn < 200; turn += 1) {
    if (fits()) return;
    await sleep(10);
  }
  throw new Error(`waited in vain for ${what}`);
}

type Ask = Partial<Omit<HttpRequest, 'url'>>;

const ask = (send: Send, url: string, change: Ask = {}): Promise<HttpResponse> =>
  send({
    method: 'GET',
    headers: {},
    body: null,
    timeoutMs: 5_000,
    signal: new AbortController().signal,
    url: new URL(url),
    ...change,
  });

const newSend = (): Send => createTransport(createSystemClock());
const POST: Ask = { method: 'POST', body: 'a=b' };

async function transportError(promise: Promise<unknown>): Promise<TransportError> {
  const error = await getRejection(promise);
  if (!(error instanceof TransportError)) throw error;
  return error;
}

describe('a complete response', () => {
  test('has a status, headers and a body', async () => {
    const host = await http((_, response) => response.writeHead(201, { 'x-a': 'b' }).end('{"a":"ü"}'));
    const reply = await ask(newSend(), host.url);
    expect(reply).toMatchObject({ status: 201, body: '{"a":"ü"}', bodyError: null });
    expect(reply.headers['x-a']).toBe('b');
  });

  test('follows a request that was sent as it was given', async () => {
    const seen: string[] = [];
    const host = await http(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += String(chunk);
      seen.push(`${request.method} ${request.url} ${request.headers['x-api-key']} ${body}`);
      response.end('{}');
    });
    await ask(newSend(), `${host.url}/v1.3/tasks?page=1&a=%2F`, { ...POST, headers: { 'x-api-key': 'k' }, body: 'ü' });
    expect(seen).toEqual(['POST /v1.3/tasks?page=1&a=%2F k ü']);
  });

  test('may have an empty body', async () => {
    const host = await http((_, response) => response.writeHead(204).end());
    expect(await ask(newSend(), host.url)).toMatchObject({ status: 204, body: '', bodyError: null });
  });

  test('is decoded correctly when chunks split characters', async () => {
    const host = await http(async (_, response) => {
      const bytes = Buffer.from('日本語');
      for (const byte of bytes) {
        response.write(Buffer.from([byte]));
        await sleep(1);
      }
      response.end();
    });
    expect(await ask(newSend(), host.url)).toMatchObject({ body: '日本語', bodyError: null });
  });

  test('may have an error status', async () => {
    const host = await http((_, response) => response.writeHead(503, { 'retry-after': '7' }).end('<html>'));
    const reply = await ask(newSend(), host.url);
    expect(reply).toMatchObject({ status: 503, body: '<html>', bodyError: null });
    expect(reply.headers['retry-after']).toBe('7');
  });

  test('is received from an IPv6 address', async () => {
    const host = await http((_, response) => response.end('six'), '::1');
    expect(await ask(newSend(), host.url)).toMatchObject({ status: 200, body: 'six' });
  });
});

describe('an incomplete response', () => {
  test.each([
    ['by its length', 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"a":'],
    ['in chunks', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"a":\r\n'],
    ['in the middle of a chunk', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n50\r\n{"a":'],
  ])('%s results in a body error instead of a hang', async (_how, start) => {
    for (const leave of ['end', 'destroy', 'resetAndDestroy'] as const) {
      const host = await raw((socket) => socket.write(start, () => setTimeout(() => socket[leave](), 20)));
      const reply = await ask(newSend(), host.url);
      expect(reply).toMatchObject({ status: 200, body: '{"a":' });
      expect(reply.bodyError?.message).toMatch(/connection was lost/);
    }
  });

  test('has a body error after the timeout when it stalls, and leaves no open connection', async () => {
    const host = await raw((socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"a":'));
    const begin = performance.now();
    const reply = await ask(newSend(), host.url, { timeoutMs: 150 });
    expect(performance.now() - begin).toBeLessThan(10_000);
    expect(reply).toMatchObject({ status: 200, body: '{"a":' });
    expect(reply.bodyError?.message).toMatch(/no complete response/);
    await until(() => host.open() === 0, 'the connection to be closed');
  });

  test('has a body error after the timeout when it never ends', async () => {
    const host = await raw((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n');
      const timer = setInterval(() => socket.write('x'), 20);
      socket.on('close', () => clearInterval(timer));
    });
    const reply = await ask(newSend(), host.url, { timeoutMs: 200 });
    expect(reply.bodyError?.message).toMatch(/no complete response/);
    await until(() => host.open() === 0, 'the connection to be closed');
  });

  test('because it is larger than 8 MiB is broken, and no more of it is taken', async () => {
    let given = 0;
    const host = await http((_, response) => {
      const block = Buffer.alloc(1024 * 1024, 'x');
      const pour = (): void => {
        while (!response.destroyed && response.write(block)) given += block.length;
        if (!response.destroyed) response.once('drain', pour);
        given += block.length;
      };
      pour();
    });
    const reply = await ask(newSend(), host.url);
    expect(reply.bodyError?.message).toMatch(/larger than 8 MiB/);
    expect(reply.body.length).toBeLessThanOrEqual(8 * 1024 * 1024);
    await until(() => host.open() === 0, 'the connection to be closed');
    expect(given).toBeLessThan(40 * 1024 * 1024);
  });

  test('is complete when it has exactly 8 MiB', async () => {
    const host = await http((_, response) => response.end(Buffer.alloc(8 * 1024 * 1024, 'x')));
    const reply = await ask(newSend(), host.url);
    expect(reply.bodyError).toBeNull();
    expect(reply.body).toHaveLength(8 * 1024 * 1024);
  });
});

describe('a request without a response', () => {
  test.each([
    ['reset', 'resetAndDestroy'],
    ['closed', 'end'],
  ] as const)('because the connection is %s: it may have been carried out', async (_how, leave) => {
    const host = await raw((socket) => socket[leave]());
    for (const change of [{}, POST]) {
      const error = await transportError(ask(newSend(), host.url, change));
      expect(error.sent).toBe(true);
      expect(error.cause).toBeInstanceOf(Error);
    }
  });

  test('counts as sent when the response is not HTTP', async () => {
    const host = await raw((socket) => socket.end('SSH-2.0-OpenSSH_9.9\r\n'));
    expect((await transportError(ask(newSend(), host.url))).sent).toBe(true);
  });

  test('counts as not sent when the connection is refused', async () => {
    const host = await http(() => {});
    for (const clean of cleanups.splice(0)) clean();
    const error = await transportError(ask(newSend(), host.url, POST));
    expect(error.sent).toBe(false);
    expect(error.message).toContain('ECONNREFUSED');
  });

  test('counts as not sent when the host does not exist', async () => {
    const error = await transportError(ask(newSend(), 'http://nonexistent.invalid/', POST));
    expect(error.sent).toBe(false);
    expect(error.message).toContain('nonexistent.invalid');
  });

  test('counts as not sent when the server does not use TLS', async () => {
    const host = await http(() => {});
    const error = await transportError(ask(newSend(), host.url.replace('http:', 'https:'), POST));
    expect(error.sent).toBe(false);
  });

  test('ends at the timeout, counts as sent, and leaves no open connection', async () => {
    const host = await raw(() => {});
    for (const change of [{}, POST]) {
      const begin = performance.now();
      const error = await transportError(ask(newSend(), host.url, { ...change, timeoutMs: 150 }));
      expect(performance.now() - begin).toBeGreaterThan(140);
      expect(performance.now() - begin).toBeLessThan(10_000);
      expect(error.sent).toBe(true);
    }
    await until(() => host.sockets.length === 2 && host.open() === 0, 'the connections to be closed');
  });
});

describe('a cancellation', () => {
  test('immediately ends a request that waits for its response, and leaves no open connection', async () => {
    const host = await raw(() => {});
    const cancel = new AbortController();
    const promise = transportError(ask(newSend(), host.url, { signal: cancel.signal }));
    await until(() => host.sockets.length === 1, 'the request');
    const begin = performance.now();
    cancel.abort();
    const error = await promise;
    expect(performance.now() - begin).toBeLessThan(10_000);
    expect(error.message).toContain('cancelled');
    await until(() => host.open() === 0, 'the connection to be closed');
  });

  test('ends a response that is being read', async () => {
    const cancel = new AbortController();
    const begin = 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"a":';
    const host = await raw((socket) => socket.write(begin, () => setTimeout(() => cancel.abort(), 100)));
    const reply = await ask(newSend(), host.url, { signal: cancel.signal });
    expect(reply.bodyError?.message).toContain('cancelled');
    await until(() => host.open() === 0, 'the connection to be closed');
  });

  test('before the request ends it immediately', async () => {
    const host = await raw(() => {});
    await transportError(ask(newSend(), host.url, { signal: AbortSignal.abort() }));
    await sleep(50);
    expect(host.open()).toBe(0);
  });

  test('that never happens leaves no listener behind', async () => {
    const host = await http((_, response) => response.end('{}'));
    const send = newSend();
    const warnings: Error[] = [];
    const note = (warning: Error): void => void warnings.push(warning);
    process.on('warning', note);
    cleanups.push(() => process.off('warning', note));
    const { signal } = new AbortController();
    for (let turn = 0; turn < 30; turn += 1) await ask(send, host.url, { signal });
    await sleep(10);
    expect(warnings).toEqual([]);
  });
});

test.each([301, 302, 303, 307, 308])('a redirect (%d) is an answer, and is followed nowhere', async (status) => {
  const elsewhere: string[] = [];
  const other = await http((request, response) => {
    elsewhere.push(request.url ?? '');
    response.end();
  });
  const requests: string[] = [];
  const host = await http((request, response) => {
    requests.push(request.method ?? '');
    response.writeHead(status, { location: requests.length === 1 ? other.url : '/same' }).end('moved');
  });
  for (const change of [{}, POST]) {
    expect(await ask(newSend(), host.url, { ...change, headers: { 'x-api-key': 'k' } })).toMatchObject({ status });
  }
  await sleep(30);
  expect(elsewhere).toEqual([]);
  expect(other.sockets).toHaveLength(0);
  expect(requests).toEqual(['GET', 'POST']);
});

describe('connections', () => {
  const answerPort = (request: IncomingMessage, response: ServerResponse): void => {
    request.resume().on('end', () => response.end(String(request.socket.remotePort)));
  };

  test('are reused by consecutive GETs', async () => {
    const host = await http(answerPort);
    const send = newSend();
    const ports = [];
    for (let turn = 0; turn < 4; turn += 1) ports.push((await ask(send, host.url)).body);
    expect(new Set(ports).size).toBe(1);
    expect(host.sockets).toHaveLength(1);
  });

  test('are not reused by a POST or after it', async () => {
    const host = await http(answerPort);
    const send = newSend();
    const ports = [];
    for (const change of [{}, POST, POST, {}, POST]) ports.push((await ask(send, host.url, change)).body);
    expect(ports[0]).toBe(ports[3]);
    expect(new Set(ports).size).toBe(4);
    await until(() => host.open() === 1, 'those of the POSTs to be closed');
  });

  test('are not shared by concurrent GETs', async () => {
    const host = await http((request, response) => {
      setTimeout(() => answerPort(request, response), 50);
    });
    const send = newSend();
    const replies = await Promise.all([1, 2, 3].map(() => ask(send, host.url)));
    expect(new Set(replies.map((reply) => reply.body)).size).toBe(3);
  });

  test('are not reused after the server has closed them', async () => {
    const host = await http(answerPort);
    const send = newSend();
    await ask(send, host.url);
    host.sockets[0]?.destroy();
    await sleep(50);
    expect(await ask(send, host.url)).toMatchObject({ status: 200, bodyError: null });
    expect(host.sockets).toHaveLength(2);
  });

  test('that the server closes on their second use make that request fail as possibly sent', async () => {
    const answer = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}';
    const host = await raw((socket, nth) => (nth === 2 ? socket.resetAndDestroy() : socket.write(answer)));
    const send = newSend();
    await ask(send, host.url);
    expect((await transportError(ask(send, host.url))).sent).toBe(true);
    expect(await ask(send, host.url)).toMatchObject({ status: 200, body: '{}' });
  });

  test('are not reused after an error', async () => {
    const host = await raw((socket, nth) =>
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${nth === 1 ? 9 : 2}\r\n\r\n{}`),
    );
    const send = newSend();
    expect((await ask(send, host.url, { timeoutMs: 100 })).bodyError).not.toBeNull();
    expect(await ask(send, host.url)).toMatchObject({ body: '{}', bodyError: null });
    expect(host.sockets).toHaveLength(2);
  });

  test('give each request its own timeout', async () => {
    let delayMs = 0;
    const host = await http((_, response) => void setTimeout(() => response.end('{}'), delayMs));
    const send = newSend();
    await ask(send, host.url, { timeoutMs: 150 });
    delayMs = 400;
    expect(await ask(send, host.url, { timeoutMs: 5_000 })).toMatchObject({ status: 200, body: '{}' });
  });
});

describe('a proxy', () => {
  const NAMES = ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY', 'no_proxy', 'NO_PROXY'];

  function setProxy(variables: Readonly<Record<string, string>>): void {
    const before = NAMES.map((name) => [name, process.env[name]] as const);
    for (const name of NAMES) delete process.env[name];
    Object.assign(process.env, variables);
    cleanups.push(() => {
      for (const [name, value] of before) {
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
    });
  }

  /** Lets every tunnel end at `target`, whatever name was asked for. */
  async function proxyTo(target: Host, asked: string[]): Promise<Host> {
    const server = createServer();
    server.on('connect', (request: IncomingMessage, client: Socket) => {
      asked.push(request.url ?? '');
      const upstream = connect(target.port, '127.0.0.1', () => {
        client.write('HTTP/1.1 200 Connection established\r\n\r\n');
        upstream.pipe(client).pipe(upstream);
      });
      upstream.on('error', () => client.destroy());
    });
    return listen(server, '127.0.0.1');
  }

  test('of the environment is used', async () => {
    const host = await http((request, response) => response.end(request.headers.host));
    const asked: string[] = [];
    const proxy = await proxyTo(host, asked);
    setProxy({ http_proxy: proxy.url });
    expect(await ask(newSend(), 'http://platform.invalid/v1.3', POST)).toMatchObject({
      status: 200,
      body: expect.stringMatching(/^platform\.invalid(:80)?$/),
    });
    expect(asked).toEqual(['platform.invalid:80']);
  });

  test('is not used for hosts in no_proxy and for loopback addresses', async () => {
    const host = await http((_, response) => response.end('direct'));
    const asked: string[] = [];
    const proxy = await proxyTo(host, asked);
    setProxy({ http_proxy: proxy.url, no_proxy: 'platform.invalid' });
    expect((await transportError(ask(newSend(), 'http://platform.invalid/'))).sent).toBe(false);
    expect(await ask(newSend(), host.url)).toMatchObject({ body: 'direct' });
    expect(asked).toEqual([]);
  });

  test('that rejects the connection means that the request was not sent', async () => {
    const proxy = await raw((socket) => socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n'));
    setProxy({ http_proxy: proxy.url });
    expect((await transportError(ask(newSend(), 'http://platform.invalid/', POST))).sent).toBe(false);
  });
});

describe('errors of certificates', () => {
  test.each([
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'SELF_SIGNED_CERT_IN_CHAIN',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    'CERT_HAS_EXPIRED',
    'ERR_TLS_CERT_ALTNAME_INVALID',
  ])('is recognized by the code %s', (code) => {
    expect(isCertificateError(code)).toBe(true);
  });

  test.each(['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'HPE_INVALID_CONSTANT', ''])(
    'is not recognized by the code %j',
    (code) => {
      expect(isCertificateError(code)).toBe(false);
    },
  );
});
