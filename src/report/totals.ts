import type { VideoResult } from '../model/result.ts';
import { isFailure, STATUS_TABLE } from '../model/status.ts';
import { formatMinutes } from '../util/format.ts';

/** One sentence about all results. */
export function formatTotals(results: readonly VideoResult[]): string {
  const [first] = results;
  if (first === undefined) return 'Nothing was submitted.';
  if (results.length === 1) return STATUS_TABLE.rows[first.status].sentence;
  const others = results.filter(({ status }) => status !== 'ready');
  const ready = `${results.length - others.length} of ${results.length} videos are searchable`;
  return `${[ready, ...STATUS_TABLE.formatCounts(others)].join('; ')}.`;
}

/** How many minutes of video, by what became of them; null when no durations are known. */
export function formatMinutesTotals(results: readonly VideoResult[]): string | null {
  const totals = new Map<string, number>();
  for (const result of results) {
    const kind = getMinutesKind(result);
    totals.set(kind, (totals.get(kind) ?? 0) + (result.duration ?? 0));
  }
  const parts = MINUTES_KINDS.flatMap((kind) => {
    const seconds = totals.get(kind) ?? 0;
    return seconds === 0 ? [] : [`${formatMinutes(seconds)} ${kind}`];
  });
  return parts.length === 0 ? null : `Minutes of video: ${parts.join(', ')}.`;
}

const MINUTES_KINDS = ['indexed', 'not indexed yet', 'reused', 'not accepted or failed'] as const;

function getMinutesKind({ status, reused }: VideoResult): (typeof MINUTES_KINDS)[number] {
  if (isFailure(status)) return 'not accepted or failed';
  if (reused) return 'reused';
  return status === 'ready' ? 'indexed' : 'not indexed yet';
}
