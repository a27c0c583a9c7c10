import type { ErrorDetails } from '../model/errors.ts';

/** A video that would be submitted. */
export interface BudgetedVideo {
  readonly name: string;
  /** Null where it cannot be determined. */
  readonly durationSeconds: number | null;
}

/** Videos of unknown duration that are named in a message. */
const MAX_NAMES = 5;

/**
 * What is wrong with submitting these videos under a budget, in seconds of video; null if nothing is. Videos that are
 * reused cost nothing and do not count.
 */
export function checkBudget(videos: readonly BudgetedVideo[], maxTotalSeconds: number): ErrorDetails | null {
  const unknown = videos.filter(({ durationSeconds }) => durationSeconds === null);
  const total = videos.reduce((sum, { durationSeconds }) => sum + (durationSeconds ?? 0), 0);
  const budget = `\`max_total_minutes\` allows ${formatMinutes(maxTotalSeconds)}`;
  if (total > maxTotalSeconds) {
    const orMore = unknown.length > 0 ? ' or more' : '';
    return {
      code: 'budget_exceeded',
      message: `The ${videos.length} videos to submit have ${formatMinutes(total)}${orMore} in total; ${budget}. Nothing was submitted.`,
      hint: 'Raise the budget, or remove videos from the list.',
      class: 'quota',
    };
  }
  if (unknown.length === 0) return null;
  const names = unknown.slice(0, MAX_NAMES).map(({ name }) => name);
  return {
    code: 'budget_undetermined',
    message: `The duration of ${unknown.length} of the ${videos.length} videos to submit cannot be determined (${names.join(', ')}${unknown.length > MAX_NAMES ? ' …' : ''}); ${budget}. Nothing was submitted.`,
    hint: 'Remove these videos from the list, serve them from a host that supports range requests, or submit them in a step without a budget.',
    class: 'quota',
  };
}

/** Rounded up: a budget is not exceeded by rounding. */
function formatMinutes(seconds: number): string {
  return `${Math.ceil(seconds / 0.6) / 100} minutes`;
}
