/** Runs the relay as a standalone server: `node server.js`, configured by environment variables. */
import { createServer } from 'node:http';
import { Readable } from 'node:stream';
import { createRelay } from './relay.js';

const {
  TL_WEBHOOK_SECRET,
  GITHUB_REPOSITORY,
  GITHUB_TOKEN,
  GITHUB_API_URL,
  HOST = '0.0.0.0',
  PORT = '8080',
} = process.env;

const relay = createRelay({
  secret: TL_WEBHOOK_SECRET ?? '',
  repository: GITHUB_REPOSITORY ?? '',
  token: GITHUB_TOKEN ?? '',
  ...(GITHUB_API_URL ? { apiUrl: GITHUB_API_URL } : {}),
});

const server = createServer(async (incoming, outgoing) => {
  try {
    const method = incoming.method ?? 'GET';
    const headers = { 'tl-signature': String(incoming.headers['tl-signature'] ?? '') };
    const body = method === 'POST' ? Readable.toWeb(incoming) : null;
    const response = await relay(new Request('http://relay/', { method, headers, body, duplex: 'half' }));
    outgoing.writeHead(response.status, Object.fromEntries(response.headers));
    outgoing.end(await response.text());
  } catch {
    outgoing.destroy();
  }
});
server.requestTimeout = 10_000;
server.listen(Number(PORT), HOST, () => console.log('listening on', server.address()));
