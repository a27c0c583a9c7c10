import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import { createProxySelector } from '../../http/proxies.ts';
import { createResolver, PATIENT } from '../../http/resolver.ts';
import { retry } from '../../http/retry.ts';
import { createFetchSession, FetchError, type FetchResponse } from '../../http/safe-fetch.ts';
import type { Clock } from '../../util/clock.ts';
import { classifyHost } from '../../util/host.ts';
import { decodeUrlText, removeQuery } from '../../util/url.ts';
import { detectFormat, type FormatName } from './formats.ts';
import { createManifestError } from './row.ts';

export interface DownloadOptions {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** RUNNER_TEMP; null outside of a runner. */
  readonly temporaryFolder: string | null;
}

/** A list that was downloaded to a temporary file. */
export interface RemoteList {
  readonly file: {
    readonly path: string;
    /** The address without its query, which may contain a signature. */
    readonly displayPath: string;
    readonly size: number;
    readonly baseUrl: string;
    readonly format: FormatName;
  };
  /** For the log. */
  readonly note: string;
  remove(): Promise<void>;
}

/** As long as a list in JSON may be. */
const MAX_LIST_BYTES = 64 * 1024 * 1024;
const DOWNLOAD_TIMEOUT_MS = 120_000;
const MAX_ATTEMPTS = 4;
const HEAD_BYTES = 4_096;

/** Downloads a list through the SSRF guard. Throws an `InputError` if there is none. */
export async function downloadList(
  received: string,
  allowPrivate: boolean,
  options: DownloadOptions,
): Promise<RemoteList> {
  const url = checkListUrl(received, allowPrivate);
  const displayUrl = removeQuery(url);
  const response = await download(url, displayUrl, allowPrivate, options);
  const { body, headers } = response;
  const name = decodeUrlText(posix.basename(response.url.pathname)) || decodeUrlText(posix.basename(url.pathname));
  const contentType = headers['content-type'] ?? '';
  const format = detectFormat({ name, contentType, head: body.subarray(0, HEAD_BYTES) });
  if (format === null) {
    const hint = 'a login page, or the page about the list; use the link that downloads the list itself';
    throw createManifestError(displayUrl, `a list of videos; the server sent ${describeType(contentType)}`, hint);
  }
  const folder = await mkdtemp(join(options.temporaryFolder ?? tmpdir(), 'twelvelabs-list-'));
  const path = join(folder, 'list');
  await writeFile(path, body);
  const etag = headers.etag === undefined ? 'no ETag' : `ETag ${headers.etag.slice(0, 100)}`;
  return {
    file: { path, displayPath: displayUrl, size: body.length, baseUrl: response.url.href, format },
    note: `Downloaded ${displayUrl}: ${body.length} bytes, ${etag}, read as ${format}.`,
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

function checkListUrl(received: string, allowPrivate: boolean): URL {
  const url = URL.parse(received);
  const shown = received.replace(/[?#].*$/s, '').replace(/\/\/.*@/s, '//');
  if (url === null) throw createManifestError(shown, 'the path or the https URL of a list', 'a typo in the URL');
  if (url.username !== '' || url.password !== '') {
    const hint = 'credentials in the URL; use a signed link, or download the list in an earlier step';
    throw createManifestError(shown, 'a URL without a user name or password', hint);
  }
  const kind = classifyHost(url.hostname);
  const isPrivate = kind === 'loopback' || kind === 'private';
  if (isPrivate && !allowPrivate) {
    const hint =
      'an address in your own network; set `allow_private_urls: true`, or download the list in an earlier step';
    throw createManifestError(shown, 'a URL with a public host', hint);
  }
  if (url.protocol !== 'https:' && !isPrivate)
    throw createManifestError(shown, 'an https URL', 'http, which others on the way can change');
  return url;
}

async function download(
  url: URL,
  displayUrl: string,
  allowPrivate: boolean,
  { clock, signal }: DownloadOptions,
): Promise<FetchResponse> {
  const proxyFor = createProxySelector();
  const session = createFetchSession({ clock, resolve: createResolver(PATIENT), allowPrivate, proxyFor });
  const request = { url, start: 0, end: MAX_LIST_BYTES, timeoutMs: DOWNLOAD_TIMEOUT_MS, signal, isWhole: true };
  const fetchOnce = async (): Promise<FetchResponse> => {
    const response = await session.fetch(request);
    if (response.status !== 200) throw new ListStatusError(response.status);
    return response;
  };
  try {
    const response = await retry(fetchOnce, { clock, signal, maxAttempts: MAX_ATTEMPTS, isRetryable });
    if (response.whole) return response;
    throw createManifestError(
      displayUrl,
      'a list of up to 64 MiB',
      'a link to a video or an archive; split a longer list',
    );
  } catch (error) {
    if (error instanceof ListStatusError) throw createStatusError(error.status, displayUrl);
    if (!(error instanceof FetchError)) throw error;
    const hint =
      error.failure === 'private_address' ? 'a host in your own network' : 'a typo, or an outage of the server';
    throw createManifestError(displayUrl, `a list that can be downloaded; ${error.message}`, hint);
  } finally {
    session.close();
  }
}

/** The server sent no list. */
class ListStatusError extends Error {
  override readonly name = 'ListStatusError';
  readonly status: number;

  constructor(status: number) {
    super(`HTTP ${status}`);
    this.status = status;
  }
}

function isRetryable(error: unknown): boolean {
  if (error instanceof ListStatusError) return error.status >= 500 || error.status === 429 || error.status === 408;
  return error instanceof FetchError && (error.failure === 'connection' || error.failure === 'timeout');
}

function createStatusError(status: number, displayUrl: string): Error {
  const hint =
    status === 401 || status === 403
      ? 'a private list, or a signature that has expired; use a signed link, or download the list in an earlier step'
      : status === 404 || status === 410
        ? 'a typo, or a list that was moved'
        : 'an outage of the server; run the workflow again later';
  return createManifestError(
    displayUrl,
    `a list that can be downloaded; the server responded with HTTP ${status}`,
    hint,
  );
}

function describeType(contentType: string): string {
  const type = contentType.split(';')[0]?.trim() ?? '';
  return type === '' ? 'something else' : type.slice(0, 100);
}
