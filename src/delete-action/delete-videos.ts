import type { Limits } from '../http/request-limits.ts';
import type { Problem } from '../model/errors.ts';
import type { Api } from '../twelvelabs/api.ts';
import { removeAsset } from '../twelvelabs/assets.ts';
import { PlatformError } from '../twelvelabs/errors.ts';
import { removeIndexedAsset } from '../twelvelabs/indexed-assets.ts';
import { removeTask } from '../twelvelabs/tasks.ts';
import { inParallel } from '../util/concurrency.ts';
import type { Entry, Ledger } from './deletion-store.ts';
import { notStarted, unanswered } from './errors.ts';
import type { Patience } from './patience.ts';

export interface RemoveContext {
  readonly api: Api;
  readonly patience: Patience;
  readonly ledger: Ledger;
  readonly deleteAssets: boolean;
}

/** What a video consists of, in the order in which it is taken apart. */
type Part = 'video' | 'task' | 'asset';

const AT_ONCE = 4;
/** What refers to a video may be told of its end a moment later: so often, and so many milliseconds apart, it is asked. */
const TRIES: Readonly<Record<Part, number>> = { video: 1, task: 3, asset: 2 };
const BETWEEN_TRIES_MS = 1_000;

/**
 * Deletes what is queued in the ledger: of each video its indexed asset, then its task, then (if asked for) its asset.
 * Everything has settled when this resolves. Rejects only on a fault of our own.
 */
export async function removeVideos(context: RemoveContext): Promise<void> {
  const queued = context.ledger.entries().filter((entry) => entry.status === 'queued');
  // Videos of one asset go one after the other: the last of them takes the asset along.
  const groups = Map.groupBy(queued, (entry) => entry.asset_id ?? entry.video_id);
  /** The answer that ended all further deletions; null while there was none. */
  let ended: PlatformError | null = null;

  await inParallel(AT_ONCE, groups.values(), async (group) => {
    for (const [place, entry] of group.entries()) {
      const isLast = place === group.length - 1;
      const error = await removeOne(context, entry, { ended, withAsset: isLast && context.deleteAssets });
      ended ??= error;
    }
  });
}

/** Resolves with the error that every other video would meet as well, if there was one. */
async function removeOne(
  context: RemoveContext,
  entry: Entry,
  how: { ended: PlatformError | null; withAsset: boolean },
): Promise<PlatformError | null> {
  const { ledger, patience } = context;
  const over = await patience.turn();
  if (how.ended !== null || over !== null) {
    if (how.ended) ledger.settle(entry.position, 'failed', how.ended.problem);
    else if (over) ledger.settle(entry.position, over, notStarted(over));
    return how.ended;
  }
  ledger.update(entry.position, { status: 'deleting' });
  try {
    for (const part of partsOf(entry, how.withAsset)) {
      const fate = await removePart(context, entry, part);
      ledger.update(entry.position, { [part]: fate });
    }
    ledger.settle(entry.position, 'deleted');
    return null;
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    settleFailed(context, entry, error);
    return error.status === 401 ? error : null;
  }
}

function partsOf({ task_id, asset_id }: Entry, withAsset: boolean): readonly Part[] {
  const task: readonly Part[] = task_id === null ? [] : ['task'];
  const asset: readonly Part[] = withAsset && asset_id !== null ? ['asset'] : [];
  return ['video', ...task, ...asset];
}

async function removePart(context: RemoveContext, entry: Entry, part: Part): Promise<'deleted' | 'kept'> {
  const { patience } = context;
  for (let tried = 1; ; tried++) {
    try {
      await patience.change((limits) => request(context.api, entry, part, limits));
      return 'deleted';
    } catch (error) {
      if (!(error instanceof PlatformError)) throw error;
      if (isGone(error, part)) return 'deleted';
      const isLast = tried === TRIES[part] || !isStillReferred(error, part) || patience.over() !== null;
      if (isLast && part === 'asset' && error.status === 409) return 'kept';
      if (isLast) throw error;
      await patience.pause(BETWEEN_TRIES_MS);
    }
  }
}

function request(api: Api, entry: Entry, part: Part, limits: Limits): Promise<void> {
  if (part === 'video') return removeIndexedAsset(api, entry.index_id, entry.video_id, limits);
  if (part === 'task') return removeTask(api, entry.task_id ?? '', limits);
  return removeAsset(api, entry.asset_id ?? '', limits);
}

/** 404: somebody else was faster, or an earlier request whose answer was lost. Of tasks also: there are none any more. */
function isGone({ status, problem }: PlatformError, part: Part): boolean {
  if (part === 'task') return status === 404 || status === 410;
  return status === 404 && problem.code !== 'endpoint_not_exists';
}

function isStillReferred({ status, problem }: PlatformError, part: Part): boolean {
  return (part === 'asset' && status === 409) || problem.code === 'task_cannot_be_deleted';
}

function settleFailed({ ledger, patience }: RemoveContext, entry: Entry, error: PlatformError): void {
  const over = patience.over();
  const part: Part = (ledger.entries()[entry.position] ?? entry).video === null ? 'video' : 'task';
  if (over !== null && error.failure === 'no_answer') ledger.settle(entry.position, 'unconfirmed', unanswered());
  else
    ledger.settle(entry.position, over ?? 'failed', part === 'video' ? ofVideo(entry, error) : ofRest(error.problem));
}

/** Not documented: whether a video can be deleted while it is being indexed. */
function ofVideo({ indexed }: Entry, { failure, problem }: PlatformError): Problem {
  if (indexed || failure !== 'refused' || problem.class === 'auth') return problem;
  return { ...problem, hint: 'It is still being indexed: run the step again once that has ended.' };
}

function ofRest(problem: Problem): Problem {
  return { ...problem, message: `The video is gone, but not all that belongs to it: ${problem.message}` };
}
