import prettyMilliseconds from 'pretty-ms';
import type { VideoResult } from '../model/result.ts';
import type { Status } from '../model/status.ts';

/** What a status means, in a few words. */
export const STATUS_LABELS: Readonly<Record<Status, string>> = {
  ready: 'searchable',
  submitted: 'accepted, not waited for',
  timed_out: 'still being indexed',
  unknown: 'accepted, cannot be watched any more',
  cancelled: 'cancelled while it was being indexed',
  unconfirmed: 'may or may not have been accepted',
  rejected: 'not accepted',
  failed: 'failed',
};

/** The same of a video that is alone, as a sentence. */
const STATUS_SENTENCES: Readonly<Record<Status, string>> = {
  ready: 'The video is searchable.',
  submitted: 'The video is accepted, and was not waited for.',
  timed_out: 'The video is still being indexed.',
  unknown: 'The video is accepted, but cannot be watched any more.',
  cancelled: 'The run was cancelled while the video was being indexed.',
  unconfirmed: 'The video may or may not have been accepted.',
  rejected: 'The video was not accepted.',
  failed: 'The video could not be indexed.',
};

/** Statuses that never turn a step red by themselves. */
export function isSuccess(status: Status, failOnTimeout: boolean): boolean {
  return status === 'ready' || status === 'submitted' || (status === 'timed_out' && !failOnTimeout);
}

/** Videos that nobody needs to wait for any more: they did not get into the index, as far as is known. */
export function isFailure(status: Status): boolean {
  return status === 'failed' || status === 'rejected' || status === 'unconfirmed';
}

/** A length of time for people, to the second: `2h 3m 20s`. */
export function formatDuration(seconds: number): string {
  const whole = Math.round(seconds);
  return whole === 0 ? '0s' : prettyMilliseconds(whole * 1000, { secondsDecimalDigits: 0 });
}

/** How much video it was, in the sense of the bill; null when no lengths are known. */
export function formatMinutes(outcomes: readonly VideoResult[]): string | null {
  const sum = (fits: (outcome: VideoResult) => boolean): number =>
    outcomes.reduce((total, outcome) => total + (fits(outcome) ? (outcome.duration ?? 0) : 0), 0);
  const parts = Object.entries({
    indexed: sum(({ status, reused }) => !reused && status === 'ready'),
    'not indexed yet': sum(({ status, reused }) => !reused && status !== 'ready' && !isFailure(status)),
    reused: sum(({ status, reused }) => reused && !isFailure(status)),
    refused: sum(({ status }) => isFailure(status)),
  }).flatMap(([what, seconds]) => (seconds === 0 ? [] : [`${toMinutes(seconds)} ${what}`]));
  return parts.length === 0 ? null : `Minutes of video: ${parts.join(', ')}.`;
}

function toMinutes(seconds: number): string {
  return (seconds / 60).toFixed(seconds < 600 ? 1 : 0);
}

/** One sentence that sums up. */
export function formatTotals(outcomes: readonly VideoResult[]): string {
  if (outcomes.length === 0) return 'Nothing was submitted.';
  const [first] = outcomes;
  if (outcomes.length === 1 && first) return STATUS_SENTENCES[first.status];
  const ready = outcomes.filter((outcome) => outcome.status === 'ready').length;
  const others = new Map<Status, number>();
  for (const { status } of outcomes) if (status !== 'ready') others.set(status, (others.get(status) ?? 0) + 1);
  const rest = [...others].map(([status, count]) => `${count} ${STATUS_LABELS[status]}`);
  return [`${ready} of ${outcomes.length} videos are searchable`, ...rest].join('; ').concat('.');
}
