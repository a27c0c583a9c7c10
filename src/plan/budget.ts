import type { CheckFinding } from '../media/check-finding.ts';
import { getErrorInfo } from '../model/error-catalog.ts';
import type { ErrorDetails } from '../model/errors.ts';
import { createErrorDetails } from '../model/errors.ts';
import { formatMinutes } from '../util/format.ts';

/** A video that would be submitted. */
export interface BudgetedVideo {
  readonly name: string;
  /** Null if it cannot be determined. */
  readonly durationSeconds: number | null;
  /** What may be wrong with it, e.g. why its duration is unknown. */
  readonly findings?: readonly CheckFinding[];
}

/** Maximum number of videos of unknown duration that a message names. */
const MAX_NAMES = 5;

/**
 * The error of submitting these videos under a budget, in seconds of video; null if it suffices. Reused videos cost
 * nothing and do not count.
 */
export function checkBudget(videos: readonly BudgetedVideo[], maxTotalSeconds: number): ErrorDetails | null {
  const unknown = videos.filter(({ durationSeconds }) => durationSeconds === null);
  const total = videos.reduce((sum, { durationSeconds }) => sum + (durationSeconds ?? 0), 0);
  const budget = `\`max_total_minutes\` allows ${formatMinutes(maxTotalSeconds, 'up')} minutes`;
  if (total > maxTotalSeconds) {
    const orMore = unknown.length > 0 ? ' or more' : '';
    return createErrorDetails('budget_exceeded', {
      message: `The ${videos.length} videos to submit have ${formatMinutes(total, 'up')} minutes${orMore} in total; ${budget}. Nothing was submitted.`,
    });
  }
  if (unknown.length === 0) return null;
  const names = unknown.slice(0, MAX_NAMES).map(describeUnknown);
  const shown = `${names.join('; ')}${unknown.length > MAX_NAMES ? ' …' : ''}`;
  return createErrorDetails('budget_undetermined', {
    message: `The duration of ${unknown.length} of the ${videos.length} videos to submit cannot be determined (${shown}); ${budget}. Nothing was submitted.`,
  });
}

/** The name of a video, and why its duration is unknown and what to do about it, if that was found. */
function describeUnknown({ name, findings = [] }: BudgetedVideo): string {
  const error = findings.find(({ severity }) => severity === 'unknown')?.error;
  if (error === undefined) return name;
  const reason = error.message.replace(/^This video could not be checked completely: /, '');
  const isSpecific = error.hint !== getErrorInfo('video_check_incomplete').hint;
  return `${name}: ${reason}${isSpecific ? ` ${error.hint}` : ''}`.replace(/\.$/, '');
}
