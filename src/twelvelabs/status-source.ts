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
 * of tasks.
 */
export function createStatusSources(
  api: Api,
  indexId: string | null,
  wrapTasks: (tasks: StatusSource) => StatusSource = (tasks) => tasks,
): StatusSources {
  const task = wrapTasks(createTaskSource(api, indexId));
  const indexed_asset = indexId === null ? task : createIndexedAssetSource(api, indexId);
  return { task, indexed_asset, unknown: indexId === null ? task : createCombinedSource(task, indexed_asset) };
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

function isNotFound(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 400 || error.status === 404 || isRetiredEndpoint(error));
}
