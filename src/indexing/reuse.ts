import type { Entry } from '../ledger.ts';
import { PlatformError } from '../platform/errors.ts';
import type { IndexedAsset } from '../platform/indexed-assets.ts';
import type { IndexingState } from '../platform/state.ts';
import type { Context } from './context.ts';
import type { KnownItems } from './known-items.ts';
import { findKnownItems } from './known-items.ts';
import { failedBefore, reuseImpossible } from './problems.ts';
import type { RecentTasks } from './recent-tasks.ts';
import { readRecentTasks, waitForHiddenTasks } from './recent-tasks.ts';

/**
 * Settles, or takes over, every video that an earlier run has put into the index from the same source, in the same
 * version: what is ready is reused, what is under way is waited for, what failed by its own fault fails again without
 * being paid for again. The rest stays queued. If that cannot be found out, nothing is submitted at all.
 */
export async function reuseVideos(context: Context): Promise<void> {
  const wanted = new Map<string, Entry>();
  for (const entry of context.ledger.entries()) {
    if (entry.phase === 'queued' && entry.identity !== null) wanted.set(entry.identity, entry);
  }
  if (wanted.size === 0) return;
  try {
    const items = await findKnownItems(context, [...wanted.keys()]);
    const shown = [...items.values()].flat();
    const tasks = await readRecentTasks(context, firstOf(context, items));
    const hidden = await waitForHiddenTasks(context, tasks, shown, namesOf(wanted, items));
    for (const [identity, entry] of wanted) {
      const found = [
        ...(items.get(identity) ?? []),
        ...hidden.filter((item) => item.userMetadata?.['gha_source'] === identity),
      ];
      takeOver(context, entry, found, tasks);
    }
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    if (context.cancellation.signal.aborted) return;
    for (const { position } of wanted.values())
      context.ledger.settle(position, 'rejected', reuseImpossible(error.problem));
  }
}

/** The item of the first video of the step. */
function firstOf({ ledger }: Context, items: KnownItems): IndexedAsset | null {
  return items.get(ledger.entries()[0]?.identity ?? '')?.[0] ?? null;
}

/** Names of the videos of which nothing is known yet. */
function namesOf(wanted: ReadonlyMap<string, Entry>, items: KnownItems): ReadonlySet<string> {
  const unknown = [...wanted].filter(([identity]) => (items.get(identity) ?? []).length === 0);
  return new Set(unknown.map(([, entry]) => entry.name));
}

function takeOver(context: Context, entry: Entry, items: readonly IndexedAsset[], tasks: RecentTasks): void {
  const same = items.filter((item) => isSameVersion(entry, item));
  const ready = same.find(({ status }) => status === 'ready');
  const open = same.find(({ status }) => status !== 'ready' && status !== 'failed');
  const failed = same.find(({ status }) => status === 'failed');
  if (ready) {
    note(context, entry, ready, tasks.get(ready.taskId));
    context.ledger.settle(entry.position, 'ready');
  } else if (open) {
    const { clock, ledger, settings } = context;
    note(context, entry, open, tasks.get(open.taskId));
    ledger.update(entry.position, { phase: 'open', startedMs: clock.now() });
    if (!settings.wait) ledger.settle(entry.position, 'submitted');
  } else if (failed) {
    const problem = failedBefore(tasks.get(failed.taskId)?.problem ?? null);
    // What failed by no fault of its own deserves another try.
    if (problem.class !== 'media' && problem.class !== 'input') return;
    note(context, entry, failed, tasks.get(failed.taskId));
    context.ledger.settle(entry.position, 'failed', problem);
  } else if (items.length > 0) {
    context.tell(`${entry.name}: its content has changed since it was indexed; it is indexed anew.`);
  }
}

/** Where either side cannot tell the version, the source alone decides. */
function isSameVersion(entry: Entry, item: IndexedAsset): boolean {
  const before = item.userMetadata?.['gha_version'];
  return entry.version === null || typeof before !== 'string' || before === entry.version;
}

function note({ ledger }: Context, entry: Entry, item: IndexedAsset, task: IndexingState | undefined): void {
  ledger.update(entry.position, {
    reused: true,
    // Without its task it is watched, and can be resumed, as the indexed asset that it is; on the road of assets there
    // never was another id.
    taskId: task?.taskId ?? item.taskId,
    watchedAs: task === undefined ? 'asset' : 'task',
    facts: { ...entry.facts, ...known(item.facts), ...known(task?.facts ?? {}) },
    submittedAt: item.createdAt,
  });
}

/** What is known, without what is not. */
function known<T extends object>(facts: T): Partial<T> {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== null)) as Partial<T>;
}
