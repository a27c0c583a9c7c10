import { tmpdir } from 'node:os';
import type { RunContext } from '../existing/run-context.ts';
import type { ActionEnvironment } from '../github/environment.ts';
import { readEnvironment } from '../github/environment.ts';
import { findPullRequest } from '../github/event.ts';
import { applyDryRun, applyPlan, logPlan } from '../indexing/apply-plan.ts';
import { createDeletionStore } from '../indexing/deletions/deletion-store.ts';
import { removeUnused, toPlannedDeletion } from '../indexing/deletions/remove-unused.ts';
import { finalizePending } from '../indexing/finalize-pending.ts';
import { indexVideos } from '../indexing/index-videos.ts';
import { getDefaultResultsFile } from '../inputs/common-inputs.ts';
import { InputReader } from '../inputs/input-reader.ts';
import { UserError } from '../model/errors.ts';
import type { Plan } from '../plan/plan.ts';
import { createPlan, EMPTY_PLAN, isReported } from '../plan/plan.ts';
import { createCommentPublisher } from '../report/comment/publish-comment.ts';
import type { IndexRun } from '../report/index-run.ts';
import type { Reporter } from '../report/reporter.ts';
import { createReporter } from '../report/reporter.ts';
import type { Action, ActionDependencies } from '../run-action.ts';
import { createAssetLocator } from '../sources/open-content.ts';
import { createDeadline } from '../util/clock.ts';
import { createPause } from '../util/concurrency.ts';
import { createContext, getStepPath } from './context.ts';
import type { Inputs } from './inputs.ts';
import { readCommentMode } from './inputs.ts';
import { observe } from './observe.ts';
import { readSettings } from './settings.ts';
import { connectBuckets, readSources, startRun } from './start-run.ts';
import { waitForTurn } from './turn.ts';

/** A run: read the inputs and the list, observe the index and the videos, plan, apply the plan, report. */
export function createIndexAction(dependencies: ActionDependencies): Action {
  const { env, clock, cancellation } = dependencies;
  const startedMs = clock.now();
  const reporter = createRunReporter(dependencies);
  let current: IndexRun | null = null;

  const index = async (inputs: Inputs, environment: ActionEnvironment): Promise<IndexRun> => {
    const deadline = createDeadline(clock, inputs.timeoutMs, startedMs);
    const buckets = connectBuckets(dependencies, reporter, inputs);
    const sources = await readSources(dependencies, inputs, environment, deadline, buckets);
    const run = await startRun(dependencies, reporter, inputs, environment, sources);
    current = run;
    const links = { buckets, onLink: reporter.log.addLink };
    const options = { ...dependencies, deadline, log: reporter.log };
    const context = createContext(options, inputs, environment, { ...run, links });
    const stopProgress = reporter.startProgress(run.store, deadline);
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
      await apply(dependencies, context, inputs, plan, run, turn.release);
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
      const inputs = await readSettings(dependencies, reporter);
      const environment = await readEnvironment(env, clock, cancellation.signal);
      return await reporter.close(await index(inputs, environment));
    } catch (error) {
      await abort(error);
      return false;
    }
  };

  return { run, abort };
}

function createRunReporter(dependencies: ActionDependencies): Reporter {
  const { runner, env, clock, cancellation, uuid } = dependencies;
  const comment = createCommentPublisher({
    ...dependencies,
    cancelled: cancellation.signal,
    mode: () => readCommentMode(new InputReader(runner)),
    findPullRequest: () => findPullRequest(env),
  });
  return createReporter(runner, clock, getDefaultResultsFile(env, uuid()), comment);
}

/** `release` ends the turn of this step: others may look up and submit. */
async function apply(
  { send, runner, env }: ActionDependencies,
  context: RunContext,
  inputs: Inputs,
  plan: Plan,
  run: IndexRun,
  release: () => void,
): Promise<void> {
  const deletions = createDeletionStore(inputs.indexId ?? '', plan.removals.map(toPlannedDeletion));
  run.removed = { planned: plan.removals, deletions };
  if (inputs.dryRun) {
    await applyDryRun(context, plan);
    return;
  }
  const updates = await applyPlan(context, plan);
  const checkpointFolder = env['RUNNER_TEMP'] || tmpdir();
  const options = { ...inputs, updates, send, mask: runner.mask, checkpointFolder, onAllSubmitted: release };
  await indexVideos(context, options);
  await removeUnused(context, plan, deletions);
}
