import type { Socket } from 'node:net';
import { connect, createServer } from 'node:net';

/** A TCP proxy that makes a server on this machine as slow to reach as a remote one. */
export interface DelayedProxy {
  readonly port: number;
  close(): Promise<void>;
}

/** Bytes in flight at a time, like the window of a TCP connection. */
const WINDOW = 4 * 1024 * 1024;

/** Forwards connections to a port, and adds `roundTripMs` to every round trip, including the one that connects. */
export async function startDelayedProxy(target: number, roundTripMs: number): Promise<DelayedProxy> {
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(target, '127.0.0.1');
    for (const socket of [near, far]) {
      sockets.add(socket.setNoDelay(true));
      socket.on('error', () => {});
      socket.on('close', () => {
        sockets.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    // The kernel accepts a connection at once, so that the time of a handshake is added to the first bytes.
    forward(near, far, roundTripMs / 2, roundTripMs);
    forward(far, near, roundTripMs / 2, 0);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function forward(from: Socket, to: Socket, delayMs: number, handshakeMs: number): void {
  const opened = performance.now();
  let inFlight = 0;
  const later = (action: () => void): void => {
    const handshake = Math.max(0, opened + handshakeMs - performance.now());
    setTimeout(action, delayMs + handshake);
  };
  from.on('data', (chunk) => {
    inFlight += chunk.length;
    if (inFlight > WINDOW) from.pause();
    later(() => {
      inFlight -= chunk.length;
      if (inFlight <= WINDOW) from.resume();
      if (!to.destroyed) to.write(chunk);
    });
  });
  from.on('end', () => later(() => to.end()));
}
