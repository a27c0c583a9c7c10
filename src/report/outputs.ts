import type { ErrorDetails } from '../model/errors.ts';
import { createErrorDetails } from '../model/errors.ts';
import type { VideoResult } from '../model/result.ts';
import { isRemoval } from '../model/result.ts';
import type { Status } from '../model/status.ts';
import { isFailure, STATUS_TABLE } from '../model/status.ts';
import { cutText } from '../util/format.ts';

/** What an output is computed from. */
export interface OutputContext<Result> {
  readonly results: readonly Result[];
  /** Why the run ended early; null if it did not. */
  readonly error: ErrorDetails | null;
  /** Empty if it could not be written. */
  readonly resultsFile: string;
  /** Whether the step succeeds. */
  readonly isSuccess: boolean;
}

interface IndexOutputContext extends OutputContext<VideoResult> {
  /** The results of the videos of the list, without those of videos that it no longer uses. */
  readonly listed: readonly VideoResult[];
  readonly isDryRun: boolean;
}

type ComputeOutput<Run> = (run: Run) => string | number | null | undefined;

/** The outputs of an action by name; null and undefined become empty. */
export type OutputTable<Name extends string, Run> = Readonly<Record<Name, ComputeOutput<Run>>>;

/**
 * An environment variable of a later step cannot have more than 128 KiB, and the outputs of a job not more than 1 MiB of
 * UTF-16. Longer lists are left empty, because a part of a list would be taken for the whole.
 */
const MAX_LIST_BYTES = 96 * 1024;
const MAX_MESSAGE_LENGTH = 4_000;

/** Every output: to add one, add a row here and to `action.yml`. Those of a single video are about the first one. */
const OUTPUTS = {
  task_id: ({ listed }) => listed[0]?.task_id,
  video_id: ({ listed }) => listed[0]?.video_id,
  asset_id: ({ listed }) => listed[0]?.asset_id,
  task_ids: ({ listed }) => formatIds(listed.map(({ task_id }) => task_id)),
  video_ids: ({ listed }) => formatIds(listed.map(({ video_id }) => video_id)),
  status: getStatus,
  results: ({ results }) => formatResults(results) || formatResults(results.map(toBriefResult)),
  results_file: ({ resultsFile }) => resultsFile,
  total_count: ({ listed }) => listed.length,
  ready_count: ({ listed }) => listed.filter(({ status }) => status === 'ready').length,
  reused_count: ({ listed }) => listed.filter(isReused).length,
  submitted_count: ({ listed }) => listed.filter(({ action }) => action === 'submitted').length,
  failed_count: ({ results }) => results.filter(({ status }) => isFailure(status)).length,
  deleted_count: ({ results }) => results.filter(({ action }) => action === 'deleted').length,
  submitted_minutes: ({ listed }) => sumMinutes(listed.filter(({ action }) => action === 'submitted')),
  reused_minutes: ({ listed }) => sumMinutes(listed.filter(isReused)),
  duration: ({ listed }) => listed[0]?.duration,
  hls_url: ({ listed }) => listed[0]?.hls_url,
  thumbnail_url: ({ listed }) => listed[0]?.thumbnail_url,
  error_code: (run) => getOutputError(run)?.code,
  error_class: (run) => getOutputError(run)?.class,
  error_message: (run) => cutText(getOutputError(run)?.message ?? '', MAX_MESSAGE_LENGTH),
} as const satisfies Record<string, ComputeOutput<IndexOutputContext>>;

/** The status of the worst video, or of a run that an error ended before it knew any video. */
function getStatus({ results, listed, error, isDryRun }: IndexOutputContext): Status {
  if (isDryRun) return error === null ? 'planned' : getRunStatus(error);
  const statuses = results.filter((result) => !isRemoval(result) || isAnError(result)).map(({ status }) => status);
  const worst = STATUS_TABLE.getWorst(statuses);
  if (worst !== null) return worst;
  return error === null && listed.length === 0 ? 'ready' : getRunStatus(error);
}

function getRunStatus(error: ErrorDetails | null): Status {
  if (error?.code === 'run_cancelled') return 'cancelled';
  return error?.code === 'run_timed_out' ? 'not_submitted' : 'rejected';
}

/** The error of the video that the status describes. A step that fails has one, whatever it fails for. */
function getOutputError({ results, error, resultsFile, isSuccess }: IndexOutputContext): ErrorDetails | null {
  const worstFirst = STATUS_TABLE.sortWorstFirst(results.filter((result) => result.error !== null));
  const [worst] = worstFirst;
  if (worst !== undefined && isAnError(worst)) return worst.error;
  if (error !== null) return error;
  if (!isSuccess) return createErrorDetails(resultsFile === '' ? 'results_file_failed' : 'internal_error');
  return worst?.error ?? null;
}

function isAnError({ status }: VideoResult): boolean {
  return !STATUS_TABLE.isSuccess(status);
}

function isReused({ reused, status }: VideoResult): boolean {
  return reused && !isFailure(status);
}

function formatIds(ids: readonly (string | null)[]): string {
  const list = ids.filter((id) => id !== null).join('\n');
  return Buffer.byteLength(list) > MAX_LIST_BYTES ? '' : list;
}

/** Minutes of video, to hundredths, as far as durations are known. */
function sumMinutes(results: readonly VideoResult[]): string {
  const seconds = results.reduce((sum, { duration }) => sum + (duration ?? 0), 0);
  return String(Math.round((seconds / 60) * 100) / 100);
}

/** What a matrix over the results needs: 256 of these fit, which is the limit of a matrix. */
function toBriefResult({ name, status, task_id, video_id, error }: VideoResult): object {
  return { name, status, task_id, video_id, error: error && { code: error.code, class: error.class } };
}

export type OutputName = keyof typeof OUTPUTS;

export function buildOutputs(
  run: OutputContext<VideoResult> & { readonly isDryRun: boolean },
): Readonly<Record<OutputName, string>> {
  const listed = run.results.filter((result) => !isRemoval(result));
  return computeOutputs<OutputName, IndexOutputContext>(OUTPUTS, { ...run, listed });
}

export function computeOutputs<Name extends string, Run>(
  table: OutputTable<Name, Run>,
  run: Run,
): Readonly<Record<Name, string>> {
  const rows = Object.entries<ComputeOutput<Run>>(table);
  return Object.fromEntries(rows.map(([name, compute]) => [name, String(compute(run) ?? '')])) as Record<Name, string>;
}

/** The results as JSON, or nothing where that would be too large for an output. */
export function formatResults(results: readonly object[]): string {
  const rows: string[] = [];
  let size = '[]'.length;
  for (const result of results) {
    const row = JSON.stringify(result);
    size += Buffer.byteLength(row) + (rows.length === 0 ? 0 : ','.length);
    if (size > MAX_LIST_BYTES) return '';
    rows.push(row);
  }
  return `[${rows.join(',')}]`;
}
