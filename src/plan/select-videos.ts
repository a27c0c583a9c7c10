import type { RunContext } from '../existing/run-context.ts';
import type { CheckDependencies, CheckMode } from '../media/check-videos.ts';
import type { MediaLimits } from '../media/model-limits.ts';
import type { ErrorDetails } from '../model/errors.ts';
import type { VideoStore } from '../model/video-store.ts';
import { ApiError } from '../twelvelabs/errors.ts';
import { retryWhileTransient } from '../twelvelabs/retry.ts';
import { reuseVideos } from './reuse.ts';

/** The inputs that decide what is submitted. */
export interface SelectSettings {
  readonly reuse: boolean;
  readonly preflight: CheckMode | 'off';
  readonly allowPrivateUrls: boolean;
  readonly endpoint: 'tasks' | 'assets' | 'auto';
  /** A budget in seconds of video; null for none. */
  readonly maxTotalSeconds: number | null;
}

/** What selecting works with beside indexing itself. */
export interface SelectDependencies {
  readonly locateAsset: CheckDependencies['locateAsset'];
}

/** The subject of a warning about the index. */
const INDEX = { name: 'index' };

/**
 * Decides which of the collected videos are to be submitted, and settles the others: what is wrong already, what is in
 * the index already (`reuse`), what cannot work (`preflight`), and what costs too much (`max_total_minutes`).
 */
export async function selectVideos(
  context: RunContext,
  inputs: SelectSettings,
  deps: SelectDependencies,
): Promise<void> {
  const { store } = context;
  rejectInvalid(store);
  if (!hasQueued(store)) return;
  if (inputs.preflight === 'off') {
    if (inputs.reuse) await reuseVideos(context, async () => {});
    return;
  }
  const timeUp = new AbortController();
  const signal = AbortSignal.any([timeUp.signal, context.cancellation.signal]);
  void context.clock.sleep(context.deadline.remainingMs(), signal).then(() => timeUp.abort());
  try {
    await inspectAndSelect(context, inputs, inputs.preflight, deps, signal);
  } finally {
    timeUp.abort();
  }
}

/** The same with a look at the videos, which ends when `signal` aborts. */
async function inspectAndSelect(
  context: RunContext,
  inputs: SelectSettings,
  mode: CheckMode,
  deps: SelectDependencies,
  signal: AbortSignal,
): Promise<void> {
  const { store } = context;
  // A run without a look at the videos never loads what looks at them.
  const { checkVideos, resolveVersions: tellVersions } = await import('../media/check-videos.ts');
  const check: CheckDependencies = { ...context, ...deps, signal, allowPrivateUrls: inputs.allowPrivateUrls };
  if (inputs.reuse) await reuseVideos(context, (positions) => tellVersions(check, positions));
  if (!hasQueued(store)) return;
  const limits = await checkIndexLimits(context, inputs);
  await checkVideos(check, mode, limits);
  if (inputs.maxTotalSeconds === null) return;
  const { checkBudget } = await import('./budget.ts');
  checkBudget(store, inputs.maxTotalSeconds);
}

/** Links that can never work and rows that name no video; they stop nobody else. */
function rejectInvalid(store: VideoStore): void {
  for (const { position, phase, source } of store.videos()) {
    if (phase === 'queued' && source.kind !== 'task' && source.error) {
      store.finish(position, 'rejected', source.error);
    }
  }
}

function hasQueued(store: VideoStore): boolean {
  return store.videos().some(({ phase, source }) => phase === 'queued' && source.kind !== 'task');
}

/** The limits that the models of the index set; null when they cannot be told. Rejects all videos of a hopeless index. */
async function checkIndexLimits(context: RunContext, inputs: SelectSettings): Promise<MediaLimits | null> {
  const { checkIndex, isPermanentIndexError: isVerdict } = await import('../media/check-index.ts');
  const { getLimits: limitsOf } = await import('../media/model-limits.ts');
  const { api, clock, settings } = context;
  try {
    const report = await retryWhileTransient(context, (limits) =>
      checkIndex(api, settings.indexId ?? '', clock, limits),
    );
    for (const { severity, error: problem } of report.findings) {
      if (severity === 'reject' && inputs.preflight === 'strict') rejectQueued(context.store, problem);
      else context.log.warning(problem, INDEX);
    }
    return limitsOf(report.models, inputs.endpoint === 'tasks' ? 'tasks' : 'assets').limits;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (isVerdict(error)) rejectQueued(context.store, error.details);
    else context.log.info(`Failed to read the index: ${error.message}`);
    return null;
  }
}

function rejectQueued(store: VideoStore, problem: ErrorDetails): void {
  for (const { position, phase } of store.videos()) {
    if (phase === 'queued') store.finish(position, 'rejected', problem);
  }
}
