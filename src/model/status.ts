/** How a video ended, from best to worst. `cancelled` is GitHub's own spelling of that conclusion. */
export const STATUSES = [
  'ready',
  'submitted',
  'timed_out',
  'unknown',
  'cancelled',
  'unconfirmed',
  'rejected',
  'failed',
] as const;

export type Status = (typeof STATUSES)[number];

/** The worst of some statuses; null for none. */
export function getWorstStatus(statuses: Iterable<Status>): Status | null {
  let worst = -1;
  for (const status of statuses) worst = Math.max(worst, STATUSES.indexOf(status));
  return STATUSES[worst] ?? null;
}
