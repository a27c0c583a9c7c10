import type { Runner } from '../github/runner.ts';
import type { DeletionResult } from '../indexing/deletions/deletion-result.ts';
import { DELETION_TABLE } from '../indexing/deletions/deletion-result.ts';
import type { DeletionStore } from '../indexing/deletions/deletion-store.ts';
import { getResults } from '../indexing/deletions/deletion-store.ts';
import type { ErrorDetails } from '../model/errors.ts';
import type { CommentDependencies } from '../report/comment/publish-comment.ts';
import { createCommentWriter } from '../report/comment/publish-comment.ts';
import { MAX_REPLACEMENT_BYTES, replaceDeleted } from '../report/comment/replace-deleted.ts';
import type { RunReporter } from '../report/run-reporter.ts';
import { createRunReporter } from '../report/run-reporter.ts';
import { formatDuration } from '../util/format.ts';
import type { DeleteInputs } from './inputs.ts';
import {
  buildDeleteComment,
  buildDeleteOutputs,
  buildDeleteSummary,
  formatDeletion,
  formatDeletionTotals,
} from './report.ts';

/** Everything that a run publishes, from the settings to the results. */
export type DeleteReporter = RunReporter<DeleteInputs, DeletionStore>;

/** Replaces the comments that show deleted videos. Never rejects. */
export type PublishDeletions = (results: readonly DeletionResult[], error: ErrorDetails | null) => Promise<void>;

export function createDeletionPublisher(deps: CommentDependencies): PublishDeletions {
  return createCommentWriter(deps, async (api, _pullRequest, _pause, results, error) => {
    const deletedIds = results.filter(({ video }) => video === 'deleted').map(({ video_id }) => video_id);
    const text = buildDeleteComment(results, error, MAX_REPLACEMENT_BYTES);
    const count = await replaceDeleted(api, deletedIds, text);
    return count === 0 ? 'No comment shows a deleted video on' : 'Updated the comment on';
  });
}

export function createDeleteReporter(
  runner: Runner,
  fallbackResultsFile: string,
  publishDeletions: PublishDeletions,
): DeleteReporter {
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
        // What was deleted cannot be restored: the log names all of it.
        isRoutine: () => false,
        sortWorstFirst: (some) => DELETION_TABLE.sortWorstFirst(some),
        locate: () => null,
        formatResult: formatDeletion,
        summary: (isSuccess) => buildDeleteSummary(results, error, isSuccess),
        totals: formatDeletionTotals(results, error),
        publishComment: () => publishDeletions(results, error),
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
