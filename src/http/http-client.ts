import { Agent } from 'node:http';
import { HttpClient } from '@actions/http-client';

const USER_AGENT = 'twelvelabs-index-action';
/** A limit beyond our own timeouts, for a socket that survives `dispose()` (a tunnel through a proxy). */
const SOCKET_TIMEOUT_MS = 10 * 60_000;

/**
 * A client with one connection, which `dispose` ends, and without redirects. It uses the proxies of the environment.
 * `socketTimeoutMs` limits the silence on the connection.
 */
export function createHttpClient(
  url: URL,
  { keepAlive = true, socketTimeoutMs = SOCKET_TIMEOUT_MS }: { keepAlive?: boolean; socketTimeoutMs?: number } = {},
): HttpClient {
  const client = new HttpClient(USER_AGENT, [], {
    allowRedirects: false,
    keepAlive,
    maxSockets: 1,
    socketTimeout: socketTimeoutMs,
  });
  // Otherwise it resolves the host name "[::1]", including the brackets.
  const agent: unknown = url.hostname.startsWith('[') ? client.getAgent(url.href) : null;
  const options: unknown = agent instanceof Agent ? Reflect.get(agent, 'options') : null;
  if (typeof options === 'object' && options !== null) Object.assign(options, { host: url.hostname.slice(1, -1) });
  return client;
}
