import type { Runner } from '../github/runner.ts';
import { ActionError, createErrorDetails } from '../model/errors.ts';
import type { UserMetadata } from '../model/source.ts';
import { isMetadataValue } from '../model/source.ts';
import { cutText } from '../util/format.ts';
import { asObject, parseExactJson } from '../util/json.ts';

/** An input with a wrong value. */
export interface InvalidInput {
  readonly input: string;
  /** Without secrets; null if the input is not set. */
  readonly received: string | null;
  readonly expected: string;
  /** The likely cause. */
  readonly hint: string;
  /** Whether it only names no video, which `if_no_videos` may allow. */
  readonly isEmpty?: boolean;
}

/** All wrong inputs of a step. */
export class InputError extends ActionError {
  override readonly name = 'InputError';
  readonly invalidInputs: readonly InvalidInput[];

  constructor(invalidInputs: readonly InvalidInput[]) {
    super(createErrorDetails('input_invalid', { message: invalidInputs.map(formatInvalidInput).join('\n') }));
    this.invalidInputs = invalidInputs;
  }
}

function formatInvalidInput({ input, received, expected, hint }: InvalidInput): string {
  const state = received === null ? 'is not set' : `is ${JSON.stringify(cutText(received, 200))}`;
  return `Input \`${input}\` ${state}. Expected ${removeTrailingPeriod(expected)}. Possible cause: ${removeTrailingPeriod(hint)}.`;
}

function removeTrailingPeriod(sentence: string): string {
  return sentence.replace(/\.$/, '');
}

export interface NumberRange {
  readonly atLeast?: number;
  readonly above?: number;
  readonly atMost: number;
  readonly whole?: boolean;
}

type CheckName = (name: string) => string | null;

/** Reads inputs one by one, and collects the wrong ones instead of stopping at the first. */
export class InputReader {
  readonly invalidInputs: InvalidInput[] = [];
  readonly #runner: Pick<Runner, 'input'>;

  constructor(runner: Pick<Runner, 'input'>) {
    this.#runner = runner;
  }

  report(invalidInput: InvalidInput): void {
    this.invalidInputs.push(invalidInput);
  }

  text(name: string): string {
    return this.#runner.input(name);
  }

  /** Trimmed lines, without empty ones. */
  lines(name: string): readonly string[] {
    const lines = this.text(name).split(/\r?\n/);
    return lines.map((line) => line.trim()).filter((line) => line !== '');
  }

  boolean(input: string, whenEmpty: boolean): boolean {
    const received = this.text(input);
    if (received === '') return whenEmpty;
    if (!TRUE.includes(received) && !FALSE.includes(received)) {
      const expected = `${[...TRUE, ...FALSE].join(', ')} (the booleans of YAML 1.2)`;
      const hint = 'yes, no, on, off, 0 or 1, which are not booleans here, or an expression with another result';
      this.report({ input, received, expected, hint });
    }
    return TRUE.includes(received);
  }

  choice<Choice extends string>(input: string, choices: readonly Choice[], whenEmpty: Choice): Choice {
    const received = this.text(input);
    const chosen = choices.find((choice) => choice === received);
    if (received !== '' && chosen === undefined) {
      this.report({ input, received, expected: `one of ${choices.join(', ')}`, hint: 'a typo' });
    }
    return chosen ?? whenEmpty;
  }

  /** Null if the input is empty, or wrong (which is reported). */
  number(input: string, range: NumberRange): number | null {
    const received = this.text(input);
    if (received === '') return null;
    const value = /^\d+(\.\d+)?$/.test(received) ? Number(received) : Number.NaN;
    if (isInRange(value, range)) return value;
    const hint = 'a unit after the number (30m, 10s), a decimal comma, or an expression that is not a number';
    this.report({ input, received, expected: describeRange(range), hint });
    return null;
  }

  /**
   * A JSON object of plain values and lists of strings. Integers that a number cannot represent become text. `checkName`
   * returns which names are expected, or null if a name is allowed.
   */
  flatObject(input: string, checkName: CheckName): UserMetadata {
    const received = this.text(input);
    if (received === '') return {};
    const { object, invalid } = parseFlatObject(received, checkName);
    if (invalid) this.report({ input, received, ...invalid });
    return object;
  }
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
): { readonly object: UserMetadata; readonly invalid: Pick<InvalidInput, 'expected' | 'hint'> | null } {
  const invalid = (expected: string, hint: string): ReturnType<typeof parseFlatObject> => ({
    object: {},
    invalid: { expected, hint },
  });
  const parsed = asObject(parseExactJson(text));
  if (parsed === null) {
    const expected = 'a JSON object, for example {"project": "intro", "year": 2026}';
    return invalid(expected, 'YAML instead of JSON, single quotes, or a trailing comma');
  }
  for (const [name, value] of Object.entries(parsed)) {
    const expectedNames = checkName(name);
    if (expectedNames !== null) return invalid(expectedNames, `the name ${JSON.stringify(name)}`);
    if (!isMetadataValue(value)) {
      const hint = `${JSON.stringify(name)} is an object, null, or a list of other values`;
      return invalid('a flat object of strings, numbers, booleans and lists of strings', hint);
    }
  }
  return { object: parsed as UserMetadata, invalid: null };
}
