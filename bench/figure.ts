import { markdownTable } from 'markdown-table';

/** One measured value beside its bound. */
export interface Figure {
  readonly name: string;
  readonly measured: string;
  readonly bound: string;
  readonly ok: boolean;
}

/** A value to compare with a bound, and how to print it. */
export interface Measurement {
  readonly name: string;
  readonly value: number;
  readonly format: (value: number) => string;
  /** Details, for example the two times that a ratio was made from. */
  readonly note?: string;
}

/** A benchmark. It rejects when it cannot measure, which counts as a missed bound. */
export interface Scenario {
  /** The argument of `npm run bench` that selects it. */
  readonly name: string;
  measure(): Promise<readonly Figure[]>;
}

export function atMost(bound: number, measurement: Measurement): Figure {
  return toFigure(measurement, `≤ ${measurement.format(bound)}`, measurement.value <= bound);
}

export function atLeast(bound: number, measurement: Measurement): Figure {
  return toFigure(measurement, `≥ ${measurement.format(bound)}`, measurement.value >= bound);
}

function toFigure({ name, value, format, note }: Measurement, bound: string, ok: boolean): Figure {
  const text = format(value);
  return { name, measured: note === undefined ? text : `${text} (${note})`, bound, ok };
}

export const formatRatio = (value: number): string => value.toFixed(2);
export const formatMegabytes = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`;

export function formatTable(figures: readonly Figure[]): string {
  const rows = figures.map(({ name, measured, bound, ok }) => [name, measured, bound, ok ? 'ok' : 'missed']);
  return markdownTable([['Figure', 'Measured', 'Bound', 'Result'], ...rows], { alignDelimiters: false });
}
