/** When to look next. Pure: same arguments, same answer. */
export interface PollScheduleInput {
  /** How long the youngest open task has been on the platform, in milliseconds. */
  readonly youngestAgeMs: number;
  /** Its duration in seconds; null when unknown. */
  readonly duration: number | null;
  /** A fixed interval instead, in milliseconds; null for the adaptive one. */
  readonly fixedMs: number | null;
  /** How long the last videos that became ready took, in milliseconds. */
  readonly tookMs: readonly number[];
  /** From 0 (inclusive) to 1 (exclusive). */
  readonly random: number;
}

/** As many videos are open as may be, and others wait for their places. */
export interface QueuedPollScheduleInput {
  /** How long each open task has been on the platform, in milliseconds. */
  readonly agesMs: readonly number[];
  /** How long the last videos that became ready took, in milliseconds. */
  readonly tookMs: readonly number[];
  readonly random: number;
}

/**
 * A task of a 60 s clip was seen to take about 45 s, and the documentation speaks of 30 to 40 % of a video's length.
 * Looking again after 3.5 % of the time waited so far notices the end within 2 % of it in the median, for a number
 * of looks that grows only with the logarithm of the time.
 */
const INTERVAL_PER_AGE = 0.035;
/** See `nextBusyLookMs`; of what is open, of the time that one takes, and of the oldest's age while that is unknown. */
const DUE_FRACTION = 1 / 13;
const MIN_QUEUED_FRACTION = 0.07;
const MAX_QUEUED_FRACTION = 0.3;
const FIRST_QUEUED_FRACTION = 0.25;
const MAX_QUEUED_INTERVAL_MS = 300_000;
const MIN_INTERVAL_MS = 2_000;
const MAX_INTERVAL_MS = 90_000;
/** Spreads many jobs that started together. */
const JITTER = 0.2;
/** No video was ever reported ready sooner than this share of its length, so looking earlier is for failures only. */
const MIN_DURATION_FRACTION = 0.05;
/** Nor is it worth looking much sooner than others of this run took. */
const MIN_TYPICAL_FRACTION = 0.6;

/** Milliseconds from the last look (or the submission) to the next. */
export function getPollIntervalMs(input: PollScheduleInput): number {
  if (input.fixedMs !== null) return input.fixedMs;
  const byAge = clamp(input.youngestAgeMs * INTERVAL_PER_AGE, MIN_INTERVAL_MS, MAX_INTERVAL_MS);
  const byDuration = clamp(
    (input.duration ?? 0) * 1000 * MIN_DURATION_FRACTION - input.youngestAgeMs,
    0,
    MAX_INTERVAL_MS,
  );
  const byOthers = clamp(
    (median(input.tookMs) ?? 0) * MIN_TYPICAL_FRACTION - input.youngestAgeMs,
    0,
    MAX_QUEUED_INTERVAL_MS,
  );
  const firstLook = Math.max(byDuration, byOthers);
  return addJitter(Math.max(byAge, firstLook), input.random);
}

/**
 * Milliseconds from the last look to the next while videos wait for places: the next is when a thirteenth of the open
 * ones have been there for as long as one usually takes. A look frees several places then, and those that were taken
 * together are seen to end together. What it costs is measured by `npm run bench`.
 */
export function getQueuedPollIntervalMs({ agesMs, tookMs, random }: QueuedPollScheduleInput): number {
  const oldestFirst = agesMs.toSorted((a, b) => b - a);
  const typicalMs = median(tookMs);
  if (typicalMs === null) {
    return addJitter(
      clamp((oldestFirst[0] ?? 0) * FIRST_QUEUED_FRACTION, MIN_INTERVAL_MS, MAX_QUEUED_INTERVAL_MS),
      random,
    );
  }
  const awaited = Math.ceil(oldestFirst.length * DUE_FRACTION) - 1;
  const dueMs = typicalMs - (oldestFirst[awaited] ?? 0);
  // All of them may be longer than what came before.
  const spanMs = Math.max(typicalMs, oldestFirst.at(-1) ?? 0);
  return clamp(
    clamp(dueMs, spanMs * MIN_QUEUED_FRACTION, spanMs * MAX_QUEUED_FRACTION),
    MIN_INTERVAL_MS,
    MAX_QUEUED_INTERVAL_MS,
  );
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
