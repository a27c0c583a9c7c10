import { tmpdir } from 'node:os';
import type { RunContext } from '../existing/run-context.ts';
import type { ActionEnvironment } from '../github/environment.ts';
import { readEnvironment } from '../github/environment.ts';
import { readEvent } from '../github/event.ts';
import { finalizePending } from '../indexing/finalize-pending.ts';
import { indexVideos } from '../indexing/index-videos.ts';
import { getDefaultResultsFile, readApiKey } from '../inputs/common-inputs.ts';
import type { VideoSource } from '../model/source.ts';
import type { VideoStore } from '../model/video-store.ts';
import { createVideoStore } from '../model/video-store.ts';
import { selectVideos } from '../plan/select-videos.ts';
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

export function createIndexAction(world: ActionDependencies): Action {
  const { runner, env, clock, cancellation } = world;
  const comment = createCommentPublisher({
    runner,
    env,
    clock,
    random: world.random,
    cancelled: cancellation.signal,
    isWanted: () => isCommentRequested(runner),
    readEvent: () => readEvent(env['GITHUB_EVENT_PATH']),
  });
  const reporter = createReporter(runner, clock, getDefaultResultsFile(env, world.uuid()), comment);
  let store: VideoStore | null = null;

  const readSettings = (): Inputs => {
    reporter.addSecret(readApiKey(runner, env));
    return readInputs(runner, env, world.uuid());
  };

  const collect = async (inputs: Inputs, place: ActionEnvironment): Promise<VideoStore> => {
    const { videos, notes } = inputs.tasks.length > 0 ? NO_SOURCES : await resolveSources(inputs, place);
    const sources = [...inputs.tasks, ...videos];
    reporter.start(inputs, sources, notes);
    const identity = (source: VideoSource): string | null =>
      source.kind === 'task' ? null : hashSourceKey(getSourceKey(source, place.repository));
    store = createVideoStore(sources, inputs.indexId, clock, {
      getSourceKey: identity,
      onChange: reporter.videoChanged,
    });
    return store;
  };

  const index = async (inputs: Inputs, place: ActionEnvironment, entries: VideoStore): Promise<void> => {
    const deadline = createDeadline(clock, inputs.timeoutMs);
    const { apiUrl: baseUrl, apiKey } = inputs;
    const context: RunContext = {
      ...world,
      api: createApi({ ...world, baseUrl, apiKey, trace: reporter.debug }),
      deadline,
      store: entries,
      settings: inputs,
      origin: buildOriginMetadata(env, place.event, inputs.releaseTag),
      open: createContentOpener(inputs, place),
      tell: reporter.tell,
    };
    const stopProgress = reporter.startProgress(entries, deadline);
    try {
      await selectVideos(context, inputs, { ...reporter, locateAsset: createAssetLocator(inputs, place) });
      await indexVideos(context, {
        endpoint: inputs.endpoint,
        reuse: inputs.reuse,
        send: world.send,
        mask: runner.mask,
        checkpointFolder: env['RUNNER_TEMP'] || tmpdir(),
      });
    } finally {
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
      const place = await readEnvironment(env, clock, cancellation.signal);
      const entries = await collect(inputs, place);
      await index(inputs, place, entries);
      return await reporter.close(entries);
    } catch (error) {
      await abort(error);
      return false;
    }
  };

  return { run, abort };
}

const NO_SOURCES: ResolvedSources = { videos: [], notes: [] };
