import { jsonReply, type Reply } from './api.ts';
import { processAsset } from './asset-processing.ts';
import { ApiError, invalid, noEndpoint, notExisting } from './errors.ts';
import type { FetchedVideo } from './fetch-video.ts';
import { assetLimits } from './limits.ts';
import { mapPage, pageOf, parsePaging } from './listing.ts';
import { probeMedia } from './media.ts';
import { brokenVideo } from './media-rules.ts';
import type { Upload } from './models.ts';
import type { Platform } from './platform.ts';
import {
  booleanMember,
  type Call,
  countMember,
  jsonOf,
  pathId,
  rejectUnknownNames,
  textMember,
} from './request-context.ts';
import { readReport, refuseReport } from './upload-report.ts';
import { uploadRow, uploadView } from './upload-serializers.ts';
import { allReported, issueUrl, openUpload, uploadStatus } from './uploads.ts';
import { checkUserMetadata } from './user-metadata.ts';

const MAX_URLS = 50;
const fields = ['filename', 'type', 'total_size', 'enable_hls', 'enable_thumbnail', 'user_metadata'];

/** `POST /assets/multipart-uploads`: opens a session and reserves the asset (documented). */
export function createUpload(platform: Platform, call: Call): Reply {
  const { options, times } = platform;
  const body = jsonOf(call.body);
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
    userMetadata: checkUserMetadata(body['user_metadata'] ?? {}),
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
export function createUrls(platform: Platform, call: Call): Reply {
  const upload = findActive(platform, call);
  const body = jsonOf(call.body);
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
export function reportChunks(platform: Platform, call: Call): Reply {
  const upload = findActive(platform, call);
  const report = readReport(upload, jsonOf(call.body)['completed_chunks']);
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
    platform.agenda.plan(now + platform.options.completeAfterSeconds * 1000, (at) => complete(platform, upload, at));
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
  await processAsset(platform, upload.asset, look(platform, upload));
  await upload.sink.dispose();
}

async function look(platform: Platform, upload: Upload): Promise<FetchedVideo> {
  const { filename } = upload.asset;
  const { uploadFacts } = platform.options;
  const size = upload.totalSize;
  if (uploadFacts !== null) {
    const facts = { duration: 60, width: 1280, height: 720, fps: 25, hasAudio: true, size, ...uploadFacts };
    return { kind: 'video', filename, facts };
  }
  const facts = await probeMedia(upload.sink.media());
  return facts === null ? { kind: 'fault', filename, fault: brokenVideo } : { kind: 'video', filename, facts };
}

/** `GET …/:id`: the session and one page of its parts (documented). */
export function getUpload(platform: Platform, call: Call): Reply {
  const upload = findUpload(platform, call);
  rejectUnknownNames(platform, [...call.query.keys()], ['page', 'page_limit']);
  return jsonReply(200, uploadView(platform, upload, parsePaging(call.query)));
}

/** `GET /assets/multipart-uploads`: sessions that are not completed, newest first (documented). They tell no file name. */
export function listUploads(platform: Platform, call: Call): Reply {
  if (!platform.options.listUploads) throw noEndpoint('GET', '/assets/multipart-uploads');
  rejectUnknownNames(platform, [...call.query.keys()], ['page', 'page_limit']);
  const rows = platform.uploads.rows.filter(({ state }) => state !== 'completed');
  const page = pageOf(rows, parsePaging(call.query), ({ createdAt, changedAt }) => ({
    createdAt,
    updatedAt: changedAt,
  }));
  return jsonReply(
    200,
    mapPage(page, (upload) => uploadRow(platform, upload)),
  );
}

function findUpload(platform: Platform, call: Call): Upload {
  const id = pathId(platform, call, 'upload_id');
  const upload = platform.uploads.get(id);
  if (upload === undefined) throw notExisting('upload', id);
  return upload;
}

/** The code for a session that is over is a guess. */
function findActive(platform: Platform, call: Call): Upload {
  const upload = findUpload(platform, call);
  const status = uploadStatus(platform, upload);
  if (status === 'active') return upload;
  throw new ApiError(400, `upload_${status}`, `The upload session is ${status}.`);
}
