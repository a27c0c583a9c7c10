import { buildSubmissionMetadata } from '../existing/record.ts';
import type { RunContext } from '../existing/run-context.ts';
import type { VideoState } from '../model/video-store.ts';
import { createStatusSources } from '../twelvelabs/status-source.ts';
import { inParallel } from '../util/concurrency.ts';
import type { PlannedUpdates } from './apply-plan.ts';
import { addAssetIds } from './asset-ids.ts';
import { AtMostOnceCreator } from './create-at-most-once.ts';
import type { FallbackSubmitterOptions } from './fallback-submitter.ts';
import { createFallbackSubmitter } from './fallback-submitter.ts';
import { finalizePending } from './finalize-pending.ts';
import { pollOnce } from './polling/poll-once.ts';
import { StatusPoller } from './polling/status-poller.ts';
import { RateLimiter } from './rate-limiter.ts';
import { recheckExisting } from './recheck.ts';
import { RecordVerifier } from './records/record-verifier.ts';
import { confirmReused, updateAdopted, updateReused } from './records/update-records.ts';
import { createRetiredTasksFallback, createTasksAvailability } from './tasks/retired-tasks-fallback.ts';
import type { Submitter } from './tasks/submit-task.ts';

export interface IndexVideosOptions extends FallbackSubmitterOptions {
  readonly updates: PlannedUpdates;
  /** Called when nothing is left to be submitted; then this run only waits. */
  readonly onAllSubmitted: () => void;
}

/**
 * Submits every queued video at most once, at most `maxInFlight` of them concurrently, and waits for them and for
 * existing tasks. Every video of the store is done when this resolves. Rejects only on an internal error.
 */
export async function indexVideos(context: RunContext, options: IndexVideosOptions): Promise<void> {
  const { api, store, settings, cancellation } = context;
  const availability = createTasksAvailability(options.endpoint !== 'tasks', context.log);
  const sources = createStatusSources(
    api,
    settings.indexId,
    (tasks) => createRetiredTasksFallback(context, tasks, availability),
    context.log.info,
  );
  const poller = new StatusPoller(context, sources);
  const countOpenVideos = (): number => store.videos().filter(({ phase }) => phase === 'open').length;
  const rateLimiter = new RateLimiter({ ...context, countOpenVideos });
  const creator = new AtMostOnceCreator(context, rateLimiter);
  const submitter = createFallbackSubmitter(context, creator, options, availability);
  const verifier = new RecordVerifier(context);
  const existing = store.videos().filter(({ source }) => source.kind === 'task');
  const { reused } = options.updates;
  const updated = new Set(reused.map(({ position }) => position));
  const adopted = store.videos().filter(({ phase, position }) => phase === 'open' && !updated.has(position));
  // Positions, because a list of states would keep the first state of every video in memory.
  const queue = store
    .videos()
    .flatMap(({ phase, source, position }) => (phase === 'queued' && source.kind !== 'task' ? [position] : []));
  let unsubmitted = queue.length;
  if (unsubmitted === 0) options.onAllSubmitted();
  await Promise.all([
    updateReused(context, reused),
    settings.wait ? pollAll([...adopted, ...existing], context, poller) : pollOnce(existing, context, sources.unknown),
    inParallel(settings.maxInFlight, queue, async (position) => {
      const id = await submitOne(position, context, submitter, poller);
      unsubmitted -= 1;
      if (unsubmitted === 0) options.onAllSubmitted();
      if (id !== null) await followOne(position, id, context, poller, verifier);
      rateLimiter.slotFreed();
    }),
  ]);
  if (settings.wait && !cancellation.signal.aborted) await verifier.videosDone();
  await confirmReused(context, reused);
  await updateAdopted(context, options.updates.adopted);
  if (settings.wait && !cancellation.signal.aborted) await addAssetIds(context);
  finalizePending(store, cancellation.signal.aborted ? 'cancelled' : 'timed_out', poller);
}

/** Waits for videos that were submitted before this run; they do not count against `maxInFlight`. */
async function pollAll(
  videos: readonly VideoState[],
  { store, clock }: RunContext,
  poller: StatusPoller,
): Promise<void> {
  const polls = videos.map(({ position, remoteId, startedMs }) => {
    store.update(position, { phase: 'open', startedMs: startedMs ?? clock.now() });
    return poller.poll(position, remoteId ?? '');
  });
  await Promise.all(polls);
}

/** Resolves with the ID to poll; null if the video is done or stays queued because the run ends. */
async function submitOne(
  position: number,
  context: RunContext,
  submitter: Submitter,
  poller: StatusPoller,
): Promise<string | null> {
  if (poller.isOver()) return null;
  await recheckExisting(context, position);
  const video = context.store.videos()[position];
  if (video?.phase === 'open') return video.remoteId;
  if (video?.phase !== 'queued') return null;
  const { source } = video;
  if (source.kind === 'task' || source.kind === 'invalid_row') return null;
  const id = await submitter.submit(video, source);
  const submitted = context.store.videos()[position];
  if (id !== null && submitted) {
    context.store.update(position, { action: 'submitted' });
    context.stepRecords.add(submitted, buildSubmissionMetadata(context, submitted, source));
  }
  return id;
}

async function followOne(
  position: number,
  id: string,
  { store, settings }: RunContext,
  poller: StatusPoller,
  verifier: RecordVerifier,
): Promise<void> {
  if (!settings.wait) {
    await verifier.videoAccepted(position);
    store.finish(position, 'submitted');
    return;
  }
  await Promise.all([poller.poll(position, id), verifier.videoAccepted(position)]);
  if (store.videos()[position]?.status === 'ready') await verifier.videoReady(position);
}
