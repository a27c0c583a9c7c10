import { Agent } from 'node:http';
import { type LookupFunction, Socket } from 'node:net';
import { HttpClient } from '@actions/http-client';
import type { Resolve } from './resolver.ts';

const USER_AGENT = 'twelvelabs-index-action';
/** A limit beyond our own timeouts, for a socket that survives `dispose()` (a tunnel through a proxy). */
const SOCKET_TIMEOUT_MS = 10 * 60_000;

/**
 * A client with one connection, which `dispose` ends, and without redirects. It uses the proxies of the environment.
 * `socketTimeoutMs` limits the silence on the connection. `resolve`: for direct connections; default: that of the system.
 */
export function createHttpClient(
  url: URL,
  { keepAlive = true, socketTimeoutMs = SOCKET_TIMEOUT_MS, resolve = null }: HttpClientOptions = {},
): HttpClient {
  const client = new HttpClient(USER_AGENT, [], {
    allowRedirects: false,
    keepAlive,
    maxSockets: 1,
    socketTimeout: socketTimeoutMs,
  });
  const agent: unknown = client.getAgent(url.href);
  const options: unknown = agent instanceof Agent ? Reflect.get(agent, 'options') : null;
  if (typeof options !== 'object' || options === null) return client;
  // Otherwise it resolves the host name "[::1]", including the brackets.
  if (url.hostname.startsWith('[')) Object.assign(options, { host: url.hostname.slice(1, -1) });
  if (resolve !== null) Object.assign(options, { lookup: toLookup(resolve) });
  return client;
}

interface HttpClientOptions {
  readonly keepAlive?: boolean;
  readonly socketTimeoutMs?: number;
  readonly resolve?: Resolve | null;
}

function toLookup(resolve: Resolve): LookupFunction {
  return (hostname, { all }, done) => {
    resolve(hostname).then(
      (addresses) => {
        const [first] = addresses;
        if (all) done(null, [...addresses]);
        else done(null, first?.address ?? '', first?.family);
      },
      (error: NodeJS.ErrnoException) => done(error, ''),
    );
  };
}

/**
 * Returns a function that tells whether a connection of this client was established, so that something may have been
 * sent. To be called before the first request. A connection through a proxy always counts.
 */
export function watchConnections(client: HttpClient, url: URL): () => boolean {
  const agent: unknown = client.getAgent(url.href);
  const create: unknown = agent instanceof Agent ? Reflect.get(agent, 'createConnection') : null;
  if (!(agent instanceof Agent) || typeof create !== 'function') return () => true;
  let isConnected = false;
  // Nothing of a request is sent before the end of the TLS handshake.
  const event = url.protocol === 'https:' ? 'secureConnect' : 'connect';
  Reflect.set(agent, 'createConnection', (...args: readonly unknown[]) => {
    const socket: unknown = Reflect.apply(create, agent, args);
    if (socket instanceof Socket) {
      socket.once(event, () => {
        isConnected = true;
      });
    } else isConnected = true;
    return socket;
  });
  return () => isConnected;
}
