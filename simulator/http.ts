import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiRequest, Delivery, Reply } from './api.ts';

/** Converts a request of Node's server. The values of a repeated header are joined. */
export function toApiRequest(incoming: IncomingMessage): ApiRequest {
  const { url = '/' } = incoming;
  const mark = url.indexOf('?');
  const path = mark === -1 ? url : url.slice(0, mark);
  const query = mark === -1 ? '' : url.slice(mark + 1);
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return { method: incoming.method ?? 'GET', path, query: new URLSearchParams(query), headers, body: incoming };
}

/** How long sending half a response may take before the connection is reset. */
const FLUSH_MS = 15;

/** Acts a delivery out on a connection. */
export async function performDelivery(
  delivery: Delivery,
  response: ServerResponse,
  signal: AbortSignal,
): Promise<void> {
  if (delivery.kind !== 'stall' && delivery.delayMs > 0) {
    const woken = await sleep(delivery.delayMs, true, { signal }).catch(() => false);
    if (!woken) return;
  }
  if (response.destroyed) return;
  if (delivery.kind === 'reply') {
    send(response, delivery.reply);
    return;
  }
  const half = delivery.at === 'body' && delivery.reply !== undefined;
  if (half) await sendHalf(response, delivery.reply);
  if (delivery.kind === 'stall') return;
  if (half) await sleep(FLUSH_MS, undefined, { signal }).catch(() => undefined);
  reset(response);
}

/** Sends a complete response. */
export function send(response: ServerResponse, reply: Reply): void {
  const body = Buffer.from(reply.body);
  const length = reply.status === 204 || reply.status === 304 ? {} : { 'content-length': String(body.length) };
  response.writeHead(reply.status, { ...reply.headers, ...length });
  response.end(body);
}

function sendHalf(response: ServerResponse, reply: Reply): Promise<void> {
  const body = Buffer.from(reply.body);
  response.writeHead(reply.status, { ...reply.headers, 'content-length': String(Math.max(body.length, 2)) });
  return new Promise((resolve) => {
    response.write(body.subarray(0, Math.max(1, Math.floor(body.length / 2))), () => resolve());
  });
}

function reset(response: ServerResponse): void {
  const { socket } = response;
  if (socket === null) response.destroy();
  else socket.resetAndDestroy();
}

/**
 * A stream that lets through so many bytes per second. It reads no faster than that, so that the sender waits. A
 * connection carries one request at a time, so this caps the connection.
 */
export function throttle(source: Readable, bytesPerSecond: number, signal: AbortSignal): Readable {
  return Readable.from(pace(source, bytesPerSecond, signal), { objectMode: false });
}

async function* pace(
  source: AsyncIterable<Buffer>,
  bytesPerSecond: number,
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  const from = performance.now();
  let bytes = 0;
  for await (const piece of source) {
    bytes += piece.length;
    const wait = from + (bytes / bytesPerSecond) * 1000 - performance.now();
    // Timers are not finer than this; the next piece makes up for a shorter wait.
    if (wait >= 1) await sleep(wait, undefined, { signal });
    yield piece;
  }
}
