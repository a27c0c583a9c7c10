import type { AssetAttributes } from '../twelvelabs/assets.ts';
import { ApiError } from '../twelvelabs/errors.ts';
import { retryWhileTransient } from '../twelvelabs/retry.ts';
import type { UploadedPart } from '../twelvelabs/uploads.ts';
import { getUpload } from '../twelvelabs/uploads.ts';
import { getPollIntervalMs } from '../util/poll-schedule.ts';
import type { Checkpoint } from './checkpoint.ts';
import { createCheckpoint } from './checkpoint.ts';
import type { LocalFile } from './local-file.ts';
import { openLocalFile } from './local-file.ts';
import { createPartUrlCache } from './part-urls.ts';
import type { PartReporter } from './report-parts.ts';
import { createPartReporter } from './report-parts.ts';
import { createPartSender } from './send-part.ts';
import type { StartedUpload } from './start-upload.ts';
import { startUpload } from './start-upload.ts';
import type { UploadDependencies } from './upload-dependencies.ts';
import { createFileChanged, createUploadLost, createUploadStopped } from './upload-error.ts';
import { listFinishedParts } from './upload-state.ts';

/** How far an upload has come, in bytes; parts of an earlier attempt count as sent. */
export interface UploadProgress {
  readonly sent: number;
  readonly total: number;
}

export interface UploadSettings {
  /** Parts in flight. */
  readonly concurrency: number;
  /** Where to take notes for a later attempt; null: nowhere. The name should follow from the file's identity. */
  readonly checkpointFile: string | null;
  readonly onProgress: (progress: UploadProgress) => void;
}

/** Parts in flight where nobody says otherwise. */
export const PART_CONCURRENCY = 4;

/** How often parts may turn out to be missing after all of them were sent. */
const MAX_ROUNDS = 5;
/** A platform that has not put the file together for so long may have lost a part: time to compare. */
const CHECK_PARTS_AFTER_MS = 30_000;

/**
 * Uploads a file in parts and resolves with the id of its asset once the platform has put them together; the asset may
 * then still be processing. Goes on where an earlier attempt ended, if the platform still knows it. Rejects with an
 * `UploadError` or a `PlatformError`, and leaves nothing open either way.
 */
export async function uploadFile(
  world: UploadDependencies,
  source: { readonly path: string; readonly size: number },
  labels: AssetAttributes,
  settings: UploadSettings,
): Promise<string> {
  if (source.size === 0) throw createFileChanged('it is empty');
  const file = await openLocalFile(source.path, source.size);
  const journal = createCheckpoint(settings.checkpointFile);
  try {
    const begun = await startUpload(world, file, labels, journal);
    const assetId = begun.completed ? begun.session.assetId : await sendParts(world, file, begun, journal, settings);
    await journal.remove();
    return assetId;
  } catch (error) {
    const over = world.cancellation.signal.aborted || world.deadline.remainingMs() <= 0;
    throw over && error instanceof ApiError ? createUploadStopped(world.cancellation.signal.aborted) : error;
  } finally {
    await journal.close();
    await file.close();
  }
}

async function sendParts(
  outer: UploadDependencies,
  file: LocalFile,
  begun: StartedUpload,
  journal: Checkpoint,
  settings: UploadSettings,
): Promise<string> {
  const { uploadId, assetId, totalChunks: total } = begun.session;
  // One part that can never be sent ends the others.
  const broken = new AbortController();
  const signal = AbortSignal.any([outer.cancellation.signal, broken.signal]);
  const world = { ...outer, cancellation: { signal } };
  const done = new Set([...begun.reported, ...begun.sent.map(({ index }) => index)]);
  const urls = createPartUrlCache(world, uploadId, begun.urls, (index) => index <= total && !done.has(index));
  const send = createPartSender(world, file, { ...begun.session, urls });
  const reporter = createPartReporter(world, { uploadId, assetId, total }, begun);
  const tellProgress = (): void =>
    settings.onProgress({ sent: countBytes(done, begun.session, file), total: file.size });

  const sendOne = async (index: number): Promise<void> => {
    const part: UploadedPart = await send(index);
    done.add(index);
    await journal.add(part);
    tellProgress();
    await reporter.add(part);
  };

  tellProgress();
  let missing: readonly number[] = Array.from({ length: total }, (_, place) => place + 1).filter((n) => !done.has(n));
  for (let round = 1; ; round++) {
    await inParallel(settings.concurrency, missing, sendOne, () => broken.abort());
    await file.check();
    missing = await reporter.finish();
    if (missing.length === 0) missing = await waitUntilAssembled(world, uploadId, total);
    if (missing.length === 0) return getReportedAssetId(reporter);
    if (round === MAX_ROUNDS)
      throw createUploadLost(`${missing.length} parts are missing, however often they are sent`);
    for (const index of missing) done.delete(index);
    world.log.info(`The platform misses ${missing.length} parts of the file; sending them again.`);
  }
}

function getReportedAssetId(reporter: PartReporter): string {
  const assetId = reporter.assetId();
  if (assetId === null) throw createUploadLost('completed, but nobody told the asset');
  return assetId;
}

function countBytes(
  parts: ReadonlySet<number>,
  { chunkSize, totalChunks }: StartedUpload['session'],
  file: LocalFile,
): number {
  const lastIsShort = parts.has(totalChunks) ? totalChunks * chunkSize - file.size : 0;
  return parts.size * chunkSize - lastIsShort;
}

/** Waits until the file has been put together; resolves with the parts that the platform turns out to miss, or none. */
async function waitUntilAssembled(
  world: UploadDependencies,
  uploadId: string,
  total: number,
): Promise<readonly number[]> {
  const { clock, random, deadline } = world;
  const { signal } = world.cancellation;
  const start = clock.now();
  for (;;) {
    const state = await retryWhileTransient(world, (limits) => getUpload(world.api, uploadId, 1, limits));
    if (state.status === 'completed') return [];
    if (state.status === 'failed' || state.status === 'expired') throw createUploadLost(state.status);
    const ageMs = clock.now() - start;
    if (ageMs >= CHECK_PARTS_AFTER_MS && state.finishedCount !== null && state.finishedCount < total) {
      const finished = await listFinishedParts(world, uploadId);
      const missing = Array.from({ length: total }, (_, place) => place + 1).filter((index) => !finished.has(index));
      if (missing.length > 0) return missing;
    }
    const wait =
      ageMs === 0
        ? FIRST_POLL_MS
        : getPollIntervalMs({ youngestAgeMs: ageMs, duration: null, tookMs: [], fixedMs: null, random: random() });
    if (signal.aborted || wait >= deadline.remainingMs()) throw createUploadStopped(signal.aborted);
    await clock.sleep(wait, signal);
  }
}

const FIRST_POLL_MS = 250;

/** Works through `items`, `count` at a time. After a failure begins no more, and rejects once all that began have ended. */
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
