import { paginate } from '../http/pagination.ts';
import { retryWhileTransient } from '../twelvelabs/retry.ts';
import type { UploadState } from '../twelvelabs/uploads.ts';
import { getUpload } from '../twelvelabs/uploads.ts';
import type { UploadDependencies } from './upload-dependencies.ts';

/** All parts that the platform says it has, from as many pages as there are. */
export async function listFinishedParts(world: UploadDependencies, uploadId: string): Promise<ReadonlySet<number>> {
  const finished = new Set<number>();
  const readPage = (page: number): Promise<UploadState> =>
    retryWhileTransient(world, (limits) => getUpload(world.api, uploadId, page, limits));
  for await (const state of paginate(readPage)) for (const index of state.finished) finished.add(index);
  return finished;
}
