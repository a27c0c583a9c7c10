import type { ErrorDetails } from '../model/errors.ts';
import type { VideoState, VideoStore } from '../model/video-store.ts';
import { formatMinutes } from '../util/format.ts';

/**
 * Holds what would be submitted against a budget, in seconds of video: if it is too much, or cannot be told, nothing
 * of it is submitted. What is reused costs nothing and does not count. True when the budget suffices.
 */
export function checkBudget(store: VideoStore, maxTotalSeconds: number): boolean {
  const queued = store.videos().filter(({ phase }) => phase === 'queued');
  const problem = checkDurations(queued, maxTotalSeconds);
  if (problem === null) return true;
  for (const { position } of queued) store.finish(position, 'rejected', problem);
  return false;
}

function checkDurations(queued: readonly VideoState[], maxTotalSeconds: number): ErrorDetails | null {
  const unknown = queued.filter(({ metadata }) => metadata.duration === null);
  const total = queued.reduce((sum, { metadata }) => sum + (metadata.duration ?? 0), 0);
  const budget = `\`max_total_minutes\` allows ${formatMinutes(maxTotalSeconds, 'up')} minutes`;
  if (total > maxTotalSeconds) {
    return {
      code: 'budget_exceeded',
      message: `What would be submitted (${queued.length} of the videos) is ${formatMinutes(total, 'up')} minutes long in all${unknown.length > 0 ? ' or longer' : ''}; ${budget}. Nothing was submitted.`,
      hint: 'Raise the budget, or take videos off the list.',
      class: 'quota',
    };
  }
  if (unknown.length === 0) return null;
  const names = unknown.slice(0, 5).map(({ name }) => name);
  return {
    code: 'budget_undetermined',
    message: `The length of ${unknown.length} of the ${queued.length} videos to be submitted cannot be told (${names.join(', ')}${unknown.length > 5 ? ' …' : ''}); ${budget}. Nothing was submitted.`,
    hint: 'Take these videos off the list, serve them from a host that supports range requests, or submit them in a step without a budget.',
    class: 'quota',
  };
}

/** Rounded up, never in the favor of the video: a budget is not to be overdrawn by rounding. */
