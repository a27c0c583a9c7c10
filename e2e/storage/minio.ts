import { type ChildProcess, spawn } from 'node:child_process';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer as createTcpServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { AwsClient } from 'aws4fetch';

/** Credentials of a step, by the names of their variables. */
export type Credentials = Readonly<Record<string, string>>;

/** A request that reached the server. */
export interface StorageRequest {
  readonly path: string;
  /** The signature in the link; null if it is in a header. */
  readonly signature: string | null;
  readonly userAgent: string;
}

/** A response that replaces that of the server; null for none. */
export type Fault = (request: IncomingMessage) => { readonly status: number; readonly body: string } | null;

/** A MinIO server, behind a proxy that records requests and can replace responses. */
export interface StorageServer {
  /** The endpoint for `AWS_ENDPOINT_URL_S3`. */
  readonly origin: string;
  readonly root: Credentials;
  readonly requests: readonly StorageRequest[];
  setFault(fault: Fault | null): void;
  createBucket(bucket: string, isVersioned: boolean): Promise<void>;
  /** Resolves with the ID of the version in a versioned bucket. */
  put(bucket: string, key: string, body: Buffer): Promise<string | null>;
  /** Temporary credentials, restricted by a policy. */
  assumeRole(policy: object): Promise<Credentials>;
  close(): Promise<void>;
}

const ROOT = { AWS_ACCESS_KEY_ID: 'ROOTKEYCANARY0001', AWS_SECRET_ACCESS_KEY: 'root/secret+CANARY0123456789' };
const REGION = 'us-east-1';

export async function startStorageServer(executable: string, folder: string): Promise<StorageServer> {
  const port = await findFreePort();
  const child = spawn(executable, ['server', '--quiet', '--address', `127.0.0.1:${port}`, folder], {
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: folder,
      MINIO_ROOT_USER: ROOT.AWS_ACCESS_KEY_ID,
      MINIO_ROOT_PASSWORD: ROOT.AWS_SECRET_ACCESS_KEY,
      MINIO_BROWSER: 'off',
      MINIO_UPDATE: 'off',
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  await waitUntilReady(`http://127.0.0.1:${port}/minio/health/live`, child);
  const requests: StorageRequest[] = [];
  let fault: Fault | null = null;
  const proxy = createServer((incoming, response) => {
    const url = new URL(incoming.url ?? '/', 'http://host');
    const signature = url.searchParams.get('X-Amz-Signature');
    requests.push({ path: url.pathname, signature, userAgent: incoming.headers['user-agent'] ?? '' });
    const replacement = fault?.(incoming) ?? null;
    if (replacement === null) forward(incoming, response, port);
    else response.writeHead(replacement.status, { 'content-type': 'application/xml' }).end(replacement.body);
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  const direct = `http://127.0.0.1:${port}`;
  const client = createClient('s3');

  const send = async (path: string, init: RequestInit): Promise<Response> => {
    const response = await client.fetch(`${direct}${path}`, init);
    if (!response.ok) throw new Error(`${init.method} ${path}: HTTP ${response.status} ${await response.text()}`);
    await response.arrayBuffer();
    return response;
  };
  return {
    origin,
    root: ROOT,
    requests,
    setFault: (next) => {
      fault = next;
    },
    createBucket: async (bucket, isVersioned) => {
      await send(`/${bucket}`, { method: 'PUT' });
      const body = '<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>';
      if (isVersioned) await send(`/${bucket}?versioning`, { method: 'PUT', body });
    },
    put: async (bucket, key, body) => {
      const path = key.split('/').map(encodeURIComponent).join('/').replaceAll('*', '%2A');
      const { headers } = await send(`/${bucket}/${path}`, { method: 'PUT', body: new Uint8Array(body) });
      return headers.get('x-amz-version-id');
    },
    assumeRole: (policy) => assumeRole(direct, policy),
    close: async () => {
      proxy.closeAllConnections();
      proxy.close();
      await stop(child);
    },
  };
}

function createClient(service: string): AwsClient {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = ROOT;
  return new AwsClient({ accessKeyId, secretAccessKey, service, region: REGION });
}

async function assumeRole(origin: string, policy: object): Promise<Credentials> {
  const form = { Action: 'AssumeRole', Version: '2011-06-15', DurationSeconds: '900', Policy: JSON.stringify(policy) };
  const response = await createClient('sts').fetch(`${origin}/`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(form).toString(),
  });
  const text = await response.text();
  const read = (name: string): string => {
    const value = new RegExp(`<${name}>([^<]+)<`).exec(text)?.[1];
    if (value === undefined) throw new Error(`no ${name} in HTTP ${response.status} ${text}`);
    return value;
  };
  return {
    AWS_ACCESS_KEY_ID: read('AccessKeyId'),
    AWS_SECRET_ACCESS_KEY: read('SecretAccessKey'),
    AWS_SESSION_TOKEN: read('SessionToken'),
  };
}

/** The host stays that of the client, because it is signed. */
function forward(incoming: IncomingMessage, response: ServerResponse, port: number): void {
  const { method, url, headers } = incoming;
  const outgoing = request({ host: '127.0.0.1', port, method, path: url, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  outgoing.on('error', () => response.destroy());
  response.on('close', () => outgoing.destroy());
  incoming.pipe(outgoing);
}

async function findFreePort(): Promise<number> {
  const server = createTcpServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}

/** A limit for a server that does not start; it takes about a second. */
const MAX_POLLS = 600;

async function waitUntilReady(url: string, child: ChildProcess): Promise<void> {
  for (let polls = 0; polls < MAX_POLLS; polls++) {
    if (child.exitCode !== null) throw new Error(`the storage server ended with code ${child.exitCode}`);
    const response = await fetch(url).catch(() => null);
    if (response?.ok) return;
    await sleep(100);
  }
  child.kill();
  throw new Error('the storage server does not respond');
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill();
  await exited;
}
