import { findBySubmissionId } from '../../existing/find-by-submission-id.ts';
import type { RunContext } from '../../existing/run-context.ts';
import { createReadLimits } from '../../http/request-limits.ts';
import { ApiError } from '../../twelvelabs/errors.ts';
import type { IndexedAsset } from '../../twelvelabs/indexed-assets.ts';
import { getIndexedAsset } from '../../twelvelabs/indexed-assets.ts';
import type { IndexingState } from '../../twelvelabs/indexing-state.ts';
import { readIfAvailable } from '../../twelvelabs/retry.ts';
import type { CreatedTask } from '../../twelvelabs/tasks.ts';
import { listTasks } from '../../twelvelabs/tasks.ts';
import type { FindCreatedResult } from '../create-at-most-once.ts';
import type { LookupOutcome } from '../poll-for-created.ts';
import { CLOCK_SKEW_MS, pollForCreated } from '../poll-for-created.ts';
import type { TasksAvailability } from './tasks-availability.ts';

export interface TaskFinder {
  /** Looks for the task whose video carries `gha_submission = submission`; `sinceMs` is `Clock.now()` at the POST. */
  find(lost: { submission: string; sinceMs: number }): Promise<FindCreatedResult<CreatedTask>>;
}

export function createTaskFinder(context: RunContext, retirement: TasksAvailability): TaskFinder {
  const { clock, settings } = context;
  const indexId = settings.indexId ?? '';
  /** The marks of foreign tasks that were read already: other jobs may fill the same index. */
  const marks = new Map<string, unknown>();

  const byMetadata = async (
    submission: string,
    tasks: readonly IndexingState[] | null,
  ): Promise<LookupOutcome<CreatedTask>> => {
    const item = await findBySubmissionId(context, submission);
    if (item === null) return { kind: 'clear' };
    const videoId = item.id;
    if (tasks === null) return { kind: 'found', made: { taskId: videoId, videoId } };
    const task = tasks.find((row) => row.metadata.video_id === videoId);
    return task ? { kind: 'found', made: { taskId: task.id, videoId } } : { kind: 'blurred' };
  };

  /** The newest tasks; null where the platform has none any more. */
  const recentTasks = async (): Promise<readonly IndexingState[] | null> => {
    try {
      return (await listTasks(context.api, { indexId, page: 1 }, createReadLimits(context))).rows;
    } catch (error) {
      if (error instanceof ApiError && retirement.noteError(error)) return null;
      throw error;
    }
  };

  const read = (videoId: string): Promise<IndexedAsset | null> =>
    readIfAvailable(() => getIndexedAsset(context.api, indexId, videoId, createReadLimits(context)));

  const markOf = async (task: IndexingState): Promise<unknown> => {
    const videoId = task.metadata.video_id;
    if (videoId === null) return undefined;
    if (!marks.has(task.id)) {
      const asset = await read(videoId);
      if (asset) marks.set(task.id, asset.userMetadata?.['gha_submission'] ?? null);
    }
    return marks.get(task.id);
  };

  const byTasks = async (
    submission: string,
    candidates: readonly IndexingState[],
  ): Promise<LookupOutcome<CreatedTask>> => {
    let blurred = false;
    for (const task of candidates) {
      const mark = await markOf(task);
      if (mark === submission) return { kind: 'found', made: { taskId: task.id, videoId: task.metadata.video_id } };
      // A failed task has cost nothing yet and may never show its metadata; it cannot hold up the search.
      if (mark === undefined && task.status !== 'failed') blurred = true;
    }
    return { kind: blurred ? 'blurred' : 'clear' };
  };

  const lookOnce = async (submission: string, notBefore: number): Promise<LookupOutcome<CreatedTask>> => {
    const rows = await recentTasks();
    const named = (await readIfAvailable(() => byMetadata(submission, rows))) ?? { kind: 'clear' };
    if (named.kind !== 'clear') return named;
    // Whether the index shows what is not finished is not documented: only tasks could tell that there is none.
    if (rows === null) return { kind: 'blurred' };
    const known = new Set(context.store.videos().map((entry) => entry.remoteId));
    const isCandidate = (row: IndexingState): boolean =>
      !known.has(row.id) && (row.createdAt === null || row.createdAt.getTime() >= notBefore);
    return byTasks(submission, rows.filter(isCandidate));
  };

  const find: TaskFinder['find'] = ({ submission, sinceMs }) => {
    const notBefore = clock.date().getTime() - (clock.now() - sinceMs) - CLOCK_SKEW_MS;
    return pollForCreated(context, () => lookOnce(submission, notBefore));
  };
  return { find };
}
