import type { VideoResult } from '../model/result.ts';
import { isRemoval } from '../model/result.ts';
import { isFailure, STATUS_TABLE } from '../model/status.ts';
import { formatMinutes } from '../util/format.ts';

/** One sentence about all results. */
export function formatTotals(results: readonly VideoResult[]): string {
  const [listed, unused] = [results.filter((result) => !isRemoval(result)), results.filter(isRemoval)];
  const [first] = listed;
  const ending = formatUnused(unused);
  if (first === undefined) return `Nothing was submitted.${ending}`;
  if (listed.length === 1) return `${STATUS_TABLE.rows[first.status].sentence}${ending}`;
  const others = listed.filter(({ status }) => status !== 'ready');
  const isPlan = listed.some(({ status }) => status === 'planned');
  const ready = `${listed.length - others.length} of ${listed.length} videos are searchable`;
  return `${[...(isPlan ? [] : [ready]), ...STATUS_TABLE.formatCounts(others)].join('; ')}.${ending}`;
}

/** The videos of the index that the list no longer uses, after a sentence. */
function formatUnused(results: readonly VideoResult[]): string {
  if (results.length === 0) return '';
  return ` ${results.length === 1 ? 'One other video' : `${results.length} other videos`} of the index: ${STATUS_TABLE.formatCounts(results).join('; ')}.`;
}

/** What the videos that are submitted cost, at an amount per minute in any currency; null if nothing is known. */
export function formatCost(results: readonly VideoResult[], pricePerMinute: number | null): string | null {
  const submitted = results.filter(({ action }) => action === 'submitted');
  const minutes = submitted.reduce((sum, { duration }) => sum + (duration ?? 0), 0) / 60;
  if (pricePerMinute === null || minutes === 0) return null;
  const isExact = submitted.every(({ duration }) => duration !== null);
  const cost = (minutes * pricePerMinute).toFixed(2);
  return `Cost of indexing: ${isExact ? '' : 'at least '}${cost} (${pricePerMinute} per minute).`;
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
