import { findBySubmissionId } from '../../existing/find-by-submission-id.ts';
import type { RunContext } from '../../existing/run-context.ts';
import { createReadLimits } from '../../http/request-limits.ts';
import { ApiError } from '../../twelvelabs/errors.ts';
import { getIndexedAsset } from '../../twelvelabs/indexed-assets.ts';
import type { IndexingState } from '../../twelvelabs/indexing-state.ts';
import { readIfAvailable } from '../../twelvelabs/retry.ts';
import type { CreatedTask } from '../../twelvelabs/tasks.ts';
import { listTasks } from '../../twelvelabs/tasks.ts';
import type { CreatedSearch, FindCreatedResult } from '../ambiguous-response.ts';
import { CLOCK_SKEW_MS, findCandidate, pollForCreated } from '../ambiguous-response.ts';
import type { TasksAvailability } from './retired-tasks-fallback.ts';

type FindTaskResult = FindCreatedResult<CreatedTask>;

/** Tasks of an index, the newest first. `isComplete`: there are none in the period that are not in the list. */
interface TaskList {
  readonly tasks: readonly IndexingState[];
  readonly isComplete: boolean;
}

/** Other videos may be submitted while the list lags behind, so that the task is not on its first page. */
const MAX_PAGES_READ = 40;

export interface TaskFinder {
  /** Finds the task whose video has `gha_submission = submissionId`. */
  find(lost: CreatedSearch & { readonly submissionId: string }): Promise<FindTaskResult>;
}

export function createTaskFinder(context: RunContext, availability: TasksAvailability): TaskFinder {
  const { api, clock, settings, store } = context;
  const indexId = settings.indexId ?? '';
  /** Submission IDs by task ID, as other jobs may fill the same index; null for a video without one. */
  const submissionIds = new Map<string, unknown>();

  const find: TaskFinder['find'] = ({ submissionId, sinceMs, windowMs }) => {
    const notBefore = clock.date().getTime() - (clock.now() - sinceMs) - CLOCK_SKEW_MS;
    return pollForCreated(context, windowMs, () => lookUp(submissionId, notBefore));
  };

  const lookUp = async (submissionId: string, notBefore: number): Promise<FindTaskResult> => {
    const list = await listTasksSince(notBefore);
    const tasks = list?.tasks ?? null;
    const byMetadata = await readIfAvailable(() => findByMetadata(submissionId, tasks));
    if (byMetadata && byMetadata.kind !== 'absent') return byMetadata;
    // Whether an index lists unfinished videos is not documented: only the list of tasks could prove absence.
    if (list === null || tasks === null) return { kind: 'inconclusive' };
    const ownIds = new Set(store.videos().map(({ remoteId }) => remoteId));
    const candidates = tasks.filter(
      ({ id, createdAt }) => !ownIds.has(id) && (createdAt === null || createdAt.getTime() >= notBefore),
    );
    const result = await findAmongTasks(submissionId, candidates);
    return result.kind === 'absent' && !list.isComplete ? { kind: 'inconclusive' } : result;
  };

  /** All tasks since `notBefore` (in milliseconds since 1970), as far as they are read; null if the API no longer has tasks. */
  const listTasksSince = async (notBefore: number): Promise<TaskList | null> => {
    const tasks: IndexingState[] = [];
    try {
      for (let page = 1; page <= MAX_PAGES_READ; page++) {
        const { rows, totalPages } = await listTasks(api, { indexId, page }, createReadLimits(context));
        tasks.push(...rows);
        const isPast = rows.some(({ createdAt }) => createdAt !== null && createdAt.getTime() < notBefore);
        if (isPast || page >= totalPages) return { tasks, isComplete: true };
      }
      return { tasks, isComplete: false };
    } catch (error) {
      if (error instanceof ApiError && availability.noteError(error)) return null;
      throw error;
    }
  };

  const findByMetadata = async (
    submissionId: string,
    tasks: readonly IndexingState[] | null,
  ): Promise<FindTaskResult> => {
    const item = await findBySubmissionId(context, submissionId);
    if (item === null) return { kind: 'absent' };
    const videoId = item.id;
    if (tasks === null) return { kind: 'found', created: { taskId: videoId, videoId } };
    const task = tasks.find(({ metadata }) => metadata.video_id === videoId);
    return task ? { kind: 'found', created: { taskId: task.id, videoId } } : { kind: 'inconclusive' };
  };

  const findAmongTasks = async (submissionId: string, tasks: readonly IndexingState[]): Promise<FindTaskResult> => {
    const result = await findCandidate(tasks, submissionId, readSubmissionId);
    if (result.kind !== 'found') return result;
    const { id, metadata } = result.created;
    return { kind: 'found', created: { taskId: id, videoId: metadata.video_id } };
  };

  /**
   * Undefined if it cannot be read yet; null for none. A failed task is not billed and its metadata may never be
   * readable; it must not delay the result.
   */
  const readSubmissionId = async ({ id, status, metadata }: IndexingState): Promise<unknown> => {
    const videoId = metadata.video_id;
    if (videoId !== null && !submissionIds.has(id)) {
      const item = await readIfAvailable(() => getIndexedAsset(api, indexId, videoId, createReadLimits(context)));
      if (item) submissionIds.set(id, item.userMetadata?.['gha_submission'] ?? null);
    }
    return submissionIds.get(id) ?? (submissionIds.has(id) || status === 'failed' ? null : undefined);
  };

  return { find };
}
