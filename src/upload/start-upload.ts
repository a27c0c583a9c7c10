import { createReadLimits } from '../http/request-limits.ts';
import type { AssetAttributes } from '../twelvelabs/assets.ts';
import { ApiError } from '../twelvelabs/errors.ts';
import { retryWhileTransient } from '../twelvelabs/retry.ts';
import type { OpenUpload, PartUrl, UploadedPart, UploadSession } from '../twelvelabs/uploads.ts';
import { createUpload, listOpenUploads, reportParts } from '../twelvelabs/uploads.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { LocalFile } from './local-file.ts';
import type { UploadDependencies } from './session.ts';
import { getUploadState, listFinishedParts, nullIfRefused } from './session.ts';

/** A new or resumed upload. */
export interface StartedUpload {
  readonly session: Omit<UploadSession, 'urls'>;
  readonly urls: readonly PartUrl[];
  /** Parts in the storage that may not have been reported. */
  readonly sent: readonly UploadedPart[];
  /** Parts that have been reported. */
  readonly reported: readonly UploadedPart[];
  /** The API has assembled the file already. */
  readonly completed: boolean;
}

/** A session that was idle for this long is no longer used; another job may be uploading the same file now. */
const IDLE_MS = 5 * 60_000;
/** A session that expires sooner than this is not resumed. */
const MIN_LIFETIME_MS = 10 * 60_000;
const MAX_CANDIDATES = 3;
const REPORT_BATCH_SIZE = 50;

/** Resumes the upload of an earlier attempt, from its checkpoint or from the list of the API, or else starts one. */
export async function startUpload(
  context: UploadDependencies,
  file: LocalFile,
  attributes: AssetAttributes,
  checkpoint: Checkpoint,
): Promise<StartedUpload> {
  const { size, mtimeMs } = file;
  const upload =
    (await resumeFromCheckpoint(context, file, checkpoint)) ?? (await adoptOrCreateUpload(context, file, attributes));
  await checkpoint.start({ ...upload.session, size, mtimeMs, sent: [...upload.sent, ...upload.reported] });
  return upload;
}

async function adoptOrCreateUpload(
  context: UploadDependencies,
  file: LocalFile,
  attributes: AssetAttributes,
): Promise<StartedUpload> {
  const candidates = await findResumableUploads(context, file.size);
  const request = { ...attributes, totalSize: file.size };
  const { urls, ...session } = await retryWhileTransient(context, (limits) =>
    createUpload(context.api, request, limits),
  );
  // Only the response that creates a session contains the headers, so that a new session is needed in any case.
  for (const candidate of candidates) {
    const adopted = await adoptUpload(context, file, candidate, session.headers);
    if (adopted) return adopted;
  }
  return { session, urls, sent: [], reported: [], completed: false };
}

/** Null without a checkpoint, for another version of the file, and for a session that the API no longer accepts. */
async function resumeFromCheckpoint(
  context: UploadDependencies,
  file: LocalFile,
  checkpoint: Checkpoint,
): Promise<StartedUpload | null> {
  const data = await checkpoint.read();
  if (data === null || data.size !== file.size || data.mtimeMs !== file.mtimeMs) return null;
  const { uploadId, assetId, chunkSize, headers, sent } = data;
  const status = (await nullIfRefused(() => getUploadState(context, uploadId)))?.status;
  if (status !== 'active' && status !== 'completed') return null;
  const session = { uploadId, assetId, chunkSize, headers, totalChunks: Math.ceil(file.size / chunkSize) };
  return { session, urls: [], sent, reported: [], completed: status === 'completed' };
}

/**
 * Unfinished uploads of a file of this size, the newest first, as far as the API lists them: on GitHub-hosted runners
 * no checkpoint survives a job. Empty if the list is unavailable, as it only saves time.
 */
async function findResumableUploads(context: UploadDependencies, totalSize: number): Promise<readonly OpenUpload[]> {
  const uploads = await listUploadsOfSize(context, totalSize);
  const minExpiryMs = context.clock.date().getTime() + MIN_LIFETIME_MS;
  return (uploads ?? []).filter(({ expiresAt }) => (expiresAt?.getTime() ?? 0) >= minExpiryMs).slice(0, MAX_CANDIDATES);
}

/** All active uploads of this size; null if the list is unavailable. */
export async function listUploadsOfSize(
  context: UploadDependencies,
  totalSize: number,
): Promise<readonly OpenUpload[] | null> {
  try {
    const uploads = await listOpenUploads(context.api, createReadLimits(context));
    return uploads.filter((upload) => upload.totalSize === totalSize && upload.status === 'active');
  } catch (error) {
    if (error instanceof ApiError) return null;
    throw error;
  }
}

/**
 * The list contains neither names nor hashes, and another file may have the same size. So the finished parts are
 * reported again with the MD5 of the same ranges of the file, which is what S3 uses as ETag: the API accepts them as
 * duplicates and returns the asset, or refuses them because the session belongs to another file. Null in that case, and
 * if nothing was uploaded yet or another job may still be uploading.
 */
function adoptUpload(
  context: UploadDependencies,
  file: LocalFile,
  { uploadId, chunkSize }: OpenUpload,
  headers: StartedUpload['session']['headers'],
): Promise<StartedUpload | null> {
  return nullIfRefused(async () => {
    const state = await getUploadState(context, uploadId);
    const idleMs = context.clock.date().getTime() - (state.updatedAt?.getTime() ?? Number.POSITIVE_INFINITY);
    if (state.status !== 'active' || state.finishedCount === 0 || !(idleMs >= IDLE_MS)) return null;
    const parts: UploadedPart[] = [];
    let assetId: string | null = null;
    const finished = [...(await listFinishedParts(context, uploadId))];
    for (let from = 0; from < finished.length; from += REPORT_BATCH_SIZE) {
      const batch = await hashParts(context, file, chunkSize, finished.slice(from, from + REPORT_BATCH_SIZE));
      const reported = await retryWhileTransient(context, (limits) =>
        reportParts(context.api, uploadId, batch, limits),
      );
      assetId = reported ?? assetId;
      parts.push(...batch);
    }
    if (assetId === null) return null;
    const session = { uploadId, assetId, chunkSize, headers, totalChunks: Math.ceil(file.size / chunkSize) };
    return { session, urls: [], sent: [], reported: parts, completed: false };
  });
}

async function hashParts(
  { cancellation }: UploadDependencies,
  file: LocalFile,
  chunkSize: number,
  indexes: readonly number[],
): Promise<readonly UploadedPart[]> {
  const parts: UploadedPart[] = [];
  for (const index of indexes) {
    if (cancellation.signal.aborted) break;
    const start = (index - 1) * chunkSize;
    const size = Math.min(chunkSize, file.size - start);
    parts.push({ index, etag: await file.md5(start, size), size });
  }
  return parts;
}
