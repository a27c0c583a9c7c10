import type { Runner } from '../github/runner.ts';
import { toErrorCode } from '../model/error-catalog.ts';
import type { Log } from '../model/log.ts';
import { buildAnnotations } from '../report/annotations.ts';
import { LogWriter } from '../report/log-writer.ts';
import type { RunReporter } from '../report/run-reporter.ts';
import { createRunReporter } from '../report/run-reporter.ts';
import { formatDuration } from '../util/format.ts';
import type { DeletionResult } from './deletion-result.ts';
import { DELETION_TABLE } from './deletion-result.ts';
import type { DeletionStore } from './deletion-store.ts';
import { getResults } from './deletion-store.ts';
import type { DeleteInputs } from './inputs.ts';
import { buildDeleteOutputs, buildDeleteSummary, formatDeletion, formatDeletionTotals } from './report.ts';

/** Everything that a run publishes, from the settings to the results. */
export interface DeleteReporter extends RunReporter<DeleteInputs, DeletionStore> {
  readonly log: Log;
  /** Masks the API key, and removes it from everything that is published. */
  addSecret(apiKey: string): void;
}

export function createDeleteReporter(runner: Runner, fallbackResultsFile: string): DeleteReporter {
  const log = new LogWriter(runner);
  const base = createRunReporter<DeleteInputs, DeletionStore>(runner, log, {
    fallbackResultsFile,
    formatSettings,
    buildReport: (store, _inputs, error) => {
      const results = store === null ? [] : getResults(store).map((result) => redactResult(result, log));
      const isFailure = ({ status }: DeletionResult): boolean => DELETION_TABLE.isFailure(status);
      return {
        results,
        outputs: (resultsFile) => buildDeleteOutputs({ results, error, resultsFile }),
        lines: results.map(formatDeletion),
        errors: buildAnnotations(results.filter(isFailure)),
        warnings: buildAnnotations(results.filter((result) => !isFailure(result))),
        summary: () => buildDeleteSummary(results, error),
        totals: formatDeletionTotals(results, error),
        // Without a store, it is not known what there is to delete.
        isSuccess: store !== null && !results.some(isFailure),
      };
    },
  });
  return { ...base, log, addSecret: log.addSecret };
}

function redactResult(result: DeletionResult, { clean, redact }: LogWriter): DeletionResult {
  const { error } = result;
  return {
    ...result,
    name: redact(result.name),
    video_id: redact(result.video_id),
    task_id: result.task_id && redact(result.task_id),
    asset_id: result.asset_id && redact(result.asset_id),
    index_id: redact(result.index_id),
    error: error && { ...error, code: toErrorCode(redact(error.code)), message: clean(error.message) },
  };
}

function formatSettings(inputs: DeleteInputs): readonly string[] {
  const { selection, deleteAssets, maxDeletions, force } = inputs;
  const videos = selection.kind === 'ids' ? `${selection.videoIds.length} by ID` : JSON.stringify(selection.filter);
  const assets = deleteAssets ? ', with their assets' : '';
  return [
    `Index: ${inputs.indexId}`,
    `Videos: ${videos}${assets}, at most ${maxDeletions}${force ? ', including unmanaged ones' : ''}`,
    inputs.dryRun ? 'Dry run: nothing is deleted' : `Timeout: ${formatDuration(inputs.timeoutMs / 1000)}`,
  ];
}
