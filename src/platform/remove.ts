import type { Api, Limits } from './api.ts';

/** DELETE of what is on the platform. All of it can be repeated: what is gone answers with 404. */

/** DELETE /indexes/{id}/indexed-assets/{id}: 204. Takes the video out of the index. */
export function removeIndexedAsset(api: Api, indexId: string, id: string, limits: Limits): Promise<void> {
  return remove(api, ['indexes', indexId, 'indexed-assets', id], limits);
}

/** DELETE /tasks/{id}: 204; 400 `task_cannot_be_deleted` before its end, or before its video was deleted. */
export function removeTask(api: Api, taskId: string, limits: Limits): Promise<void> {
  return remove(api, ['tasks', taskId], limits);
}

/** DELETE /assets/{id}: 204; 409 while any indexed asset refers to it (since April 2026). */
export function removeAsset(api: Api, assetId: string, limits: Limits): Promise<void> {
  return remove(api, ['assets', assetId], limits);
}

function remove(api: Api, path: readonly string[], limits: Limits): Promise<void> {
  return api.remove(`/${path.map(encodeURIComponent).join('/')}`, new URLSearchParams(), limits);
}
