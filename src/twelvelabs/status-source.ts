import type { Page } from '../http/pagination.ts';
import type { RequestLimits } from '../http/request-limits.ts';
import type { Api } from './api.ts';
import { ApiError, isRetiredEndpoint } from './errors.ts';
import { getIndexedAsset, listIndexedAssets } from './indexed-assets.ts';
import type { IndexingState } from './indexing-state.ts';
import { getTask, listTasks } from './tasks.ts';

/** Where the state of something that is being indexed can be read: one of the platform's two ways, or both. */
export interface StatusSource {
  get(id: string, limits: RequestLimits): Promise<IndexingState>;
  /** One page, the newest first; pages are counted from 1. */
  list(page: number, limits: RequestLimits): Promise<Page<IndexingState>>;
}

/** The endpoints of a run, by what an id is the id of. */
export interface StatusSources {
  readonly task: StatusSource;
  readonly indexed_asset: StatusSource;
  /** Nobody has said what: a task, or else an indexed asset. */
  readonly unknown: StatusSource;
}

/**
 * The endpoints for one index; without an index (null) only tasks can be looked at. `lasting` may put something else
 * in the place of the endpoint of tasks.
 */
export function createStatusSources(
  api: Api,
  indexId: string | null,
  lasting: (tasks: StatusSource) => StatusSource = (tasks) => tasks,
): StatusSources {
  const task = lasting(createTaskSource(api, indexId));
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

/** `/indexes/{id}/indexed-assets`, which takes over once `/tasks` is gone; the id of an item is that of its video. */
function createIndexedAssetSource(api: Api, indexId: string): StatusSource {
  return {
    get: (id, limits) => getIndexedAsset(api, indexId, id, limits),
    list: (page, limits) => listIndexedAssets(api, indexId, { page }, limits),
  };
}

/** For an id of which nobody has said what it is: a task, or else an indexed asset. */
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
