import { type ParseArgsConfig, parseArgs } from 'node:util';
import type { OptionRow } from './option-row.ts';
import { defaultOptions, optionRows, type SimulatorOptions, withOptions } from './options.ts';

/** The parsed command line. */
export interface Command {
  readonly help: boolean;
  readonly quiet: boolean;
  readonly port: number;
  readonly options: Partial<SimulatorOptions>;
}

interface Flag {
  readonly flag: string;
  readonly name: string;
  readonly row: OptionRow<unknown>;
}

const flags: readonly Flag[] = [...optionRows]
  .filter(([, row]) => row.type !== 'object')
  .map(([name, row]) => ({ flag: getFlagName(name, row), name, row }));

/** The flag of an option: its name in kebab case, unless it has a name of its own. */
export function getFlagName(name: string, { flag }: OptionRow<unknown>): string {
  return flag ?? name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** Parses the command line. Throws a TypeError that describes the mistake. */
export function parseCommand(args: readonly string[]): Command {
  const parsing: NonNullable<ParseArgsConfig['options']> = { help: { type: 'boolean' }, quiet: { type: 'boolean' } };
  for (const name of ['port', ...flags.map(({ flag }) => flag)]) parsing[name] = { type: 'string' };
  const { values } = parseArgs({ args: [...args], options: parsing, strict: true });
  const options: Partial<SimulatorOptions> = {};
  for (const { flag, name, row } of flags) {
    const text = values[flag];
    if (typeof text === 'string') Object.assign(options, { [name]: parseValue(flag, text, row.type) });
  }
  withOptions(defaultOptions, options);
  const { port = '8080', help, quiet } = values;
  return {
    help: help === true,
    quiet: quiet === true,
    port: Number(parseValue('port', String(port), 'number')),
    options,
  };
}

function parseValue(
  flag: string,
  text: string,
  type: OptionRow<unknown>['type'],
): string | number | boolean | string[] {
  if (type === 'list') return text.split(',').filter((part) => part !== '');
  if (type === 'boolean') {
    if (text !== 'true' && text !== 'false') throw new TypeError(`--${flag} must be true or false, not ${text}`);
    return text === 'true';
  }
  if (type !== 'number') return text;
  const value = Number(text);
  if (text.trim() === '' || Number.isNaN(value)) throw new TypeError(`--${flag} must be a number, not ${text}`);
  return value;
}

/** The text of `--help`. */
export function helpText(): string {
  const line = (name: string, help: string): string => `  --${name.padEnd(34)}${help}`;
  return [
    'Simulates the TwelveLabs API v1.3 on 127.0.0.1.',
    '',
    line('port <number>', 'Port; 0 is any free one. Default: 8080.'),
    line('quiet', 'Do not log requests.'),
    line('help', 'Print this text.'),
    ...flags.map(({ flag, row }) => line(`${flag} ${formatPlaceholder(row)}`, `${row.help}${formatDefault(row)}`)),
    '',
  ].join('\n');
}

function formatPlaceholder({ type, expected }: OptionRow<unknown>): string {
  if (type === 'boolean') return 'true|false';
  return expected.startsWith('one of ') ? expected.slice('one of '.length).replaceAll(', ', '|') : `<${type}>`;
}

function formatDefault({ initial }: OptionRow<unknown>): string {
  return initial === null || String(initial) === '' ? '' : ` Default: ${String(initial)}.`;
}
