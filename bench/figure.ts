import { markdownTable } from 'markdown-table';

/** One measured value beside its bound. */
export interface Figure {
  readonly name: string;
  readonly measured: string;
  readonly bound: string;
  readonly ok: boolean;
  /** The value and its bound as numbers; `ok` compares them. */
  readonly value: number;
  readonly limit: number;
  /** What is aimed at, if that is more than the bound; null if the bound is the goal. */
  readonly goal: { readonly text: string; readonly isReached: boolean } | null;
}

/** A value to compare with a bound, and how to print it. */
export interface Measurement {
  readonly name: string;
  readonly value: number;
  readonly format: (value: number) => string;
  /** Details, for example the two times that a ratio was made from. */
  readonly note?: string;
  /** What is aimed at, if that is more than the bound. */
  readonly goal?: number;
}

/** A benchmark. It rejects when it cannot measure, which counts as a missed bound. */
export interface Scenario {
  /** The argument of `npm run bench` that selects it. */
  readonly name: string;
  /** Whether its figures depend on how busy the machine is: real times and peak memory do, counts and simulated times do not. */
  readonly isNoisy: boolean;
  measure(): Promise<readonly Figure[]>;
}

export function atMost(bound: number, measurement: Measurement): Figure {
  return toFigure(measurement, '≤', bound, measurement.value <= bound);
}

export function atLeast(bound: number, measurement: Measurement): Figure {
  return toFigure(measurement, '≥', bound, measurement.value >= bound);
}

function toFigure(measurement: Measurement, sign: string, limit: number, ok: boolean): Figure {
  const { name, value, format, note, goal: aim } = measurement;
  const measured = note === undefined ? format(value) : `${format(value)} (${note})`;
  const isReached = (target: number): boolean => (sign === '≤' ? value <= target : value >= target);
  const goal = aim === undefined ? null : { text: `${sign} ${format(aim)}`, isReached: isReached(aim) };
  return { name, measured, bound: `${sign} ${format(limit)}`, ok, value, limit, goal };
}

/**
 * Whether a figure is so far from its bound that no noise of a shared machine explains it: a noisy one three times as
 * much, or a third where more is better; any other one as soon as it misses the bound.
 */
export function isFarOff({ ok, value, limit }: Figure, isNoisy: boolean): boolean {
  if (ok || !isNoisy) return !ok;
  const factor = value > limit ? value / limit : limit / value;
  return !(factor <= NOISE_FACTOR);
}

const NOISE_FACTOR = 3;

export const formatRatio = (value: number): string => value.toFixed(2);
export const formatMegabytes = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`;

export function formatTable(figures: readonly Figure[]): string {
  const rows = figures.map(({ name, measured, bound, goal, ok }) => {
    const result = !ok ? 'missed' : goal === null || goal.isReached ? 'ok' : 'ok, goal missed';
    return [name, measured, bound, goal?.text ?? '', result];
  });
  return markdownTable([['Figure', 'Measured', 'Bound', 'Goal', 'Result'], ...rows], { alignDelimiters: false });
}
