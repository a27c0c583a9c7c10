import type { KnownItems } from '../existing/existing-videos.ts';
import { findKnownItems } from '../existing/existing-videos.ts';
import type { RecentTasks } from '../existing/recent-tasks.ts';
import { findHiddenItems, readRecentTasks, withTaskOf } from '../existing/recent-tasks.ts';
import type { Context } from '../existing/run-context.ts';
import type { Problem } from '../model/errors.ts';
import type { Entry } from '../model/video-store.ts';
import { PlatformError } from '../twelvelabs/errors.ts';
import type { IndexedAsset } from '../twelvelabs/indexed-assets.ts';
import type { IndexingState } from '../twelvelabs/indexing-state.ts';

/** Enters into the ledger what the videos at some positions contain now, where that can be told. */
export type TellVersions = (positions: ReadonlySet<number>) => Promise<void>;

/**
 * Settles, or takes over, every video that an earlier run has put into the index from the same source, in the same
 * version: what is ready is reused, what is under way is waited for, what failed by its own fault fails again without
 * being paid for again. The rest stays queued. If that cannot be found out, nothing is submitted at all. Versions are
 * asked for only of what is there; what is new will be looked at anyway.
 */
export async function reuseVideos(context: Context, tellVersions: TellVersions): Promise<void> {
  const queued = context.ledger.entries().filter(({ phase }) => phase === 'queued');
  await reuse(context, queued, tellVersions, false);
}

/** After this long another run may have submitted what was missing. */
const FRESH_MS = 60_000;
/** Asking for each of more videos than this once more would cost more requests than all the rest of the run. */
const MOST_ASKED_AGAIN = 50;

/**
 * The same for one video of a short list whose turn comes late: another run may have put it there since. Without a lock
 * nothing keeps two runs apart that ask in the same moment, or that work through long lists.
 */
export async function reuseIfThereByNow(context: Context, position: number): Promise<void> {
  const entry = context.ledger.entries()[position];
  if (entry === undefined || entry.askedMs === null || context.clock.now() - entry.askedMs < FRESH_MS) return;
  await reuse(context, [entry], async () => {}, true);
}

async function reuse(
  context: Context,
  queued: readonly Entry[],
  tellVersions: TellVersions,
  byNameOnly: boolean,
): Promise<void> {
  const { ledger, clock } = context;
  const wanted = new Map<string, Entry>();
  for (const entry of queued) if (entry.identity !== null) wanted.set(entry.identity, entry);
  if (wanted.size === 0) return;
  const askedMs = clock.now();
  try {
    const recent = await readRecentTasks(context);
    const shown = await findKnownItems(context, [...wanted.keys()]);
    const tasks = await withTaskOf(context, recent, firstOf(context, shown));
    await tellVersions(positionsOf(wanted, shown));
    const missing = missingOf(context, wanted, shown);
    const found = await findHiddenItems(context, recent, [...shown.values()].flat(), { missing, byNameOnly });
    const hidden = byIdentity(found);
    await tellVersions(positionsOf(wanted, hidden));
    if (context.cancellation.signal.aborted) return;
    for (const [identity, { position }] of wanted) {
      const items = [...(shown.get(identity) ?? []), ...(hidden.get(identity) ?? [])];
      if (items.length > 0) takeOver(context, position, items, tasks);
      if (missing.length <= MOST_ASKED_AGAIN) ledger.update(position, { askedMs });
    }
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    if (context.cancellation.signal.aborted) return;
    for (const { position } of wanted.values()) ledger.settle(position, 'rejected', reuseImpossible(error.problem));
  }
}

/** The item of the first video of the step. */
function firstOf({ ledger }: Context, items: KnownItems): IndexedAsset | null {
  return items.get(ledger.entries()[0]?.identity ?? '')?.[0] ?? null;
}

/** Where in the ledger the videos are of which there is something. */
function positionsOf(wanted: ReadonlyMap<string, Entry>, items: KnownItems): ReadonlySet<number> {
  const found = [...wanted].filter(([identity]) => (items.get(identity) ?? []).length > 0);
  return new Set(found.map(([, { position }]) => position));
}

/** The videos of which nothing is known, at least not in the version that they have now. */
function missingOf({ ledger }: Context, wanted: ReadonlyMap<string, Entry>, items: KnownItems): readonly Entry[] {
  return [...wanted].flatMap(([identity, { position }]) => {
    const entry = ledger.entries()[position];
    const isThere = (items.get(identity) ?? []).some((item) => entry && isSameVersion(entry, item));
    return entry === undefined || isThere ? [] : [entry];
  });
}

function byIdentity(items: readonly IndexedAsset[]): KnownItems {
  return Map.groupBy(items, ({ userMetadata }) => String(userMetadata?.['gha_source']));
}

function takeOver(context: Context, position: number, items: readonly IndexedAsset[], tasks: RecentTasks): void {
  const entry = context.ledger.entries()[position];
  if (entry === undefined) return;
  const same = items.filter((item) => isSameVersion(entry, item));
  const ready = same.find(({ status }) => status === 'ready');
  const open = same.find(({ status }) => status !== 'ready' && status !== 'failed');
  const failed = same.find(({ status }) => status === 'failed');
  if (ready) {
    note(context, entry, ready, tasks.get(ready.taskId));
    context.ledger.settle(position, 'ready', null, ready.readyAt);
  } else if (open) {
    const { clock, ledger, settings } = context;
    note(context, entry, open, tasks.get(open.taskId));
    ledger.update(position, { phase: 'open', startedMs: clock.now() });
    if (!settings.wait) ledger.settle(position, 'submitted');
  } else if (failed) {
    const problem = failedBefore(tasks.get(failed.taskId)?.problem ?? null);
    // What failed by no fault of its own deserves another try.
    if (problem.class !== 'media' && problem.class !== 'input') return;
    note(context, entry, failed, tasks.get(failed.taskId));
    context.ledger.settle(position, 'failed', problem);
  } else if (entry.askedMs === null) {
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

/** The same video failed before: as the platform said then (null: it does not say any more). */
export function failedBefore(problem: Problem | null): Problem {
  const before = problem ?? {
    code: 'task_failed',
    message: 'The platform could not index this video.',
    hint: 'Replace or repair it.',
    class: 'media',
  };
  return {
    ...before,
    message: `${before.message} It was submitted by an earlier run and has not changed since, so it is not paid for again.`,
    hint: `${before.hint} To try the same file again, set \`reuse: false\` or delete it from the index first.`,
  };
}

/** The index could not be asked. Where the key or the id is wrong, a submission would fail in the same way. */
export function reuseImpossible(problem: Problem): Problem {
  if (problem.class === 'auth' || problem.class === 'input') return problem;
  return {
    ...problem,
    message: `It could not be told whether this video is in the index already, so it was not submitted. ${problem.message}`,
    hint: `${problem.hint} With \`reuse: false\` videos are submitted without looking, and paid for again if they are there.`,
  };
}
