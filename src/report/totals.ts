import type { ResultAction, ResultReason, VideoResult } from '../model/result.ts';
import { isRemoval } from '../model/result.ts';
import { isFailure, STATUS_TABLE } from '../model/status.ts';
import { formatMinutes } from '../util/format.ts';

/** One sentence about all results. */
export function formatTotals(results: readonly VideoResult[]): string {
  return `${describeResults(results)}.${formatUnused(results.filter(isRemoval))}`;
}

/** The result in one line, after an icon that tells a red run from a green one. */
export function formatHeadline(
  results: readonly VideoResult[],
  { isSuccess, isDryRun }: { readonly isSuccess: boolean; readonly isDryRun: boolean },
): string {
  return `${getIcon(results, isSuccess, isDryRun)} ${describeResults(results)}`;
}

function getIcon(results: readonly VideoResult[], isSuccess: boolean, isDryRun: boolean): string {
  if (isDryRun) return isSuccess ? STATUS_TABLE.rows.planned.icon : STATUS_TABLE.rows.rejected.icon;
  const listed = results.filter((result) => !isRemoval(result));
  const worst = STATUS_TABLE.getWorst(listed.map(({ status }) => status));
  if (worst === null) return isSuccess ? STATUS_TABLE.rows.unlisted.icon : STATUS_TABLE.rows.rejected.icon;
  // The run may fail although every video is fine.
  const isVideoAtFault = !STATUS_TABLE.isSuccess(worst);
  return STATUS_TABLE.rows[isSuccess || isVideoAtFault ? worst : 'rejected'].icon;
}

/** Without a full stop. */
function describeResults(results: readonly VideoResult[]): string {
  const listed = results.filter((result) => !isRemoval(result));
  const [first] = listed;
  if (results.some(({ status }) => status === 'planned')) return describePlan(results);
  if (first === undefined) return 'Nothing was submitted';
  if (listed.length === 1) return STATUS_TABLE.rows[first.status].sentence.replace(/\.$/, '');
  const others = listed.filter(({ status }) => status !== 'ready');
  if (others.length === listed.length && others.every(({ status }) => status === 'submitted'))
    return `${listed.length} videos were submitted`;
  const ready = `${listed.length - others.length} of ${listed.length} videos are searchable`;
  return [ready, ...STATUS_TABLE.formatCounts(others)].join('; ');
}

function describePlan(results: readonly VideoResult[]): string {
  const planned = results.filter(({ status }) => status === 'planned');
  const others = results.filter((result) => result.status !== 'planned');
  return `Plan: ${[...countPlanned(planned), ...STATUS_TABLE.formatCounts(others)].join(', ')}`;
}

/** One text per action that occurs: `4 to submit`. */
function countPlanned(results: readonly VideoResult[]): readonly string[] {
  return Object.entries(PLANNED).flatMap(([action, text]) => {
    const count = results.filter((result) => result.action === action).length;
    return count === 0 ? [] : [`${count} ${text}`];
  });
}

/** How many videos there are of each status, or of each planned action. */
export function formatCounts(results: readonly VideoResult[]): string {
  const planned = results.filter(({ status }) => status === 'planned');
  const others = results.filter(({ status }) => status !== 'planned');
  return [...STATUS_TABLE.formatCounts(others), ...countPlanned(planned)].join(', ');
}

const PLANNED: Readonly<Record<ResultAction, string>> = {
  submitted: 'to submit',
  reused: 'already indexed',
  adopted: 'being indexed',
  updated: 'to update',
  deleted: 'to delete',
  none: 'to release',
};

const REASONS: Readonly<Record<ResultReason, string>> = {
  new: 'new',
  changed: 'its content changed',
  retry: 'an earlier attempt failed',
  unchanged: '',
  moved: 'moved',
  metadata_changed: 'its metadata changed',
  unlisted: 'no longer in the list',
  replaced: 'replaced by a new version',
  duplicate: 'in the index twice',
};

/** What a dry run would do with a video, and why. */
export function describePlanned(action: ResultAction, reason: ResultReason | null): string {
  const why = reason === null ? '' : REASONS[reason];
  return why === '' ? PLANNED[action] : `${PLANNED[action]}: ${why}`;
}

/** What became of a video that the list no longer uses, and why. */
export function describeRemoval({ status, action, reason }: VideoResult): string {
  if (status === 'planned') return describePlanned(action, reason);
  const why = reason === null ? '' : REASONS[reason];
  const { icon, label } = STATUS_TABLE.rows[status];
  return status === 'unlisted' ? `${icon} kept: ${why}` : `${icon} ${label}: ${why}`;
}

/** The videos of the index that the list no longer uses, after a sentence. */
function formatUnused(results: readonly VideoResult[]): string {
  if (results.length === 0 || results.some(({ status }) => status === 'planned')) return '';
  return ` ${results.length === 1 ? 'One other video' : `${results.length} other videos`} of the index: ${STATUS_TABLE.formatCounts(results).join('; ')}.`;
}

/**
 * What the videos that are submitted cost, and what reuse saves, at an amount per minute in any currency; null if nothing
 * is known.
 */
export function formatCost(results: readonly VideoResult[], pricePerMinute: number | null): string | null {
  const listed = results.filter((result) => !isRemoval(result));
  const submitted = listed.filter(({ action }) => action === 'submitted');
  const minutes = sumMinutes(submitted);
  const saved = sumMinutes(listed.filter(({ reused, status }) => reused && !isFailure(status)));
  if (pricePerMinute === null || minutes + saved === 0) return null;
  const isExact = submitted.every(({ duration }) => duration !== null);
  const cost = `${isExact ? '' : 'at least '}${(minutes * pricePerMinute).toFixed(2)}`;
  const reuse = saved === 0 ? '' : `; ${(saved * pricePerMinute).toFixed(2)} saved by reuse`;
  return `Cost of indexing: ${cost} (${pricePerMinute} per minute)${reuse}.`;
}

function sumMinutes(results: readonly VideoResult[]): number {
  return results.reduce((sum, { duration }) => sum + (duration ?? 0), 0) / 60;
}

/** How many minutes of video, by what became of them; null when no durations are known. */
export function formatMinutesTotals(results: readonly VideoResult[]): string | null {
  const totals = new Map<string, number>();
  for (const result of results.filter((one) => !isRemoval(one))) {
    const kind = getMinutesKind(result);
    totals.set(kind, (totals.get(kind) ?? 0) + (result.duration ?? 0));
  }
  const parts = MINUTES_KINDS.flatMap((kind) => {
    const seconds = totals.get(kind) ?? 0;
    return seconds === 0 ? [] : [`${formatMinutes(seconds)} ${kind}`];
  });
  return parts.length === 0 ? null : `Minutes of video: ${parts.join(', ')}.`;
}

const MINUTES_KINDS = ['indexed', 'to submit', 'not indexed yet', 'reused', 'not accepted or failed'] as const;

function getMinutesKind({ status, reused, action }: VideoResult): (typeof MINUTES_KINDS)[number] {
  if (isFailure(status)) return 'not accepted or failed';
  if (reused) return 'reused';
  if (status === 'planned' && action === 'submitted') return 'to submit';
  return status === 'ready' ? 'indexed' : 'not indexed yet';
}
