import type { Agent } from 'node:http';
import { getProxyUrl, HttpClient } from '@actions/http-client';

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
