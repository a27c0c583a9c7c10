import { createHash } from 'node:crypto';
import type { Asset, Upload } from './models.ts';
import { createFileStore, createHeadStore } from './part-store.ts';
import type { Platform } from './platform.ts';

/** Files up to this size are kept whole even where `keepUploads` is off. */
const KEEP_BYTES = 16 * 1024 ** 2;

export function openUpload(platform: Platform, asset: Asset, totalSize: number): Upload {
  const { options, times } = platform;
  const now = times.now();
  const keep = options.keepUploads || totalSize <= KEEP_BYTES;
  const upload: Upload = {
    id: platform.newId(),
    sequence: platform.uploads.rows.length,
    asset,
    totalSize,
    chunkSize: options.chunkSize,
    totalChunks: Math.ceil(totalSize / options.chunkSize),
    headers: options.uploadHeaders,
    createdAt: now,
    expiresAt: times.wall(now) + options.uploadLifeSeconds * 1000,
    chunks: new Map(),
    problems: new Map(),
    urls: new Map(),
    partStore: keep ? createFileStore(totalSize) : createHeadStore(totalSize),
    changedAt: now,
    state: 'open',
  };
  platform.uploads.add(upload);
  return upload;
}

/** How many bytes a part must have. */
export function chunkBytes(upload: Upload, index: number): number {
  return Math.min(upload.chunkSize, upload.totalSize - (index - 1) * upload.chunkSize);
}

/** `completed` means that the file is there, not that the asset can be used (documented since July 2026). */
export function uploadStatus(platform: Platform, upload: Upload): 'active' | 'completed' | 'failed' | 'expired' {
  if (upload.state !== 'open') return upload.state;
  return platform.times.wall(platform.times.now()) >= upload.expiresAt ? 'expired' : 'active';
}

/** Whether the client has proved every part. */
export function allReported(upload: Upload): boolean {
  if (upload.chunks.size < upload.totalChunks) return false;
  return [...upload.chunks.values()].every(({ reportedAt }) => reportedAt !== null);
}

/** Hands out an upload URL in the manner of S3. Earlier ones of the same part stay good. */
export function issueUrl(
  platform: Platform,
  upload: Upload,
  chunkIndex: number,
): { chunk_index: number; url: string; expires_at: string } {
  const { options, times } = platform;
  const life = options.urlLifeSeconds;
  const expiresAt = times.wall(times.now()) + life * 1000;
  const signature = createHash('sha256').update(platform.newId()).digest('hex');
  upload.urls.set(signature, { chunkIndex, expiresAt, spent: false });
  const query = new URLSearchParams({ 'X-Amz-Expires': String(life), 'X-Amz-Signature': signature });
  const url = `${platform.storageUrl}/_storage/${upload.id}.${chunkIndex}?${query}`;
  return { chunk_index: chunkIndex, url, expires_at: new Date(expiresAt).toISOString() };
}
