import type { RunContext } from '../existing/run-context.ts';
import type { VideoState } from '../model/video-store.ts';
import { reuseIfAddedMeanwhile } from '../plan/reuse.ts';
import { createStatusSources } from '../twelvelabs/status-source.ts';
import { inParallel } from '../util/concurrency.ts';
import { addAssetIds } from './asset-ids.ts';
import { AtMostOnceCreator } from './create-at-most-once.ts';
import type { FallbackSubmitterOptions } from './fallback-submitter.ts';
import { createFallbackSubmitter } from './fallback-submitter.ts';
import { finalizePending } from './finalize-pending.ts';
import { pollOnce } from './polling/poll-once.ts';
import { StatusPoller } from './polling/status-poller.ts';
import { RateLimiter } from './rate-limiter.ts';
import { createRetiredTasksFallback, createTasksAvailability } from './tasks/retired-tasks-fallback.ts';
import type { Submitter } from './tasks/submit-task.ts';

/**
 * Submits every queued video at most once, at most `maxInFlight` of them concurrently, and waits for them and for
 * existing tasks. Every video of the store is done when this resolves. Rejects only on an internal error.
 */
export async function indexVideos(context: RunContext, options: FallbackSubmitterOptions): Promise<void> {
  const { api, store, settings, cancellation } = context;
  const availability = createTasksAvailability(options.endpoint !== 'tasks', context.log);
  const sources = createStatusSources(api, settings.indexId, (tasks) =>
    createRetiredTasksFallback(context, tasks, availability),
  );
  const poller = new StatusPoller(context, sources);
  const countOpenVideos = (): number => store.videos().filter(({ phase }) => phase === 'open').length;
  const rateLimiter = new RateLimiter({ ...context, countOpenVideos });
  const creator = new AtMostOnceCreator(context, rateLimiter);
  const submitter = createFallbackSubmitter(context, creator, options, availability);
  const existing = store.videos().filter(({ source }) => source.kind === 'task');
  const adopted = store.videos().filter(({ phase }) => phase === 'open');
  // Positions, because a list of states would keep the first state of every video in memory.
  const queue = store
    .videos()
    .flatMap(({ phase, source, position }) => (phase === 'queued' && source.kind !== 'task' ? [position] : []));
  await Promise.all([
    settings.wait ? pollAll([...adopted, ...existing], context, poller) : pollOnce(existing, context, sources.unknown),
    inParallel(settings.maxInFlight, queue, async (position) => {
      await indexOne(position, context, submitter, poller);
      rateLimiter.slotFreed();
    }),
  ]);
  if (settings.wait && !cancellation.signal.aborted) await addAssetIds(context);
  finalizePending(store, cancellation.signal.aborted ? 'cancelled' : 'timed_out', poller.lastError());
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

async function indexOne(
  position: number,
  context: RunContext,
  submitter: Submitter,
  poller: StatusPoller,
): Promise<void> {
  const { store, settings } = context;
  if (poller.isOver()) return;
  await reuseIfAddedMeanwhile(context, position);
  const video = store.videos()[position];
  if (video?.phase === 'open') await poller.poll(position, video.remoteId ?? '');
  if (video?.phase !== 'queued') return;
  const { source } = video;
  if (source.kind === 'task' || source.kind === 'invalid_row') return;
  const id = await submitter.submit(video, source);
  if (id === null) return;
  if (settings.wait) await poller.poll(position, id);
  else store.finish(position, 'submitted');
}
