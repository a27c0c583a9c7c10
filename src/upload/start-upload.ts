import type { AssetLabels } from '../twelvelabs/assets.ts';
import { PlatformError } from '../twelvelabs/errors.ts';
import { patiently } from '../twelvelabs/retry.ts';
import type { PartUrl, SentPart, Session } from '../twelvelabs/uploads.ts';
import { createUpload, getUpload } from '../twelvelabs/uploads.ts';
import type { Journal } from './checkpoint.ts';
import type { LocalFile } from './local-file.ts';
import { adoptUpload, findOpenUploads } from './open-uploads.ts';
import type { UploadWorld } from './upload-dependencies.ts';

/** An upload that can go on, wherever it stands. */
export interface Begun {
  readonly session: Omit<Session, 'urls'>;
  readonly urls: readonly PartUrl[];
  /** Parts that the storage has and of which it is not known whether they were reported. */
  readonly sent: readonly SentPart[];
  /** Parts that have been reported. */
  readonly reported: ReadonlySet<number>;
  /** The platform has put the file together already. */
  readonly completed: boolean;
}

/** Takes up the upload that an earlier attempt began, by its notes or by what the platform lists; else begins one. */
export async function beginUpload(
  world: UploadWorld,
  file: LocalFile,
  labels: AssetLabels,
  journal: Journal,
): Promise<Begun> {
  const noted = await byNotes(world, file, journal);
  if (noted) {
    const { session, sent } = noted;
    await journal.begin({ ...session, size: file.size, mtimeMs: file.mtimeMs, sent });
    return noted;
  }
  const candidates = await findOpenUploads(world, file.size);
  const wanted = { ...labels, totalSize: file.size };
  const { urls, ...session } = await patiently(world, (limits) => createUpload(world.api, wanted, limits));
  // Only the answer that opens a session tells the headers, so that there has to be a new one in any case.
  for (const candidate of candidates) {
    const adopted = await adoptUpload(world, file, candidate);
    if (adopted === null) continue;
    const found = { ...adopted, totalChunks: Math.ceil(file.size / adopted.chunkSize), headers: session.headers };
    await journal.begin({ ...found, size: file.size, mtimeMs: file.mtimeMs, sent: adopted.parts });
    const reported = new Set(adopted.parts.map(({ index }) => index));
    return { session: found, urls: [], sent: [], reported, completed: false };
  }
  await journal.begin({ ...session, size: file.size, mtimeMs: file.mtimeMs, sent: [] });
  return { session, urls, sent: [], reported: new Set(), completed: false };
}

/** Null where there are no notes, on another version of the file, or on an upload that the platform no longer takes. */
async function byNotes(world: UploadWorld, file: LocalFile, journal: Journal): Promise<Begun | null> {
  const notes = await journal.read();
  if (notes === null || notes.size !== file.size || notes.mtimeMs !== file.mtimeMs) return null;
  const status = await statusOf(world, notes.uploadId);
  if (status !== 'active' && status !== 'completed') return null;
  const { uploadId, assetId, chunkSize, headers, sent } = notes;
  const session = { uploadId, assetId, chunkSize, headers, totalChunks: Math.ceil(file.size / chunkSize) };
  return { session, urls: [], sent, reported: new Set(), completed: status === 'completed' };
}

async function statusOf(world: UploadWorld, uploadId: string): Promise<string | null> {
  try {
    return (await patiently(world, (limits) => getUpload(world.api, uploadId, 1, limits))).status;
  } catch (error) {
    if (error instanceof PlatformError && error.failure === 'refused' && error.status !== 401) return null;
    throw error;
  }
}
