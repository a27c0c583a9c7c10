import { PAGE_LIMIT, pageOf } from '../http/pagination.ts';
import type { Limits } from '../http/request-limits.ts';
import type { JsonObject } from '../util/json.ts';
import { asList, asObject, dateOf, numberOf, textOf } from '../util/json.ts';
import type { Api } from './api.ts';
import type { AssetLabels } from './assets.ts';
import { errorOfUnreadable, type PlatformError } from './errors.ts';

/** The most upload URLs that are handed out at once (documented). */
export const MAX_URLS = 50;

/** The right to send one part once. The URL is a secret. */
export interface PartUrl {
  /** Of the part, from 1. */
  readonly index: number;
  readonly url: URL;
  /** Null where the platform does not say (about an hour, as documented). */
  readonly expiresAt: Date | null;
}

/** A multipart upload that was opened; it lives for 24 hours (documented). */
export interface Session {
  readonly uploadId: string;
  /** Reserved; the asset itself is there once all parts are. */
  readonly assetId: string;
  /** Bytes of a part, except the last. */
  readonly chunkSize: number;
  readonly totalChunks: number;
  /** What the storage wants to see with each part. */
  readonly headers: Readonly<Record<string, string>>;
  /** Not for all parts. */
  readonly urls: readonly PartUrl[];
}

/** POST /assets/multipart-uploads. Repeating it leaves a session behind that nothing comes of. */
export async function createUpload(
  api: Api,
  upload: AssetLabels & { readonly totalSize: number },
  limits: Limits,
): Promise<Session> {
  const fields = {
    filename: upload.filename,
    type: 'video',
    total_size: upload.totalSize,
    user_metadata: upload.userMetadata,
  };
  const body = await api.postJson(PATH, fields, limits);
  const uploadId = textOf(body['upload_id']);
  const assetId = textOf(body['asset_id']);
  const chunkSize = numberOf(body['chunk_size']);
  if (uploadId === null || assetId === null || !chunkSize) {
    throw errorOfUnreadable('the answer lacks `upload_id`, `asset_id` or `chunk_size`');
  }
  const totalChunks = Math.ceil(upload.totalSize / chunkSize);
  if ((numberOf(body['total_chunks']) ?? totalChunks) !== totalChunks) {
    throw errorOfUnreadable('`total_chunks` does not fit `chunk_size`');
  }
  return { uploadId, assetId, chunkSize, totalChunks, headers: headersOf(body), urls: urlsOf(body) };
}

/** POST …/{id}/presigned-urls: fresh URLs for `count` (1 to `MAX_URLS`) parts from `start` on, less what is done. */
export async function createPartUrls(
  api: Api,
  uploadId: string,
  { start, count }: { readonly start: number; readonly count: number },
  limits: Limits,
): Promise<readonly PartUrl[]> {
  return urlsOf(await api.postJson(`${pathOf(uploadId)}/presigned-urls`, { start, count }, limits));
}

/** A part that the storage took. */
export interface SentPart {
  readonly index: number;
  /** As the storage gave it, quotes and all. */
  readonly etag: string;
  /** Bytes. */
  readonly size: number;
}

/**
 * POST …/{id}: proves parts, in any order and in any number of batches (documented); with the last one the platform
 * puts the file together. What was reported before counts as a duplicate and does no harm. Resolves with the id of
 * the asset, where it is told.
 */
export async function reportParts(
  api: Api,
  uploadId: string,
  parts: readonly SentPart[],
  limits: Limits,
): Promise<string | null> {
  const chunks = parts.map(({ index, etag, size }) => ({
    chunk_index: index,
    proof: etag.replace(/^"(.*)"$/, '$1'),
    proof_type: 'etag',
    chunk_size: size,
  }));
  return textOf((await api.postJson(pathOf(uploadId), { completed_chunks: chunks }, limits))['asset_id']);
}

/** The parts that a refused report names as missing or incorrect; none where it does not name any. */
export function partsNamedIn(error: PlatformError): ReadonlySet<number> {
  const indexes = asList(error.details).map((item) => {
    const fields = asObject(item);
    return numberOf(fields?.['chunk_index']) ?? numberOf(fields?.['index']);
  });
  return new Set(indexes.filter((index) => index !== null));
}

/** What the platform knows of an upload. */
export interface UploadState {
  /** `active`, `completed`, `failed` or `expired` (documented); in lower case. */
  readonly status: string;
  /** The parts of this page that it has; there is no ETag with them. */
  readonly finished: readonly number[];
  /** How many it has in all; null where it does not say. */
  readonly finishedCount: number | null;
  readonly totalPages: number;
  readonly updatedAt: Date | null;
}

/** GET …/{id}: the state and one page (from 1) of its parts. */
export async function getUpload(api: Api, uploadId: string, page: number, limits: Limits): Promise<UploadState> {
  const query = new URLSearchParams({ page: String(page), page_limit: String(PAGE_LIMIT) });
  const body = await api.get(pathOf(uploadId), query, limits);
  const status = textOf(body['status'])?.toLowerCase();
  if (status === undefined) throw errorOfUnreadable('the answer has no `status`');
  const finished = asList(body['uploaded_chunks']).flatMap((item) => {
    const part = asObject(item);
    const index = numberOf(part?.['index']) ?? numberOf(part?.['chunk_index']);
    return index !== null && textOf(part?.['status'])?.toLowerCase() === 'completed' ? [index] : [];
  });
  return {
    status,
    finished,
    finishedCount: numberOf(body['chunks_completed']),
    totalPages: Math.max(1, numberOf(asObject(body['page_info'])?.['total_page']) ?? 1),
    updatedAt: dateOf(body['updated_at']),
  };
}

/** An upload that was begun and not completed. Neither file nor asset is told. */
export interface OpenUpload {
  readonly uploadId: string;
  readonly status: string;
  readonly totalSize: number;
  readonly chunkSize: number;
  readonly createdAt: Date | null;
  readonly expiresAt: Date | null;
}

/** GET /assets/multipart-uploads: the newest 50 that are not completed. */
export async function listUploads(api: Api, limits: Limits): Promise<readonly OpenUpload[]> {
  const page = pageOf(await api.get(PATH, new URLSearchParams({ page_limit: String(PAGE_LIMIT) }), limits), openOf);
  if (page === null) throw errorOfUnreadable('the list has no `data`');
  return page.rows;
}

const PATH = '/assets/multipart-uploads';

function pathOf(uploadId: string): string {
  return `${PATH}/${encodeURIComponent(uploadId)}`;
}

function openOf(row: JsonObject): OpenUpload | null {
  const uploadId = textOf(row['upload_id']);
  const status = textOf(row['status'])?.toLowerCase();
  const totalSize = numberOf(row['total_size']);
  const chunkSize = numberOf(row['chunk_size']);
  if (uploadId === null || status === undefined || totalSize === null || !chunkSize) return null;
  const dates = { createdAt: dateOf(row['created_at']), expiresAt: dateOf(row['expires_at']) };
  return { uploadId, status, totalSize, chunkSize, ...dates };
}

function urlsOf(body: JsonObject): readonly PartUrl[] {
  return asList(body['upload_urls']).flatMap((item) => {
    const fields = asObject(item);
    const index = numberOf(fields?.['chunk_index']);
    const url = URL.parse(textOf(fields?.['url']) ?? '');
    if (index === null || url === null || !/^https?:$/.test(url.protocol)) return [];
    return [{ index, url, expiresAt: dateOf(fields?.['expires_at']) }];
  });
}

function headersOf(body: JsonObject): Readonly<Record<string, string>> {
  const entries = Object.entries(asObject(body['upload_headers']) ?? {});
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}
