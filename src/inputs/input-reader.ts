import { asObject, parseJson } from '../util/json.ts';

/** An input with a wrong value. */
export interface InvalidInput {
  readonly input: string;
  /** Without secrets; null if the input is not set. */
  readonly received: string | null;
  readonly expected: string;
  /** The likely cause. */
  readonly hint: string;
}

/** All wrong inputs of a step. */
export class InputError extends Error {
  override readonly name = 'InputError';
  readonly invalidInputs: readonly InvalidInput[];

  constructor(invalidInputs: readonly InvalidInput[]) {
    super(invalidInputs.map(formatInvalidInput).join('\n'));
    this.invalidInputs = invalidInputs;
  }
}

function formatInvalidInput({ input, received, expected, hint }: InvalidInput): string {
  const state = received === null ? 'is not set' : `is ${JSON.stringify(truncate(received))}`;
  return `Input \`${input}\` ${state}. Expected ${removeTrailingPeriod(expected)}. Possible cause: ${removeTrailingPeriod(hint)}.`;
}

function removeTrailingPeriod(sentence: string): string {
  return sentence.replace(/\.$/, '');
}

function truncate(text: string): string {
  return text.length <= 200 ? text : `${text.slice(0, 200)}…`;
}

export interface NumberRange {
  readonly atLeast?: number;
  readonly above?: number;
  readonly atMost: number;
  readonly whole?: boolean;
}

type FlatObject = Readonly<Record<string, string | number | boolean>>;
type CheckName = (name: string) => string | null;

/** Reads inputs one by one, and collects the wrong ones instead of stopping at the first. */
export interface InputReader {
  text(name: string): string;
  /** Trimmed lines, without empty ones. */
  lines(name: string): readonly string[];
  boolean(name: string, whenEmpty: boolean): boolean;
  choice<Choice extends string>(name: string, choices: readonly Choice[], whenEmpty: Choice): Choice;
  /** Null if the input is empty, or wrong (which is reported). */
  number(name: string, range: NumberRange): number | null;
  /** A JSON object of strings, numbers and booleans. `checkName` returns which names are expected, or null if one is fine. */
  flatObject(name: string, checkName: CheckName): FlatObject;
  report(invalidInput: InvalidInput): void;
  invalidInputs(): readonly InvalidInput[];
}

export function createInputReader(input: (name: string) => string): InputReader {
  const invalidInputs: InvalidInput[] = [];
  const report = (invalidInput: InvalidInput): void => {
    invalidInputs.push(invalidInput);
  };
  return {
    text: input,
    lines: (name) =>
      input(name)
        .split(/\r?\n/)
        .map((line) => line.trim())
        .filter((line) => line !== ''),
    boolean: (name, whenEmpty) => {
      const received = input(name);
      if (received === '') return whenEmpty;
      if (!TRUE.includes(received) && !FALSE.includes(received)) {
        report({
          input: name,
          received,
          expected: `${[...TRUE, ...FALSE].join(', ')} (the booleans of YAML 1.2)`,
          hint: 'yes, no, on, off, 0 or 1, which are not booleans here, or an expression with another result',
        });
      }
      return TRUE.includes(received);
    },
    choice: (name, choices, whenEmpty) => {
      const received = input(name);
      const chosen = choices.find((choice) => choice === received);
      if (received !== '' && chosen === undefined) {
        report({ input: name, received, expected: `one of ${choices.join(', ')}`, hint: 'a typo' });
      }
      return chosen ?? whenEmpty;
    },
    number: (name, range) => {
      const received = input(name);
      if (received === '') return null;
      const value = /^\d+(\.\d+)?$/.test(received) ? Number(received) : Number.NaN;
      if (isInRange(value, range)) return value;
      report({
        input: name,
        received,
        expected: describeRange(range),
        hint: 'a unit after the number (30m, 10s), a comma instead of a decimal point, or an expression that is not a number',
      });
      return null;
    },
    flatObject: (name, checkName) => {
      const received = input(name);
      if (received === '') return {};
      const parsed = parseFlatObject(received, checkName);
      if (parsed.invalid) report({ input: name, received, ...parsed.invalid });
      return parsed.object;
    },
    report,
    invalidInputs: () => invalidInputs,
  };
}

const TRUE = ['true', 'True', 'TRUE'];
const FALSE = ['false', 'False', 'FALSE'];

function isInRange(value: number, { atLeast, above, atMost, whole }: NumberRange): boolean {
  if (Number.isNaN(value) || value > atMost) return false;
  if (whole && !Number.isInteger(value)) return false;
  return value >= (atLeast ?? 0) && (above === undefined || value > above);
}

function describeRange({ atLeast, above, atMost, whole }: NumberRange): string {
  const from = above === undefined ? `from ${atLeast ?? 0}` : `above ${above}`;
  return `a ${whole ? 'whole ' : ''}number ${from} to ${atMost}${whole ? '' : ', decimals allowed'}`;
}

function parseFlatObject(
  text: string,
  checkName: CheckName,
): { readonly object: FlatObject; readonly invalid: Pick<InvalidInput, 'expected' | 'hint'> | null } {
  const invalid = (expected: string, hint: string): ReturnType<typeof parseFlatObject> => ({
    object: {},
    invalid: { expected, hint },
  });
  const parsed = asObject(parseJson(text));
  if (parsed === null) {
    const expected = 'a JSON object, for example {"project": "intro", "year": 2026}';
    return invalid(expected, 'YAML instead of JSON, single quotes, or a trailing comma');
  }
  for (const [name, value] of Object.entries(parsed)) {
    const expectedNames = checkName(name);
    if (expectedNames !== null) return invalid(expectedNames, `the name ${JSON.stringify(name)}`);
    if (typeof value !== 'string' && typeof value !== 'boolean' && !Number.isFinite(value)) {
      const hint = `${JSON.stringify(name)} is a list, an object or null`;
      return invalid('a flat object of strings, numbers and booleans', hint);
    }
  }
  return { object: parsed as FlatObject, invalid: null };
}
