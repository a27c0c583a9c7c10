import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { connect } from 'node:net';

/** A forward proxy on loopback, as a test sees it. */
export interface ProxyServer {
  /** `http://127.0.0.1:<port>` */
  readonly origin: string;
  /** The `host:port` of every tunnel that a client has asked for, in order. */
  readonly tunnels: readonly string[];
  close(): Promise<void>;
}

/** Starts a proxy that connects every tunnel to the port of `target`, whatever its host: no DNS is needed. */
export async function startProxyServer(target: string): Promise<ProxyServer> {
  const sockets = new Set<Socket>();
  const tunnels: string[] = [];
  const server = createServer();
  server.on('connect', (request, near: Socket) => {
    tunnels.push(request.url ?? '');
    const far = connect(Number(new URL(target).port), '127.0.0.1', () => {
      near.write('HTTP/1.1 200 OK\r\n\r\n');
      far.pipe(near).pipe(far);
    });
    for (const socket of [near, far]) sockets.add(socket.on('error', () => {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    tunnels,
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
