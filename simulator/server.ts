import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { control, controlBase } from './control.ts';
import { type ApiRequest, createCore, type RecordedRequest, type SimulatorCore } from './core.ts';
import type { FaultRule } from './faults.ts';
import { createVideoFetcher, defaultFetchSettings } from './fetch-video.ts';
import { performDelivery, send, throttle, toApiRequest } from './http.ts';
import { defaultOptions, type SimulatorOptions, withOptions } from './options.ts';
import { seededRandom } from './random.ts';
import { createWebhooks } from './webhooks.ts';

export type { RecordedRequest } from './core.ts';

/** A simulator that listens on loopback. */
export interface Simulator {
  /** The base URL of the API: `http://127.0.0.1:43210/v1.3`. */
  readonly url: string;
  /** API requests in order of arrival, without those to the control routes. */
  readonly requests: readonly RecordedRequest[];
  /** Requests to the storage, which has an origin of its own: `PUT`s to upload URLs. */
  readonly storageRequests: readonly RecordedRequest[];
  /** The platform behind it. */
  readonly core: SimulatorCore;
  fault(rule: FaultRule): void;
  /** Ends it, and all connections with it. */
  close(): Promise<void>;
}

export type StartOptions = Partial<SimulatorOptions> & {
  /** 0, the default: any that is free. */
  readonly port?: number;
  /** Is called after each API request. */
  readonly onRequest?: (request: RecordedRequest) => void;
};

/** Starts a simulator on 127.0.0.1. Rejects when the port is taken; throws a TypeError on a bad option. */
export async function startSimulator(start: StartOptions = {}): Promise<Simulator> {
  const { port = 0, onRequest, ...changes } = start;
  const options = withOptions(defaultOptions, changes);
  const random = options.seed === null ? Math.random : seededRandom(options.seed);
  const closing = new AbortController();
  const fetchVideo = createVideoFetcher({ ...defaultFetchSettings, signal: closing.signal });
  const storage = createServer();
  await listen(storage, 0);
  const storageUrl = `http://127.0.0.1:${getPort(storage)}`;
  const core = createCore({ options, clock: createFastClock(options.speed), random, fetchVideo, storageUrl });
  storage.on('request', (incoming: IncomingMessage, response: ServerResponse) => {
    const request = throttleBody(core, toApiRequest(incoming), closing.signal);
    const delivering = core
      .deliverStorage(request)
      .then((delivery) => performDelivery(delivery, response, closing.signal));
    delivering.catch(() => response.destroy());
  });
  const server = createServer((incoming, response) => {
    // A delivery that cannot be acted out, such as an impossible header, costs its connection and no more.
    serve(core, incoming, response, closing.signal, onRequest).catch(() => response.destroy());
  });
  await listen(server, port).catch(async (error: unknown) => {
    await close([storage], closing);
    throw error;
  });
  const webhooks = createWebhooks(core, closing.signal);
  const timer = setInterval(() => webhooks.tick(), WEBHOOK_MS);
  return {
    url: `http://127.0.0.1:${getPort(server)}/v1.3`,
    requests: core.requests,
    storageRequests: core.storageRequests,
    core,
    fault: (rule) => core.fault(rule),
    close: async () => {
      clearInterval(timer);
      await close([server, storage], closing);
      await core.close();
    },
  };
}

/** Interval of the check for ended tasks, in real milliseconds. */
const WEBHOOK_MS = 20;

/** A clock that begins now and runs `speed` times as fast. */
function createFastClock(speed: number): { now(): number } {
  const start = Date.now();
  const from = performance.now();
  return { now: () => start + (performance.now() - from) * speed };
}

async function serve(
  core: SimulatorCore,
  incoming: IncomingMessage,
  response: ServerResponse,
  signal: AbortSignal,
  onRequest: StartOptions['onRequest'],
): Promise<void> {
  const request = throttleBody(core, toApiRequest(incoming), signal);
  if (request.path.startsWith(`${controlBase}/`)) {
    send(response, await control(core, incoming, request.path));
    return;
  }
  // Recorded on arrival, so the record of this request will be at this position.
  const place = core.requests.length;
  const delivery = await core.deliver(request);
  const record = core.requests[place];
  if (record !== undefined) onRequest?.(record);
  await performDelivery(delivery, response, signal);
}

/** The request with its body throttled if an option is set. */
function throttleBody(core: SimulatorCore, request: ApiRequest, signal: AbortSignal): ApiRequest {
  const { bytesPerSecondPerConnection: rate } = core.options;
  if (rate === null || Buffer.isBuffer(request.body)) return request;
  return { ...request, body: throttle(request.body, rate, signal) };
}

function listen(server: Server, port: number): Promise<void> {
  // Large uploads and stalls may take long: only the client limits them.
  server.requestTimeout = 0;
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
}

function getPort(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function close(servers: readonly Server[], closing: AbortController): Promise<void> {
  closing.abort();
  const closed = servers.map(
    (server) =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  await Promise.all(closed);
}
