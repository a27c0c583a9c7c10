import type { Context } from '../existing/run-context.ts';
import type { Entry } from '../model/video-store.ts';
import { reuseIfThereByNow } from '../plan/reuse.ts';
import { endpointsOf } from '../twelvelabs/status-source.ts';
import { inParallel } from '../util/concurrency.ts';
import { fillAssetIds } from './asset-ids.ts';
import { createOnce } from './create-at-most-once.ts';
import type { Roads } from './fallback-submitter.ts';
import { createRoads } from './fallback-submitter.ts';
import { conclude } from './finalize-pending.ts';
import { glance } from './polling/poll-once.ts';
import type { Watcher } from './polling/status-poller.ts';
import { createWatcher } from './polling/status-poller.ts';
import { createPace } from './rate-limiter.ts';
import { createLastingTasks } from './tasks/retired-tasks-fallback.ts';
import type { Submitter } from './tasks/submit-task.ts';
import { createRetirement } from './tasks/tasks-availability.ts';

/**
 * Brings every video of the ledger to its end: submits each at most once, at most `maxInFlight` of them open at a
 * time, and waits for them all. Every entry has settled when this resolves. Rejects only on a fault of our own.
 */
export async function indexVideos(context: Context, roads: Roads): Promise<void> {
  const { ledger, settings, cancellation } = context;
  const retirement = createRetirement(roads.endpoint !== 'tasks', context.tell);
  const endpoints = endpointsOf(context.api, settings.indexId, (tasks) =>
    createLastingTasks(context, tasks, retirement),
  );
  const watcher = createWatcher(context, endpoints);
  const open = (): number => ledger.entries().filter(({ phase }) => phase === 'open').length;
  const pace = createPace({ ...context, open });
  const submitter = createRoads(context, createOnce(context, pace), roads, retirement);
  const given = ledger.entries().filter(({ source }) => source.kind === 'task');
  const adopted = ledger.entries().filter(({ phase }) => phase === 'open');
  const queue = ledger.entries().filter(({ phase, source }) => phase === 'queued' && source.kind !== 'task');
  await Promise.all([
    settings.wait ? watchAll([...adopted, ...given], context, watcher) : glance(given, context, endpoints.given),
    inParallel(settings.maxInFlight, queue, async (entry) => {
      await indexOne(entry, context, submitter, watcher);
      pace.freed();
    }),
  ]);
  if (settings.wait && !cancellation.signal.aborted) await fillAssetIds(context);
  conclude(ledger, cancellation.signal.aborted ? 'cancelled' : 'timed_out', watcher.lastTrouble());
}

/** Takes up the wait for what is on the platform already, and takes no place there whatever we do. */
async function watchAll(entries: readonly Entry[], { ledger, clock }: Context, watcher: Watcher): Promise<void> {
  const waits = entries.map(({ position, taskId, startedMs }) => {
    ledger.update(position, { phase: 'open', startedMs: startedMs ?? clock.now() });
    return watcher.watch(position, taskId ?? '');
  });
  await Promise.all(waits);
}

async function indexOne(entry: Entry, context: Context, submitter: Submitter, watcher: Watcher): Promise<void> {
  const { ledger, settings } = context;
  const { position, source } = entry;
  if (source.kind === 'task' || source.kind === 'row') return;
  if (watcher.isOver()) return;
  await reuseIfThereByNow(context, position);
  const found = ledger.entries()[position];
  if (found?.phase === 'open') await watcher.watch(position, found.taskId ?? '');
  if (found?.phase !== 'queued') return;
  const taskId = await submitter.submit(entry, source);
  if (taskId === null) return;
  if (settings.wait) await watcher.watch(position, taskId);
  else ledger.settle(position, 'submitted');
}
