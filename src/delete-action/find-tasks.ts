import type { Page } from '../http/pagination.ts';
import { paginate } from '../http/pagination.ts';
import type { Api } from '../twelvelabs/api.ts';
import { ApiError } from '../twelvelabs/errors.ts';
import type { IndexedAsset } from '../twelvelabs/indexed-assets.ts';
import type { IndexingState } from '../twelvelabs/indexing-state.ts';
import { listTasks } from '../twelvelabs/tasks.ts';
import type { DeleteRetry } from './delete-retry.ts';

/** A task is made together with its video; so far apart may their dates be, in milliseconds. */
const CREATION_MARGIN_MS = 24 * 3_600_000;
const NO_TASKS: Page<IndexingState> = { rows: [], totalPages: 1 };

/**
 * The ids of the tasks that some videos came from, by the id of the video. Videos that were made from assets have
 * none. The list of tasks cannot be asked for a video; it comes newest first (documented), so it is read until all
 * are found or its tasks are older than the videos. A platform that has no tasks any more has none of these.
 */
export async function findTasks(
  api: Api,
  patience: DeleteRetry,
  indexId: string,
  videos: readonly IndexedAsset[],
): Promise<ReadonlyMap<string, string>> {
  const wanted = new Set(videos.map((video) => video.id));
  const found = new Map<string, string>();
  const notBefore = Math.min(...videos.map((video) => video.createdAt?.getTime() ?? 0)) - CREATION_MARGIN_MS;
  if (videos.length === 0) return found;
  const readPage = (page: number): Promise<Page<IndexingState>> =>
    patience.read((limits) => listTasks(api, { indexId, page }, limits).catch(toNoTasksIfRetired));
  for await (const { rows } of paginate(readPage)) {
    for (const { id, metadata } of rows) {
      if (metadata.video_id !== null && wanted.has(metadata.video_id)) found.set(metadata.video_id, id);
    }
    const oldest = rows.at(-1)?.createdAt?.getTime() ?? Number.POSITIVE_INFINITY;
    if (wanted.size === found.size || oldest < notBefore) break;
  }
  return found;
}

/** The platform has announced that it will remove `/tasks`: without a date, and without saying how that will look. */
function toNoTasksIfRetired(error: unknown): Page<IndexingState> {
  if (!(error instanceof ApiError) || error.failure !== 'error_response') throw error;
  const gone = error.status === 404 || error.status === 410 || error.details.code === 'api_upgrade_required';
  if (!gone) throw error;
  return NO_TASKS;
}
