/** One option: everything that is derived from it (defaults, checks, flags, `--help`, the README) is in this row. */
export interface OptionRow<T> {
  readonly initial: T;
  /** How its flag is parsed; `object` options have no flag. */
  readonly type: 'text' | 'number' | 'boolean' | 'list' | 'object';
  /** The values that it can have, for messages and the README. */
  readonly expected: string;
  readonly isValid: (value: unknown) => boolean;
  readonly help: string;
  /** Name of its flag where that is not its own name in kebab case. */
  readonly flag?: string;
}

/** The value of an option. */
export type ValueOf<Row> = Row extends OptionRow<infer T> ? T : never;

const isAmount = (value: unknown): boolean => typeof value === 'number' && value >= 0;
const isText = (value: unknown): boolean => typeof value === 'string';

export function amount(initial: number, help: string, maximum = Number.POSITIVE_INFINITY): OptionRow<number> {
  const expected = maximum === Number.POSITIVE_INFINITY ? 'a number from 0' : `a number from 0 to ${maximum}`;
  return { initial, type: 'number', expected, isValid: (value) => isAmount(value) && Number(value) <= maximum, help };
}

export function positive(initial: number, help: string): OptionRow<number> {
  const isValid = (value: unknown): boolean => isAmount(value) && value !== 0;
  return { initial, type: 'number', expected: 'a number above 0', isValid, help };
}

export function count(initial: number, help: string): OptionRow<number> {
  const isValid = (value: unknown): boolean => Number.isInteger(value) && Number(value) >= 1;
  return { initial, type: 'number', expected: 'a whole number from 1', isValid, help };
}

export function toggle(initial: boolean, help: string): OptionRow<boolean> {
  return { initial, type: 'boolean', expected: 'true or false', isValid: (value) => typeof value === 'boolean', help };
}

export function text(initial: string, help: string): OptionRow<string> {
  return { initial, type: 'text', expected: 'a text', isValid: isText, help };
}

export function url(initial: string, help: string): OptionRow<string> {
  const isValid = (value: unknown): boolean => /^https?:\/\/\S+$/.test(String(value));
  return { initial, type: 'text', expected: 'an HTTP URL', isValid, help };
}

/** One of several values; the first is the default. */
export function choice<const T extends string | number>(values: readonly [T, ...T[]], help: string): OptionRow<T> {
  const isValid = (value: unknown): boolean => values.some((allowed) => allowed === value);
  const type = typeof values[0] === 'number' ? 'number' : 'text';
  return { initial: values[0], type, expected: `one of ${values.join(', ')}`, isValid, help };
}

export function list(initial: readonly string[], help: string): OptionRow<readonly string[]> {
  const isValid = (value: unknown): boolean => Array.isArray(value) && value.every(isText);
  return { initial, type: 'list', expected: 'a list', isValid, help };
}

/** Any of several values; all of them by default. */
export function subset<const T extends string>(values: readonly T[], help: string): OptionRow<readonly T[]> {
  const isValid = (value: unknown): boolean =>
    Array.isArray(value) && value.every((entry) => values.some((allowed) => allowed === entry));
  return { initial: values, type: 'list', expected: `a list of ${values.join(', ')}`, isValid, help };
}

/** A structure that only code and the control routes can set. */
export function structure<T extends object>(initial: T, help: string): OptionRow<T> {
  const isValid = (value: unknown): boolean => typeof value === 'object' && value !== null;
  return { initial, type: 'object', expected: 'an object', isValid, help };
}

/** The option can also be `null`, which is its default unless `initial` is another. */
export function nullable<T>(row: OptionRow<T>, initial: T | null = null): OptionRow<T | null> {
  const { expected, isValid } = row;
  return { ...row, initial, expected: `${expected}, or null`, isValid: (value) => value === null || isValid(value) };
}
