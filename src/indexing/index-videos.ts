import { inParallel } from '../in-parallel.ts';
import { tasksEndpoint } from '../platform/endpoint.ts';
import { conclude } from './conclude.ts';
import type { Context } from './context.ts';
import { createTaskFinder } from './find-task.ts';
import { glance } from './glance.ts';
import type { Entry } from './ledger.ts';
import { createOnce } from './once.ts';
import type { Submitter } from './submit.ts';
import { createSubmitter } from './submit.ts';
import { createThrottle } from './throttle.ts';
import type { Watcher } from './watch.ts';
import { createWatcher } from './watch.ts';

/**
 * Brings every video of the ledger to its end: submits each at most once, at most `maxInFlight` of them open at a
 * time, and waits for them all. Every entry has settled when this resolves. Rejects only on a fault of our own.
 */
export async function indexVideos(context: Context): Promise<void> {
  const { ledger, settings, cancellation } = context;
  const endpoint = tasksEndpoint(context.api, settings.indexId);
  const watcher = createWatcher(context, endpoint);
  const once = createOnce(context, createThrottle(context.clock, context.random));
  const submitter = createSubmitter(context, once, createTaskFinder(context));
  const given = ledger.entries().filter((entry) => entry.source.kind === 'task');
  const queue = ledger.entries().filter((entry) => entry.source.kind === 'url');
  await Promise.all([
    settings.wait ? watchGiven(given, context, watcher) : glance(given, context, endpoint),
    inParallel(settings.maxInFlight, queue, (entry) => indexOne(entry, context, submitter, watcher)),
  ]);
  conclude(ledger, cancellation.signal.aborted ? 'cancelled' : 'timed_out', watcher.lastTrouble());
}

/** Takes up the wait for tasks that exist already. They take no place: they are on the platform whatever we do. */
async function watchGiven(given: readonly Entry[], { ledger, clock }: Context, watcher: Watcher): Promise<void> {
  const waits = given.map((entry) => {
    ledger.update(entry.position, { phase: 'open', startedMs: clock.now() });
    return watcher.watch(entry.position, entry.taskId ?? '');
  });
  await Promise.all(waits);
}

async function indexOne(
  entry: Entry,
  { ledger, settings }: Context,
  submitter: Submitter,
  watcher: Watcher,
): Promise<void> {
  if (entry.source.kind !== 'url') return;
  if (entry.source.problem) {
    ledger.settle(entry.position, 'rejected', entry.source.problem);
    return;
  }
  if (watcher.isOver()) return;
  const taskId = await submitter.submit(entry, entry.source);
  if (taskId === null) return;
  if (settings.wait) await watcher.watch(entry.position, taskId);
  else ledger.settle(entry.position, 'submitted');
}
