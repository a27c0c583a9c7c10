import type { DeletionResult, DeletionStatus, ResourceOutcome } from '../indexing/deletions/deletion-result.ts';
import { DELETION_TABLE } from '../indexing/deletions/deletion-result.ts';
import type { ErrorDetails } from '../model/errors.ts';
import { escapeCode, formatLogLine, NO_BREAK } from '../report/escape.ts';
import type { OutputContext } from '../report/outputs.ts';
import { computeOutputs, formatResults } from '../report/outputs.ts';
import type { Column } from '../report/summary-page.ts';
import { renderPage, SUMMARY_TARGET } from '../report/summary-page.ts';

type DeletionRun = OutputContext<DeletionResult>;

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
    `${name}: ${DELETION_TABLE.rows[status].label}`,
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
export function buildDeleteSummary(results: readonly DeletionResult[], error: ErrorDetails | null): string {
  const head = ['### TwelveLabs: deleted videos', formatDeletionTotals(results, error)];
  return renderPage(SUMMARY_TARGET, { head, error, columns: COLUMNS, rows: DELETION_TABLE.sortWorstFirst(results) });
}

/** What replaces a comment that shows deleted videos as searchable. It has no IDs, as none of them is of use. */
export function buildDeleteComment(
  results: readonly DeletionResult[],
  error: ErrorDetails | null,
  maxBytes: number,
): string {
  const target = {
    maxBytes,
    more: (count: number) => `And ${count} more; see the log and the results file of the run.`,
  };
  const rows = DELETION_TABLE.sortWorstFirst(results);
  const head = [formatDeletionTotals(results, error)];
  return renderPage(target, { head, error, columns: COLUMNS.slice(0, 2), rows }).trim();
}

const COLUMNS: readonly Column<DeletionResult>[] = [
  { head: 'Video', align: 'left', cell: ({ name }) => escapeCode(name) },
  { head: 'Status', align: 'left', cell: ({ status }) => formatStatusCell(status) },
  { head: 'Video ID', align: 'left', cell: ({ video_id }) => escapeCode(video_id) },
  { head: 'Task', align: 'left', cell: ({ task_id, task }) => formatResourceCell(task_id, task) },
  { head: 'Asset', align: 'left', cell: ({ asset_id, asset }) => formatResourceCell(asset_id, asset) },
];

function formatStatusCell(status: DeletionStatus): string {
  const { icon, label } = DELETION_TABLE.rows[status];
  return `${icon}${NO_BREAK}${label}`;
}

function formatResourceCell(id: string | null, outcome: ResourceOutcome): string {
  if (id === null) return '–';
  return outcome === null ? escapeCode(id) : `${escapeCode(id)} ${outcome}`;
}
