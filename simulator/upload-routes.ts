import { jsonReply, type Reply } from './api.ts';
import { processAsset } from './asset-processing.ts';
import { ApiError, endpointNotFound, invalid, notFound } from './errors.ts';
import type { FetchedVideo } from './fetch-video.ts';
import { assetLimits } from './limits.ts';
import { paginate, parsePaging, toListReply } from './listing.ts';
import { probeMedia } from './media.ts';
import { brokenVideo } from './media-rules.ts';
import type { Upload } from './models.ts';
import type { Platform } from './platform.ts';
import {
  booleanMember,
  countMember,
  pathId,
  type RequestContext,
  rejectUnknownNames,
  requireJson,
  textMember,
} from './request-context.ts';
import { readReport, refuseReport } from './upload-report.ts';
import { serializeUpload, serializeUploadRow } from './upload-serializers.ts';
import { allReported, issueUrl, openUpload, uploadStatus } from './uploads.ts';
import { checkUserMetadata } from './user-metadata.ts';

const MAX_URLS = 50;
const fields = ['filename', 'type', 'total_size', 'enable_hls', 'enable_thumbnail', 'user_metadata'];

/** `POST /assets/multipart-uploads`: opens a session and reserves the asset (documented). */
export function createUpload(platform: Platform, context: RequestContext): Reply {
  const { options, times } = platform;
  const body = requireJson(context.body);
  rejectUnknownNames(platform, Object.keys(body), fields);
  const type = textMember(body, 'type');
  if (!['video', 'audio', 'image'].includes(type)) throw invalid('type', 'It must be video, audio or image.');
  const size = countMember(body, 'total_size', assetLimits.multipartBytes);
  const asset = platform.assets.add({
    method: 'multipart',
    status: 'reserved',
    filename: textMember(body, 'filename'),
    url: null,
    size,
    hls: booleanMember(body, 'enable_hls', false),
    thumbnail: booleanMember(body, 'enable_thumbnail', false),
    userMetadata: checkUserMetadata(body['user_metadata'] === undefined ? {} : body['user_metadata']),
    createdAt: times.now(),
  });
  const upload = openUpload(platform, asset, size);
  const first = Math.min(options.initialUrls, upload.totalChunks);
  return jsonReply(201, {
    upload_id: upload.id,
    asset_id: asset.id,
    upload_urls: Array.from({ length: first }, (_, place) => issueUrl(platform, upload, place + 1)),
    upload_headers: upload.headers,
    chunk_size: upload.chunkSize,
    total_chunks: upload.totalChunks,
    expires_at: new Date(upload.expiresAt).toISOString(),
  });
}

/** `POST …/:id/presigned-urls`: fresh URLs for `count` parts from `start` on, less those that were reported already. */
export function createUrls(platform: Platform, context: RequestContext): Reply {
  const upload = findActive(platform, context);
  const body = requireJson(context.body);
  rejectUnknownNames(platform, Object.keys(body), ['start', 'count']);
  const start = countMember(body, 'start', upload.totalChunks);
  const count = countMember(body, 'count', Math.min(MAX_URLS, upload.totalChunks - start + 1));
  const wanted = Array.from({ length: count }, (_, place) => start + place);
  const open = wanted.filter((index) => (upload.chunks.get(index)?.reportedAt ?? null) === null);
  const now = platform.times.wall(platform.times.now());
  return jsonReply(200, {
    upload_id: upload.id,
    start_index: start,
    count: open.length,
    upload_urls: open.map((index) => issueUrl(platform, upload, index)),
    generated_at: new Date(now).toISOString(),
    expires_at: new Date(now + platform.options.urlLifeSeconds * 1000).toISOString(),
  });
}

/**
 * `POST …/:id`: the client proves parts by their ETags, in batches and in any order; with the last one the platform
 * puts the file together (documented). A batch with anything wrong in it counts for nothing (a guess).
 */
export function reportChunks(platform: Platform, context: RequestContext): Reply {
  const upload = findActive(platform, context);
  const body = requireJson(context.body);
  rejectUnknownNames(platform, Object.keys(body), ['completed_chunks']);
  const report = readReport(upload, body['completed_chunks']);
  refuseReport(platform, upload, report);
  const now = platform.times.now();
  let duplicates = 0;
  for (const { index } of report) {
    const chunk = upload.chunks.get(index);
    if (chunk === undefined) continue;
    if (chunk.reportedAt !== null) duplicates += 1;
    chunk.reportedAt ??= now;
  }
  const fresh = report.length - duplicates;
  upload.changedAt = now;
  const total = [...upload.chunks.values()].filter(({ reportedAt }) => reportedAt !== null).length;
  if (fresh > 0 && allReported(upload)) {
    platform.scheduler.plan(now + platform.options.completeAfterSeconds * 1000, (at) => complete(platform, upload, at));
    platform.pipeline.advance(now);
  }
  return jsonReply(200, {
    asset_id: upload.asset.id,
    processed_chunks: fresh,
    duplicate_chunks: duplicates,
    total_completed: total,
  });
}

function complete(platform: Platform, upload: Upload, at: number): void {
  const { failUploadWhenIncludes } = platform.options;
  const fails = failUploadWhenIncludes !== null && upload.asset.filename.includes(failUploadWhenIncludes);
  Object.assign(upload, { state: fails ? 'failed' : 'completed', changedAt: at });
  if (fails) return;
  upload.asset.status = 'processing';
  void finish(platform, upload);
}

async function finish(platform: Platform, upload: Upload): Promise<void> {
  await processAsset(platform, upload.asset, inspectUpload(platform, upload));
  await upload.partStore.dispose();
}

async function inspectUpload(platform: Platform, upload: Upload): Promise<FetchedVideo> {
  const { filename } = upload.asset;
  const { uploadFacts } = platform.options;
  const size = upload.totalSize;
  if (uploadFacts !== null) {
    const facts = { duration: 60, width: 1280, height: 720, fps: 25, hasAudio: true, size, ...uploadFacts };
    return { kind: 'video', filename, facts };
  }
  const facts = await probeMedia(upload.partStore.media());
  return facts === null ? { kind: 'fault', filename, fault: brokenVideo } : { kind: 'video', filename, facts };
}

/** `GET …/:id`: the session and one page of its parts (documented). */
export function getUpload(platform: Platform, context: RequestContext): Reply {
  const upload = findUpload(platform, context);
  rejectUnknownNames(platform, [...context.query.keys()], ['page', 'page_limit']);
  return jsonReply(200, serializeUpload(platform, upload, parsePaging(context.query)));
}

/** `GET /assets/multipart-uploads`: sessions that are not completed, newest first (documented). They have no file name. */
export function listUploads(platform: Platform, context: RequestContext): Reply {
  if (!platform.options.listUploads) throw endpointNotFound('GET', '/assets/multipart-uploads');
  rejectUnknownNames(platform, [...context.query.keys()], ['page', 'page_limit']);
  const rows = platform.uploads.rows.filter(({ state }) => state !== 'completed');
  const page = paginate(rows, parsePaging(context.query), ({ createdAt, changedAt }) => ({
    createdAt,
    updatedAt: changedAt,
  }));
  return toListReply(page, (upload) => serializeUploadRow(platform, upload));
}

function findUpload(platform: Platform, context: RequestContext): Upload {
  const id = pathId(platform, context, 'upload_id');
  const upload = platform.uploads.get(id);
  if (upload === undefined) throw notFound('upload', id);
  return upload;
}

/** The code for a session that is over is a guess. */
function findActive(platform: Platform, context: RequestContext): Upload {
  const upload = findUpload(platform, context);
  const status = uploadStatus(platform, upload);
  if (status === 'active') return upload;
  throw new ApiError(400, `upload_${status}`, `The upload session is ${status}.`);
}
