import { tmpdir } from 'node:os';
import type { RunContext } from '../existing/run-context.ts';
import type { ActionEnvironment } from '../github/environment.ts';
import { readEnvironment } from '../github/environment.ts';
import { readEvent } from '../github/event.ts';
import { applyDryRun, applyPlan, logPlan } from '../indexing/apply-plan.ts';
import { createDeletionStore } from '../indexing/deletions/deletion-store.ts';
import { removeUnused, toPlannedDeletion } from '../indexing/deletions/remove-unused.ts';
import { finalizePending } from '../indexing/finalize-pending.ts';
import { indexVideos } from '../indexing/index-videos.ts';
import { getDefaultResultsFile, readApiKey } from '../inputs/common-inputs.ts';
import { InputReader } from '../inputs/input-reader.ts';
import { createErrorDetails, UserError } from '../model/errors.ts';
import { createVideoStore } from '../model/video-store.ts';
import type { Plan } from '../plan/plan.ts';
import { createPlan, EMPTY_PLAN, isReported } from '../plan/plan.ts';
import { createCommentPublisher } from '../report/comment/publish-comment.ts';
import type { IndexRun } from '../report/index-run.ts';
import { createReporter } from '../report/reporter.ts';
import type { Action, ActionDependencies } from '../run-action.ts';
import type { Buckets } from '../sources/objects/buckets.ts';
import { createBuckets } from '../sources/objects/buckets.ts';
import { createAssetLocator } from '../sources/open-content.ts';
import type { ResolvedSources } from '../sources/resolve-sources.ts';
import { resolveSources } from '../sources/resolve-sources.ts';
import { identifySource } from '../sources/source-key.ts';
import { createDeadline, withDeadlineSignal } from '../util/clock.ts';
import { createPause, mapInTurns } from '../util/concurrency.ts';
import { findUrlSecrets } from '../util/url.ts';
import { createContext, getStepPath } from './context.ts';
import { rejectIndexName, suggestIndexId } from './index-name.ts';
import type { Inputs } from './inputs.ts';
import { readCommentMode, readInputs } from './inputs.ts';
import { noteLongIntegers } from './long-integers.ts';
import { observe } from './observe.ts';
import { chooseCollection } from './origin.ts';
import { waitForTurn } from './turn.ts';

export function createIndexAction(dependencies: ActionDependencies): Action {
  const { runner, env, clock, cancellation } = dependencies;
  const startedMs = clock.now();
  const comment = createCommentPublisher({
    runner,
    env,
    clock,
    random: dependencies.random,
    cancelled: cancellation.signal,
    mode: () => readCommentMode(new InputReader(runner)),
    readEvent: () => readEvent(env['GITHUB_EVENT_PATH']),
  });
  const reporter = createReporter(runner, clock, getDefaultResultsFile(env, dependencies.uuid()), comment);
  let current: IndexRun | null = null;

  const readSettings = (): Inputs => {
    reporter.addSecret(readApiKey(runner.input, env));
    const inputs = readInputs(runner, env, dependencies.uuid());
    for (const secret of findUrlSecrets(inputs.manifest ?? '')) reporter.addSecret(secret);
    return inputs;
  };

  /** Also recognizes an index by its name, which only the API can. */
  const readCheckedSettings = async (): Promise<Inputs> => {
    const inputs = await readOrExplainSettings();
    await rejectIndexName(inputs.indexId, { ...dependencies, ...inputs });
    return inputs;
  };

  const readOrExplainSettings = async (): Promise<Inputs> => {
    try {
      return readSettings();
    } catch (error) {
      const api = { apiUrl: runner.input('api_url'), apiKey: readApiKey(runner.input, env) };
      throw await suggestIndexId(error, { ...dependencies, ...api });
    }
  };

  const connectBuckets = (inputs: Inputs): Buckets => {
    const { linkMinutes, allowPrivateUrls } = inputs;
    const options = { ...dependencies, linkMinutes, allowPrivateUrls, signal: cancellation.signal };
    return createBuckets({ ...options, addSecret: reporter.addSecret });
  };

  const start = async (
    inputs: Inputs,
    environment: ActionEnvironment,
    { videos, notes, warnings }: ResolvedSources,
  ): Promise<IndexRun> => {
    const sources = [...inputs.tasks, ...videos];
    const { collection, prune } = chooseCollection(inputs, environment);
    const allNotes = [...notes, ...noteLongIntegers(inputs.userMetadata, videos)];
    await reporter.start({ ...inputs, collection, prune }, sources, allNotes);
    for (const warning of warnings) reporter.log.warning(warning, LIST);
    if (sources.length === 0 && inputs.ifNoVideos === 'warn')
      reporter.log.warning(createErrorDetails('no_videos'), LIST);
    const identities = await mapInTurns(sources, (source) => identifySource(source, environment.repository));
    const store = createVideoStore(sources, inputs.indexId, clock, { identities, onChange: reporter.videoChanged });
    current = { store, collection, prune, isDryRun: inputs.dryRun, indexName: null, removed: null };
    return current;
  };

  const apply = async (
    context: RunContext,
    inputs: Inputs,
    plan: Plan,
    run: IndexRun,
    release: () => void,
  ): Promise<void> => {
    const deletions = createDeletionStore(inputs.indexId ?? '', plan.removals.map(toPlannedDeletion));
    run.removed = { planned: plan.removals, deletions };
    if (inputs.dryRun) {
      await applyDryRun(context, plan);
      return;
    }
    await indexVideos(context, {
      ...inputs,
      updates: await applyPlan(context, plan),
      send: dependencies.send,
      mask: runner.mask,
      checkpointFolder: env['RUNNER_TEMP'] || tmpdir(),
      onAllSubmitted: release,
    });
    await removeUnused(context, plan, deletions);
  };

  const index = async (inputs: Inputs, environment: ActionEnvironment): Promise<IndexRun> => {
    const buckets = connectBuckets(inputs);
    const links = { buckets, onLink: reporter.log.addLink };
    const deadline = createDeadline(clock, inputs.timeoutMs, startedMs);
    const limits = { clock, deadline, cancelled: cancellation.signal };
    const sources =
      inputs.tasks.length > 0
        ? NO_SOURCES
        : await withDeadlineSignal(limits, (signal) => resolveSources(inputs, { ...environment, signal }, buckets));
    const run = await start(inputs, environment, sources);
    const options = { ...dependencies, deadline, log: reporter.log };
    const context = createContext(options, inputs, environment, { ...run, links });
    const stopProgress = reporter.startProgress(run.store, context.deadline);
    const pause = createPause();
    const turn = await waitForTurn(context, getStepPath(dependencies, inputs));
    try {
      const onIndexName = (name: string): void => {
        run.indexName = name;
      };
      const settings = { ...inputs, ...run, isListComplete: sources.isComplete, onIndexName };
      const locateAsset = createAssetLocator(inputs, environment, links);
      const observed = turn.isOurs ? await observe(context, settings, locateAsset) : null;
      await pause();
      const plan = observed === null ? EMPTY_PLAN : createPlan(observed, settings);
      await pause();
      logPlan(context, plan);
      const { error } = plan;
      if (error !== null && (inputs.dryRun || !isReported(plan, error))) reporter.abort(new UserError(error));
      await apply(context, inputs, plan, run, turn.release);
      return run;
    } finally {
      turn.release();
      stopProgress();
    }
  };

  const abort = async (error: unknown): Promise<void> => {
    reporter.abort(error);
    if (current) finalizePending(current.store, cancellation.signal.aborted ? 'cancelled' : 'crashed');
    await reporter.close(current);
  };

  const run = async (): Promise<boolean> => {
    try {
      const inputs = await readCheckedSettings();
      const environment = await readEnvironment(env, clock, cancellation.signal);
      return await reporter.close(await index(inputs, environment));
    } catch (error) {
      await abort(error);
      return false;
    }
  };

  return { run, abort };
}

/** The subject of messages about the list as a whole. */
const LIST = { name: 'list of videos' };
const NO_SOURCES: ResolvedSources = { videos: [], notes: [], warnings: [], isComplete: false };
