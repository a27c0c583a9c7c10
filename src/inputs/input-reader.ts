import { ActionError, createErrorDetails } from '../model/errors.ts';
import { asObject, parseJson } from '../util/json.ts';

/** One thing that is wrong with one input. */
export interface InvalidInput {
  readonly input: string;
  /** What was given, fit to be shown; null if nothing was. */
  readonly received: string | null;
  readonly expected: string;
  /** How this usually comes about. */
  readonly hint: string;
}

/** Everything that is wrong with the inputs of a step. */
export class InputError extends ActionError {
  override readonly name = 'InputError';
  readonly invalidInputs: readonly InvalidInput[];

  constructor(problems: readonly InvalidInput[]) {
    super(createErrorDetails('input_invalid', { message: problems.map(formatInvalidInput).join('\n') }));
    this.invalidInputs = problems;
  }
}

function formatInvalidInput({ input, received, expected, hint }: InvalidInput): string {
  const got = received === null ? 'is not set' : `is ${JSON.stringify(truncate(received))}`;
  return `Input \`${input}\` ${got}. Expected ${removeTrailingPeriod(expected)}. Possible cause: ${removeTrailingPeriod(hint)}.`;
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

/** Reads inputs one by one and collects what is wrong with them, instead of stopping at the first. */
export interface InputReader {
  text(name: string): string;
  /** Lines without empty ones and without white space around them. */
  lines(name: string): readonly string[];
  boolean(name: string, whenEmpty: boolean): boolean;
  choice<Choice extends string>(name: string, choices: readonly Choice[], whenEmpty: Choice): Choice;
  /** Null when the input is empty (or wrong, which is then reported). */
  number(name: string, range: NumberRange): number | null;
  /** A JSON object of strings, numbers and booleans; `problemOfName` tells what is wrong with a name. */
  flatObject(
    name: string,
    problemOfName: (name: string) => string | null,
  ): Readonly<Record<string, string | number | boolean>>;
  report(problem: InvalidInput): void;
  invalidInputs(): readonly InvalidInput[];
}

export function createInputReader(input: (name: string) => string): InputReader {
  const problems: InvalidInput[] = [];
  const report = (problem: InvalidInput): void => {
    problems.push(problem);
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
          expected: `${TRUE.join(', ')}, ${FALSE.join(', ')} (the booleans of YAML 1.2)`,
          hint: 'yes, no, on, off, 0 and 1 are no booleans here, or an expression came out as something else',
        });
      }
      return TRUE.includes(received);
    },
    choice: (name, choices, whenEmpty) => {
      const received = input(name);
      const chosen = choices.find((choice) => choice === received);
      if (received !== '' && chosen === undefined) {
        report({ input: name, received, expected: choices.join(', '), hint: 'a slip of the pen, or another spelling' });
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
        hint: 'a unit behind the number (30m, 10s), a comma instead of a point, or an expression that came out as text',
      });
      return null;
    },
    flatObject: (name, problemOfName) => {
      const received = input(name);
      if (received === '') return {};
      const { object, problem } = parseFlatObject(received, problemOfName);
      if (problem) report({ input: name, received, ...problem });
      return object;
    },
    report,
    invalidInputs: () => problems,
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

type FlatObject = Readonly<Record<string, string | number | boolean>>;

function parseFlatObject(
  given: string,
  problemOfName: (name: string) => string | null,
): { object: FlatObject; problem: Pick<InvalidInput, 'expected' | 'hint'> | null } {
  const parsed = asObject(parseJson(given));
  if (parsed === null) {
    const expected = 'a JSON object, for instance {"project": "intro", "year": 2026}';
    return { object: {}, problem: { expected, hint: 'YAML instead of JSON, single quotes, or a comma too many' } };
  }
  for (const [key, value] of Object.entries(parsed)) {
    const allowed = problemOfName(key);
    if (allowed !== null)
      return { object: {}, problem: { expected: allowed, hint: `the name ${JSON.stringify(key)}` } };
    if (typeof value !== 'string' && typeof value !== 'boolean' && !Number.isFinite(value)) {
      const hint = `${JSON.stringify(key)} holds a list, an object or null`;
      return { object: {}, problem: { expected: 'a flat object of strings, numbers and booleans', hint } };
    }
  }
  return { object: parsed as FlatObject, problem: null };
}
