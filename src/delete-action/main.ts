import { findPullRequestOf } from '../existing/collection.ts';
import type { MetadataQuery } from '../existing/metadata-query.ts';
import { createMetadataQuery } from '../existing/metadata-query.ts';
import { getSharedPath, StepRecords } from '../existing/step-records.ts';
import type { PullRequest } from '../github/event.ts';
import { findPullRequest } from '../github/event.ts';
import type { DeleteRetry } from '../indexing/deletions/delete-retry.ts';
import { createDeleteRetry } from '../indexing/deletions/delete-retry.ts';
import { deleteVideos } from '../indexing/deletions/delete-videos.ts';
import type { DeletionState, DeletionStore } from '../indexing/deletions/deletion-store.ts';
import { createDeletionStore, finalizePending } from '../indexing/deletions/deletion-store.ts';
import { findTasks } from '../indexing/deletions/find-tasks.ts';
import type { ReleaseContext } from '../indexing/deletions/release-claim.ts';
import { releaseClaim } from '../indexing/deletions/release-claim.ts';
import { getDefaultResultsFile, readApiKey } from '../inputs/common-inputs.ts';
import { InputReader } from '../inputs/input-reader.ts';
import type { Action, ActionDependencies } from '../run-action.ts';
import type { Api } from '../twelvelabs/api.ts';
import { createApi } from '../twelvelabs/api.ts';
import { ApiError } from '../twelvelabs/errors.ts';
import { createDeadline } from '../util/clock.ts';
import { createCancelledBefore } from './errors.ts';
import type { DeleteInputs, Selection } from './inputs.ts';
import { readDeleteInputs } from './inputs.ts';
import { createDeleteReporter, createDeletionPublisher } from './reporter.ts';
import type { SelectedVideo } from './select-videos.ts';
import { selectVideos, toDeletion } from './select-videos.ts';

export function createDeleteAction(dependencies: ActionDependencies): Action {
  const { runner, env, clock, cancellation } = dependencies;
  const publishDeletions = createDeletionPublisher({
    ...dependencies,
    cancelled: cancellation.signal,
    mode: () => (new InputReader(runner).boolean('comment', false) ? 'always' : 'never'),
    findPullRequest: () => findCommentedPullRequest(runner, env),
  });
  const fallbackResultsFile = getDefaultResultsFile(env, dependencies.uuid());
  const reporter = createDeleteReporter(runner, fallbackResultsFile, publishDeletions);
  const startedMs = clock.now();
  let store: DeletionStore | null = null;

  const readSettings = (): DeleteInputs => {
    reporter.addSecret(readApiKey(runner.input, env));
    const inputs = readDeleteInputs(runner, env, dependencies.uuid());
    reporter.start(inputs);
    return inputs;
  };

  const createHelpers = (inputs: DeleteInputs): { api: Api; requests: DeleteRetry; metadataQuery: MetadataQuery } => {
    const { send, random } = dependencies;
    const deadline = createDeadline(clock, inputs.timeoutMs, startedMs);
    const { apiUrl: baseUrl, apiKey } = inputs;
    const api = createApi({ baseUrl, apiKey, send, clock, random, trace: reporter.log.debug });
    const context = { api, clock, random, deadline, cancellation, log: reporter.log };
    return {
      api,
      requests: createDeleteRetry(context),
      metadataQuery: createMetadataQuery(context, inputs.indexId),
    };
  };

  const selectAndDelete = async (inputs: DeleteInputs): Promise<DeletionStore> => {
    const { api, requests, metadataQuery } = createHelpers(inputs);
    const selected = await selectVideos({ api, requests, metadataQuery, settings: inputs });
    const videos = selected.flatMap((video) => (video.kind === 'delete' ? [video.asset] : []));
    const released = selected.filter(({ kind }) => kind === 'release').length;
    reporter.log.info(`Videos to delete: ${videos.length}${released === 0 ? '' : `; to release: ${released}`}`);
    if (inputs.dryRun) return finishDryRun(createDeletionStore(inputs.indexId, selected.map(toDeletion)), selected);
    const tasks = await findTasks(api, requests, inputs.indexId, videos);
    store = createDeletionStore(inputs.indexId, selected.map(toDeletion));
    for (const { position, video_id } of store.deletions()) {
      store.update(position, { task_id: tasks.get(video_id) ?? null });
    }
    const prepare = prepareDeletions({ api, requests, store, indexId: inputs.indexId }, inputs.selection, selected);
    await deleteVideos({ api, requests, store, deleteAssets: inputs.deleteAssets, ...(prepare && { prepare }) });
    const sharedPath = getSharedPath(env['RUNNER_TEMP'], inputs.apiUrl, inputs.indexId);
    const stepRecords = new StepRecords(sharedPath && `${sharedPath}.submitted.jsonl`);
    for (const { status, video_id } of store.deletions()) if (status === 'deleted') stepRecords.remove(video_id);
    return store;
  };

  const abort = async (error: unknown): Promise<void> => {
    const isCancelled = cancellation.signal.aborted && store === null && error instanceof ApiError;
    reporter.abort(isCancelled ? createCancelledBefore() : error);
    if (store) finalizePending(store);
    await reporter.close(store);
  };

  const run = async (): Promise<boolean> => {
    try {
      return await reporter.close(await selectAndDelete(readSettings()));
    } catch (error) {
      await abort(error);
      return false;
    }
  };

  return { run, abort };
}

/** The one whose collection is released, which may have been closed long ago, or else that of the event. */
async function findCommentedPullRequest(
  runner: ActionDependencies['runner'],
  env: ActionDependencies['env'],
): Promise<PullRequest | null> {
  const number = findPullRequestOf(runner.input('collection'), env['GITHUB_REPOSITORY'] ?? '');
  return number === null ? await findPullRequest(env) : { number, commit: null, isFromFork: false };
}

function finishDryRun(store: DeletionStore, selected: readonly SelectedVideo[]): DeletionStore {
  for (const { position, status } of store.deletions()) {
    const isReleased = selected[position]?.kind === 'release';
    if (status === 'queued') store.finish(position, isReleased ? 'would_release' : 'would_delete');
  }
  return store;
}

/** Of the videos of a collection, the claim is given up before anything is deleted; null for other selections. */
function prepareDeletions(
  context: Omit<ReleaseContext, 'collection'>,
  selection: Selection,
  selected: readonly SelectedVideo[],
): ((deletion: DeletionState) => Promise<boolean>) | null {
  if (selection.kind !== 'collection') return null;
  const { collection } = selection;
  return async (deletion) => {
    const video = selected[deletion.position];
    if (video?.kind !== 'delete' && video?.kind !== 'release') return false;
    const { kind, asset } = video;
    const claimed = { id: asset.id, metadata: asset.userMetadata ?? {}, kind, isDeletedWhenUnclaimed: true };
    return await releaseClaim({ ...context, collection }, deletion, claimed);
  };
}
