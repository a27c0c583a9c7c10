import type { Paging } from './listing.ts';
import { paginate } from './listing.ts';
import type { Chunk, Upload } from './models.ts';
import type { Platform } from './platform.ts';
import { uploadStatus } from './uploads.ts';

/** A row of the list of unfinished uploads, with the documented fields: there is neither an asset nor a file name. */
export function serializeUploadRow(platform: Platform, upload: Upload): object {
  return {
    upload_id: upload.id,
    status: uploadStatus(platform, upload),
    total_size: upload.totalSize,
    chunk_size: upload.chunkSize,
    total_chunks: upload.totalChunks,
    created_at: platform.times.iso(upload.createdAt),
    expires_at: new Date(upload.expiresAt).toISOString(),
  };
}

/** One session with a page of its parts, in order of their numbers; all fields are documented, and no ETag is among them. */
export function serializeUpload(platform: Platform, upload: Upload, paging: Paging): object {
  const parts = Array.from({ length: upload.totalChunks }, (_, place) => place + 1);
  const dates = { createdAt: 0, updatedAt: 0 };
  const page = paginate(parts, { ...paging, sortBy: 'created_at', ascending: true }, () => dates);
  const count = (status: string): number =>
    parts.filter((index) => getStatus(platform, upload, index) === status).length;
  const done = [...upload.chunks.values()].filter((chunk) => isDone(platform, chunk));
  return {
    upload_id: upload.id,
    status: uploadStatus(platform, upload),
    uploaded_chunks: page.data.map((index) => serializeChunk(platform, upload, index)),
    chunks_completed: done.length,
    chunks_failed: count('failed'),
    chunks_pending: count('pending'),
    page_info: page.page_info,
    total_size: upload.totalSize,
    uploaded_size: done.reduce((sum, { size }) => sum + size, 0),
    created_at: platform.times.iso(upload.createdAt),
    updated_at: platform.times.iso(upload.changedAt),
  };
}

function serializeChunk(platform: Platform, upload: Upload, index: number): object {
  const chunk = upload.chunks.get(index);
  const error = upload.problems.get(index);
  const status = getStatus(platform, upload, index);
  return {
    index,
    status,
    ...(status === 'completed' && chunk !== undefined && { uploaded_at: platform.times.iso(chunk.arrivedAt) }),
    ...(status === 'failed' && { error }),
    updated_at: platform.times.iso(chunk?.reportedAt ?? chunk?.arrivedAt ?? upload.createdAt),
  };
}

function getStatus(platform: Platform, upload: Upload, index: number): 'completed' | 'pending' | 'failed' {
  const chunk = upload.chunks.get(index);
  if (chunk !== undefined && isDone(platform, chunk)) return 'completed';
  return upload.problems.has(index) ? 'failed' : 'pending';
}

function isDone({ options }: Platform, { reportedAt }: Chunk): boolean {
  return options.chunkStatus === 'arrived' || reportedAt !== null;
}
