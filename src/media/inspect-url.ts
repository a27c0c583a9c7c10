import { constants, gunzipSync, inflateSync } from 'node:zlib';
import type { FetchResponse, SafeFetch } from '../http/safe-fetch.ts';
import { FetchError } from '../http/safe-fetch.ts';
import type { ErrorCode, ErrorDetails } from '../model/errors.ts';
import type { CheckFinding } from './check-finding.ts';
import { createFinding } from './check-finding.ts';
import type { DetectedType } from './detect-file-type.ts';
import { detectFileType } from './detect-file-type.ts';
import type { Service } from './sharing-services.ts';
import { findSharingService } from './sharing-services.ts';

/** What one look at the first bytes behind a link tells. */
export interface UrlInspection {
  readonly findings: readonly CheckFinding[];
  /** Bytes of the whole file; null when the server does not say. */
  readonly size: number | null;
  /** Changes when the content changes: a strong ETag, else size and time of the last change; null without them. */
  readonly version: string | null;
  /** Size and date of the last change; null without them. */
  readonly stamp: string | null;
  /** How to read on; null where nothing is left to read, or where it makes no sense. */
  readonly file: RemoteFile | null;
}

/** A file that seems to be a video, and what is known of it already. */
export interface RemoteFile {
  /** After all redirects. */
  readonly url: URL;
  readonly size: number;
  readonly head: Buffer;
  /** Whether the server gives parts of the file. */
  readonly ranges: boolean;
}

/** First bytes to ask for: enough for every signature, and for the whole index of a short clip. */
export const HEAD_BYTES = 64 * 1024;

/**
 * Looks at the first bytes behind a link with one ranged GET; HEAD is refused too often. Never rejects.
 */
export async function inspectUrl(
  url: URL,
  fetch: SafeFetch,
  limits: { timeoutMs: number; signal: AbortSignal },
): Promise<UrlInspection> {
  const service = findSharingService(url);
  // A service that has no links to files need not be asked.
  if (service !== null && service.isDirect === undefined)
    return createInspection(createFinding('reject', createShareLinkError(service)));
  try {
    return readResponse(await fetch({ url, start: 0, end: HEAD_BYTES, ...limits }), url, service);
  } catch (error) {
    const failed = checkFetchError(error, url);
    return createInspection(
      ...(service === null ? [failed] : [createFinding('warn', createShareLinkError(service)), failed]),
    );
  }
}

function createInspection(...findings: readonly CheckFinding[]): UrlInspection {
  return { findings, size: null, version: null, stamp: null, file: null };
}

function readResponse(reply: FetchResponse, asked: URL, service: Service | null): UrlInspection {
  const range = parseContentRange(reply);
  if (reply.status === 416 && range?.total === 0) return createInspection(createFinding('reject', EMPTY));
  if (reply.status !== 200 && reply.status !== 206) return createInspection(checkStatus(reply));
  const encoding = getContentEncoding(reply);
  const size = encoding === null ? getFileSize(reply, range) : null;
  const stamp = getStamp(reply, size);
  const version = getVersion(reply) ?? stamp;
  if (reply.body.length === 0) return { ...createInspection(createFinding('reject', EMPTY)), size, version, stamp };
  const seen = detectFileType(encoding === null ? reply.body : decodeBody(reply.body, encoding));
  const findings = checkBytes(seen, reply, asked, service);
  const readable = size !== null && seen.kind !== 'page' && seen.kind !== 'other' && isPrefix(reply, range);
  const ranges = reply.status === 206;
  return { findings, size, version, stamp, file: readable ? { url: reply.url, size, head: reply.body, ranges } : null };
}

/** Whether the body is what the file begins with. */
function isPrefix(reply: FetchResponse, range: ContentRange | null): boolean {
  return reply.status === 200 || range?.start === 0;
}

interface ContentRange {
  readonly start: number | null;
  readonly total: number | null;
}

/** `bytes 0-99/1000`, `bytes 0-99/*`, `bytes *\/0` (RFC 9110, section 14.4). */
export function parseContentRange({ headers }: Pick<FetchResponse, 'headers'>): ContentRange | null {
  const match = /^bytes (?:(\d+)-\d+|\*)\/(?:(\d+)|\*)$/.exec(headers['content-range']?.trim() ?? '');
  if (match === null) return null;
  return { start: parseWholeNumber(match[1]), total: parseWholeNumber(match[2]) };
}

function parseWholeNumber(text: string | undefined): number | null {
  const value = text === undefined || text === '' ? Number.NaN : Number(text);
  return Number.isSafeInteger(value) && value >= 0 ? value : null;
}

function getFileSize(reply: FetchResponse, range: ContentRange | null): number | null {
  if (reply.status === 206) return range?.total ?? null;
  return reply.whole ? reply.body.length : parseWholeNumber(reply.headers['content-length']);
}

/** The coding that a server applied although none was asked for; null for none. */
function getContentEncoding({ headers }: FetchResponse): string | null {
  const encoding = headers['content-encoding']?.trim().toLowerCase() ?? '';
  return encoding === '' || encoding === 'identity' ? null : encoding;
}

/** The beginning of a coded body, as far as it can be decoded. */
function decodeBody(body: Buffer, encoding: string): Buffer {
  const options = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: 16 * HEAD_BYTES };
  try {
    if (encoding === 'gzip' || encoding === 'x-gzip') return gunzipSync(body, options);
    return encoding === 'deflate' ? inflateSync(body, options) : Buffer.alloc(0);
  } catch {
    return Buffer.alloc(0);
  }
}

/** Weak ETags say "much the same", which is not enough (RFC 9110, section 8.8.1). */
function getVersion({ headers }: FetchResponse): string | null {
  const etag = headers.etag?.trim() ?? '';
  return /^"[^"]+"$/.test(etag) ? `etag:${etag}` : null;
}

function getStamp({ headers }: FetchResponse, size: number | null): string | null {
  const modified = headers['last-modified']?.trim() ?? '';
  return size === null || modified === '' ? null : `size:${size};modified:${modified}`;
}

function checkBytes(
  seen: DetectedType,
  reply: FetchResponse,
  asked: URL,
  service: Service | null,
): readonly CheckFinding[] {
  if (seen.kind === 'video') return [];
  const home = service ?? findSharingService(reply.url);
  const isPlain = seen.kind === 'unknown';
  if (home !== null) return [createFinding(isPlain ? 'warn' : 'reject', createShareLinkError(home))];
  if (seen.kind === 'page') return [createFinding('reject', createWebPageError(asked, reply.url))];
  if (seen.kind === 'other') return [createFinding('reject', createNotVideoError(seen.name))];
  const type = reply.headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? '';
  const isText = type.startsWith('text/') || type.startsWith('image/') || type === 'application/json';
  return isText ? [createFinding('warn', createNotVideoError(`${type} by what the server says`))] : [];
}

const DIRECT = 'Use a link that starts a download of the video file when it is opened in a private window.';

function createInputError(code: ErrorCode, message: string, hint: string): ErrorDetails {
  return { code, message, hint, class: 'input' };
}

function createNetworkError(code: ErrorCode, message: string, hint: string): ErrorDetails {
  return { code, message, hint, class: 'network' };
}

function createShareLinkError({ name, instead }: Service): ErrorDetails {
  return createInputError(
    'video_url_share_link',
    `This link leads to a page of ${name}, not to a video file.`,
    instead,
  );
}

function createWebPageError(asked: URL, final: URL): ErrorDetails {
  const where = asked.host === final.host ? '' : ` of ${final.host}, to which it redirects`;
  const message = `This link leads to a web page${where}, not to a video file.`;
  return createInputError('video_url_web_page', message, `${DIRECT} A page that asks to log in counts as a page too.`);
}

function createNotVideoError(what: string): ErrorDetails {
  return createInputError('video_url_not_video', `What this link leads to is no video: ${what}.`, DIRECT);
}

const EMPTY = createInputError(
  'video_url_empty',
  'The file behind this link is empty.',
  'Check the upload that should have filled it.',
);

const EXPIRED =
  /request has expired|expiredtoken|signature (has )?expired|signature not valid in the specified time frame/i;

function checkStatus({ status, body }: FetchResponse): CheckFinding {
  if (status === 401 || status === 403) {
    const expired = EXPIRED.test(body.subarray(0, 4_096).toString('latin1'));
    return createFinding('reject', expired ? LINK_EXPIRED : createForbiddenError(status));
  }
  if (status === 404 || status === 410) {
    const message = `The host of this video says that there is no such file (HTTP ${status}).`;
    return createFinding(
      'reject',
      createInputError('video_url_not_found', message, 'Check the link; a file may need to be made public first.'),
    );
  }
  if (status >= 500 || status === 408 || status === 425 || status === 429) {
    const message = `The host of this video cannot serve it at the moment (HTTP ${status}).`;
    return createFinding(
      'unknown',
      createNetworkError(
        'video_url_unavailable',
        message,
        'The platform may have more luck; otherwise try again later.',
      ),
    );
  }
  const message = `The host of this video answers with HTTP ${status}.`;
  return createFinding('warn', createNetworkError('video_url_unexpected_answer', message, DIRECT));
}

const LINK_EXPIRED = createInputError(
  'video_url_expired',
  'The signature of this link has expired.',
  'Sign the link right before this step, and let it live for longer than the platform may need to fetch the file (hours).',
);

function createForbiddenError(status: number): ErrorDetails {
  return createInputError(
    'video_url_forbidden',
    `The host of this video refuses access without credentials (HTTP ${status}).`,
    'Make the file public or use a signed link; the platform sends no credentials either.',
  );
}

function checkFetchError(error: unknown, url: URL): CheckFinding {
  if (!(error instanceof FetchError)) throw error;
  const { message } = error;
  switch (error.failure) {
    case 'private_address':
      return createFinding(
        'reject',
        createInputError(
          'video_url_private_address',
          `This link leads to an address that only your own network can reach: ${message}.`,
          'Give a link that the platform can fetch, or set `allow_private_urls: true` for a platform on your own network.',
        ),
      );
    case 'bad_redirect':
      return createFinding(
        'warn',
        createNetworkError('video_url_bad_redirect', `This link redirects badly: ${message}.`, DIRECT),
      );
    case 'unknown_host': {
      const text = `DNS does not know the host ${url.hostname}.`;
      return createFinding(
        'warn',
        createNetworkError('video_url_unknown_host', text, 'Check the spelling of the link.'),
      );
    }
    case 'certificate': {
      const text = `The TLS certificate of ${url.hostname} does not fit: ${message}.`;
      return createFinding(
        'warn',
        createNetworkError('video_url_bad_certificate', text, 'The platform may refuse it too.'),
      );
    }
    case 'timeout':
    case 'cancelled':
    case 'connection': {
      const text = `The host of this video could not be looked at: ${message}.`;
      return createFinding(
        'unknown',
        createNetworkError(
          'video_url_unreachable',
          text,
          'The platform may have more luck; otherwise try again later.',
        ),
      );
    }
    default:
      return assertNever(error.failure);
  }
}

function assertNever(value: never): never {
  throw new Error(`unexpected ${String(value)}`);
}
