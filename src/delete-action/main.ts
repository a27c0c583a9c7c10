import { MetadataQuery } from '../existing/metadata-query.ts';
import { createCooldown } from '../http/cooldown.ts';
import { createReadLimits } from '../http/request-limits.ts';
import { getDefaultResultsFile, readApiKey } from '../inputs/common-inputs.ts';
import type { Action, ActionDependencies } from '../run-action.ts';
import type { Api } from '../twelvelabs/api.ts';
import { createApi } from '../twelvelabs/api.ts';
import { ApiError } from '../twelvelabs/errors.ts';
import { createDeadline } from '../util/clock.ts';
import { deleteVideos } from './delete-videos.ts';
import type { DeletionStore } from './deletion-store.ts';
import { createDeletionStore, finalizePending } from './deletion-store.ts';
import { createCancelledBefore } from './errors.ts';
import { findTasks } from './find-tasks.ts';
import type { DeleteInputs } from './inputs.ts';
import { readDeleteInputs } from './inputs.ts';
import type { DeleteRetry } from './patience.ts';
import { createDeleteRetry } from './patience.ts';
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

  const createHelpers = (inputs: DeleteInputs): { api: Api; patience: DeleteRetry; metadataQuery: MetadataQuery } => {
    const { send, random } = world;
    const deadline = createDeadline(clock, inputs.timeoutMs);
    const throttle = createCooldown(clock, random);
    const api = createApi({ baseUrl: inputs.apiUrl, apiKey: inputs.apiKey, send, clock, trace: reporter.debug });
    const patience = createDeleteRetry({ clock, random, deadline, cancellation, throttle, tell: reporter.info });
    const metadataQuery = new MetadataQuery({
      api,
      indexId: inputs.indexId,
      createLimits: () => createReadLimits({ deadline, cancellation }),
      retry: (read) => patience.read(() => read()),
    });
    return { api, patience, metadataQuery };
  };

  const remove = async (inputs: DeleteInputs): Promise<DeletionStore> => {
    const { api, patience, metadataQuery } = createHelpers(inputs);
    const found = await selectVideos({ api, patience, metadataQuery, settings: inputs });
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
