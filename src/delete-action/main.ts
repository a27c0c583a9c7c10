import { getDefaultResultsFile, readApiKey } from '../inputs/common-inputs.ts';
import type { Action, ActionDependencies } from '../run-action.ts';
import type { Api } from '../twelvelabs/api.ts';
import { createApi } from '../twelvelabs/api.ts';
import { ApiError } from '../twelvelabs/errors.ts';
import { createDeadline } from '../util/clock.ts';
import type { DeleteRetry } from './delete-retry.ts';
import { createDeleteRetry } from './delete-retry.ts';
import { deleteVideos } from './delete-videos.ts';
import type { DeletionStore } from './deletion-store.ts';
import { createDeletionStore, finalizePending } from './deletion-store.ts';
import { createCancelledBefore } from './errors.ts';
import { findTasks } from './find-tasks.ts';
import type { DeleteInputs } from './inputs.ts';
import { readDeleteInputs } from './inputs.ts';
import { createDeleteReporter } from './reporter.ts';
import { selectVideos } from './select-videos.ts';

/** The run of `delete/`: find out which videos are meant, look whether that may be, delete them, report. */
export function createDeleteAction(world: ActionDependencies): Action {
  const { runner, env, clock, cancellation } = world;
  const reporter = createDeleteReporter(runner, getDefaultResultsFile(env, world.uuid()));
  let store: DeletionStore | null = null;

  const prepare = (): DeleteInputs => {
    reporter.addSecret(readApiKey(runner, env));
    const inputs = readDeleteInputs(runner, env, world.uuid());
    reporter.start(inputs);
    return inputs;
  };

  const createHelpers = (inputs: DeleteInputs): { api: Api; patience: DeleteRetry } => {
    const { send, random } = world;
    const { apiUrl: baseUrl, apiKey } = inputs;
    const api = createApi({ baseUrl, apiKey, send, clock, random, trace: reporter.debug });
    const deadline = createDeadline(clock, inputs.timeoutMs);
    return { api, patience: createDeleteRetry({ api, clock, random, deadline, cancellation, tell: reporter.info }) };
  };

  const remove = async (inputs: DeleteInputs): Promise<DeletionStore> => {
    const { api, patience } = createHelpers(inputs);
    const found = await selectVideos({ api, patience, settings: inputs });
    const videos = found.flatMap((one) => (one.kind === 'delete' ? [one.asset] : []));
    reporter.info(`${videos.length} of the videos found ${inputs.dryRun ? 'would be' : 'are to be'} deleted.`);
    if (inputs.dryRun) return finishDryRun(createDeletionStore(inputs.indexId, found));
    const tasks = await findTasks(api, patience, inputs.indexId, videos);
    store = createDeletionStore(inputs.indexId, found);
    for (const { position, video_id } of store.deletions()) {
      store.update(position, { task_id: tasks.get(video_id) ?? null });
    }
    await deleteVideos({ api, patience, store, deleteAssets: inputs.deleteAssets });
    return store;
  };

  const abort = async (error: unknown): Promise<void> => {
    const cancelled = cancellation.signal.aborted && store === null && error instanceof ApiError;
    reporter.abort(cancelled ? createCancelledBefore() : error);
    if (store) finalizePending(store);
    await reporter.close(store);
  };

  const run = async (): Promise<boolean> => {
    try {
      return await reporter.close(await remove(prepare()));
    } catch (error) {
      await abort(error);
      return false;
    }
  };

  return { run, abort };
}

function finishDryRun(store: DeletionStore): DeletionStore {
  for (const { position, status } of store.deletions()) {
    if (status === 'queued') store.finish(position, 'would_delete');
  }
  return store;
}
