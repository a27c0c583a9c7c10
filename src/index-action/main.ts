import { tmpdir } from 'node:os';
import { createMetadataQuery } from '../existing/metadata-query.ts';
import type { RunContext } from '../existing/run-context.ts';
import { getSharedPath, StepRecords } from '../existing/step-records.ts';
import type { ActionEnvironment } from '../github/environment.ts';
import { readEnvironment } from '../github/environment.ts';
import { readEvent } from '../github/event.ts';
import { applyPlan } from '../indexing/apply-plan.ts';
import { finalizePending } from '../indexing/finalize-pending.ts';
import { indexVideos } from '../indexing/index-videos.ts';
import { getDefaultResultsFile, readApiKey } from '../inputs/common-inputs.ts';
import type { VideoStore } from '../model/video-store.ts';
import { createVideoStore } from '../model/video-store.ts';
import { createPlan } from '../plan/plan.ts';
import { createCommentPublisher } from '../report/comment/publish-comment.ts';
import { createReporter } from '../report/reporter.ts';
import type { Action, ActionDependencies } from '../run-action.ts';
import { createAssetLocator, createContentOpener } from '../sources/open-content.ts';
import type { ResolvedSources } from '../sources/resolve-sources.ts';
import { resolveSources } from '../sources/resolve-sources.ts';
import { getSourceKey, hashSourceKey } from '../sources/source-key.ts';
import { createApi } from '../twelvelabs/api.ts';
import { createDeadline } from '../util/clock.ts';
import type { Inputs } from './inputs.ts';
import { buildOriginMetadata, isCommentRequested, readInputs } from './inputs.ts';
import { observe } from './observe.ts';
import { waitForTurn } from './turn.ts';

export function createIndexAction(dependencies: ActionDependencies): Action {
  const { runner, env, clock, cancellation } = dependencies;
  const comment = createCommentPublisher({
    runner,
    env,
    clock,
    random: dependencies.random,
    cancelled: cancellation.signal,
    isRequested: () => isCommentRequested(runner),
    readEvent: () => readEvent(env['GITHUB_EVENT_PATH']),
  });
  const reporter = createReporter(runner, clock, getDefaultResultsFile(env, dependencies.uuid()), comment);
  let store: VideoStore | null = null;

  const readSettings = (): Inputs => {
    reporter.addSecret(readApiKey(runner.input, env));
    return readInputs(runner, env, dependencies.uuid());
  };

  const createStore = async (inputs: Inputs, environment: ActionEnvironment): Promise<VideoStore> => {
    const { videos, notes } = inputs.tasks.length > 0 ? NO_SOURCES : await resolveSources(inputs, environment);
    const sources = [...inputs.tasks, ...videos];
    reporter.start(inputs, sources, notes);
    store = createVideoStore(sources, inputs.indexId, clock, {
      getSourceKey: (source) =>
        source.kind === 'task' ? null : hashSourceKey(getSourceKey(source, environment.repository)),
      onChange: reporter.videoChanged,
    });
    return store;
  };

  const index = async (inputs: Inputs, environment: ActionEnvironment, videoStore: VideoStore): Promise<void> => {
    const deadline = createDeadline(clock, inputs.timeoutMs);
    const { apiUrl: baseUrl, apiKey } = inputs;
    const api = createApi({ ...dependencies, baseUrl, apiKey, trace: reporter.log.debug });
    const run = { ...dependencies, api, deadline, log: reporter.log };
    const sharedPath = getSharedPath(env['RUNNER_TEMP'], baseUrl, inputs.reuse ? inputs.indexId : null);
    const context: RunContext = {
      ...run,
      metadataQuery: createMetadataQuery(run, inputs.indexId ?? ''),
      stepRecords: new StepRecords(sharedPath && `${sharedPath}.submitted.jsonl`),
      store: videoStore,
      settings: inputs,
      origin: buildOriginMetadata(env, environment.event, inputs.releaseTag),
      open: createContentOpener(inputs, environment),
    };
    const stopProgress = reporter.startProgress(videoStore, deadline);
    const turn = await waitForTurn(context, sharedPath);
    try {
      if (turn.isOurs) {
        const plan = createPlan(await observe(context, inputs, createAssetLocator(inputs, environment)), inputs);
        applyPlan(context, plan);
      }
      await indexVideos(context, {
        endpoint: inputs.endpoint,
        reuse: inputs.reuse,
        send: dependencies.send,
        mask: runner.mask,
        checkpointFolder: env['RUNNER_TEMP'] || tmpdir(),
        onAllSubmitted: turn.release,
      });
    } finally {
      turn.release();
      stopProgress();
    }
  };

  const abort = async (error: unknown): Promise<void> => {
    reporter.abort(error);
    if (store) finalizePending(store, 'crashed');
    await reporter.close(store);
  };

  const run = async (): Promise<boolean> => {
    try {
      const inputs = readSettings();
      const environment = await readEnvironment(env, clock, cancellation.signal);
      const videoStore = await createStore(inputs, environment);
      await index(inputs, environment, videoStore);
      return await reporter.close(videoStore);
    } catch (error) {
      await abort(error);
      return false;
    }
  };

  return { run, abort };
}

const NO_SOURCES: ResolvedSources = { videos: [], notes: [] };
