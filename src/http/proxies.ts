import type { Agent } from 'node:http';
import { getProxyUrl, HttpClient } from '@actions/http-client';
import { decodeUrlText } from '../util/url.ts';

/**
 * Selects the proxy of the environment (`HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY`) for a URL, as `@actions/http-client`
 * does. Null: no proxy. There is one agent per scheme, because the proxy depends on nothing else.
 */
export function createProxySelector(): (url: URL) => Agent | null {
  const clients = new Map<string, HttpClient>();
  return (url) => {
    if (getProxyUrl(url.href) === '') return null;
    const client = clients.get(url.protocol) ?? new HttpClient('', [], { keepAlive: true });
    clients.set(url.protocol, client);
    return client.getAgent(url.href);
  };
}

type ProxyVariables = Record<string, string | undefined>;

/** A proxy that `@actions/http-client` would bypass without a word. */
export interface InvalidProxy {
  readonly variable: string;
  /** Without credentials. */
  readonly received: string;
  readonly hint: string;
}

/** Finds what is wrong with the proxies of the environment, of those that are used. */
export function findInvalidProxies(env: Readonly<ProxyVariables>): readonly InvalidProxy[] {
  const names = [
    ['https_proxy', 'HTTPS_PROXY'],
    ['http_proxy', 'HTTP_PROXY'],
  ];
  return names.flatMap((spellings) => {
    const variable = spellings.find((name) => env[name]);
    const value = variable === undefined ? '' : (env[variable] ?? '');
    const hint = value === '' ? null : findProxyMistake(value);
    if (variable === undefined || hint === null) return [];
    const received = value.includes('@') ? `(hidden)${value.slice(value.lastIndexOf('@'))}` : value;
    return [{ variable, received, hint }];
  });
}

const ENCODE =
  'percent-encode the special characters of the user name and the password, for example % as %25 and @ as %40';

function findProxyMistake(value: string): string | null {
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(value)) return 'a proxy without http:// before its host';
  if (!/^https?:\/\//i.test(value))
    return 'a proxy that is neither http nor https, such as SOCKS, which is not supported';
  const url = URL.parse(value);
  if (url === null) return value.includes('@') ? ENCODE : 'a typo in the host or the port';
  const isEncoded = [url.username, url.password].every((text) => !text.includes('%') || decodeUrlText(text) !== text);
  return isEncoded ? null : ENCODE;
}

/** Spells `*.host` in NO_PROXY as `.host`, which `@actions/http-client` knows. Changes the environment of this process. */
export function normalizeNoProxy(env: ProxyVariables): void {
  for (const name of ['no_proxy', 'NO_PROXY']) {
    const value = env[name];
    if (value?.includes('*.')) env[name] = value.replace(/(^|[,\s])\*\./g, '$1.');
  }
}
