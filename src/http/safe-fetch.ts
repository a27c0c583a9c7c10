import type { Agent, ClientRequest, IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { Agent as HttpAgent, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import type { Clock } from '../util/clock.ts';
import { classifyHost, isPrivateName } from '../util/host.ts';
import type { NetworkFailure, RequestTimeout } from './network.ts';
import {
  classifyNetworkError,
  followRedirects,
  formatNetworkError,
  getErrorFields,
  readBody,
  startTimeout,
} from './network.ts';
import type { Resolve } from './resolver.ts';
import { cacheResolver } from './resolver.ts';

/** A range of bytes to get from the host of a video. */
export interface FetchRequest {
  readonly url: URL;
  /** The first byte, and the one after the last. */
  readonly start: number;
  readonly end: number;
  /** For everything: redirects, connecting, and reading. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Requests the whole file without a range, of which at most the bytes up to `end` are read. Default: false. */
  readonly isWhole?: boolean;
}

export interface FetchResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** The URL of the response, after all redirects. */
  readonly url: URL;
  /** At most as many bytes as requested, even if the server sends more. */
  readonly body: Buffer;
  /** Whether the body ended within these bytes. */
  readonly whole: boolean;
}

/** Gets bytes of a video with a range request, without credentials. Rejects with a `FetchError`. */
export type SafeFetch = (request: FetchRequest) => Promise<FetchResponse>;

export type FetchFailure =
  /** The address is loopback, private, link-local or otherwise not public. */
  | 'private_address'
  /** A redirect leads to something other than http or https, or there are too many of them. */
  | 'bad_redirect'
  | NetworkFailure;

/** There is no usable response; `cause` is the error of Node. */
export class FetchError extends Error {
  override readonly name = 'FetchError';
  readonly failure: FetchFailure;

  constructor(failure: FetchFailure, message: string, options?: ErrorOptions) {
    super(message, options);
    this.failure = failure;
  }
}

export interface SafeFetchOptions {
  readonly clock: Clock;
  readonly resolve: Resolve;
  /** Whether addresses that are not public are permitted. */
  readonly allowPrivate: boolean;
  /** The agent of the proxy for a URL; null for a direct connection. */
  readonly proxyFor: (url: URL) => Agent | null;
}

/** A fetch that reuses its connections until `close`. */
export interface FetchSession {
  readonly fetch: SafeFetch;
  /** Starts the lookups of the hosts of URLs, all at once: hosts that do not answer are then known together. */
  resolveAhead(urls: Iterable<string>): void;
  /** Closes every direct connection; requests in flight fail. Connections through a proxy belong to its agent. */
  close(): void;
}

const MAX_HOSTS_AHEAD = 1_000;

const USER_AGENT = 'twelvelabs-index-action (preflight)';

/**
 * The SSRF guard: HTTP for URLs from untrusted sources. The address that is checked is the address that is used: a name
 * is resolved once, while its connection is opened, so that a second DNS response changes nothing. Redirects are checked
 * like the first URL. Through a proxy only the host name can be checked, because the proxy resolves it.
 */
export function createFetchSession(settings: SafeFetchOptions): FetchSession {
  const resolve = cacheResolver(settings.resolve, settings.clock);
  const lookup = createSafeLookup({ ...settings, resolve });
  const options = { keepAlive: true, maxFreeSockets: 16, lookup };
  const http = new HttpAgent(options);
  const https = new HttpsAgent(options);

  const agentFor = (url: URL): Agent => {
    checkHost(url, settings.allowPrivate);
    const proxy = settings.proxyFor(url);
    if (proxy === null) return url.protocol === 'https:' ? https : http;
    if (!settings.allowPrivate && classifyHost(url.hostname) === 'name' && isPrivateName(url.hostname)) {
      throw createPrivateAddressError(url.hostname);
    }
    return proxy;
  };

  const fetch: SafeFetch = async (request) => {
    if (request.signal.aborted) throw new FetchError('cancelled', 'the step was cancelled');
    const timeout = startTimeout(settings.clock, request, (failure, message) => new FetchError(failure, message));
    try {
      const response = await followRedirects(removeCredentials(request.url), {
        send: (url) => sendOnce(url, request, agentFor(url), timeout),
        check: toFetchTarget,
        createTooManyError: (max) => new FetchError('bad_redirect', `more than ${max} redirects`),
      });
      return await readResponse(response, request, timeout);
    } finally {
      timeout.stop();
    }
  };
  return {
    fetch,
    resolveAhead: (urls) => {
      const hosts = new Set<string>();
      for (const text of urls) {
        const url = URL.parse(text);
        if (url === null || classifyHost(url.hostname) !== 'name' || settings.proxyFor(url) !== null) continue;
        if (hosts.size < MAX_HOSTS_AHEAD) hosts.add(url.hostname);
      }
      for (const host of hosts) void resolve(host);
    },
    close: () => {
      http.destroy();
      https.destroy();
    },
  };
}

/** Rejects what needs no DNS: addresses in any notation (`URL` normalizes them), and names of this machine. */
function checkHost(url: URL, allowPrivate: boolean): void {
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new FetchError('bad_redirect', `${url.protocol} is neither http nor https`);
  }
  const kind = classifyHost(url.hostname);
  if (!allowPrivate && kind !== 'name' && kind !== 'public') throw createPrivateAddressError(url.hostname);
}

function createPrivateAddressError(host: string): FetchError {
  // What a name server of a private network answered is not for the readers of the log.
  return new FetchError('private_address', `${host} is not a public address`);
}

/** `lookup` of a socket: rejects a name if any of its addresses is not permitted, so that their order is irrelevant. */
function createSafeLookup({ resolve, allowPrivate }: SafeFetchOptions): LookupFunction {
  return (hostname, options, done) => {
    resolve(hostname).then(
      (addresses) => {
        const [first] = addresses;
        const bad = addresses.find(({ address }) => !allowPrivate && classifyHost(address) !== 'public');
        if (first === undefined) done(new FetchError('unknown_host', `${hostname} has no address`), '');
        else if (bad !== undefined) done(createPrivateAddressError(hostname), '');
        else if (options.all) done(null, [...addresses]);
        else done(null, first.address, first.family);
      },
      (error: unknown) => done(toFetchError(error), ''),
    );
  };
}

function toFetchTarget(target: URL | null): URL {
  if (target === null) throw new FetchError('bad_redirect', 'a redirect leads to something that is not a URL');
  return removeCredentials(target);
}

/** Node sends the user name and password of a URL as an Authorization header. */
function removeCredentials(given: URL): URL {
  const url = new URL(given);
  url.username = '';
  url.password = '';
  return url;
}

/** Sends one request, and again if the server has closed the idle connection in the meantime. */
async function sendOnce(
  url: URL,
  request: FetchRequest,
  agent: Agent,
  timeout: RequestTimeout,
): Promise<IncomingMessage> {
  for (;;) {
    const sent = send(url, request, agent);
    try {
      return await Promise.race([sent.response, timeout.expired]);
    } catch (error) {
      sent.request.destroy();
      if (error instanceof FetchError) throw error;
      if (!sent.request.reusedSocket || getErrorFields(error).code !== 'ECONNRESET') throw toFetchError(error);
    }
  }
}

function send(
  url: URL,
  { start, end, isWhole = false }: FetchRequest,
  agent: Agent,
): { request: ClientRequest; response: Promise<IncomingMessage> } {
  const headers = {
    'user-agent': USER_AGENT,
    accept: '*/*',
    'accept-encoding': 'identity',
    ...(isWhole ? {} : { range: `bytes=${start}-${end - 1}` }),
  };
  const request = (url.protocol === 'https:' ? requestHttps : requestHttp)(url, { agent, headers });
  const response = new Promise<IncomingMessage>((resolve, reject) => {
    request.on('response', resolve);
    request.on('error', reject);
  });
  response.catch(() => {}); // it may lose its race
  request.end();
  return { request, response };
}

async function readResponse(
  { message, url }: { message: IncomingMessage; url: URL },
  { start, end }: FetchRequest,
  timeout: RequestTimeout,
): Promise<FetchResponse> {
  const maxBytes = end - start;
  // A body that fits is read to its end, to keep its connection.
  const fits = Number(message.headers['content-length']) <= maxBytes;
  const chunks: Buffer[] = [];
  try {
    const read = readBody(message, chunks, (bytes) => bytes >= maxBytes && !fits);
    const whole = await Promise.race([read, timeout.expired]);
    const body = Buffer.concat(chunks).subarray(0, maxBytes);
    return { status: message.statusCode ?? 0, headers: message.headers, url, body, whole };
  } catch (error) {
    message.destroy();
    throw toFetchError(error);
  }
}

function toFetchError(error: unknown): FetchError {
  if (error instanceof FetchError) return error;
  return new FetchError(classifyNetworkError(error), formatNetworkError(error), { cause: error });
}
