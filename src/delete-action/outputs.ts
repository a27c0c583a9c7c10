import type { Problem } from '../model/errors.ts';
import { resultsOutput } from '../report/outputs.ts';
import type { Removal, RemovalStatus } from './deletion-result.ts';
import { isGreenRemoval, worstRemoval } from './deletion-result.ts';

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
export function deleteOutputsOf(
  removals: readonly Removal[],
  problem: Problem | null,
  resultsFile: string,
): DeleteOutputs {
  const ofRun: readonly RemovalStatus[] = problem === null ? [] : [statusOfProblem(problem)];
  const failed = removals.filter(({ status }) => !isGreenRemoval(status));
  const error = problem ?? failed.find((removal) => removal.error !== null)?.error;
  return {
    status: worstRemoval([...removals.map(({ status }) => status), ...ofRun]) ?? 'absent',
    results: resultsOutput(removals),
    results_file: resultsFile,
    total_count: String(removals.length),
    deleted_count: String(removals.filter(({ status }) => status === 'deleted').length),
    failed_count: String(failed.length),
    error_code: error?.code ?? '',
    error_class: error?.class ?? '',
  };
}

function statusOfProblem({ code }: Problem): RemovalStatus {
  return code === 'deletion_cancelled' ? 'cancelled' : 'failed';
}
