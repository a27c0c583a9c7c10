import { asObject, parseJson } from '../util/json.ts';

/** One thing that is wrong with one input. */
export interface InputProblem {
  readonly input: string;
  /** What was given, fit to be shown; null if nothing was. */
  readonly given: string | null;
  readonly allowed: string;
  /** How this usually comes about. */
  readonly cause: string;
}

/** Everything that is wrong with the inputs of a step. */
export class InputError extends Error {
  override readonly name = 'InputError';
  readonly problems: readonly InputProblem[];

  constructor(problems: readonly InputProblem[]) {
    super(problems.map(sentenceOf).join('\n'));
    this.problems = problems;
  }
}

function sentenceOf({ input, given, allowed, cause }: InputProblem): string {
  const got = given === null ? 'is not set' : `is ${JSON.stringify(clip(given))}`;
  return `Input \`${input}\` ${got}. Allowed: ${unstopped(allowed)}. Usual cause: ${unstopped(cause)}.`;
}

function unstopped(sentence: string): string {
  return sentence.replace(/\.$/, '');
}

function clip(text: string): string {
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
  report(problem: InputProblem): void;
  problems(): readonly InputProblem[];
}

export function createInputReader(input: (name: string) => string): InputReader {
  const problems: InputProblem[] = [];
  const report = (problem: InputProblem): void => {
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
      const given = input(name);
      if (given === '') return whenEmpty;
      if (!TRUE.includes(given) && !FALSE.includes(given)) {
        report({
          input: name,
          given,
          allowed: `${TRUE.join(', ')}, ${FALSE.join(', ')} (the booleans of YAML 1.2)`,
          cause: 'yes, no, on, off, 0 and 1 are no booleans here, or an expression came out as something else',
        });
      }
      return TRUE.includes(given);
    },
    choice: (name, choices, whenEmpty) => {
      const given = input(name);
      const chosen = choices.find((choice) => choice === given);
      if (given !== '' && chosen === undefined) {
        report({ input: name, given, allowed: choices.join(', '), cause: 'a slip of the pen, or another spelling' });
      }
      return chosen ?? whenEmpty;
    },
    number: (name, range) => {
      const given = input(name);
      if (given === '') return null;
      const value = /^\d+(\.\d+)?$/.test(given) ? Number(given) : Number.NaN;
      if (fits(value, range)) return value;
      report({
        input: name,
        given,
        allowed: describe(range),
        cause:
          'a unit behind the number (30m, 10s), a comma instead of a point, or an expression that came out as text',
      });
      return null;
    },
    flatObject: (name, problemOfName) => {
      const given = input(name);
      if (given === '') return {};
      const { object, problem } = readFlatObject(given, problemOfName);
      if (problem) report({ input: name, given, ...problem });
      return object;
    },
    report,
    problems: () => problems,
  };
}

const TRUE = ['true', 'True', 'TRUE'];
const FALSE = ['false', 'False', 'FALSE'];

function fits(value: number, { atLeast, above, atMost, whole }: NumberRange): boolean {
  if (Number.isNaN(value) || value > atMost) return false;
  if (whole && !Number.isInteger(value)) return false;
  return value >= (atLeast ?? 0) && (above === undefined || value > above);
}

function describe({ atLeast, above, atMost, whole }: NumberRange): string {
  const from = above === undefined ? `from ${atLeast ?? 0}` : `above ${above}`;
  return `a ${whole ? 'whole ' : ''}number ${from} to ${atMost}${whole ? '' : ', decimals allowed'}`;
}

type Flat = Readonly<Record<string, string | number | boolean>>;

function readFlatObject(
  given: string,
  problemOfName: (name: string) => string | null,
): { object: Flat; problem: Pick<InputProblem, 'allowed' | 'cause'> | null } {
  const parsed = asObject(parseJson(given));
  if (parsed === null) {
    const allowed = 'a JSON object, for instance {"project": "intro", "year": 2026}';
    return { object: {}, problem: { allowed, cause: 'YAML instead of JSON, single quotes, or a comma too many' } };
  }
  for (const [key, value] of Object.entries(parsed)) {
    const allowed = problemOfName(key);
    if (allowed !== null) return { object: {}, problem: { allowed, cause: `the name ${JSON.stringify(key)}` } };
    if (typeof value !== 'string' && typeof value !== 'boolean' && !Number.isFinite(value)) {
      const cause = `${JSON.stringify(key)} holds a list, an object or null`;
      return { object: {}, problem: { allowed: 'a flat object of strings, numbers and booleans', cause } };
    }
  }
  return { object: parsed as Flat, problem: null };
}
