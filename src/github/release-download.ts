import type { IncomingMessage } from 'node:http';
import { addAbortSignal } from 'node:stream';
import { HttpClient } from '@actions/http-client';
import { attemptRead } from '../http/retry.ts';
import type { ErrorClass } from '../model/errors.ts';
import { SourceError } from '../model/errors.ts';
import type { AssetSource } from '../model/source.ts';
import type { OpenVideo } from '../util/chunks.ts';
import { codeOf } from '../util/error.ts';
import type { GitHubAccess } from './repository.ts';

/** How an asset is fetched. `timeoutMs` is for each answer to begin; `signal` ends everything, the stream too. */
export type AssetAccess = Omit<GitHubAccess, 'repository'>;

/** GitHub redirects once, to its storage; renamed repositories once more. */
const MOST_REDIRECTS = 5;

/**
 * Opens an asset, of a private repository too, for reading it on as it comes: nothing touches the disk. The token goes
 * to GitHub's API only, never where a redirect leads. Rejects with a `SourceError`.
 */
export async function openReleaseAsset(asset: AssetSource, access: AssetAccess): Promise<OpenVideo> {
  const message = await attemptRead(() => fetchAsset(asset, access), isPassing, access.clock, access.signal);
  const announced = message.headers['content-length'];
  if (announced !== undefined && Number(announced) !== asset.size) {
    message.destroy();
    throw failure(asset, `it has ${announced} bytes now, and had ${asset.size} when it was listed`, 'input');
  }
  return { stream: addAbortSignal(access.signal, message), size: asset.size };
}

/**
 * Where GitHub keeps an asset of a private repository: a signed address that needs no token; null when GitHub sends the
 * content itself. Rejects with a `SourceError`.
 */
export async function locateReleaseAsset(asset: AssetSource, access: AssetAccess): Promise<string | null> {
  const url = new URL(asset.apiUrl);
  const message = await attemptRead(() => get(asset, url, access), isPassing, access.clock, access.signal);
  const { location } = message.headers;
  message.destroy();
  return location === undefined ? null : redirected(asset, url, location).href;
}

async function fetchAsset(asset: AssetSource, access: AssetAccess): Promise<IncomingMessage> {
  let url = new URL(asset.apiUrl);
  for (let hop = 0; hop <= MOST_REDIRECTS; hop += 1) {
    const message = await get(asset, url, access);
    const status = message.statusCode ?? 0;
    if (status === 200) return message;
    const location = message.headers.location;
    message.destroy();
    if (status < 300 || status >= 400 || location === undefined) throw refused(asset, status, url, access);
    url = redirected(asset, url, location);
  }
  throw failure(asset, `it was redirected more than ${MOST_REDIRECTS} times`, 'network');
}

function redirected(asset: AssetSource, from: URL, location: string): URL {
  const to = URL.canParse(location, from.href) ? new URL(location, from) : null;
  // Loopback servers of tests speak http from the beginning; nothing that began with https goes on without.
  if (to?.protocol === 'https:' || (to?.protocol === 'http:' && from.protocol === 'http:')) return to;
  throw failure(asset, 'it was redirected to something that is no https address', 'network');
}

/** Under the API's base URL, and nowhere else. */
function isApi(url: URL, apiUrl: string): boolean {
  return url.href.startsWith(`${new URL(apiUrl).href.replace(/\/+$/, '')}/`);
}

async function get(asset: AssetSource, url: URL, access: AssetAccess): Promise<IncomingMessage> {
  const { token, apiUrl, timeoutMs } = access;
  const forApi = { authorization: `Bearer ${token}`, 'x-github-api-version': '2022-11-28' };
  const headers = { accept: 'application/octet-stream', ...(isApi(url, apiUrl) ? forApi : {}) };
  // A connection of its own, which `dispose` can end; no limit for silence, because the other side may be slow to take.
  const client = new HttpClient('twelvelabs-index-action', [], {
    allowRedirects: false,
    keepAlive: true,
    maxSockets: 1,
    socketTimeout: NO_LIMIT,
  });
  const over = new AbortController();
  try {
    const late = answerIsLate(asset, access, over.signal, timeoutMs);
    const { message } = await Promise.race([client.get(url.href, headers), late]);
    message.once('close', () => client.dispose());
    return message;
  } catch (error) {
    client.dispose();
    if (error instanceof SourceError) throw error;
    throw failure(asset, `${url.host} cannot be reached (${codeOf(error) ?? 'unknown reason'})`, 'network', {
      cause: error,
    });
  } finally {
    over.abort();
  }
}

/** The longest that a timer takes: http-client has a limit for silence and knows no other way to lift it. */
const NO_LIMIT = 2 ** 31 - 1;

async function answerIsLate(
  asset: AssetSource,
  { clock, signal }: AssetAccess,
  over: AbortSignal,
  ms: number,
): Promise<never> {
  await clock.sleep(ms, AbortSignal.any([signal, over]));
  const why = signal.aborted
    ? 'the step was cancelled or ran out of time'
    : `no answer within ${Math.round(ms / 1000)} s`;
  throw failure(asset, why, 'network');
}

function refused(asset: AssetSource, status: number, url: URL, { apiUrl }: AssetAccess): SourceError {
  const who = isApi(url, apiUrl) ? 'GitHub' : `its storage (${url.host})`;
  const isAccess = status === 401 || status === 403 || status === 404;
  return failure(asset, `${who} answered with ${status}`, isAccess ? 'auth' : 'network');
}

const HINTS: Partial<Record<ErrorClass, string>> = {
  auth: 'The job needs `permissions: contents: read`; or the asset was removed from the release since.',
  input: 'The asset was replaced while this step was running; run the step again.',
  network: 'Run the job again; see githubstatus.com if it stays.',
};

function failure(asset: AssetSource, why: string, errorClass: ErrorClass, options?: ErrorOptions): SourceError {
  const message = `The release asset ${JSON.stringify(asset.name)} cannot be fetched: ${why}.`;
  const hint = HINTS[errorClass] ?? '';
  return new SourceError({ code: 'release_asset_unavailable', message, hint, class: errorClass }, options);
}

function isPassing(error: unknown): boolean {
  return error instanceof SourceError && error.problem.class === 'network';
}
