import { brotliDecompressSync, constants, gunzipSync, inflateSync } from 'node:zlib';
import { FetchError, type FetchFailure, type FetchResponse, type SafeFetch } from '../http/safe-fetch.ts';
import type { ListedCode } from '../model/error-catalog.ts';
import { type CheckFinding, createFinding, type Severity } from './check-finding.ts';
import { checkStatus, createBotWallFinding, isBotWall } from './check-response.ts';
import { type DetectedType, detectFileType, HLS_PLAYLIST } from './detect-file-type.ts';
import { findSharingService, type SharingService } from './sharing-services.ts';

/** The result of reading the first bytes behind a link. */
export interface UrlInspection {
  readonly findings: readonly CheckFinding[];
  /** Bytes of the whole file; null if the server does not send it. */
  readonly size: number | null;
  /** Changes when the content changes: a strong ETag, or else size and Last-Modified; null without them. */
  readonly version: string | null;
  /** Size and Last-Modified; null without them. */
  readonly stamp: string | null;
  /** The file for further reads; null if it is not a video. */
  readonly file: RemoteFile | null;
}

/** A file that seems to be a video, and the part of it that is already read. */
export interface RemoteFile {
  /** After all redirects. */
  readonly url: URL;
  /** Null if the server does not send it. */
  readonly size: number | null;
  readonly head: Buffer;
  /** Whether the server supports range requests. */
  readonly supportsRanges: boolean;
}

/** The size of the first request: enough for every file signature, and for the whole index of a short clip. */
export const HEAD_BYTES = 64 * 1024;

/** Inspects a link with one ranged GET request, because many servers reject HEAD. Never rejects. */
export async function inspectUrl(
  url: URL,
  fetch: SafeFetch,
  limits: { timeoutMs: number; signal: AbortSignal },
  acceptsPlaylists = false,
): Promise<UrlInspection> {
  const service = findSharingService(url);
  // A service without direct links never serves a video, so that no request is needed.
  if (service !== null && service.isDirect === undefined)
    return createInspection(createShareLinkFinding('reject', service));
  try {
    const request = { url, start: 0, end: HEAD_BYTES, ...limits };
    const response = await fetch(request);
    const isRetriedPlainly = rejectsRange(response) || isBrokenRange(response);
    return readResponse(
      isRetriedPlainly ? await fetch({ ...request, isWhole: true }) : response,
      url,
      service,
      acceptsPlaylists,
    );
  } catch (error) {
    const finding = checkFetchError(error);
    return createInspection(...(service === null ? [] : [createShareLinkFinding('warn', service)]), finding);
  }
}

/** Whether a server cannot serve ranges, rather than this file. */
function rejectsRange(response: FetchResponse): boolean {
  if (response.status === 416) return parseContentRange(response)?.total !== 0;
  return response.status === 405 || response.status === 501;
}

function isBrokenRange(response: FetchResponse): boolean {
  return response.status === 206 && parseContentRange(response)?.start !== 0;
}

function createInspection(...findings: readonly CheckFinding[]): UrlInspection {
  return { findings, size: null, version: null, stamp: null, file: null };
}

function readResponse(
  response: FetchResponse,
  requested: URL,
  service: SharingService | null,
  acceptsPlaylists: boolean,
): UrlInspection {
  const range = parseContentRange(response);
  if (response.status === 416 && range?.total === 0) return createInspection(EMPTY_FINDING);
  if (response.status !== 200 && response.status !== 206) return createInspection(checkStatus(response));
  const encoding = getContentEncoding(response);
  const size = encoding === null ? getFileSize(response, range) : null;
  const stamp = getStamp(response, size);
  const version = getVersion(response) ?? stamp;
  const { body: head, url } = response;
  if (head.length === 0) return { ...createInspection(EMPTY_FINDING), size, version, stamp };
  const type = detectFileType(encoding === null ? head : decodeBody(head, encoding));
  if (acceptsPlaylists && type.kind === 'other' && type.name === HLS_PLAYLIST)
    return { ...createInspection(checkPlaylist(head)), size: null, version, stamp };
  const findings = checkType(type, response, requested, service);
  const isStart = response.status === 200 || range?.start === 0;
  const isReadable = encoding === null && isStart && (type.kind === 'video' || type.kind === 'unknown');
  const file = isReadable ? { url, size, head, supportsRanges: response.status === 206 } : null;
  return { findings, size, version, stamp, file };
}

const EMPTY_FINDING = createFinding('reject', 'video_url_empty', 'The file behind this link is empty.');

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

function getFileSize(response: FetchResponse, range: ContentRange | null): number | null {
  if (response.status === 206) return range?.total ?? null;
  return response.whole ? response.body.length : parseWholeNumber(response.headers['content-length']);
}

/** The encoding that a server applied, although none was requested; or null. */
function getContentEncoding({ headers }: FetchResponse): string | null {
  const encoding = headers['content-encoding']?.trim().toLowerCase() ?? '';
  return encoding === '' || encoding === 'identity' ? null : encoding;
}

/** The start of an encoded body, as far as it can be decoded. */
function decodeBody(body: Buffer, encoding: string): Buffer {
  const options = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: 16 * HEAD_BYTES };
  try {
    if (encoding === 'gzip' || encoding === 'x-gzip') return gunzipSync(body, options);
    if (encoding === 'br')
      return brotliDecompressSync(body, { ...options, finishFlush: constants.BROTLI_OPERATION_FLUSH });
    return encoding === 'deflate' ? inflateSync(body, options) : Buffer.alloc(0);
  } catch {
    return Buffer.alloc(0);
  }
}

/** A weak ETag may stay the same when bytes change (RFC 9110, section 8.8.1). */
function getVersion({ headers }: FetchResponse): string | null {
  const etag = headers.etag?.trim() ?? '';
  return /^"[^"]+"$/.test(etag) ? `etag:${etag}` : null;
}

function getStamp({ headers }: FetchResponse, size: number | null): string | null {
  const modified = headers['last-modified']?.trim() ?? '';
  return size === null || modified === '' ? null : `size:${size};modified:${modified}`;
}

/** The platform reads a recording, but not a live stream. Only a playlist of segments tells which it is. */
function checkPlaylist(head: Buffer): CheckFinding {
  const text = head.toString('latin1');
  const isLive =
    text.includes('#EXTINF') && !/#EXT-X-ENDLIST|#EXT-X-PLAYLIST-TYPE:VOD/.test(text) && head.length < HEAD_BYTES;
  if (isLive)
    return createFinding('warn', 'video_url_not_video', 'This HLS playlist has no end, as that of a live stream.');
  const message = 'This video could not be checked completely: it is an HLS recording, whose segments are not read.';
  return createFinding('unknown', 'video_check_incomplete', message);
}

function checkType(
  type: DetectedType,
  response: FetchResponse,
  requested: URL,
  requestedService: SharingService | null,
): readonly CheckFinding[] {
  if (type.kind === 'video') return [];
  const service = requestedService ?? findSharingService(response.url);
  if (service !== null) return [createShareLinkFinding(type.kind === 'unknown' ? 'warn' : 'reject', service)];
  if (type.kind === 'page') {
    if (isBotWall(response)) return [createBotWallFinding(response.status)];
    const redirect = requested.host === response.url.host ? '' : ` at ${response.url.host}, after a redirect`;
    const message = `This link leads to a web page${redirect}, not to a video file.`;
    return [createFinding('reject', 'video_url_web_page', message)];
  }
  if (type.kind === 'other') return [createNotVideoFinding('reject', `it is ${type.name}`, type.hint)];
  const contentType = response.headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? '';
  const isOther = /^(text|image)\//.test(contentType) || contentType === 'application/json';
  return isOther ? [createNotVideoFinding('warn', `its content type is ${contentType}`)] : [];
}

function createShareLinkFinding(severity: Severity, { name, hint }: SharingService): CheckFinding {
  const message = `This link leads to a page of ${name}, not to a video file.`;
  return createFinding(severity, 'video_url_share_link', message, hint);
}

function createNotVideoFinding(severity: Severity, reason: string, hint?: string): CheckFinding {
  return createFinding(severity, 'video_url_not_video', `The file behind this link is not a video: ${reason}.`, hint);
}

/** Severity, code and start of the message for each way in which a request can fail. */
const FETCH_FINDINGS: Readonly<Record<FetchFailure, readonly [Severity, ListedCode, string]>> = {
  private_address: ['reject', 'video_url_private_address', 'This link leads to an address in a private network'],
  bad_redirect: ['warn', 'video_url_bad_redirect', 'This link has an invalid redirect'],
  unknown_host: ['warn', 'video_url_unknown_host', 'The host of this video was not found'],
  certificate: ['warn', 'video_url_bad_certificate', 'The TLS certificate of the host of this video is invalid'],
  timeout: ['unknown', 'video_url_unreachable', 'The host of this video could not be reached'],
  cancelled: ['unknown', 'video_url_unreachable', 'The host of this video was not checked'],
  connection: ['unknown', 'video_url_unreachable', 'The host of this video could not be reached'],
};

function checkFetchError(error: unknown): CheckFinding {
  if (!(error instanceof FetchError)) throw error;
  const [severity, code, summary] = FETCH_FINDINGS[error.failure];
  return createFinding(severity, code, `${summary}: ${error.message}.`);
}
