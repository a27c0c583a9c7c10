import type { IncomingMessage } from 'node:http';
import { addAbortSignal } from 'node:stream';
import { HttpClient } from '@actions/http-client';
import { retry } from '../http/retry.ts';
import type { ErrorClass } from '../model/errors.ts';
import { SourceError } from '../model/errors.ts';
import type { ReleaseAssetSource } from '../model/source.ts';
import type { SizedStream } from '../util/chunks.ts';
import { getSystemErrorCode } from '../util/error.ts';
import type { GitHubOptions } from './repository.ts';

/** How an asset is fetched. `timeoutMs` is for each answer to begin; `signal` ends everything, the stream too. */
export type AssetDownloadOptions = Omit<GitHubOptions, 'repository'>;

const RETRY = { isRetryable, maxAttempts: 3 };

/** GitHub redirects once, to its storage; renamed repositories once more. */
const MAX_REDIRECTS = 5;

/**
 * Opens an asset, of a private repository too, for reading it on as it comes: nothing touches the disk. The token goes
 * to GitHub's API only, never where a redirect leads. Rejects with a `SourceError`.
 */
export async function openReleaseAsset(asset: ReleaseAssetSource, access: AssetDownloadOptions): Promise<SizedStream> {
  const message = await retry(() => fetchAsset(asset, access), { ...access, ...RETRY });
  const announced = message.headers['content-length'];
  if (announced !== undefined && Number(announced) !== asset.size) {
    message.destroy();
    throw createDownloadError(
      asset,
      `it has ${announced} bytes now, and had ${asset.size} when it was listed`,
      'input',
    );
  }
  return { stream: addAbortSignal(access.signal, message), size: asset.size };
}

/**
 * Where GitHub keeps an asset of a private repository: a signed address that needs no token; null when GitHub sends the
 * content itself. Rejects with a `SourceError`.
 */
export async function locateReleaseAsset(
  asset: ReleaseAssetSource,
  access: AssetDownloadOptions,
): Promise<string | null> {
  const url = new URL(asset.apiUrl);
  const message = await retry(() => sendGet(asset, url, access), { ...access, ...RETRY });
  const { location } = message.headers;
  message.destroy();
  return location === undefined ? null : resolveRedirect(asset, url, location).href;
}

async function fetchAsset(asset: ReleaseAssetSource, access: AssetDownloadOptions): Promise<IncomingMessage> {
  let url = new URL(asset.apiUrl);
  for (let hop = 0; hop <= MAX_REDIRECTS; hop += 1) {
    const message = await sendGet(asset, url, access);
    const status = message.statusCode ?? 0;
    if (status === 200) return message;
    const location = message.headers.location;
    message.destroy();
    if (status < 300 || status >= 400 || location === undefined) throw createStatusError(asset, status, url, access);
    url = resolveRedirect(asset, url, location);
  }
  throw createDownloadError(asset, `it was redirected more than ${MAX_REDIRECTS} times`, 'network');
}

function resolveRedirect(asset: ReleaseAssetSource, from: URL, location: string): URL {
  const to = URL.canParse(location, from.href) ? new URL(location, from) : null;
  // Loopback servers of tests speak http from the beginning; nothing that began with https goes on without.
  if (to?.protocol === 'https:' || (to?.protocol === 'http:' && from.protocol === 'http:')) return to;
  throw createDownloadError(asset, 'it was redirected to something that is no https address', 'network');
}

/** Under the API's base URL, and nowhere else. */
function isApiUrl(url: URL, apiUrl: string): boolean {
  return url.href.startsWith(`${new URL(apiUrl).href.replace(/\/+$/, '')}/`);
}

async function sendGet(asset: ReleaseAssetSource, url: URL, access: AssetDownloadOptions): Promise<IncomingMessage> {
  const { token, apiUrl, timeoutMs } = access;
  const forApi = { authorization: `Bearer ${token}`, 'x-github-api-version': '2022-11-28' };
  const headers = { accept: 'application/octet-stream', ...(isApiUrl(url, apiUrl) ? forApi : {}) };
  // A connection of its own, which `dispose` can end; no limit for silence, because the other side may be slow to take.
  const client = new HttpClient('twelvelabs-index-action', [], {
    allowRedirects: false,
    keepAlive: true,
    maxSockets: 1,
    socketTimeout: NO_SOCKET_TIMEOUT_MS,
  });
  const over = new AbortController();
  try {
    const late = rejectAfterTimeout(asset, access, over.signal, timeoutMs);
    const { message } = await Promise.race([client.get(url.href, headers), late]);
    message.once('close', () => client.dispose());
    return message;
  } catch (error) {
    client.dispose();
    if (error instanceof SourceError) throw error;
    throw createDownloadError(
      asset,
      `${url.host} cannot be reached (${getSystemErrorCode(error) ?? 'unknown reason'})`,
      'network',
      {
        cause: error,
      },
    );
  } finally {
    over.abort();
  }
}

/** The longest that a timer takes: http-client has a limit for silence and knows no other way to lift it. */
const NO_SOCKET_TIMEOUT_MS = 2 ** 31 - 1;

async function rejectAfterTimeout(
  asset: ReleaseAssetSource,
  { clock, signal }: AssetDownloadOptions,
  over: AbortSignal,
  ms: number,
): Promise<never> {
  await clock.sleep(ms, AbortSignal.any([signal, over]));
  const why = signal.aborted
    ? 'the step was cancelled or ran out of time'
    : `no answer within ${Math.round(ms / 1000)} s`;
  throw createDownloadError(asset, why, 'network');
}

function createStatusError(
  asset: ReleaseAssetSource,
  status: number,
  url: URL,
  { apiUrl }: AssetDownloadOptions,
): SourceError {
  const who = isApiUrl(url, apiUrl) ? 'GitHub' : `its storage (${url.host})`;
  const isAccess = status === 401 || status === 403 || status === 404;
  return createDownloadError(asset, `${who} answered with ${status}`, isAccess ? 'auth' : 'network');
}

const HINTS: Partial<Record<ErrorClass, string>> = {
  auth: 'The job needs `permissions: contents: read`; or the asset was removed from the release since.',
  input: 'The asset was replaced while this step was running; run the step again.',
  network: 'Run the job again; see githubstatus.com if it stays.',
};

function createDownloadError(
  asset: ReleaseAssetSource,
  why: string,
  errorClass: ErrorClass,
  options?: ErrorOptions,
): SourceError {
  const message = `The release asset ${JSON.stringify(asset.name)} cannot be fetched: ${why}.`;
  const hint = HINTS[errorClass] ?? '';
  return new SourceError({ code: 'release_asset_unavailable', message, hint, class: errorClass }, options);
}

function isRetryable(error: unknown): boolean {
  return error instanceof SourceError && error.details.class === 'network';
}
