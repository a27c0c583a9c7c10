import type { Runner } from '../github/runner.ts';
import { toErrorCode } from '../model/error-catalog.ts';
import type { ErrorDetails } from '../model/errors.ts';
import { buildAnnotations } from '../report/annotations.ts';
import { formatDuration } from '../report/labels.ts';
import type { LogWriter } from '../report/log-writer.ts';
import { createLogWriter } from '../report/log-writer.ts';
import { publish } from '../report/publish.ts';
import type { DeletionResult } from './deletion-result.ts';
import { isDeletionSuccess } from './deletion-result.ts';
import type { DeletionStore } from './deletion-store.ts';
import { getResults } from './deletion-store.ts';
import type { DeleteInputs } from './inputs.ts';
import { formatDeletion, formatDeletionTotals } from './labels.ts';
import { buildDeleteOutputs } from './outputs.ts';
import { buildDeleteSummary } from './summary.ts';

/** What a run that deletes tells, from its first word to its results. */
export interface DeleteReporter extends Pick<LogWriter, 'addSecret' | 'info' | 'debug'> {
  start(inputs: DeleteInputs): void;
  /** The run cannot go on. */
  abort(error: unknown): void;
  /**
   * Publishes the results, once, however often it is called. True for a green step. Without a store (nobody came to
   * know what there is to delete) it never is.
   */
  close(store: DeletionStore | null): Promise<boolean>;
}

export function createDeleteReporter(runner: Runner, fallbackResultsFile: string): DeleteReporter {
  const voice = createLogWriter(runner);
  let inputs: DeleteInputs | null = null;
  let problem: ErrorDetails | null = null;
  let closing: Promise<boolean> | null = null;

  const publishAll = async (store: DeletionStore | null): Promise<boolean> => {
    const removals = store === null ? [] : getResults(store).map((removal) => redactResult(removal, voice));
    const green = removals.filter(({ status }) => isDeletionSuccess(status));
    const red = removals.filter(({ status }) => !isDeletionSuccess(status));
    const complete = await publish(runner, {
      results: removals,
      resultsFile: inputs?.resultsFile ?? fallbackResultsFile,
      outputs: (resultsFile) => buildDeleteOutputs(removals, problem, resultsFile),
      lines: removals.map(formatDeletion),
      errors: buildAnnotations(red),
      warnings: buildAnnotations(green),
      summary: (inputs?.summary ?? true) ? () => buildDeleteSummary(removals, problem) : null,
      lastLine: formatDeletionTotals(removals, problem !== null),
    });
    return complete && store !== null && red.length === 0 && problem === null;
  };

  return {
    addSecret: voice.addSecret,
    info: voice.info,
    debug: voice.debug,
    start: (given) => {
      inputs = given;
      voice.group('Settings', formatSettings(given));
    },
    abort: (error) => {
      if (closing === null) problem = voice.abort(error);
    },
    close: (store) => {
      closing ??= publishAll(store);
      return closing;
    },
  };
}

function redactResult(removal: DeletionResult, { clean, redact }: LogWriter): DeletionResult {
  const { error } = removal;
  return {
    ...removal,
    name: redact(removal.name),
    video_id: redact(removal.video_id),
    task_id: removal.task_id && redact(removal.task_id),
    asset_id: removal.asset_id && redact(removal.asset_id),
    index_id: redact(removal.index_id),
    error: error && { ...error, code: toErrorCode(redact(error.code)), message: clean(error.message) },
  };
}

function formatSettings(inputs: DeleteInputs): string[] {
  const { selection } = inputs;
  const what = selection.kind === 'ids' ? `${selection.videoIds.length} id(s)` : JSON.stringify(selection.filter);
  const also = inputs.deleteAssets ? ', with their assets' : '';
  return [
    `API: ${inputs.apiUrl}`,
    `Index: ${inputs.indexId}`,
    `Videos: ${what}${also}, at most ${inputs.maxDeletions}${inputs.force ? ', also those of others' : ''}`,
    inputs.dryRun ? 'Dry run: nothing is deleted' : `Time: up to ${formatDuration(inputs.timeoutMs / 1000)}`,
    `Results file: ${inputs.resultsFile}`,
  ];
}
