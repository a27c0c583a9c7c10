import type { AssetAttributes } from '../twelvelabs/assets.ts';
import { ApiError } from '../twelvelabs/errors.ts';
import { getPollIntervalMs } from '../util/poll-schedule.ts';
import type { Checkpoint } from './checkpoint.ts';
import { createCheckpoint } from './checkpoint.ts';
import type { LocalFile } from './local-file.ts';
import { openLocalFile } from './local-file.ts';
import { createPartUrlCache } from './part-urls.ts';
import { createPartReporter } from './report-parts.ts';
import { createPartSender } from './send-part.ts';
import type { UploadDependencies } from './session.ts';
import { getUploadState, listFinishedParts, listMissingParts } from './session.ts';
import type { StartedUpload } from './start-upload.ts';
import { startUpload } from './start-upload.ts';
import { createFileChanged, createUploadLost, createUploadStopped } from './upload-error.ts';

/** In bytes; includes the parts of an earlier attempt. */
export interface UploadProgress {
  readonly sent: number;
  readonly total: number;
}

export interface UploadSettings {
  /** How many parts are sent concurrently. */
  readonly concurrency: number;
  /** Path of the checkpoint for a later attempt; null for none. Its name should follow from the identity of the file. */
  readonly checkpointFile: string | null;
  readonly onProgress: (progress: UploadProgress) => void;
}

export const PART_CONCURRENCY = 4;

/** How often parts may be missing after all of them were sent. */
const MAX_ROUNDS = 5;
const FIRST_POLL_MS = 250;
/** If the API has not assembled the file after this time, it may have lost a part: the lists of parts are compared. */
const CHECK_PARTS_AFTER_MS = 30_000;

/**
 * Uploads a file in parts and resolves with the ID of its asset once the API has assembled them; the asset may still be
 * processing then. Resumes an earlier attempt if possible. Rejects with an `UploadError` or an `ApiError`. Closes
 * everything it opened either way.
 */
export async function uploadFile(
  context: UploadDependencies,
  source: { readonly path: string; readonly size: number },
  attributes: AssetAttributes,
  settings: UploadSettings,
): Promise<string> {
  if (source.size === 0) throw createFileChanged('it is empty');
  const { deadline, cancellation } = context;
  const file = await openLocalFile(source.path, source.size);
  const checkpoint = createCheckpoint(settings.checkpointFile);
  try {
    const upload = await startUpload(context, file, attributes, checkpoint);
    const assetId = upload.completed
      ? upload.session.assetId
      : await sendParts(context, file, upload, checkpoint, settings);
    await checkpoint.remove();
    return assetId;
  } catch (error) {
    const runEnds = cancellation.signal.aborted || deadline.remainingMs() <= 0;
    throw runEnds && error instanceof ApiError ? createUploadStopped(cancellation.signal.aborted) : error;
  } finally {
    await checkpoint.close();
    await file.close();
  }
}

async function sendParts(
  outerContext: UploadDependencies,
  file: LocalFile,
  upload: StartedUpload,
  checkpoint: Checkpoint,
  settings: UploadSettings,
): Promise<string> {
  const { uploadId, assetId, totalChunks: total } = upload.session;
  // A part that cannot be sent ends the others.
  const failed = new AbortController();
  const signal = AbortSignal.any([outerContext.cancellation.signal, failed.signal]);
  const context = { ...outerContext, cancellation: { signal } };
  const sent = new Set([...upload.reported, ...upload.sent.map(({ index }) => index)]);
  const urls = createPartUrlCache(context, uploadId, upload.urls, (index) => index <= total && !sent.has(index));
  const send = createPartSender(context, file, { ...upload.session, urls });
  const reporter = createPartReporter(context, { uploadId, assetId, total }, upload);
  const reportProgress = (): void =>
    settings.onProgress({ sent: countBytes(sent, upload.session, file), total: file.size });

  const sendOne = async (index: number): Promise<void> => {
    const part = await send(index);
    sent.add(index);
    await checkpoint.add(part);
    reportProgress();
    await reporter.add(part);
  };

  reportProgress();
  let missing = listMissingParts(total, sent);
  for (let round = 1; ; round++) {
    await inParallel(settings.concurrency, missing, sendOne, () => failed.abort());
    await file.check();
    missing = await reporter.finish();
    if (missing.length === 0) missing = await waitUntilAssembled(context, uploadId, total);
    if (missing.length === 0) {
      const id = reporter.assetId();
      if (id === null) throw createUploadLost('completed, but without an asset ID');
      return id;
    }
    if (round === MAX_ROUNDS) throw createUploadLost(`${missing.length} parts are missing although they were sent`);
    for (const index of missing) sent.delete(index);
    context.log.info(`TwelveLabs is missing ${missing.length} parts of the file. Sending them again.`);
  }
}

function countBytes(
  parts: ReadonlySet<number>,
  { chunkSize, totalChunks }: StartedUpload['session'],
  file: LocalFile,
): number {
  const lastPartGap = parts.has(totalChunks) ? totalChunks * chunkSize - file.size : 0;
  return parts.size * chunkSize - lastPartGap;
}

/** Waits until the API has assembled the file. Resolves with the parts that it is missing, usually none. */
async function waitUntilAssembled(
  context: UploadDependencies,
  uploadId: string,
  total: number,
): Promise<readonly number[]> {
  const { clock, random, deadline } = context;
  const { signal } = context.cancellation;
  const start = clock.now();
  for (;;) {
    const { status, finishedCount } = await getUploadState(context, uploadId);
    if (status === 'completed') return [];
    if (status === 'failed' || status === 'expired') throw createUploadLost(status);
    const ageMs = clock.now() - start;
    if (ageMs >= CHECK_PARTS_AFTER_MS && finishedCount !== null && finishedCount < total) {
      const missing = listMissingParts(total, await listFinishedParts(context, uploadId));
      if (missing.length > 0) return missing;
    }
    const waitMs =
      ageMs === 0
        ? FIRST_POLL_MS
        : getPollIntervalMs({ youngestAgeMs: ageMs, duration: null, tookMs: [], fixedMs: null, random: random() });
    if (signal.aborted || waitMs >= deadline.remainingMs()) throw createUploadStopped(signal.aborted);
    await clock.sleep(waitMs, signal);
  }
}

/** Processes `items`, `count` at a time. After a failure it starts no more, and rejects once all started ones have ended. */
async function inParallel<T>(
  count: number,
  items: readonly T[],
  work: (item: T) => Promise<void>,
  onFailure: () => void,
): Promise<void> {
  const iterator = items[Symbol.iterator]();
  let failure: { readonly error: unknown } | null = null;
  const worker = async (): Promise<void> => {
    for (let next = iterator.next(); !next.done && failure === null; next = iterator.next()) {
      try {
        await work(next.value);
      } catch (error) {
        failure ??= { error };
        onFailure();
      }
    }
  };
  await Promise.all(Array.from({ length: count }, worker));
  if (failure !== null) throw (failure as { readonly error: unknown }).error;
}
