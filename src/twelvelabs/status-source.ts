import type { Page } from '../http/pagination.ts';
import type { RequestLimits } from '../http/request-limits.ts';
import type { Api } from './api.ts';
import { ApiError, isRetiredEndpoint } from './errors.ts';
import { getIndexedAsset, listIndexedAssets } from './indexed-assets.ts';
import type { IndexingState } from './indexing-state.ts';
import { getTask, listTasks } from './tasks.ts';

/** Where the state of what is being indexed can be read: tasks, indexed assets, or both. */
export interface StatusSource {
  get(id: string, limits: RequestLimits): Promise<IndexingState>;
  /** One page, the newest first; pages are counted from 1. */
  list(page: number, limits: RequestLimits): Promise<Page<IndexingState>>;
}

/** The status sources of a run, by the kind of ID. */
export interface StatusSources {
  readonly task: StatusSource;
  readonly indexed_asset: StatusSource;
  /** The kind is not known: a task, or else an indexed asset. */
  readonly unknown: StatusSource;
}

/**
 * The status sources for one index; without an index (null) only tasks can be read. `wrapTasks` may replace the source
 * of tasks. `onMissing` receives the message about an ID of unknown kind that is no task, as it may be of a video.
 */
export function createStatusSources(
  api: Api,
  indexId: string | null,
  wrapTasks: (tasks: StatusSource) => StatusSource = (tasks) => tasks,
  onMissing: (message: string) => void = () => {},
): StatusSources {
  const task = wrapTasks(createTaskSource(api, indexId));
  if (indexId === null) return { task, indexed_asset: task, unknown: createTaskOnlySource(task, onMissing) };
  const indexed_asset = createIndexedAssetSource(api, indexId);
  return { task, indexed_asset, unknown: createCombinedSource(task, indexed_asset) };
}

/** `/tasks`; of one index, or (null) of all. */
function createTaskSource(api: Api, indexId: string | null): StatusSource {
  return {
    get: (id, limits) => getTask(api, id, limits),
    list: (page, limits) => listTasks(api, { indexId, page }, limits),
  };
}

/** `/indexes/{id}/indexed-assets`, which replaces `/tasks` after its removal; the ID of an item is that of its video. */
function createIndexedAssetSource(api: Api, indexId: string): StatusSource {
  return {
    get: (id, limits) => getIndexedAsset(api, indexId, id, limits),
    list: (page, limits) => listIndexedAssets(api, indexId, { page }, limits),
  };
}

const MISSING_TASK_HINT =
  'If it is the ID of a video, as of a video without a task (`endpoint: assets`), also set `index_id`. Otherwise compare it with the TwelveLabs dashboard.';

/** For an ID of unknown kind without an index: what is no task may be a video, which can be read only in its index. */
function createTaskOnlySource(tasks: StatusSource, onMissing: (message: string) => void): StatusSource {
  const reported = new Set<string>();
  return {
    get: async (id, limits) => {
      try {
        return await tasks.get(id, limits);
      } catch (error) {
        // After the end of tasks, the error names what to use instead.
        if (!isNotFound(error) || isRetiredEndpoint(error) || error.details.code === 'tasks_retired') throw error;
        if (!reported.has(id)) onMissing(`No task ${id} was found. ${MISSING_TASK_HINT}`);
        reported.add(id);
        const { failure, details, status, retryAfterMs } = error;
        throw new ApiError(failure, { ...details, hint: MISSING_TASK_HINT }, { status, retryAfterMs, cause: error });
      }
    },
    list: tasks.list,
  };
}

/** For an ID of unknown kind: a task, or else an indexed asset. */
function createCombinedSource(tasks: StatusSource, assets: StatusSource): StatusSource {
  return {
    get: async (id, limits) => {
      try {
        return await tasks.get(id, limits);
      } catch (error) {
        if (!isNotFound(error)) throw error;
        return await assets.get(id, limits).catch(() => Promise.reject(error));
      }
    },
    list: tasks.list,
  };
}

function isNotFound(error: unknown): error is ApiError {
  return error instanceof ApiError && (error.status === 400 || error.status === 404 || isRetiredEndpoint(error));
}
