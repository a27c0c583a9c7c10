/** When to look next. Pure: same arguments, same answer. */
export interface CadenceInput {
  /** How long the youngest open task has been on the platform, in milliseconds. */
  readonly youngestAgeMs: number;
  /** Its duration in seconds; null when unknown. */
  readonly duration: number | null;
  /** A fixed interval instead, in milliseconds; null for the adaptive one. */
  readonly fixedMs: number | null;
  /** From 0 (inclusive) to 1 (exclusive). */
  readonly random: number;
}

/**
 * A task of a 60 s clip was seen to take about 45 s, and the documentation speaks of 30 to 40 % of a video's length.
 * Looking again after 3.5 % of the time waited so far notices the end within 2 % of it in the median, for a number
 * of looks that grows only with the logarithm of the time.
 */
const SHARE_OF_AGE = 0.035;
const SHORTEST_MS = 2_000;
const LONGEST_MS = 90_000;
const LONGEST_PENALTY_MS = 60_000;
/** Spreads many jobs that started together. */
const JITTER = 0.2;
/** No video was ever reported ready sooner than this share of its length, so looking earlier is for failures only. */
const SHARE_OF_DURATION = 0.05;

/** Milliseconds from the last look (or the submission) to the next. */
export function nextLookMs(input: CadenceInput): number {
  if (input.fixedMs !== null) return input.fixedMs;
  const byAge = clamp(input.youngestAgeMs * SHARE_OF_AGE, SHORTEST_MS, LONGEST_MS);
  const firstLook = clamp((input.duration ?? 0) * 1000 * SHARE_OF_DURATION - input.youngestAgeMs, 0, LONGEST_MS);
  return Math.max(byAge, firstLook) * (1 + JITTER * (2 * input.random - 1));
}

/** Extra milliseconds after `failures` looks in a row that failed; added to the cadence, never part of it. */
export function penaltyMs(failures: number, random: number): number {
  if (failures === 0) return 0;
  return Math.min(1_000 * 2 ** (failures - 1), LONGEST_PENALTY_MS) * (0.5 + random / 2);
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}
