import type { Page } from '../../http/pagination.ts';
import { paginate } from '../../http/pagination.ts';
import type { Api } from '../../twelvelabs/api.ts';
import { ApiError } from '../../twelvelabs/errors.ts';
import type { IndexedAsset } from '../../twelvelabs/indexed-assets.ts';
import type { IndexingState } from '../../twelvelabs/indexing-state.ts';
import { listTasks } from '../../twelvelabs/tasks.ts';
import type { DeleteRetry } from './delete-retry.ts';

/** A task is created together with its video. Their dates may differ by this much. */
const CREATION_MARGIN_MS = 24 * 3_600_000;
const NO_TASKS: Page<IndexingState> = { rows: [], totalPages: 1 };

/**
 * The IDs of the tasks that created some videos, by the ID of the video. Videos created from assets have none. The list
 * of tasks cannot be filtered by video. It is sorted from newest to oldest (documented), so it is read until all are
 * found or its tasks are older than the videos. An API that no longer has tasks returns none.
 */
export async function findTasks(
  api: Api,
  requests: DeleteRetry,
  indexId: string,
  videos: readonly Pick<IndexedAsset, 'id' | 'createdAt'>[],
): Promise<ReadonlyMap<string, string>> {
  const wanted = new Set(videos.map((video) => video.id));
  const found = new Map<string, string>();
  const notBefore = Math.min(...videos.map((video) => video.createdAt?.getTime() ?? 0)) - CREATION_MARGIN_MS;
  if (videos.length === 0) return found;
  const readPage = (page: number): Promise<Page<IndexingState>> =>
    requests.read((limits) => listTasks(api, { indexId, page }, limits).catch(toNoTasksIfRetired));
  for await (const { rows } of paginate(readPage)) {
    for (const { id, metadata } of rows) {
      if (metadata.video_id !== null && wanted.has(metadata.video_id)) found.set(metadata.video_id, id);
    }
    const oldest = rows.at(-1)?.createdAt?.getTime() ?? Number.POSITIVE_INFINITY;
    if (wanted.size === found.size || oldest < notBefore) break;
  }
  return found;
}

/** TwelveLabs has announced the removal of `/tasks`, without a date and without the response that will replace it. */
function toNoTasksIfRetired(error: unknown): Page<IndexingState> {
  if (!(error instanceof ApiError) || error.failure !== 'error_response') throw error;
  const isRetired = error.status === 404 || error.status === 410 || error.details.code === 'api_upgrade_required';
  if (!isRetired) throw error;
  return NO_TASKS;
}
