import type { Socket } from 'node:net';
import { connect, createServer } from 'node:net';

/** A line to a server on this machine that is as slow as one to a server far away. */
export interface SlowLine {
  readonly port: number;
  close(): Promise<void>;
}

/** What may be under way at once, like the window of a connection. */
const WINDOW = 4 * 1024 * 1024;

/** Forwards connections to a port, adding `roundTripMs` to every round trip, that of connecting included. */
export async function openSlowLine(target: number, roundTripMs: number): Promise<SlowLine> {
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
    // The kernel has accepted the connection at once: what a handshake would have cost is added to the first bytes.
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
  let underWay = 0;
  const later = (action: () => void): void => {
    const handshake = Math.max(0, opened + handshakeMs - performance.now());
    setTimeout(action, delayMs + handshake);
  };
  from.on('data', (chunk) => {
    underWay += chunk.length;
    if (underWay > WINDOW) from.pause();
    later(() => {
      underWay -= chunk.length;
      if (underWay <= WINDOW) from.resume();
      if (!to.destroyed) to.write(chunk);
    });
  });
  from.on('end', () => later(() => to.end()));
}
