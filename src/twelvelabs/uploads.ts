import { PAGE_LIMIT, parseTotalPages } from '../http/pagination.ts';
import type { RequestLimits } from '../http/request-limits.ts';
import { classifyHost, isPrivateName } from '../util/host.ts';
import type { JsonObject } from '../util/json.ts';
import { asList, asObject, parseDate, parseId, parseNumber, parseText } from '../util/json.ts';
import type { Api } from './api.ts';
import { getPage } from './api.ts';
import type { AssetAttributes } from './assets.ts';
import { type ApiError, createInvalidResponseError } from './errors.ts';

/** The maximum number of upload URLs per request (documented). */
export const MAX_PART_URLS = 50;

/** A URL with which one part can be sent once. It is a secret. */
export interface PartUrl {
  /** The number of the part, from 1. */
  readonly index: number;
  readonly url: URL;
  /** Null if the API does not return it (documented: about an hour). */
  readonly expiresAt: Date | null;
}

/** An open multipart upload; it expires after 24 hours (documented). */
export interface UploadSession {
  readonly uploadId: string;
  /** Reserved: the asset exists after all parts were reported. */
  readonly assetId: string;
  /** The size of every part except the last, in bytes. */
  readonly chunkSize: number;
  readonly totalChunks: number;
  /** Headers that the storage requires with each part. */
  readonly headers: Readonly<Record<string, string>>;
  /** Not for all parts. */
  readonly urls: readonly PartUrl[];
}

/** POST /assets/multipart-uploads. A repetition leaves an unused session behind. */
export async function createUpload(
  api: Api,
  upload: AssetAttributes & { readonly totalSize: number },
  limits: RequestLimits,
): Promise<UploadSession> {
  const fields = {
    filename: upload.filename,
    type: 'video',
    total_size: upload.totalSize,
    enable_hls: upload.enableVideoStream,
    enable_thumbnail: upload.enableVideoStream,
    user_metadata: upload.userMetadata,
  };
  const body = await api.postJson(UPLOADS_PATH, fields, limits);
  const uploadId = parseId(body['upload_id']);
  const assetId = parseId(body['asset_id']);
  const chunkSize = parseNumber(body['chunk_size']);
  if (uploadId === null || assetId === null || !chunkSize) {
    throw createInvalidResponseError('the response lacks `upload_id`, `asset_id` or `chunk_size`');
  }
  const totalChunks = Math.ceil(upload.totalSize / chunkSize);
  if ((parseNumber(body['total_chunks']) ?? totalChunks) !== totalChunks) {
    throw createInvalidResponseError('`total_chunks` does not fit `chunk_size`');
  }
  return {
    uploadId,
    assetId,
    chunkSize,
    totalChunks,
    headers: parseUploadHeaders(body),
    urls: parsePartUrls(body, api.isLocal),
  };
}

/** POST …/{id}/presigned-urls: new URLs for `count` (1 to `MAX_PART_URLS`) parts from `start` on, without completed ones. */
export async function requestPartUrls(
  api: Api,
  uploadId: string,
  { start, count }: { readonly start: number; readonly count: number },
  limits: RequestLimits,
): Promise<readonly PartUrl[]> {
  const body = await api.postJson(`${getPath(uploadId)}/presigned-urls`, { start, count }, limits);
  return parsePartUrls(body, api.isLocal);
}

/** A part that the storage has. */
export interface UploadedPart {
  readonly index: number;
  /** As the storage returned it, with quotes. */
  readonly etag: string;
  /** Bytes. */
  readonly size: number;
}

/**
 * POST …/{id}: reports parts, in any order and in any number of batches (documented); with the last part the file is
 * assembled. Parts that were reported before are ignored as duplicates. Resolves with the ID of the asset, or null if
 * the response has none.
 */
export async function reportParts(
  api: Api,
  uploadId: string,
  parts: readonly UploadedPart[],
  limits: RequestLimits,
): Promise<string | null> {
  const chunks = parts.map(({ index, etag, size }) => ({
    chunk_index: index,
    proof: etag.replace(/^"(.*)"$/, '$1'),
    proof_type: 'etag',
    chunk_size: size,
  }));
  return parseId((await api.postJson(getPath(uploadId), { completed_chunks: chunks }, limits))['asset_id']);
}

/** The parts that the error of a report names as missing or incorrect. */
export function parseRefusedParts(error: ApiError): ReadonlySet<number> {
  const indexes = asList(error.responseDetails).map((item) => {
    const fields = asObject(item);
    return parseNumber(fields?.['chunk_index']) ?? parseNumber(fields?.['index']);
  });
  return new Set(indexes.filter((index) => index !== null));
}

/** The state of an upload. */
export interface UploadState {
  /** `active`, `completed`, `failed` or `expired` (documented); in lower case. */
  readonly status: string;
  /** The completed parts of this page; the API does not return their ETags. */
  readonly finished: readonly number[];
  /** The number of all completed parts; null if the API does not return it. */
  readonly finishedCount: number | null;
  readonly totalPages: number;
  readonly updatedAt: Date | null;
}

/** GET …/{id}: the state and one page (from 1) of its parts. */
export async function getUpload(api: Api, uploadId: string, page: number, limits: RequestLimits): Promise<UploadState> {
  const query = new URLSearchParams({ page: String(page), page_limit: String(PAGE_LIMIT) });
  const body = await api.get(getPath(uploadId), query, limits);
  const status = parseText(body['status'])?.toLowerCase();
  if (status === undefined) throw createInvalidResponseError('the response has no `status`');
  const finished = asList(body['uploaded_chunks']).flatMap((item) => {
    const part = asObject(item);
    const index = parseNumber(part?.['index']) ?? parseNumber(part?.['chunk_index']);
    return index !== null && parseText(part?.['status'])?.toLowerCase() === 'completed' ? [index] : [];
  });
  return {
    status,
    finished,
    finishedCount: parseNumber(body['chunks_completed']),
    totalPages: parseTotalPages(body),
    updatedAt: parseDate(body['updated_at']),
  };
}

/** An upload that was started and not completed. The API returns neither its file nor its asset. */
export interface OpenUpload {
  readonly uploadId: string;
  readonly status: string;
  readonly totalSize: number;
  readonly chunkSize: number;
  readonly createdAt: Date | null;
  readonly expiresAt: Date | null;
}

/** GET /assets/multipart-uploads: the newest 50 that are not completed. */
export async function listOpenUploads(api: Api, limits: RequestLimits): Promise<readonly OpenUpload[]> {
  const query = new URLSearchParams({ page_limit: String(PAGE_LIMIT) });
  return (await getPage(api, UPLOADS_PATH, query, parseOpenUpload, limits)).rows;
}

const UPLOADS_PATH = '/assets/multipart-uploads';

function getPath(uploadId: string): string {
  return `${UPLOADS_PATH}/${encodeURIComponent(uploadId)}`;
}

function parseOpenUpload(row: JsonObject): OpenUpload | null {
  const uploadId = parseId(row['upload_id']);
  const status = parseText(row['status'])?.toLowerCase();
  const totalSize = parseNumber(row['total_size']);
  const chunkSize = parseNumber(row['chunk_size']);
  if (uploadId === null || status === undefined || totalSize === null || !chunkSize) return null;
  const dates = { createdAt: parseDate(row['created_at']), expiresAt: parseDate(row['expires_at']) };
  return { uploadId, status, totalSize, chunkSize, ...dates };
}

function parsePartUrls(body: JsonObject, isLocalApi: boolean): readonly PartUrl[] {
  return asList(body['upload_urls']).flatMap((item) => {
    const fields = asObject(item);
    const index = parseNumber(fields?.['chunk_index']);
    const url = URL.parse(parseText(fields?.['url']) ?? '');
    if (index === null || url === null || !isUploadAddress(url, isLocalApi)) return [];
    return [{ index, url, expiresAt: parseDate(fields?.['expires_at']) }];
  });
}

/** The content of a file is sent there: only encrypted, and to no host that only this runner can reach. */
function isUploadAddress({ protocol, hostname, username, password }: URL, isLocalApi: boolean): boolean {
  if (username !== '' || password !== '') return false;
  const kind = classifyHost(hostname);
  if (kind === 'loopback') return isLocalApi && /^https?:$/.test(protocol);
  return protocol === 'https:' && (kind === 'public' || (kind === 'name' && !isPrivateName(hostname)));
}

/** Headers of storage services. Others could redirect the request or change its meaning, such as `Host`. */
const UPLOAD_HEADER =
  /^(content-(type|md5|encoding|disposition|language)|cache-control|if-none-match|x-(amz|goog|ms)-[\w-]+)$/i;

function parseUploadHeaders(body: JsonObject): Readonly<Record<string, string>> {
  const entries = Object.entries(asObject(body['upload_headers']) ?? {});
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => {
      const [name, value] = entry;
      return typeof value === 'string' && UPLOAD_HEADER.test(name) && /^[\t\x20-\x7e]*$/.test(value);
    }),
  );
}
