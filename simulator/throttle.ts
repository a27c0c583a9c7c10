import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';

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
    // Timers are not finer than this; what is saved up is made good by the next piece.
    if (wait >= 1) await sleep(wait, undefined, { signal });
    yield piece;
  }
}
