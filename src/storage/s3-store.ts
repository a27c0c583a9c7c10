import { AwsV4Signer } from 'aws4fetch';
import { retry } from '../http/retry.ts';
import type { HttpResponse, Send } from '../http/transport.ts';
import { TransportError } from '../http/transport.ts';
import type { Clock } from '../util/clock.ts';
import type { ObjectLocation, ObjectStore, StoredObject } from './object-store.ts';
import type { S3Settings } from './s3-settings.ts';
import { isArchivedClass, parseErrorBody, parseListPage } from './s3-xml.ts';
import { StorageError } from './storage-error.ts';

export interface S3StoreOptions {
  readonly settings: S3Settings;
  readonly send: Send;
  readonly clock: Clock;
  /** From 0 (inclusive) to 1 (exclusive). */
  readonly random: () => number;
  readonly signal: AbortSignal;
}

/** More objects than this are not listed: a pattern with a longer prefix is faster and cheaper. */
const MAX_LISTED_PAGES = 1_000;
const REQUEST_TIMEOUT_MS = 30_000;
const MAX_ATTEMPTS = 6;
/** The maximum of Signature Version 4: seven days. */
const MAX_LINK_SECONDS = 604_800;

/** Amazon S3, and every service with the same interface. Signed by aws4fetch; sent by the transport of this action. */
export function createS3Store({ settings, send, clock, random, signal }: S3StoreOptions): ObjectStore {
  const { credentials, region } = settings;
  const signerOptions = {
    service: 's3',
    region,
    accessKeyId: credentials.accessKeyId,
    secretAccessKey: credentials.secretAccessKey,
    ...(credentials.sessionToken === null ? {} : { sessionToken: credentials.sessionToken }),
  };
  /** Signing keys by day. */
  const cache = new Map<string, ArrayBuffer>();

  const sendOnce = async (url: URL, headers: Readonly<Record<string, string>>): Promise<HttpResponse> => {
    const datetime = formatSigningDate(clock.date());
    const signed = await new AwsV4Signer({
      ...signerOptions,
      method: 'GET',
      url: url.href,
      headers,
      cache,
      datetime,
    }).sign();
    const request = { method: 'GET', url, body: null, timeoutMs: REQUEST_TIMEOUT_MS, signal } as const;
    const response = await send({ ...request, headers: Object.fromEntries(signed.headers) }).catch(toStorageError);
    // A range that an empty object does not have.
    if (response.status !== 200 && response.status !== 206 && response.status !== 416) throw readError(response);
    if (response.bodyError !== null)
      throw new StorageError({ code: 'no_response', status: null }, response.bodyError.message);
    return response;
  };

  const get = (url: URL, headers: Readonly<Record<string, string>> = {}): Promise<HttpResponse> =>
    retry(() => sendOnce(url, headers), { clock, random, signal, maxAttempts: MAX_ATTEMPTS, isRetryable });

  return {
    list: (bucket, prefix) => listObjects(settings, get, bucket, prefix),
    stat: async (location) => readStat(location, await get(buildObjectUrl(settings, location), { range: 'bytes=0-0' })),
    presign: async (location, seconds) => {
      const url = buildObjectUrl(settings, location);
      const validity = Math.max(1, Math.min(MAX_LINK_SECONDS, Math.floor(seconds)));
      url.searchParams.set('X-Amz-Expires', String(validity));
      const datetime = formatSigningDate(clock.date());
      const signer = new AwsV4Signer({
        ...signerOptions,
        method: 'GET',
        url: url.href,
        cache,
        datetime,
        signQuery: true,
      });
      return encodeSpaces((await signer.sign()).url).href;
    },
  };
}

async function* listObjects(
  settings: S3Settings,
  get: (url: URL, headers: Readonly<Record<string, string>>) => Promise<HttpResponse>,
  bucket: string,
  prefix: string,
): AsyncGenerator<readonly StoredObject[]> {
  const query = { 'list-type': '2', 'encoding-type': 'url', prefix };
  let token: string | null = null;
  for (let page = 0; page < MAX_LISTED_PAGES; page++) {
    const url = buildBucketUrl(settings, bucket);
    const continuation: Record<string, string> = token === null ? {} : { 'continuation-token': token };
    for (const [name, value] of Object.entries({ ...query, ...continuation })) url.searchParams.set(name, value);
    const { body } = await get(encodeSpaces(url), { 'x-amz-optional-object-attributes': 'RestoreStatus' });
    const list = parseListPage(body);
    if (list === null)
      throw new StorageError({ code: 'invalid_response', status: 200 }, 'the response is not a list of objects');
    yield list.objects;
    if (list.continuationToken === null) return;
    token = list.continuationToken;
  }
  throw new StorageError({ code: 'too_many_objects', status: 200 }, `more than ${MAX_LISTED_PAGES} pages of objects`);
}

function readStat({ key }: ObjectLocation, { headers, status }: HttpResponse): StoredObject {
  const total = /\/(\d+)$/.exec(headers['content-range'] ?? '')?.[1] ?? headers['content-length'] ?? '0';
  const storageClass = headers['x-amz-storage-class'];
  return {
    key,
    size: status === 416 ? 0 : Number(total),
    etag: headers.etag?.replaceAll('"', '') || null,
    isArchived: isArchivedClass(String(storageClass ?? ''), String(headers['x-amz-restore'] ?? '')),
  };
}

/** `20261125T210000Z`. */
function formatSigningDate(date: Date): string {
  return date.toISOString().replace(/[:-]|\.\d{3}/g, '');
}

/** In a query, `URLSearchParams` writes a space as `+`, which not every service reads as a space. */
function encodeSpaces(url: URL): URL {
  const encoded = new URL(url);
  encoded.search = url.search.replaceAll('+', '%20');
  return encoded;
}

/** The bucket is a part of the host on AWS, unless its name would break the certificate; elsewhere, of the path. */
function buildBucketUrl({ endpoint, region }: S3Settings, bucket: string): URL {
  if (endpoint !== null) return new URL(`${endpoint.origin}${endpoint.pathname.replace(/\/+$/, '')}/${bucket}`);
  const host = `s3.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
  return new URL(/^[a-z0-9-]+$/.test(bucket) ? `https://${bucket}.${host}/` : `https://${host}/${bucket}`);
}

function buildObjectUrl(settings: S3Settings, { bucket, key, versionId }: ObjectLocation): URL {
  const base = buildBucketUrl(settings, bucket).href.replace(/\/$/, '');
  const url = new URL(`${base}/${key.split('/').map(encodeKeyPart).join('/')}`);
  if (versionId !== null) url.searchParams.set('versionId', versionId);
  return url;
}

/** Everything but unreserved characters (RFC 3986), as Signature Version 4 requires. */
function encodeKeyPart(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

function toStorageError(error: unknown): never {
  if (!(error instanceof TransportError)) throw error;
  throw new StorageError({ code: 'no_response', status: null }, error.message, { cause: error });
}

function readError({ status, headers, body }: HttpResponse): StorageError {
  const { code, message, region } = parseErrorBody(body);
  const bucketRegion = headers['x-amz-bucket-region'];
  const isWrongRegion = status === 301 || status === 307 || code === 'AuthorizationHeaderMalformed';
  const expected = isWrongRegion ? (region ?? (typeof bucketRegion === 'string' ? bucketRegion : null)) : null;
  return new StorageError({ code: code ?? `http_${status}`, status, region: expected }, message ?? `HTTP ${status}`);
}

/** Codes of a service that asks for a pause; some services send them with a status below 500. */
const TRANSIENT_CODES = ['SlowDown', 'Throttling', 'ThrottlingException', 'RequestTimeout', 'InternalError'];

function isRetryable(error: unknown): boolean {
  if (!(error instanceof StorageError)) return false;
  const { status, code } = error;
  return status === null || status >= 500 || status === 429 || TRANSIENT_CODES.includes(code);
}
