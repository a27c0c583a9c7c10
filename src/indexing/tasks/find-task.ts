import { findMarked } from '../../existing/find-by-submission-id.ts';
import type { Context } from '../../existing/run-context.ts';
import { readLimits } from '../../http/request-limits.ts';
import { PlatformError } from '../../twelvelabs/errors.ts';
import type { IndexedAsset } from '../../twelvelabs/indexed-assets.ts';
import { getIndexedAsset } from '../../twelvelabs/indexed-assets.ts';
import type { IndexingState } from '../../twelvelabs/indexing-state.ts';
import { whenReadable } from '../../twelvelabs/retry.ts';
import type { Created } from '../../twelvelabs/tasks.ts';
import { listTasks } from '../../twelvelabs/tasks.ts';
import type { Finding } from '../create-at-most-once.ts';
import type { Look } from '../poll-for-created.ts';
import { CLOCK_SKEW_MS, search } from '../poll-for-created.ts';
import type { Retirement } from './tasks-availability.ts';

export interface TaskFinder {
  /** Looks for the task whose video carries `gha_submission = submission`; `sinceMs` is `Clock.now()` at the POST. */
  find(lost: { submission: string; sinceMs: number }): Promise<Finding<Created>>;
}

export function createTaskFinder(context: Context, retirement: Retirement): TaskFinder {
  const { clock, settings } = context;
  const indexId = settings.indexId ?? '';
  /** The marks of foreign tasks that were read already: other jobs may fill the same index. */
  const marks = new Map<string, unknown>();

  const byMetadata = async (submission: string, tasks: readonly IndexingState[] | null): Promise<Look<Created>> => {
    const item = await findMarked(context, indexId, submission);
    if (item === null) return { kind: 'clear' };
    const videoId = item.taskId;
    if (tasks === null) return { kind: 'found', made: { taskId: videoId, videoId } };
    const task = tasks.find((row) => row.facts.video_id === videoId);
    return task ? { kind: 'found', made: { taskId: task.taskId, videoId } } : { kind: 'blurred' };
  };

  /** The newest tasks; null where the platform has none any more. */
  const recentTasks = async (): Promise<readonly IndexingState[] | null> => {
    try {
      return (await listTasks(context.api, { indexId, page: 1 }, readLimits(context))).rows;
    } catch (error) {
      if (error instanceof PlatformError && retirement.learn(error)) return null;
      throw error;
    }
  };

  const read = (videoId: string): Promise<IndexedAsset | null> =>
    whenReadable(() => getIndexedAsset(context.api, indexId, videoId, readLimits(context)));

  const markOf = async (task: IndexingState): Promise<unknown> => {
    const videoId = task.facts.video_id;
    if (videoId === null) return undefined;
    if (!marks.has(task.taskId)) {
      const asset = await read(videoId);
      if (asset) marks.set(task.taskId, asset.userMetadata?.['gha_submission'] ?? null);
    }
    return marks.get(task.taskId);
  };

  const byTasks = async (submission: string, candidates: readonly IndexingState[]): Promise<Look<Created>> => {
    let blurred = false;
    for (const task of candidates) {
      const mark = await markOf(task);
      if (mark === submission) return { kind: 'found', made: { taskId: task.taskId, videoId: task.facts.video_id } };
      // A failed task has cost nothing yet and may never show its metadata; it cannot hold up the search.
      if (mark === undefined && task.status !== 'failed') blurred = true;
    }
    return { kind: blurred ? 'blurred' : 'clear' };
  };

  const lookOnce = async (submission: string, notBefore: number): Promise<Look<Created>> => {
    const rows = await recentTasks();
    const named = (await whenReadable(() => byMetadata(submission, rows))) ?? { kind: 'clear' };
    if (named.kind !== 'clear') return named;
    // Whether the index shows what is not finished is not documented: only tasks could tell that there is none.
    if (rows === null) return { kind: 'blurred' };
    const known = new Set(context.ledger.entries().map((entry) => entry.taskId));
    const isCandidate = (row: IndexingState): boolean =>
      !known.has(row.taskId) && (row.createdAt === null || row.createdAt.getTime() >= notBefore);
    return byTasks(submission, rows.filter(isCandidate));
  };

  const find: TaskFinder['find'] = ({ submission, sinceMs }) => {
    const notBefore = clock.date().getTime() - (clock.now() - sinceMs) - CLOCK_SKEW_MS;
    return search(context, () => lookOnce(submission, notBefore));
  };
  return { find };
}
