import type { Runner } from '../github/runner.ts';
import type { DeletionResult } from '../indexing/deletions/deletion-result.ts';
import { DELETION_TABLE } from '../indexing/deletions/deletion-result.ts';
import type { DeletionStore } from '../indexing/deletions/deletion-store.ts';
import { getResults } from '../indexing/deletions/deletion-store.ts';
import type { RunReporter } from '../report/run-reporter.ts';
import { createRunReporter } from '../report/run-reporter.ts';
import { formatDuration } from '../util/format.ts';
import type { DeleteInputs } from './inputs.ts';
import { buildDeleteOutputs, buildDeleteSummary, formatDeletion, formatDeletionTotals } from './report.ts';

/** Everything that a run publishes, from the settings to the results. */
export type DeleteReporter = RunReporter<DeleteInputs, DeletionStore>;

export function createDeleteReporter(runner: Runner, fallbackResultsFile: string): DeleteReporter {
  const reporter: DeleteReporter = createRunReporter<DeleteInputs, DeletionStore, DeletionResult>(runner, {
    fallbackResultsFile,
    formatSettings,
    buildReport: async (store, _inputs, error) => {
      const results = store === null ? [] : getResults(store).map((result) => reporter.log.cleanResult(result));
      return {
        results,
        // Without a store, it is not known what there is to delete.
        isComplete: store !== null,
        isSuccess: ({ status }) => DELETION_TABLE.isSuccess(status),
        outputs: (resultsFile) => buildDeleteOutputs({ results, error, resultsFile }),
        formatResult: formatDeletion,
        summary: () => buildDeleteSummary(results, error),
        totals: formatDeletionTotals(results, error),
      };
    },
  });
  return reporter;
}

function formatSettings(inputs: DeleteInputs): readonly string[] {
  const { selection, deleteAssets, maxDeletions, force } = inputs;
  const videos = formatSelection(selection);
  const assets = deleteAssets ? ', with their assets' : '';
  return [
    `Index: ${inputs.indexId}`,
    `Videos: ${videos}${assets}, at most ${maxDeletions}${force ? ', including unmanaged ones' : ''}`,
    inputs.dryRun ? 'Dry run: nothing is deleted' : `Timeout: ${formatDuration(inputs.timeoutMs / 1000)}`,
  ];
}

function formatSelection(selection: DeleteInputs['selection']): string {
  if (selection.kind === 'ids') return `${selection.videoIds.length} by ID`;
  return selection.kind === 'where' ? JSON.stringify(selection.filter) : `collection ${selection.collection.name}`;
}
