import { constants, gunzipSync, inflateSync } from 'node:zlib';
import type { FetchReply, GuardedFetch } from '../http/safe-fetch.ts';
import { FetchError } from '../http/safe-fetch.ts';
import type { Problem } from '../model/errors.ts';
import type { Finding } from './check-finding.ts';
import { finding } from './check-finding.ts';
import type { Sniffed } from './detect-file-type.ts';
import { sniff } from './detect-file-type.ts';
import type { Service } from './sharing-services.ts';
import { serviceOf } from './sharing-services.ts';

/** What one look at the first bytes behind a link tells. */
export interface Reach {
  readonly findings: readonly Finding[];
  /** Bytes of the whole file; null when the server does not say. */
  readonly size: number | null;
  /** Changes when the content changes: a strong ETag, else size and time of the last change; null without them. */
  readonly version: string | null;
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
export async function reach(
  url: URL,
  fetch: GuardedFetch,
  limits: { timeoutMs: number; signal: AbortSignal },
): Promise<Reach> {
  const service = serviceOf(url);
  // A service that has no links to files need not be asked.
  if (service !== null && service.isDirect === undefined) return nothing(finding('reject', shareLink(service)));
  try {
    return readReply(await fetch({ url, start: 0, end: HEAD_BYTES, ...limits }), url, service);
  } catch (error) {
    const failed = findingOfFailure(error, url);
    return nothing(...(service === null ? [failed] : [finding('warn', shareLink(service)), failed]));
  }
}

function nothing(...findings: readonly Finding[]): Reach {
  return { findings, size: null, version: null, file: null };
}

function readReply(reply: FetchReply, asked: URL, service: Service | null): Reach {
  const range = contentRange(reply);
  if (reply.status === 416 && range?.total === 0) return nothing(finding('reject', EMPTY));
  if (reply.status !== 200 && reply.status !== 206) return nothing(findingOfStatus(reply));
  const encoding = encodingOf(reply);
  const size = encoding === null ? sizeOf(reply, range) : null;
  const version = versionOf(reply, size);
  if (reply.body.length === 0) return { ...nothing(finding('reject', EMPTY)), size, version };
  const seen = sniff(encoding === null ? reply.body : decoded(reply.body, encoding));
  const findings = findingsOfBytes(seen, reply, asked, service);
  const readable = size !== null && seen.kind !== 'page' && seen.kind !== 'other' && isPrefix(reply, range);
  const ranges = reply.status === 206;
  return { findings, size, version, file: readable ? { url: reply.url, size, head: reply.body, ranges } : null };
}

/** Whether the body is what the file begins with. */
function isPrefix(reply: FetchReply, range: ContentRange | null): boolean {
  return reply.status === 200 || range?.start === 0;
}

interface ContentRange {
  readonly start: number | null;
  readonly total: number | null;
}

/** `bytes 0-99/1000`, `bytes 0-99/*`, `bytes *\/0` (RFC 9110, section 14.4). */
export function contentRange({ headers }: Pick<FetchReply, 'headers'>): ContentRange | null {
  const match = /^bytes (?:(\d+)-\d+|\*)\/(?:(\d+)|\*)$/.exec(headers['content-range']?.trim() ?? '');
  if (match === null) return null;
  return { start: wholeNumber(match[1]), total: wholeNumber(match[2]) };
}

function wholeNumber(text: string | undefined): number | null {
  const value = text === undefined || text === '' ? Number.NaN : Number(text);
  return Number.isSafeInteger(value) && value >= 0 ? value : null;
}

function sizeOf(reply: FetchReply, range: ContentRange | null): number | null {
  if (reply.status === 206) return range?.total ?? null;
  return reply.whole ? reply.body.length : wholeNumber(reply.headers['content-length']);
}

/** The coding that a server applied although none was asked for; null for none. */
function encodingOf({ headers }: FetchReply): string | null {
  const encoding = headers['content-encoding']?.trim().toLowerCase() ?? '';
  return encoding === '' || encoding === 'identity' ? null : encoding;
}

/** The beginning of a coded body, as far as it can be decoded. */
function decoded(body: Buffer, encoding: string): Buffer {
  const options = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: 16 * HEAD_BYTES };
  try {
    if (encoding === 'gzip' || encoding === 'x-gzip') return gunzipSync(body, options);
    return encoding === 'deflate' ? inflateSync(body, options) : Buffer.alloc(0);
  } catch {
    return Buffer.alloc(0);
  }
}

/** Weak ETags say "much the same", which is not enough (RFC 9110, section 8.8.1). */
function versionOf({ headers }: FetchReply, size: number | null): string | null {
  const etag = headers.etag?.trim() ?? '';
  if (/^"[^"]+"$/.test(etag)) return `etag:${etag}`;
  const modified = headers['last-modified']?.trim() ?? '';
  return size === null || modified === '' ? null : `size:${size};modified:${modified}`;
}

function findingsOfBytes(seen: Sniffed, reply: FetchReply, asked: URL, service: Service | null): readonly Finding[] {
  if (seen.kind === 'video') return [];
  const home = service ?? serviceOf(reply.url);
  const isPlain = seen.kind === 'unknown';
  if (home !== null) return [finding(isPlain ? 'warn' : 'reject', shareLink(home))];
  if (seen.kind === 'page') return [finding('reject', webPage(asked, reply.url))];
  if (seen.kind === 'other') return [finding('reject', notVideo(seen.name))];
  const type = reply.headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? '';
  const isText = type.startsWith('text/') || type.startsWith('image/') || type === 'application/json';
  return isText ? [finding('warn', notVideo(`${type} by what the server says`))] : [];
}

const DIRECT = 'Use a link that starts a download of the video file when it is opened in a private window.';

function input(code: string, message: string, hint: string): Problem {
  return { code, message, hint, class: 'input' };
}

function network(code: string, message: string, hint: string): Problem {
  return { code, message, hint, class: 'network' };
}

function shareLink({ name, instead }: Service): Problem {
  return input('video_url_share_link', `This link leads to a page of ${name}, not to a video file.`, instead);
}

function webPage(asked: URL, final: URL): Problem {
  const where = asked.host === final.host ? '' : ` of ${final.host}, to which it redirects`;
  const message = `This link leads to a web page${where}, not to a video file.`;
  return input('video_url_web_page', message, `${DIRECT} A page that asks to log in counts as a page too.`);
}

function notVideo(what: string): Problem {
  return input('video_url_not_video', `What this link leads to is no video: ${what}.`, DIRECT);
}

const EMPTY = input(
  'video_url_empty',
  'The file behind this link is empty.',
  'Check the upload that should have filled it.',
);

const EXPIRED =
  /request has expired|expiredtoken|signature (has )?expired|signature not valid in the specified time frame/i;

function findingOfStatus({ status, body }: FetchReply): Finding {
  if (status === 401 || status === 403) {
    const expired = EXPIRED.test(body.subarray(0, 4_096).toString('latin1'));
    return finding('reject', expired ? LINK_EXPIRED : forbidden(status));
  }
  if (status === 404 || status === 410) {
    const message = `The host of this video says that there is no such file (HTTP ${status}).`;
    return finding(
      'reject',
      input('video_url_not_found', message, 'Check the link; a file may need to be made public first.'),
    );
  }
  if (status >= 500 || status === 408 || status === 425 || status === 429) {
    const message = `The host of this video cannot serve it at the moment (HTTP ${status}).`;
    return finding(
      'unknown',
      network('video_url_unavailable', message, 'The platform may have more luck; otherwise try again later.'),
    );
  }
  const message = `The host of this video answers with HTTP ${status}.`;
  return finding('warn', network('video_url_unexpected_answer', message, DIRECT));
}

const LINK_EXPIRED = input(
  'video_url_expired',
  'The signature of this link has expired.',
  'Sign the link right before this step, and let it live for longer than the platform may need to fetch the file (hours).',
);

function forbidden(status: number): Problem {
  return input(
    'video_url_forbidden',
    `The host of this video refuses access without credentials (HTTP ${status}).`,
    'Make the file public or use a signed link; the platform sends no credentials either.',
  );
}

function findingOfFailure(error: unknown, url: URL): Finding {
  if (!(error instanceof FetchError)) throw error;
  const { message } = error;
  switch (error.failure) {
    case 'private_address':
      return finding(
        'reject',
        input(
          'video_url_private_address',
          `This link leads to an address that only your own network can reach: ${message}.`,
          'Give a link that the platform can fetch, or set `allow_private_urls: true` for a platform on your own network.',
        ),
      );
    case 'bad_redirect':
      return finding('warn', network('video_url_bad_redirect', `This link redirects badly: ${message}.`, DIRECT));
    case 'unknown_host': {
      const text = `DNS does not know the host ${url.hostname}.`;
      return finding('warn', network('video_url_unknown_host', text, 'Check the spelling of the link.'));
    }
    case 'certificate': {
      const text = `The TLS certificate of ${url.hostname} does not fit: ${message}.`;
      return finding('warn', network('video_url_bad_certificate', text, 'The platform may refuse it too.'));
    }
    case 'timeout':
    case 'cancelled':
    case 'connection': {
      const text = `The host of this video could not be looked at: ${message}.`;
      return finding(
        'unknown',
        network('video_url_unreachable', text, 'The platform may have more luck; otherwise try again later.'),
      );
    }
    default:
      return assertNever(error.failure);
  }
}

function assertNever(value: never): never {
  throw new Error(`unexpected ${String(value)}`);
}
