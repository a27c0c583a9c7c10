import type { Page } from '../http/pagination.ts';
import type { Limits } from '../http/request-limits.ts';
import type { Api } from './api.ts';
import { isGone, PlatformError } from './errors.ts';
import { getIndexedAsset, listIndexedAssets } from './indexed-assets.ts';
import type { IndexingState } from './indexing-state.ts';
import { getTask, listTasks } from './tasks.ts';

/** Where the state of something that is being indexed can be read: one of the platform's two ways, or both. */
export interface Endpoint {
  get(id: string, limits: Limits): Promise<IndexingState>;
  /** One page, the newest first; pages are counted from 1. */
  list(page: number, limits: Limits): Promise<Page<IndexingState>>;
}

/** The endpoints of a run, by what an id is the id of. */
export interface Endpoints {
  readonly task: Endpoint;
  readonly asset: Endpoint;
  /** Nobody has said what: a task, or else an indexed asset. */
  readonly given: Endpoint;
}

/**
 * The endpoints for one index; without an index (null) only tasks can be looked at. `lasting` may put something else
 * in the place of the endpoint of tasks.
 */
export function endpointsOf(
  api: Api,
  indexId: string | null,
  lasting: (tasks: Endpoint) => Endpoint = (tasks) => tasks,
): Endpoints {
  const task = lasting(tasksEndpoint(api, indexId));
  const asset = indexId === null ? task : assetsEndpoint(api, indexId);
  return { task, asset, given: indexId === null ? task : eitherEndpoint(task, asset) };
}

/** `/tasks`; of one index, or (null) of all. */
function tasksEndpoint(api: Api, indexId: string | null): Endpoint {
  return {
    get: (id, limits) => getTask(api, id, limits),
    list: (page, limits) => listTasks(api, { indexId, page }, limits),
  };
}

/** `/indexes/{id}/indexed-assets`, which takes over once `/tasks` is gone; the id of an item is that of its video. */
function assetsEndpoint(api: Api, indexId: string): Endpoint {
  return {
    get: (id, limits) => getIndexedAsset(api, indexId, id, limits),
    list: (page, limits) => listIndexedAssets(api, indexId, { page, filter: {} }, limits),
  };
}

/** For an id of which nobody has said what it is: a task, or else an indexed asset. */
function eitherEndpoint(tasks: Endpoint, assets: Endpoint): Endpoint {
  return {
    get: async (id, limits) => {
      try {
        return await tasks.get(id, limits);
      } catch (error) {
        if (!isUnknownThere(error)) throw error;
        return await assets.get(id, limits).catch(() => Promise.reject(error));
      }
    },
    list: tasks.list,
  };
}

function isUnknownThere(error: unknown): boolean {
  return error instanceof PlatformError && (error.status === 400 || error.status === 404 || isGone(error));
}
