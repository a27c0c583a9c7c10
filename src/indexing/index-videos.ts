import type { RunContext } from '../existing/run-context.ts';
import type { VideoState } from '../model/video-store.ts';
import { reuseIfAddedMeanwhile } from '../plan/reuse.ts';
import { createStatusSources } from '../twelvelabs/status-source.ts';
import { inParallel } from '../util/concurrency.ts';
import { addAssetIds } from './asset-ids.ts';
import { createAtMostOnce } from './create-at-most-once.ts';
import type { FallbackSubmitterOptions } from './fallback-submitter.ts';
import { createFallbackSubmitter } from './fallback-submitter.ts';
import { finalizePending } from './finalize-pending.ts';
import { pollOnce } from './polling/poll-once.ts';
import type { StatusPoller } from './polling/status-poller.ts';
import { createStatusPoller } from './polling/status-poller.ts';
import { createRateLimiter } from './rate-limiter.ts';
import { createRetiredTasksFallback } from './tasks/retired-tasks-fallback.ts';
import type { Submitter } from './tasks/submit-task.ts';
import { createTasksAvailability } from './tasks/tasks-availability.ts';

/**
 * Brings every video of the store to its end: submits each at most once, at most `maxInFlight` of them open at a
 * time, and waits for them all. Every entry has settled when this resolves. Rejects only on a fault of our own.
 */
export async function indexVideos(context: RunContext, roads: FallbackSubmitterOptions): Promise<void> {
  const { store, settings, cancellation } = context;
  const retirement = createTasksAvailability(roads.endpoint !== 'tasks', context.tell);
  const endpoints = createStatusSources(context.api, settings.indexId, (tasks) =>
    createRetiredTasksFallback(context, tasks, retirement),
  );
  const watcher = createStatusPoller(context, endpoints);
  const open = (): number => store.videos().filter(({ phase }) => phase === 'open').length;
  const pace = createRateLimiter({ ...context, open });
  const submitter = createFallbackSubmitter(context, createAtMostOnce(context, pace), roads, retirement);
  const given = store.videos().filter(({ source }) => source.kind === 'task');
  const adopted = store.videos().filter(({ phase }) => phase === 'open');
  // Positions, because a list of states would keep the first state of every video in memory.
  const queue = store
    .videos()
    .flatMap(({ phase, source, position }) => (phase === 'queued' && source.kind !== 'task' ? [position] : []));
  await Promise.all([
    settings.wait ? pollAll([...adopted, ...given], context, watcher) : pollOnce(given, context, endpoints.unknown),
    inParallel(settings.maxInFlight, queue, async (position) => {
      await indexOne(position, context, submitter, watcher);
      pace.slotFreed();
    }),
  ]);
  if (settings.wait && !cancellation.signal.aborted) await addAssetIds(context);
  finalizePending(store, cancellation.signal.aborted ? 'cancelled' : 'timed_out', watcher.lastError());
}

/** Takes up the wait for what is on the platform already, and takes no place there whatever we do. */
async function pollAll(
  entries: readonly VideoState[],
  { store, clock }: RunContext,
  watcher: StatusPoller,
): Promise<void> {
  const waits = entries.map(({ position, remoteId, startedMs }) => {
    store.update(position, { phase: 'open', startedMs: startedMs ?? clock.now() });
    return watcher.poll(position, remoteId ?? '');
  });
  await Promise.all(waits);
}

async function indexOne(
  position: number,
  context: RunContext,
  submitter: Submitter,
  watcher: StatusPoller,
): Promise<void> {
  const { store, settings } = context;
  if (watcher.isOver()) return;
  await reuseIfAddedMeanwhile(context, position);
  const entry = store.videos()[position];
  if (entry?.phase === 'open') await watcher.poll(position, entry.remoteId ?? '');
  if (entry?.phase !== 'queued') return;
  const { source } = entry;
  if (source.kind === 'task' || source.kind === 'invalid_row') return;
  const taskId = await submitter.submit(entry, source);
  if (taskId === null) return;
  if (settings.wait) await watcher.poll(position, taskId);
  else store.finish(position, 'submitted');
}
