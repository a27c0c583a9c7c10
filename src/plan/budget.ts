import type { Problem } from '../model/errors.ts';
import type { Entry, Ledger } from '../model/video-store.ts';

/**
 * Holds what would be submitted against a budget, in seconds of video: if it is too much, or cannot be told, nothing
 * of it is submitted. What is reused costs nothing and does not count. True when the budget suffices.
 */
export function checkBudget(ledger: Ledger, maxTotalSeconds: number): boolean {
  const queued = ledger.entries().filter(({ phase }) => phase === 'queued');
  const problem = problemOf(queued, maxTotalSeconds);
  if (problem === null) return true;
  for (const { position } of queued) ledger.settle(position, 'rejected', problem);
  return false;
}

function problemOf(queued: readonly Entry[], maxTotalSeconds: number): Problem | null {
  const unknown = queued.filter(({ facts }) => facts.duration === null);
  const total = queued.reduce((sum, { facts }) => sum + (facts.duration ?? 0), 0);
  const budget = `\`max_total_minutes\` allows ${minutes(maxTotalSeconds)}`;
  if (total > maxTotalSeconds) {
    return {
      code: 'budget_exceeded',
      message: `What would be submitted (${queued.length} of the videos) is ${minutes(total)} long in all${unknown.length > 0 ? ' or longer' : ''}; ${budget}. Nothing was submitted.`,
      hint: 'Raise the budget, or take videos off the list.',
      class: 'quota',
    };
  }
  if (unknown.length === 0) return null;
  const names = unknown.slice(0, 5).map(({ name }) => name);
  return {
    code: 'budget_unknown',
    message: `The length of ${unknown.length} of the ${queued.length} videos to be submitted cannot be told (${names.join(', ')}${unknown.length > 5 ? ' …' : ''}); ${budget}. Nothing was submitted.`,
    hint: 'Take these videos off the list, serve them from a host that supports range requests, or submit them in a step without a budget.',
    class: 'quota',
  };
}

/** Rounded up, never in the favor of the video: a budget is not to be overdrawn by rounding. */
function minutes(seconds: number): string {
  return `${Math.ceil(seconds / 0.6) / 100} minutes`;
}
