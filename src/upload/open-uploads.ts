import { readLimits } from '../http/request-limits.ts';
import { PlatformError } from '../twelvelabs/errors.ts';
import { patiently } from '../twelvelabs/retry.ts';
import type { OpenUpload, SentPart } from '../twelvelabs/uploads.ts';
import { getUpload, listUploads, reportParts } from '../twelvelabs/uploads.ts';
import type { LocalFile } from './local-file.ts';
import type { UploadWorld } from './upload-dependencies.ts';
import { finishedParts } from './upload-state.ts';

/** Another job may be sending the same file at this moment; nobody sends whose session has been still for so long. */
const IDLE_MS = 5 * 60_000;
/** With less life than this, a session is not worth taking up. */
const LEAST_LIFE_MS = 10 * 60_000;
const MOST_CANDIDATES = 3;
const BATCH = 50;

/**
 * Uploads of a file of this size that were begun and left, the newest first, as far as the platform lists them. On a
 * runner of GitHub's own nothing else survives a job. None when the list cannot be had: it is only a short cut.
 */
export async function findOpenUploads(world: UploadWorld, totalSize: number): Promise<readonly OpenUpload[]> {
  const uploads = await openUploadsOf(world, totalSize);
  const now = world.clock.date().getTime();
  const lives = ({ expiresAt }: OpenUpload): boolean => (expiresAt?.getTime() ?? 0) - now >= LEAST_LIFE_MS;
  return (uploads ?? []).filter(lives).slice(0, MOST_CANDIDATES);
}

/** All active uploads of this size; null when the list cannot be had. */
export async function openUploadsOf(world: UploadWorld, totalSize: number): Promise<readonly OpenUpload[] | null> {
  try {
    const uploads = await listUploads(world.api, readLimits(world));
    return uploads.filter((upload) => upload.totalSize === totalSize && upload.status === 'active');
  } catch (error) {
    if (error instanceof PlatformError) return null;
    throw error;
  }
}

/** A session that turned out to be an upload of this very file. */
export interface Adopted {
  readonly uploadId: string;
  readonly assetId: string;
  readonly chunkSize: number;
  /** What the platform has of it. */
  readonly parts: readonly SentPart[];
}

/**
 * The list tells neither a name nor a hash, and another file may have the same size. So the parts that the platform
 * has are proven once more, with the MD5 of what the file has in their places, which is what S3 gives as ETag: it takes
 * them as duplicates, and tells the asset, or refuses them, and the session is somebody else's. Null then, and where
 * nothing is there yet or somebody may still be sending.
 */
export async function adoptUpload(world: UploadWorld, file: LocalFile, upload: OpenUpload): Promise<Adopted | null> {
  const { uploadId, chunkSize } = upload;
  try {
    const state = await patiently(world, (limits) => getUpload(world.api, uploadId, 1, limits));
    const idleMs = world.clock.date().getTime() - (state.updatedAt?.getTime() ?? Number.POSITIVE_INFINITY);
    if (state.status !== 'active' || state.finishedCount === 0 || !(idleMs >= IDLE_MS)) return null;
    const parts: SentPart[] = [];
    let assetId: string | null = null;
    const finished = [...(await finishedParts(world, uploadId))];
    for (let from = 0; from < finished.length; from += BATCH) {
      const batch = await proofs(world, file, chunkSize, finished.slice(from, from + BATCH));
      const told = await patiently(world, (limits) => reportParts(world.api, uploadId, batch, limits));
      assetId = told ?? assetId;
      parts.push(...batch);
    }
    return assetId === null ? null : { uploadId, assetId, chunkSize, parts };
  } catch (error) {
    if (error instanceof PlatformError && error.failure === 'refused' && error.status !== 401) return null;
    throw error;
  }
}

async function proofs(
  world: UploadWorld,
  file: LocalFile,
  chunkSize: number,
  indexes: readonly number[],
): Promise<readonly SentPart[]> {
  const parts: SentPart[] = [];
  for (const index of indexes) {
    if (world.cancellation.signal.aborted) break;
    const start = (index - 1) * chunkSize;
    const size = Math.min(chunkSize, file.size - start);
    parts.push({ index, etag: await file.md5(start, size), size });
  }
  return parts;
}
