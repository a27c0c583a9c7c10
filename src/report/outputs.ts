import type { ErrorDetails } from '../model/errors.ts';
import type { VideoResult } from '../model/result.ts';
import { isFailure, STATUS_TABLE } from '../model/status.ts';

/** What an output is computed from. */
export interface OutputContext<Result> {
  readonly results: readonly Result[];
  /** Why the run ended early; null if it did not. */
  readonly error: ErrorDetails | null;
  /** Empty if it could not be written. */
  readonly resultsFile: string;
}

type ComputeOutput<Result> = (run: OutputContext<Result>) => string | number | null | undefined;

/** The outputs of an action by name; null and undefined become empty. */
export type OutputTable<Name extends string, Result> = Readonly<Record<Name, ComputeOutput<Result>>>;

/** Larger outputs endanger the job: GitHub allows 1 MiB per output and 50 MiB per run. */
const MAX_RESULTS_BYTES = 512 * 1024;

/** Every output: to add one, add a row here and to `action.yml`. Those of a single video are about the first one. */
const OUTPUTS = {
  task_id: ({ results }) => results[0]?.task_id,
  video_id: ({ results }) => results[0]?.video_id,
  asset_id: ({ results }) => results[0]?.asset_id,
  // A run without videos had wrong inputs.
  status: ({ results }) => STATUS_TABLE.getWorst(results.map(({ status }) => status)) ?? 'rejected',
  results: ({ results }) => formatResults(results),
  results_file: ({ resultsFile }) => resultsFile,
  total_count: ({ results }) => results.length,
  ready_count: ({ results }) => results.filter(({ status }) => status === 'ready').length,
  reused_count: ({ results }) => results.filter(({ reused, status }) => reused && !isFailure(status)).length,
  failed_count: ({ results }) => results.filter(({ status }) => isFailure(status)).length,
  duration: ({ results }) => results[0]?.duration,
  hls_url: ({ results }) => results[0]?.hls_url,
  thumbnail_url: ({ results }) => results[0]?.thumbnail_url,
  error_code: (run) => getOutputError(run)?.code,
  error_class: (run) => getOutputError(run)?.class,
} as const satisfies Record<string, ComputeOutput<VideoResult>>;

function getOutputError({ results, error }: OutputContext<VideoResult>): ErrorDetails | null {
  return results[0] === undefined ? error : results[0].error;
}

export type OutputName = keyof typeof OUTPUTS;

export function buildOutputs(run: OutputContext<VideoResult>): Readonly<Record<OutputName, string>> {
  return computeOutputs<OutputName, VideoResult>(OUTPUTS, run);
}

export function computeOutputs<Name extends string, Result>(
  table: OutputTable<Name, Result>,
  run: OutputContext<Result>,
): Readonly<Record<Name, string>> {
  const rows = Object.entries<ComputeOutput<Result>>(table);
  return Object.fromEntries(rows.map(([name, compute]) => [name, String(compute(run) ?? '')])) as Record<Name, string>;
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
