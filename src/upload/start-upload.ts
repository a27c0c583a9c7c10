import type { AssetAttributes } from '../twelvelabs/assets.ts';
import { ApiError } from '../twelvelabs/errors.ts';
import { retryWhileTransient } from '../twelvelabs/retry.ts';
import type { PartUrl, UploadedPart, UploadSession } from '../twelvelabs/uploads.ts';
import { createUpload, getUpload } from '../twelvelabs/uploads.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { LocalFile } from './local-file.ts';
import { adoptUpload, findResumableUploads } from './open-uploads.ts';
import type { UploadDependencies } from './upload-dependencies.ts';

/** An upload that can go on, wherever it stands. */
export interface StartedUpload {
  readonly session: Omit<UploadSession, 'urls'>;
  readonly urls: readonly PartUrl[];
  /** Parts that the storage has and of which it is not known whether they were reported. */
  readonly sent: readonly UploadedPart[];
  /** Parts that have been reported. */
  readonly reported: ReadonlySet<number>;
  /** The platform has put the file together already. */
  readonly completed: boolean;
}

/** Takes up the upload that an earlier attempt began, by its notes or by what the platform lists; else begins one. */
export async function startUpload(
  world: UploadDependencies,
  file: LocalFile,
  labels: AssetAttributes,
  journal: Checkpoint,
): Promise<StartedUpload> {
  const noted = await resumeFromCheckpoint(world, file, journal);
  if (noted) {
    const { session, sent } = noted;
    await journal.start({ ...session, size: file.size, mtimeMs: file.mtimeMs, sent });
    return noted;
  }
  const candidates = await findResumableUploads(world, file.size);
  const wanted = { ...labels, totalSize: file.size };
  const { urls, ...session } = await retryWhileTransient(world, (limits) => createUpload(world.api, wanted, limits));
  // Only the answer that opens a session tells the headers, so that there has to be a new one in any case.
  for (const candidate of candidates) {
    const adopted = await adoptUpload(world, file, candidate);
    if (adopted === null) continue;
    const found = { ...adopted, totalChunks: Math.ceil(file.size / adopted.chunkSize), headers: session.headers };
    await journal.start({ ...found, size: file.size, mtimeMs: file.mtimeMs, sent: adopted.parts });
    const reported = new Set(adopted.parts.map(({ index }) => index));
    return { session: found, urls: [], sent: [], reported, completed: false };
  }
  await journal.start({ ...session, size: file.size, mtimeMs: file.mtimeMs, sent: [] });
  return { session, urls, sent: [], reported: new Set(), completed: false };
}

/** Null where there are no notes, on another version of the file, or on an upload that the platform no longer takes. */
async function resumeFromCheckpoint(
  world: UploadDependencies,
  file: LocalFile,
  journal: Checkpoint,
): Promise<StartedUpload | null> {
  const notes = await journal.read();
  if (notes === null || notes.size !== file.size || notes.mtimeMs !== file.mtimeMs) return null;
  const status = await getUploadStatus(world, notes.uploadId);
  if (status !== 'active' && status !== 'completed') return null;
  const { uploadId, assetId, chunkSize, headers, sent } = notes;
  const session = { uploadId, assetId, chunkSize, headers, totalChunks: Math.ceil(file.size / chunkSize) };
  return { session, urls: [], sent, reported: new Set(), completed: status === 'completed' };
}

async function getUploadStatus(world: UploadDependencies, uploadId: string): Promise<string | null> {
  try {
    return (await retryWhileTransient(world, (limits) => getUpload(world.api, uploadId, 1, limits))).status;
  } catch (error) {
    if (error instanceof ApiError && error.failure === 'error_response' && error.status !== 401) return null;
    throw error;
  }
}
