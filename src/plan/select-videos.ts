import type { Context } from '../existing/run-context.ts';
import type { CheckDeps, CheckMode } from '../media/check-videos.ts';
import type { MediaLimits } from '../media/model-limits.ts';
import type { Problem } from '../model/errors.ts';
import type { Entry, Ledger } from '../model/video-store.ts';
import { PlatformError } from '../twelvelabs/errors.ts';
import { patiently } from '../twelvelabs/retry.ts';
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
export interface SelectDeps {
  readonly locateAsset: CheckDeps['locateAsset'];
  /** Told of a problem that does not stop a video, and of what is to be said about the index. */
  readonly warn: (about: Pick<Entry, 'name'>, problem: Problem) => void;
  readonly tell: (line: string) => void;
}

/** As what the index is told of. */
const INDEX = { name: 'index' };

/**
 * Decides which of the collected videos are to be submitted, and settles the others: what is wrong already, what is in
 * the index already (`reuse`), what cannot work (`preflight`), and what costs too much (`max_total_minutes`).
 */
export async function selectVideos(context: Context, inputs: SelectSettings, deps: SelectDeps): Promise<void> {
  const { ledger } = context;
  rejectWrong(ledger);
  if (!anyQueued(ledger)) return;
  if (inputs.preflight === 'off') {
    if (inputs.reuse) await reuseVideos(context, async () => {});
    return;
  }
  const timeUp = new AbortController();
  const signal = AbortSignal.any([timeUp.signal, context.cancellation.signal]);
  void context.clock.sleep(context.deadline.left(), signal).then(() => timeUp.abort());
  try {
    await lookAndSelect(context, inputs, inputs.preflight, deps, signal);
  } finally {
    timeUp.abort();
  }
}

/** The same with a look at the videos, which ends when `signal` aborts. */
async function lookAndSelect(
  context: Context,
  inputs: SelectSettings,
  mode: CheckMode,
  deps: SelectDeps,
  signal: AbortSignal,
): Promise<void> {
  const { ledger } = context;
  // A run without a look at the videos never loads what looks at them.
  const { checkVideos, tellVersions } = await import('../media/check-videos.ts');
  const check: CheckDeps = { ...context, ...deps, signal, allowPrivateUrls: inputs.allowPrivateUrls };
  if (inputs.reuse) await reuseVideos(context, (positions) => tellVersions(check, positions));
  if (!anyQueued(ledger)) return;
  const limits = await judgeIndex(context, inputs, deps);
  await checkVideos(check, mode, limits);
  if (inputs.maxTotalSeconds === null) return;
  const { checkBudget } = await import('./budget.ts');
  checkBudget(ledger, inputs.maxTotalSeconds);
}

/** Links that can never work and rows that name no video; they stop nobody else. */
function rejectWrong(ledger: Ledger): void {
  for (const { position, phase, source } of ledger.entries()) {
    if (phase === 'queued' && source.kind !== 'task' && source.problem) {
      ledger.settle(position, 'rejected', source.problem);
    }
  }
}

function anyQueued(ledger: Ledger): boolean {
  return ledger.entries().some(({ phase, source }) => phase === 'queued' && source.kind !== 'task');
}

/** The limits that the models of the index set; null when they cannot be told. Rejects all videos of a hopeless index. */
async function judgeIndex(context: Context, inputs: SelectSettings, deps: SelectDeps): Promise<MediaLimits | null> {
  const { checkIndex, isVerdict } = await import('../media/check-index.ts');
  const { limitsOf } = await import('../media/model-limits.ts');
  const { api, clock, settings } = context;
  try {
    const report = await patiently(context, (limits) => checkIndex(api, settings.indexId ?? '', clock, limits));
    for (const { weight, problem } of report.findings) {
      if (weight === 'reject' && inputs.preflight === 'strict') rejectAll(context.ledger, problem);
      else deps.warn(INDEX, problem);
    }
    return limitsOf(report.models, inputs.endpoint === 'tasks' ? 'tasks' : 'assets').limits;
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    if (isVerdict(error)) rejectAll(context.ledger, error.problem);
    else deps.tell(`The index could not be looked at: ${error.message}`);
    return null;
  }
}

function rejectAll(ledger: Ledger, problem: Problem): void {
  for (const { position, phase } of ledger.entries()) {
    if (phase === 'queued') ledger.settle(position, 'rejected', problem);
  }
}
