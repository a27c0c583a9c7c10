import type { AssetLabels } from '../twelvelabs/assets.ts';
import { PlatformError } from '../twelvelabs/errors.ts';
import { patiently } from '../twelvelabs/retry.ts';
import type { SentPart } from '../twelvelabs/uploads.ts';
import { getUpload } from '../twelvelabs/uploads.ts';
import { nextLookMs } from '../util/poll-schedule.ts';
import type { Journal } from './checkpoint.ts';
import { createJournal } from './checkpoint.ts';
import type { LocalFile } from './local-file.ts';
import { openLocalFile } from './local-file.ts';
import { createPartUrlSupply } from './part-urls.ts';
import type { PartReporter } from './report-parts.ts';
import { createPartReporter } from './report-parts.ts';
import { createPartSender } from './send-part.ts';
import type { Begun } from './start-upload.ts';
import { beginUpload } from './start-upload.ts';
import type { UploadWorld } from './upload-dependencies.ts';
import { fileChanged, uploadLost, uploadStopped } from './upload-error.ts';
import { finishedParts } from './upload-state.ts';

/** How far an upload has come, in bytes; parts of an earlier attempt count as sent. */
export interface Progress {
  readonly sent: number;
  readonly total: number;
}

export interface UploadSettings {
  /** Parts in flight. */
  readonly atOnce: number;
  /** Where to take notes for a later attempt; null: nowhere. The name should follow from the file's identity. */
  readonly resumeFile: string | null;
  readonly onProgress: (progress: Progress) => void;
}

/** Parts in flight where nobody says otherwise. */
export const PARTS_AT_ONCE = 4;

/** How often parts may turn out to be missing after all of them were sent. */
const MOST_ROUNDS = 5;
/** A platform that has not put the file together for so long may have lost a part: time to compare. */
const COMPARE_AFTER_MS = 30_000;

/**
 * Uploads a file in parts and resolves with the id of its asset once the platform has put them together; the asset may
 * then still be processing. Goes on where an earlier attempt ended, if the platform still knows it. Rejects with an
 * `UploadError` or a `PlatformError`, and leaves nothing open either way.
 */
export async function uploadFile(
  world: UploadWorld,
  source: { readonly path: string; readonly size: number },
  labels: AssetLabels,
  settings: UploadSettings,
): Promise<string> {
  if (source.size === 0) throw fileChanged('it is empty');
  const file = await openLocalFile(source.path, source.size);
  const journal = createJournal(settings.resumeFile);
  try {
    const begun = await beginUpload(world, file, labels, journal);
    const assetId = begun.completed ? begun.session.assetId : await transfer(world, file, begun, journal, settings);
    await journal.remove();
    return assetId;
  } catch (error) {
    const over = world.cancellation.signal.aborted || world.deadline.left() <= 0;
    throw over && error instanceof PlatformError ? uploadStopped(world.cancellation.signal.aborted) : error;
  } finally {
    await journal.close();
    await file.close();
  }
}

async function transfer(
  outer: UploadWorld,
  file: LocalFile,
  begun: Begun,
  journal: Journal,
  settings: UploadSettings,
): Promise<string> {
  const { uploadId, assetId, totalChunks: total } = begun.session;
  // One part that can never be sent ends the others.
  const broken = new AbortController();
  const signal = AbortSignal.any([outer.cancellation.signal, broken.signal]);
  const world = { ...outer, cancellation: { signal } };
  const done = new Set([...begun.reported, ...begun.sent.map(({ index }) => index)]);
  const urls = createPartUrlSupply(world, uploadId, begun.urls, (index) => index <= total && !done.has(index));
  const send = createPartSender(world, file, { ...begun.session, urls });
  const reporter = createPartReporter(world, { uploadId, assetId, total }, begun);
  const tellProgress = (): void => settings.onProgress({ sent: bytesOf(done, begun.session, file), total: file.size });

  const sendOne = async (index: number): Promise<void> => {
    const part: SentPart = await send(index);
    done.add(index);
    await journal.add(part);
    tellProgress();
    await reporter.add(part);
  };

  tellProgress();
  let missing: readonly number[] = Array.from({ length: total }, (_, place) => place + 1).filter((n) => !done.has(n));
  for (let round = 1; ; round++) {
    await inParallel(settings.atOnce, missing, sendOne, () => broken.abort());
    await file.check();
    missing = await reporter.finish();
    if (missing.length === 0) missing = await confirm(world, uploadId, total);
    if (missing.length === 0) return reportedAsset(reporter);
    if (round === MOST_ROUNDS) throw uploadLost(`${missing.length} parts are missing, however often they are sent`);
    for (const index of missing) done.delete(index);
    world.tell(`The platform misses ${missing.length} parts of the file; sending them again.`);
  }
}

function reportedAsset(reporter: PartReporter): string {
  const assetId = reporter.assetId();
  if (assetId === null) throw uploadLost('completed, but nobody told the asset');
  return assetId;
}

function bytesOf(parts: ReadonlySet<number>, { chunkSize, totalChunks }: Begun['session'], file: LocalFile): number {
  const lastIsShort = parts.has(totalChunks) ? totalChunks * chunkSize - file.size : 0;
  return parts.size * chunkSize - lastIsShort;
}

/** Waits until the file has been put together; resolves with the parts that the platform turns out to miss, or none. */
async function confirm(world: UploadWorld, uploadId: string, total: number): Promise<readonly number[]> {
  const { clock, random, deadline } = world;
  const { signal } = world.cancellation;
  const start = clock.now();
  for (;;) {
    const state = await patiently(world, (limits) => getUpload(world.api, uploadId, 1, limits));
    if (state.status === 'completed') return [];
    if (state.status === 'failed' || state.status === 'expired') throw uploadLost(state.status);
    const ageMs = clock.now() - start;
    if (ageMs >= COMPARE_AFTER_MS && state.finishedCount !== null && state.finishedCount < total) {
      const finished = await finishedParts(world, uploadId);
      const missing = Array.from({ length: total }, (_, place) => place + 1).filter((index) => !finished.has(index));
      if (missing.length > 0) return missing;
    }
    const wait =
      ageMs === 0
        ? FIRST_LOOK_MS
        : nextLookMs({ youngestAgeMs: ageMs, duration: null, tookMs: [], fixedMs: null, random: random() });
    if (signal.aborted || wait >= deadline.left()) throw uploadStopped(signal.aborted);
    await clock.sleep(wait, signal);
  }
}

const FIRST_LOOK_MS = 250;

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
