/** One thing that was measured, beside what was promised of it. */
export interface Figure {
  readonly what: string;
  readonly measured: string;
  readonly bound: string;
  readonly ok: boolean;
}

/** A number with a ceiling, and how people read it. */
export interface Measurement {
  readonly what: string;
  readonly value: number;
  readonly show: (value: number) => string;
  /** What else is worth knowing of the number, for instance what it was made from. */
  readonly note?: string;
}

/** The number may be as large as the bound. */
export function atMost(bound: number, measurement: Measurement): Figure {
  return figureOf(measurement, `at most ${measurement.show(bound)}`, measurement.value <= bound);
}

/** The number may be as small as the bound. */
export function atLeast(bound: number, measurement: Measurement): Figure {
  return figureOf(measurement, `at least ${measurement.show(bound)}`, measurement.value >= bound);
}

/** The number must be smaller than the bound. */
export function under(bound: number, measurement: Measurement): Figure {
  return figureOf(measurement, `under ${measurement.show(bound)}`, measurement.value < bound);
}

function figureOf({ what, value, show, note }: Measurement, bound: string, ok: boolean): Figure {
  const text = show(value);
  return { what, measured: note === undefined ? text : `${text} (${note})`, bound, ok };
}
