import { createReadLimits } from '../http/request-limits.ts';
import { ApiError } from '../twelvelabs/errors.ts';
import { retryWhileTransient } from '../twelvelabs/retry.ts';
import type { OpenUpload, UploadedPart } from '../twelvelabs/uploads.ts';
import { getUpload, listOpenUploads, reportParts } from '../twelvelabs/uploads.ts';
import type { LocalFile } from './local-file.ts';
import type { UploadDependencies } from './upload-dependencies.ts';
import { listFinishedParts } from './upload-state.ts';

/** Another job may be sending the same file at this moment; nobody sends whose session has been still for so long. */
const IDLE_MS = 5 * 60_000;
/** With less life than this, a session is not worth taking up. */
const MIN_LIFETIME_MS = 10 * 60_000;
const MAX_CANDIDATES = 3;
const REPORT_BATCH_SIZE = 50;

/**
 * Uploads of a file of this size that were begun and left, the newest first, as far as the platform lists them. On a
 * runner of GitHub's own nothing else survives a job. None when the list cannot be had: it is only a short cut.
 */
export async function findResumableUploads(
  world: UploadDependencies,
  totalSize: number,
): Promise<readonly OpenUpload[]> {
  const uploads = await listUploadsOfSize(world, totalSize);
  const now = world.clock.date().getTime();
  const lives = ({ expiresAt }: OpenUpload): boolean => (expiresAt?.getTime() ?? 0) - now >= MIN_LIFETIME_MS;
  return (uploads ?? []).filter(lives).slice(0, MAX_CANDIDATES);
}

/** All active uploads of this size; null when the list cannot be had. */
export async function listUploadsOfSize(
  world: UploadDependencies,
  totalSize: number,
): Promise<readonly OpenUpload[] | null> {
  try {
    const uploads = await listOpenUploads(world.api, createReadLimits(world));
    return uploads.filter((upload) => upload.totalSize === totalSize && upload.status === 'active');
  } catch (error) {
    if (error instanceof ApiError) return null;
    throw error;
  }
}

/** A session that turned out to be an upload of this very file. */
export interface AdoptedUpload {
  readonly uploadId: string;
  readonly assetId: string;
  readonly chunkSize: number;
  /** What the platform has of it. */
  readonly parts: readonly UploadedPart[];
}

/**
 * The list tells neither a name nor a hash, and another file may have the same size. So the parts that the platform
 * has are proven once more, with the MD5 of what the file has in their places, which is what S3 gives as ETag: it takes
 * them as duplicates, and tells the asset, or refuses them, and the session is somebody else's. Null then, and where
 * nothing is there yet or somebody may still be sending.
 */
export async function adoptUpload(
  world: UploadDependencies,
  file: LocalFile,
  upload: OpenUpload,
): Promise<AdoptedUpload | null> {
  const { uploadId, chunkSize } = upload;
  try {
    const state = await retryWhileTransient(world, (limits) => getUpload(world.api, uploadId, 1, limits));
    const idleMs = world.clock.date().getTime() - (state.updatedAt?.getTime() ?? Number.POSITIVE_INFINITY);
    if (state.status !== 'active' || state.finishedCount === 0 || !(idleMs >= IDLE_MS)) return null;
    const parts: UploadedPart[] = [];
    let assetId: string | null = null;
    const finished = [...(await listFinishedParts(world, uploadId))];
    for (let from = 0; from < finished.length; from += REPORT_BATCH_SIZE) {
      const batch = await hashParts(world, file, chunkSize, finished.slice(from, from + REPORT_BATCH_SIZE));
      const told = await retryWhileTransient(world, (limits) => reportParts(world.api, uploadId, batch, limits));
      assetId = told ?? assetId;
      parts.push(...batch);
    }
    return assetId === null ? null : { uploadId, assetId, chunkSize, parts };
  } catch (error) {
    if (error instanceof ApiError && error.failure === 'error_response' && error.status !== 401) return null;
    throw error;
  }
}

async function hashParts(
  world: UploadDependencies,
  file: LocalFile,
  chunkSize: number,
  indexes: readonly number[],
): Promise<readonly UploadedPart[]> {
  const parts: UploadedPart[] = [];
  for (const index of indexes) {
    if (world.cancellation.signal.aborted) break;
    const start = (index - 1) * chunkSize;
    const size = Math.min(chunkSize, file.size - start);
    parts.push({ index, etag: await file.md5(start, size), size });
  }
  return parts;
}
