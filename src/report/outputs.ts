import type { ErrorDetails } from '../model/errors.ts';
import type { VideoResult } from '../model/result.ts';
import { getWorstStatus } from '../model/status.ts';
import { isFailure } from './labels.ts';

/** Every output that `action.yml` declares. */
export type Outputs = Readonly<Record<OutputName, string>>;
export type OutputName =
  | 'task_id'
  | 'video_id'
  | 'asset_id'
  | 'status'
  | 'results'
  | 'results_file'
  | 'total_count'
  | 'ready_count'
  | 'reused_count'
  | 'failed_count'
  | 'duration'
  | 'hls_url'
  | 'thumbnail_url'
  | 'error_code'
  | 'error_class';

/** Larger outputs endanger the job: GitHub allows 1 MiB per output and 50 MiB per run. */
const MAX_RESULTS_BYTES = 512 * 1024;

/** The outputs of a run; a run that came to no video (its inputs were wrong) is `rejected`. */
export function buildOutputs(
  outcomes: readonly VideoResult[],
  problem: ErrorDetails | null,
  resultsFile: string,
): Outputs {
  const first = outcomes[0];
  const error = first?.error ?? (first ? null : problem);
  const count = (fits: (outcome: VideoResult) => boolean): string => String(outcomes.filter(fits).length);
  return {
    task_id: first?.task_id ?? '',
    video_id: first?.video_id ?? '',
    asset_id: first?.asset_id ?? '',
    status: getWorstStatus(outcomes.map((outcome) => outcome.status)) ?? 'rejected',
    results: formatResults(outcomes),
    results_file: resultsFile,
    total_count: String(outcomes.length),
    ready_count: count((outcome) => outcome.status === 'ready'),
    reused_count: count(({ reused, status }) => reused && !isFailure(status)),
    failed_count: count((outcome) => isFailure(outcome.status)),
    duration: first?.duration?.toString() ?? '',
    hls_url: first?.hls_url ?? '',
    thumbnail_url: first?.thumbnail_url ?? '',
    error_code: error?.code ?? '',
    error_class: error?.class ?? '',
  };
}

/** The results as JSON, or nothing where that would be too large for an output. */
export function formatResults(results: readonly object[]): string {
  const rows: string[] = [];
  let size = '[]'.length;
  for (const result of results) {
    const row = JSON.stringify(result);
    size += Buffer.byteLength(row) + (rows.length === 0 ? 0 : ','.length);
    if (size > MAX_RESULTS_BYTES) return '';
    rows.push(row);
  }
  return `[${rows.join(',')}]`;
}
