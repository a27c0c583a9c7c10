import type { ErrorDetails } from '../model/errors.ts';
import { formatResults } from '../report/outputs.ts';
import type { DeletionResult, DeletionStatus } from './deletion-result.ts';
import { getWorstDeletionStatus, isDeletionSuccess } from './deletion-result.ts';

/** Every output that `delete/action.yml` declares. */
export type DeleteOutputs = Readonly<Record<DeleteOutputName, string>>;
export type DeleteOutputName =
  | 'status'
  | 'results'
  | 'results_file'
  | 'total_count'
  | 'deleted_count'
  | 'failed_count'
  | 'error_code'
  | 'error_class';

/** The outputs of a run; one that found nothing to delete is `absent`, one that broke off at least `failed`. */
export function buildDeleteOutputs(
  removals: readonly DeletionResult[],
  problem: ErrorDetails | null,
  resultsFile: string,
): DeleteOutputs {
  const ofRun: readonly DeletionStatus[] = problem === null ? [] : [getErrorStatus(problem)];
  const failed = removals.filter(({ status }) => !isDeletionSuccess(status));
  const error = problem ?? failed.find((removal) => removal.error !== null)?.error;
  return {
    status: getWorstDeletionStatus([...removals.map(({ status }) => status), ...ofRun]) ?? 'absent',
    results: formatResults(removals),
    results_file: resultsFile,
    total_count: String(removals.length),
    deleted_count: String(removals.filter(({ status }) => status === 'deleted').length),
    failed_count: String(failed.length),
    error_code: error?.code ?? '',
    error_class: error?.class ?? '',
  };
}

function getErrorStatus({ code }: ErrorDetails): DeletionStatus {
  return code === 'deletion_cancelled' ? 'cancelled' : 'failed';
}
