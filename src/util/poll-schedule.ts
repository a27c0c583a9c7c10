/** What the time of the next poll depends on. */
export interface PollScheduleInput {
  /** How long the newest unfinished video has been indexed, in milliseconds. */
  readonly youngestAgeMs: number;
  /** Its duration in seconds; null if unknown. */
  readonly duration?: number | null;
  /** A fixed interval in milliseconds; null for the adaptive one. */
  readonly fixedMs?: number | null;
  /** How long the last ready videos took, in milliseconds. */
  readonly tookMs?: readonly number[];
  /** From 0 (inclusive) to 1 (exclusive). */
  readonly random: number;
}

/** The same while all slots are used and more videos are queued. */
export interface QueuedPollScheduleInput {
  /** How long each unfinished video has been indexed, in milliseconds. */
  readonly agesMs: readonly number[];
  /** How long the last ready videos took, in milliseconds. */
  readonly tookMs: readonly number[];
  readonly random: number;
}

/**
 * Indexing a 60 s clip was observed to take about 45 s, and the documentation names 30 to 40 % of the length of a video.
 * Polling after another 3.5 % of the elapsed time notices the end within 2 % of it in the median, with a number of
 * polls that grows with the logarithm of the time.
 */
const INTERVAL_PER_AGE = 0.035;
/** See `getQueuedPollIntervalMs`: a fraction of the unfinished videos. */
const DUE_FRACTION = 1 / 13;
/** Fractions of the typical indexing time. */
const MIN_QUEUED_FRACTION = 0.07;
const MAX_QUEUED_FRACTION = 0.3;
/** A fraction of the age of the oldest video, while the indexing time is unknown. */
const FIRST_QUEUED_FRACTION = 0.25;
const MAX_QUEUED_INTERVAL_MS = 300_000;
const MIN_INTERVAL_MS = 2_000;
const MAX_INTERVAL_MS = 90_000;
/** Distributes the polls of jobs that started together. */
const JITTER = 0.2;
/** No video was observed to be ready sooner than this fraction of its length; earlier polls only find failures. */
const MIN_DURATION_FRACTION = 0.05;
/** A fraction of the time that other videos of the run took, before which a poll is hardly useful. */
const MIN_TYPICAL_FRACTION = 0.6;

/** Less than `INTERVAL_PER_AGE` with any jitter, so that no video is left out of the poll that is made for it. */
const DUE_PER_AGE = 0.025;

/**
 * Whether to include a video in a poll of several. Without this, a video of three hours beside short ones would be polled
 * every few seconds, with a request of its own if it is no longer on the first pages of the list.
 */
export function isPollDue(ageMs: number, sinceLastPollMs: number): boolean {
  return sinceLastPollMs >= Math.min(ageMs * DUE_PER_AGE, MAX_INTERVAL_MS * (1 - JITTER));
}

/** Milliseconds from the last poll (or the submission) to the next. */
export function getPollIntervalMs({
  youngestAgeMs,
  duration = null,
  fixedMs = null,
  tookMs = [],
  random,
}: PollScheduleInput): number {
  if (fixedMs !== null) return fixedMs;
  const byAge = clamp(youngestAgeMs * INTERVAL_PER_AGE, MIN_INTERVAL_MS, MAX_INTERVAL_MS);
  const byDuration = clamp((duration ?? 0) * 1000 * MIN_DURATION_FRACTION - youngestAgeMs, 0, MAX_INTERVAL_MS);
  const byOthers = clamp((median(tookMs) ?? 0) * MIN_TYPICAL_FRACTION - youngestAgeMs, 0, MAX_QUEUED_INTERVAL_MS);
  return addJitter(Math.max(byAge, byDuration, byOthers), random);
}

/**
 * Milliseconds from the last poll to the next while videos are queued: the next poll is due when a thirteenth of the
 * unfinished videos have reached the typical indexing time, so that it frees several slots. `npm run bench` measures
 * the effect.
 */
export function getQueuedPollIntervalMs({ agesMs, tookMs, random }: QueuedPollScheduleInput): number {
  const oldestFirst = agesMs.toSorted((a, b) => b - a);
  const typicalMs = median(tookMs);
  if (typicalMs === null) {
    const byAge = (oldestFirst[0] ?? 0) * FIRST_QUEUED_FRACTION;
    return addJitter(clamp(byAge, MIN_INTERVAL_MS, MAX_QUEUED_INTERVAL_MS), random);
  }
  const dueIndex = Math.ceil(oldestFirst.length * DUE_FRACTION) - 1;
  const dueMs = typicalMs - (oldestFirst[dueIndex] ?? 0);
  // All unfinished videos may be longer than the earlier ones.
  const spanMs = Math.max(typicalMs, oldestFirst.at(-1) ?? 0);
  const boundedMs = clamp(dueMs, spanMs * MIN_QUEUED_FRACTION, spanMs * MAX_QUEUED_FRACTION);
  return clamp(boundedMs, MIN_INTERVAL_MS, MAX_QUEUED_INTERVAL_MS);
}

function addJitter(ms: number, random: number): number {
  return ms * (1 + JITTER * (2 * random - 1));
}

function median(values: readonly number[]): number | null {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? null;
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}
