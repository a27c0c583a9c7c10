import type { IncomingMessage } from 'node:http';
import { addAbortSignal } from 'node:stream';
import { createHttpClient } from '../http/http-client.ts';
import { followRedirects, getErrorFields, startTimeout } from '../http/network.ts';
import { retry } from '../http/retry.ts';
import type { ErrorClass } from '../model/errors.ts';
import { createErrorDetails, SourceError } from '../model/errors.ts';
import type { ReleaseAssetSource } from '../model/source.ts';
import type { SizedStream } from '../util/chunks.ts';
import type { GitHubOptions } from './repository.ts';

/** How an asset is downloaded. `timeoutMs` is for each response to begin; `signal` ends everything, also the stream. */
export type AssetDownloadOptions = Omit<GitHubOptions, 'repository'>;

const RETRY = { isRetryable, maxAttempts: 3 };

/**
 * Opens an asset, also of a private repository, as a stream that is never written to disk. The token is sent to the API
 * of GitHub only, not to the target of a redirect. Rejects with a `SourceError`.
 */
export async function openReleaseAsset(asset: ReleaseAssetSource, access: AssetDownloadOptions): Promise<SizedStream> {
  const message = await retry(() => fetchAsset(asset, access), { ...access, ...RETRY });
  const announced = message.headers['content-length'];
  if (announced !== undefined && Number(announced) !== asset.size) {
    message.destroy();
    throw createDownloadError(asset, `it has ${announced} bytes, but had ${asset.size} when it was listed`, 'input');
  }
  return { stream: addAbortSignal(access.signal, message), size: asset.size };
}

/**
 * The signed URL of an asset, which needs no token; null if GitHub sends the content itself. Rejects with a
 * `SourceError`.
 */
export async function locateReleaseAsset(
  asset: ReleaseAssetSource,
  access: AssetDownloadOptions,
): Promise<string | null> {
  const url = new URL(asset.apiUrl);
  const message = await retry(() => sendGet(asset, url, access), { ...access, ...RETRY });
  const { location } = message.headers;
  message.destroy();
  return location === undefined ? null : checkRedirect(asset, URL.parse(location, url.href), url).href;
}

async function fetchAsset(asset: ReleaseAssetSource, access: AssetDownloadOptions): Promise<IncomingMessage> {
  const { message, url } = await followRedirects(new URL(asset.apiUrl), {
    send: (target) => sendGet(asset, target, access),
    check: (target, from) => checkRedirect(asset, target, from),
    createTooManyError: (max) => createDownloadError(asset, `it was redirected more than ${max} times`, 'network'),
  });
  if (message.statusCode === 200) return message;
  message.destroy();
  throw createStatusError(asset, message.statusCode ?? 0, url, access);
}

function checkRedirect(asset: ReleaseAssetSource, target: URL | null, from: URL): URL {
  // Loopback servers of tests use http from the beginning; nothing that began with https continues without it.
  if (target?.protocol === 'https:' || (target?.protocol === 'http:' && from.protocol === 'http:')) return target;
  throw createDownloadError(asset, 'it was redirected to something that is not an https URL', 'network');
}

/** Whether a URL is below the base URL of the API. */
function isApiUrl(url: URL, apiUrl: string): boolean {
  return url.href.startsWith(`${new URL(apiUrl).href.replace(/\/+$/, '')}/`);
}

async function sendGet(asset: ReleaseAssetSource, url: URL, access: AssetDownloadOptions): Promise<IncomingMessage> {
  const { token, apiUrl } = access;
  const forApi = { authorization: `Bearer ${token}`, 'x-github-api-version': '2022-11-28' };
  const headers = { accept: 'application/octet-stream', ...(isApiUrl(url, apiUrl) ? forApi : {}) };
  // No limit on silence, because the receiver of the stream may be slow.
  const client = createHttpClient(url, { socketTimeoutMs: NO_SOCKET_TIMEOUT_MS });
  const timeout = startTimeout(access.clock, access, (_failure, why) => createDownloadError(asset, why, 'network'));
  try {
    const { message } = await Promise.race([client.get(url.href, headers), timeout.expired]);
    message.once('close', () => client.dispose());
    return message;
  } catch (error) {
    client.dispose();
    if (error instanceof SourceError) throw error;
    const why = `${url.host} cannot be reached (${getErrorFields(error).code || 'unknown reason'})`;
    throw createDownloadError(asset, why, 'network', { cause: error });
  } finally {
    timeout.stop();
  }
}

/** The longest time that a timer takes: http-client has no other way to lift its limit on silence. */
const NO_SOCKET_TIMEOUT_MS = 2 ** 31 - 1;

function createStatusError(
  asset: ReleaseAssetSource,
  status: number,
  url: URL,
  { apiUrl }: AssetDownloadOptions,
): SourceError {
  const who = isApiUrl(url, apiUrl) ? 'GitHub' : `its storage (${url.host})`;
  const isAccess = status === 401 || status === 403 || status === 404;
  return createDownloadError(asset, `${who} responded with ${status}`, isAccess ? 'auth' : 'network');
}

const HINTS: Partial<Record<ErrorClass, string>> = {
  auth: 'The job needs `permissions: contents: read`; or the asset was removed from the release.',
  input: 'The asset was replaced while this step was running; run the step again.',
};

function createDownloadError(
  asset: ReleaseAssetSource,
  why: string,
  errorClass: ErrorClass,
  options?: ErrorOptions,
): SourceError {
  const message = `The release asset ${JSON.stringify(asset.name)} cannot be downloaded: ${why}.`;
  const hint = HINTS[errorClass];
  const specifics = { message, class: errorClass, ...(hint === undefined ? {} : { hint }) };
  return new SourceError(createErrorDetails('release_asset_unavailable', specifics), options);
}

function isRetryable(error: unknown): boolean {
  return error instanceof SourceError && error.details.class === 'network';
}
