import type { RecordChanges } from './metadata-changes.ts';
import type { Plan, PlannedAction } from './plan.ts';
import type { PlannedRemoval } from './removals.ts';

/** How much video the plan submits. */
export interface PlannedTotals {
  /** Of the videos whose duration is known. */
  readonly seconds: number;
  readonly isExact: boolean;
}

export function getTotals(actions: readonly PlannedAction[]): PlannedTotals {
  const durations = actions.filter(({ kind }) => kind === 'submit').map(({ durationSeconds }) => durationSeconds);
  const seconds = durations.reduce<number>((sum, duration) => sum + (duration ?? 0), 0);
  return { seconds, isExact: !durations.includes(null) };
}

/**
 * The plan in one line: "12 videos: 3 already indexed, 9 to submit (45 min)". `pricePerMinute`: an amount in any
 * currency, for the cost; null for none.
 */
export function formatPlan({ actions, removals }: Plan, pricePerMinute: number | null): string {
  const count = (...kinds: readonly PlannedAction['kind'][]): number =>
    actions.filter(({ kind }) => kinds.includes(kind)).length;
  const remove = (...kinds: readonly PlannedRemoval['kind'][]): number =>
    removals.filter(({ kind }) => kinds.includes(kind)).length;
  const changed = actions.filter((action) => 'changes' in action && changesMetadata(action.changes)).length;
  const parts = [
    [count('reuse'), 'already indexed'],
    [count('adopt'), 'being indexed'],
    [changed, 'with changed metadata'],
    [count('submit'), `to submit${formatCost(getTotals(actions), pricePerMinute)}`],
    [count('reject'), 'rejected'],
    [remove('delete'), 'to delete'],
    [remove('release'), 'to release'],
    [remove('keep'), 'no longer in the list'],
  ] as const;
  const shown = parts.filter(([number]) => number > 0).map(([number, text]) => `${number} ${text}`);
  const total = `${actions.length} ${actions.length === 1 ? 'video' : 'videos'}`;
  return shown.length === 0 ? total : `${total}: ${shown.join(', ')}`;
}

/** Whether user metadata changes, and not only a claim. */
export function changesMetadata({ userMetadata }: RecordChanges): boolean {
  return Object.keys(userMetadata).some((name) => !name.startsWith('gha_'));
}

function formatCost({ seconds, isExact }: PlannedTotals, pricePerMinute: number | null): string {
  if (seconds === 0) return '';
  const minutes = seconds / 60;
  const price = pricePerMinute === null ? '' : `, ${(minutes * pricePerMinute).toFixed(2)}`;
  return ` (${isExact ? '' : 'at least '}${minutes < 10 ? minutes.toFixed(1) : minutes.toFixed(0)} min${price})`;
}
