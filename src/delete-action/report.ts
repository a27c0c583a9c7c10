import type { DeletionResult, DeletionStatus, ResourceOutcome } from '../indexing/deletions/deletion-result.ts';
import { DELETION_TABLE } from '../indexing/deletions/deletion-result.ts';
import type { ErrorDetails } from '../model/errors.ts';
import { NARROW_TARGET } from '../report/comment/comment.ts';
import { escapeCode, formatLogLine, formatName, NO_BREAK } from '../report/escape.ts';
import type { OutputContext } from '../report/outputs.ts';
import { computeOutputs, formatResults } from '../report/outputs.ts';
import type { Column, ReportTarget } from '../report/summary-page.ts';
import { createActionTable, renderPage, SUMMARY_TARGET } from '../report/summary-page.ts';

type DeletionRun = Omit<OutputContext<DeletionResult>, 'isSuccess'>;

/** Every output: to add one, add a row here and to `delete/action.yml`. */
const OUTPUTS = {
  status: ({ results, error }: DeletionRun) =>
    DELETION_TABLE.getWorst([...results.map(({ status }) => status), ...getErrorStatus(error)]) ?? 'absent',
  results: ({ results }: DeletionRun) => formatResults(results),
  results_file: ({ resultsFile }: DeletionRun) => resultsFile,
  total_count: ({ results }: DeletionRun) => results.length,
  deleted_count: ({ results }: DeletionRun) => results.filter(({ status }) => status === 'deleted').length,
  failed_count: ({ results }: DeletionRun) => results.filter(({ status }) => DELETION_TABLE.isFailure(status)).length,
  error_code: (run: DeletionRun) => getOutputError(run)?.code,
  error_class: (run: DeletionRun) => getOutputError(run)?.class,
};

export type DeleteOutputName = keyof typeof OUTPUTS;

export function buildDeleteOutputs(run: DeletionRun): Readonly<Record<DeleteOutputName, string>> {
  return computeOutputs<DeleteOutputName, DeletionRun>(OUTPUTS, run);
}

function getOutputError({ results, error }: DeletionRun): ErrorDetails | null | undefined {
  return error ?? results.find(({ status, error: own }) => own !== null && DELETION_TABLE.isFailure(status))?.error;
}

/** The status of a run that ended early. */
function getErrorStatus(error: ErrorDetails | null): readonly DeletionStatus[] {
  if (error === null) return [];
  return [error.code === 'deletion_cancelled' ? 'cancelled' : 'failed'];
}

/** The line of the log about one video. */
export function formatDeletion({ name, status, video_id, task_id, task, asset_id, asset }: DeletionResult): string {
  const parts = [
    `${DELETION_TABLE.rows[status].label}: ${name}`,
    `video ${video_id}`,
    ...(task === 'deleted' ? [`task ${task_id} deleted`] : []),
    ...(asset === 'deleted' ? [`asset ${asset_id} deleted`] : []),
    ...(asset === 'kept' ? [`asset ${asset_id} kept: other indexed assets refer to it`] : []),
  ];
  return formatLogLine(parts.join('; '));
}

/** One sentence about all results. */
export function formatDeletionTotals(results: readonly DeletionResult[], error: ErrorDetails | null): string {
  if (results.length === 0) return error === null ? 'There was nothing to delete.' : 'Nothing was deleted.';
  const counts = DELETION_TABLE.formatCounts(results);
  return `${results.length} ${results.length === 1 ? 'video' : 'videos'}: ${counts.join('; ')}.`;
}

/** The job summary as Markdown. */
export function buildDeleteSummary(
  results: readonly DeletionResult[],
  error: ErrorDetails | null,
  isSuccess: boolean,
): string {
  return buildPage(SUMMARY_TARGET, [`### ${formatHeadline(results, error, isSuccess)}`], results, error);
}

/** What replaces a comment that shows deleted videos as searchable. It has no IDs, as none of them is of use. */
export function buildDeleteComment(
  results: readonly DeletionResult[],
  error: ErrorDetails | null,
  maxBytes: number,
): string {
  const target = {
    maxBytes,
    ...NARROW_TARGET,
    more: (count: number) => `And ${count} more; see the summary of the run.`,
  };
  return buildPage(target, [formatDeletionTotals(results, error)], results, error).trim();
}

function formatHeadline(results: readonly DeletionResult[], error: ErrorDetails | null, isSuccess: boolean): string {
  const worst = DELETION_TABLE.getWorst(results.map(({ status }) => status));
  const isVideoAtFault = worst !== null && !DELETION_TABLE.isSuccess(worst);
  const { icon } = DELETION_TABLE.rows[isSuccess || isVideoAtFault ? (worst ?? 'kept') : 'failed'];
  return `${icon} ${formatDeletionTotals(results, error).replace(/\.$/, '')}`;
}

function buildPage(
  target: ReportTarget,
  head: readonly string[],
  results: readonly DeletionResult[],
  error: ErrorDetails | null,
): string {
  const rows = DELETION_TABLE.sortWorstFirst(results);
  const actions = createActionTable(rows, target, {
    icon: ({ status }) => DELETION_TABLE.rows[status].icon,
    id: ({ video_id }) => (target.isWide ? `video ${escapeCode(video_id)}` : null),
  });
  const columns = createColumns(target.isWide);
  return renderPage(target, {
    head,
    error,
    tables: [actions],
    list: {
      rows,
      columns: () => (target.isWide ? columns : columns.slice(0, 2)),
      title: (rest) => DELETION_TABLE.formatCounts(rest).join(', '),
    },
  });
}

const NONE = '–';

function createColumns(isWide: boolean): readonly Column<DeletionResult>[] {
  return [
    { head: 'Video', align: 'left', cell: ({ name }) => formatName(name, isWide) },
    { head: 'Status', align: 'left', cell: ({ status }) => formatStatusCell(status) },
    { head: 'Video ID', align: 'left', cell: ({ video_id }) => escapeCode(video_id) },
    { head: 'Task', align: 'left', cell: ({ task_id, task }) => formatResourceCell(task_id, task) },
    { head: 'Asset', align: 'left', cell: ({ asset_id, asset }) => formatResourceCell(asset_id, asset) },
  ];
}

function formatStatusCell(status: DeletionStatus): string {
  const { icon, label } = DELETION_TABLE.rows[status];
  return `${icon}${NO_BREAK}${label}`;
}

function formatResourceCell(id: string | null, outcome: ResourceOutcome): string {
  if (id === null) return NONE;
  return outcome === null ? escapeCode(id) : `${escapeCode(id)} ${outcome}`;
}
