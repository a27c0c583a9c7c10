import type { LookupAddress } from 'node:dns';
import { Agent } from 'node:http';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { FetchSession, SafeFetchOptions } from '../../src/http/safe-fetch.ts';
import { createFetchSession, FetchError } from '../../src/http/safe-fetch.ts';
import { createSystemClock } from '../../src/util/clock.ts';
import type { HttpServer } from '../support/http-server.ts';
import { serveEndless, serveRanged, serveWhole, startHttpServer } from '../support/http-server.ts';

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

const LOOPBACK: LookupAddress = { address: '127.0.0.1', family: 4 };
const never = new AbortController().signal;

function session(settings: Partial<SafeFetchOptions> = {}): FetchSession {
  const opened = createFetchSession({
    clock: createSystemClock(),
    resolve: async () => [LOOPBACK],
    allowPrivate: true,
    proxyFor: () => null,
    ...settings,
  });
  open.push(opened);
  return opened;
}

async function server(...args: Parameters<typeof startHttpServer>): Promise<HttpServer> {
  const started = await startHttpServer(...args);
  open.push(started);
  return started;
}

const ask = (url: string, end = 10, timeoutMs = 2_000) => ({
  url: new URL(url),
  start: 0,
  end,
  timeoutMs,
  signal: never,
});

async function failure(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof FetchError)) throw new Error(`no FetchError: ${String(error)}`);
  return error.failure;
}

describe('a fetch', () => {
  test('the bytes of a range, without credentials or cookies', async () => {
    const { origin, requests } = await server(serveRanged(Buffer.from('0123456789abcdef')));
    const { fetch } = session();
    const reply = await fetch({ ...ask(`${origin.replace('//', '//user:secret@')}/v.mp4`), start: 2, end: 5 });
    expect(reply).toMatchObject({ status: 206, whole: true });
    expect(reply.body.toString()).toBe('234');
    expect(requests[0]?.headers).toMatchObject({ range: 'bytes=2-4', 'accept-encoding': 'identity' });
    expect(requests[0]?.headers).not.toHaveProperty('authorization');
    expect(requests[0]?.headers).not.toHaveProperty('cookie');
  });

  test('never more than was asked for, even of an endless body', async () => {
    const started = await server(serveEndless(Buffer.from('abc')));
    const reply = await session().fetch(ask(started.origin, 1_000));
    expect(reply.body).toHaveLength(1_000);
    expect(reply.whole).toBe(false);
    await new Promise((resolve) => setTimeout(resolve, 50));
    const sent = started.sent();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(started.sent()).toBe(sent); // it was hung up on
    expect(sent).toBeLessThan(8 * 1024 * 1024);
  });

  test('reuses a connection', async () => {
    const started = await server(serveRanged(Buffer.alloc(1_000)));
    const { fetch } = session();
    for (let count = 0; count < 5; count++) await fetch(ask(started.origin));
    expect(new Set(started.requests.map(({ socket }) => socket.remotePort)).size).toBe(1);
  });

  test('repeats the request when the server has closed an idle connection', async () => {
    const started = await server((request, response) => {
      serveRanged(Buffer.alloc(1_000))(request, response);
      response.once('finish', () => setTimeout(() => request.socket.destroy(), 5));
    });
    const { fetch } = session();
    for (let count = 0; count < 5; count++) {
      expect((await fetch(ask(started.origin))).status).toBe(206);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  });
});

describe('redirects', () => {
  test('are followed, also relative ones, and the final URL is returned', async () => {
    const started = await server((request, response) => {
      if (request.url === '/last') serveWhole(Buffer.from('here'))(request, response);
      else response.writeHead(302, { location: request.url === '/first' ? 'second' : '/last' }).end();
    });
    const reply = await session().fetch(ask(`${started.origin}/first`));
    expect(reply.body.toString()).toBe('here');
    expect(reply.url.pathname).toBe('/last');
  });

  test('end after ten', async () => {
    const started = await server((_, response) => response.writeHead(302, { location: '/again' }).end());
    expect(await failure(session().fetch(ask(started.origin)))).toBe('bad_redirect');
    expect(started.requests).toHaveLength(11);
  });

  test.each(['file:///etc/passwd', 'ftp://example.com/', 'data:text/plain,x', 'http://', 'javascript:1'])(
    'never lead to %s',
    async (location) => {
      const started = await server((_, response) => response.writeHead(302, { location }).end());
      expect(await failure(session().fetch(ask(started.origin)))).toBe('bad_redirect');
    },
  );

  test('carry no credentials of their own', async () => {
    const started = await server((request, response) => {
      if (request.url === '/to') serveWhole(Buffer.from('x'))(request, response);
      else response.writeHead(302, { location: `http://me:pw@${request.headers.host}/to`, 'set-cookie': 'a=b' }).end();
    });
    await session().fetch(ask(started.origin));
    expect(started.requests[1]?.headers).not.toHaveProperty('authorization');
    expect(started.requests[1]?.headers).not.toHaveProperty('cookie');
  });
});

describe('addresses that are not public', () => {
  const guarded = (resolve: SafeFetchOptions['resolve'] = async () => [LOOPBACK]): FetchSession =>
    session({ allowPrivate: false, resolve });

  test.each([
    'http://127.0.0.1/',
    'http://127.1/',
    'http://2130706433/',
    'http://0x7f000001/',
    'http://0177.0.0.1/',
    'http://0x7f.1/',
    'http://127.0.0.1./',
    'http://0/',
    'http://0.0.0.0/',
    'http://localhost/',
    'http://LOCALHOST./',
    'http://a.localhost/',
    'http://10.1.2.3/',
    'http://172.16.0.1/',
    'http://192.168.1.1/',
    'http://169.254.169.254/latest/meta-data',
    'http://100.64.0.1/',
    'http://198.18.0.1/',
    'http://224.0.0.1/',
    'http://255.255.255.255/',
    'http://[::1]/',
    'http://[::]/',
    'http://[fe80::1]/',
    'http://[fc00::1]/',
    'http://[ff02::1]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[::ffff:7f00:1]/',
    'http://[::ffff:10.0.0.1]/',
    'http://[64:ff9b::7f00:1]/',
    'http://[2002:7f00:1::]/',
    'http://①②⑦.0.0.1/',
  ])('are rejected without a request: %s', async (url) => {
    expect(await failure(guarded().fetch(ask(url)))).toBe('private_address');
  });

  test('are rejected when a name resolves to one', async () => {
    const started = await server(serveWhole(Buffer.from('secret')));
    const { port } = new URL(started.origin);
    expect(await failure(guarded().fetch(ask(`http://innocent.example:${port}/`)))).toBe('private_address');
    expect(started.requests).toHaveLength(0);
  });

  test.each(['::1', '::ffff:127.0.0.1', 'fe80::1', '10.0.0.1', '169.254.169.254', '0.0.0.0'])(
    'a name with the address %s among public ones is refused',
    async (address) => {
      const addresses = [
        { address: '93.184.215.14', family: 4 },
        { address, family: address.includes(':') ? 6 : 4 },
      ];
      expect(await failure(guarded(async () => addresses).fetch(ask('http://mixed.example/')))).toBe('private_address');
    },
  );

  test('DNS that changes its mind: the address that was checked is the one that is used', async () => {
    const started = await server(serveWhole(Buffer.from('secret')));
    const { port } = new URL(started.origin);
    const seen = new AbortController();
    let asked = 0;
    // An attacker's DNS gives a public address to whoever checks first, and loopback to whoever connects after that.
    const resolve = async (): Promise<readonly LookupAddress[]> => {
      asked += 1;
      if (asked > 1) return [LOOPBACK];
      seen.abort(); // the public address passed the check; nothing shall really go there
      return [{ address: '93.184.215.14', family: 4 }];
    };
    const request = ask(`http://rebind.example:${port}/`);
    expect(await failure(guarded(resolve).fetch({ ...request, signal: seen.signal }))).toBe('cancelled');
    expect(await failure(guarded(resolve).fetch(request))).toBe('private_address');
    expect(asked).toBe(2); // once per session: there is no second answer to be fooled by
    expect(started.requests).toHaveLength(0);
  });

  test('a redirect to one is refused', async () => {
    const inner = await server(serveWhole(Buffer.from('secret')));
    // The first hop is let through by its spelling only because this proxy-like agent goes to the outer server.
    const outer = await server((_, response) => response.writeHead(302, { location: inner.origin }).end());
    const agent = new Agent();
    const connect = agent.createConnection.bind(agent);
    const { port } = new URL(outer.origin);
    agent.createConnection = (options, done) => connect({ ...options, host: '127.0.0.1', port: Number(port) }, done);
    open.push({ close: () => agent.destroy() });
    const { fetch } = session({ allowPrivate: false, proxyFor: () => agent });
    expect(await failure(fetch(ask('http://public.example/')))).toBe('private_address');
    expect(outer.requests).toHaveLength(1);
    expect(inner.requests).toHaveLength(0);
  });

  test.each(['http://intranet/', 'http://nas.local/', 'http://metadata.google.internal/', 'http://192.168.0.1/'])(
    'through a proxy %s is refused by its spelling',
    async (url) => {
      const { fetch } = session({ allowPrivate: false, proxyFor: () => new Agent() });
      expect(await failure(fetch(ask(url)))).toBe('private_address');
    },
  );
});

describe('a failed fetch', () => {
  test('reports a timeout when the server does not respond', async () => {
    const started = await server(() => {});
    const before = performance.now();
    expect(await failure(session().fetch(ask(started.origin, 10, 100)))).toBe('timeout');
    expect(performance.now() - before).toBeLessThan(10_000);
  });

  test('reports a timeout when the body stalls or does not end', async () => {
    const started = await server((_, response) => {
      response.writeHead(206, { 'content-length': 10 });
      const timer = setInterval(() => response.write('x'), 40);
      response.on('close', () => clearInterval(timer));
    });
    expect(await failure(session().fetch(ask(started.origin, 10, 150)))).toBe('timeout');
  });

  test('reports a connection error when the body is truncated', async () => {
    const started = await server((_, response) => {
      response.writeHead(206, { 'content-length': 10 });
      response.write('abc', () => response.destroy());
    });
    expect(await failure(session().fetch(ask(started.origin)))).toBe('connection');
  });

  test('reports a connection error when the connection is refused', async () => {
    const started = await startHttpServer(() => {});
    await started.close();
    expect(await failure(session().fetch(ask(started.origin)))).toBe('connection');
  });

  test('reports an unknown host', async () => {
    const resolve = async (): Promise<readonly LookupAddress[]> => {
      throw Object.assign(new Error('getaddrinfo ENOTFOUND no.example'), { code: 'ENOTFOUND' });
    };
    expect(await failure(session({ resolve }).fetch(ask('http://no.example/')))).toBe('unknown_host');
  });

  test('reports a connection error when the response is not HTTP', async () => {
    const started = await server((request) => request.socket.end('SSH-2.0-OpenSSH_9\r\n'));
    expect(await failure(session().fetch(ask(started.origin)))).toBe('connection');
  });

  test('reports a cancellation before and during the request', async () => {
    const started = await server(() => {});
    const cancel = new AbortController();
    const pending = failure(session().fetch({ ...ask(started.origin, 10, 60_000), signal: cancel.signal }));
    setTimeout(() => cancel.abort(), 30);
    expect(await pending).toBe('cancelled');
    expect(await failure(session().fetch({ ...ask(started.origin), signal: cancel.signal }))).toBe('cancelled');
  });
});
