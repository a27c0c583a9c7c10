import { type ParseArgsConfig, parseArgs } from 'node:util';
import { assetFlags } from './asset-flags.ts';
import { defaultOptions, type SimulatorOptions, withOptions } from './options.ts';

/** What the command line says. */
export interface Command {
  readonly help: boolean;
  readonly quiet: boolean;
  readonly port: number;
  readonly options: Partial<SimulatorOptions>;
}

export interface Flag {
  readonly option: keyof SimulatorOptions;
  readonly type: 'text' | 'number' | 'boolean' | 'list';
  readonly help: string;
}

/** Flags that set an option of the simulator. The names are the options' in kebab case, except `--fail` and `--stuck`. */
const flags: Readonly<Record<string, Flag>> = {
  speed: { option: 'speed', type: 'number', help: 'simulated seconds per real second' },
  seed: { option: 'seed', type: 'number', help: 'make ids and jitter repeatable' },
  plan: { option: 'plan', type: 'text', help: 'free, developer, or unlimited (for load tests)' },
  concurrency: { option: 'concurrency', type: 'number', help: 'videos indexed at once' },
  'over-concurrency': { option: 'overConcurrency', type: 'text', help: 'queue or reject' },
  'quota-minutes': {
    option: 'quotaMinutes',
    type: 'number',
    help: 'minutes of video the account may index in its life',
  },
  'api-keys': {
    option: 'apiKeys',
    type: 'list',
    help: 'accepted keys, separated by commas; default: any non-empty key',
  },
  models: { option: 'models', type: 'list', help: 'models of the default index, separated by commas' },
  'create-status': { option: 'createStatus', type: 'number', help: '200 or 201' },
  'unknown-fields': { option: 'unknownFields', type: 'text', help: 'reject or ignore' },
  'same-ids': { option: 'sameIds', type: 'boolean', help: 'task and video share one id' },
  'video-id-on-create': { option: 'videoIdOnCreate', type: 'boolean', help: 'video_id in the answer to POST /tasks' },
  'fetch-on': { option: 'fetchOn', type: 'text', help: 'task or create: when the video is fetched and judged' },
  'error-reason': { option: 'errorReason', type: 'text', help: 'text, object or absent' },
  'metadata-field': { option: 'metadataField', type: 'text', help: 'system_metadata or metadata' },
  'not-found-for-seconds': { option: 'notFoundForSeconds', type: 'number', help: 'a new task is 404 for so long' },
  'list-unfinished': {
    option: 'listUnfinished',
    type: 'boolean',
    help: 'unfinished items in the list of indexed assets',
  },
  'list-delay-seconds': { option: 'listDelaySeconds', type: 'number', help: 'new items appear in lists after so long' },
  'list-user-metadata': { option: 'listUserMetadata', type: 'boolean', help: 'user_metadata in rows of lists' },
  'get-unfinished': { option: 'getUnfinished', type: 'boolean', help: 'GET of an unfinished indexed asset answers' },
  retired: {
    option: 'retired',
    type: 'list',
    help: 'what is gone, separated by commas: /tasks, or one method: POST /tasks',
  },
  'retired-after-requests': { option: 'retiredAfterRequests', type: 'number', help: 'gone only after so many' },
  'retired-after-seconds': { option: 'retiredAfterSeconds', type: 'number', help: 'gone only so long after the start' },
  'retired-status': { option: 'retiredStatus', type: 'number', help: '404 or 410' },
  'retired-code': { option: 'retiredCode', type: 'text', help: 'endpoint_not_exists or api_upgrade_required' },
  statuses: { option: 'statuses', type: 'text', help: 'documented or observed' },
  'extra-status': { option: 'extraStatus', type: 'text', help: 'a status that no client knows' },
  fail: { option: 'failWhenUrlIncludes', type: 'text', help: 'videos whose URL or name includes this text fail' },
  'fail-reason': { option: 'failReason', type: 'text', help: 'the reason they fail for' },
  stuck: {
    option: 'stuckWhenUrlIncludes',
    type: 'text',
    help: 'videos whose URL or name includes this text never end',
  },
  'rate-headers': { option: 'rateHeaders', type: 'text', help: 'retry-after, request-reset, v1.2 or none' },
  'retry-after-text': { option: 'retryAfterText', type: 'text', help: 'timestamp or seconds' },
  'empty-rate-limit-body': { option: 'emptyRateLimitBody', type: 'boolean', help: 'a 429 has no body' },
  'error-shape': { option: 'errorShape', type: 'text', help: 'flat, nested, empty or html' },
  ...assetFlags,
};

/** Reads the command line. Throws a TypeError that says what is wrong. */
export function parseCommand(args: readonly string[]): Command {
  const parsing: NonNullable<ParseArgsConfig['options']> = { help: { type: 'boolean' }, quiet: { type: 'boolean' } };
  for (const name of ['port', ...Object.keys(flags)]) parsing[name] = { type: 'string' };
  const { values } = parseArgs({ args: [...args], options: parsing, strict: true });
  const options: Partial<SimulatorOptions> = {};
  for (const [name, flag] of Object.entries(flags)) {
    const text = values[name];
    if (typeof text === 'string') Object.assign(options, { [flag.option]: convert(name, text, flag.type) });
  }
  withOptions(defaultOptions, options);
  const { port = '8080', help, quiet } = values;
  return { help: help === true, quiet: quiet === true, port: Number(convert('port', String(port), 'number')), options };
}

function convert(name: string, text: string, type: Flag['type']): string | number | boolean | string[] {
  if (type === 'text') return text;
  if (type === 'list') return text.split(',').filter((part) => part !== '');
  if (type === 'boolean') {
    if (text !== 'true' && text !== 'false') throw new TypeError(`--${name} must be true or false, not ${text}`);
    return text === 'true';
  }
  const value = Number(text);
  if (text.trim() === '' || Number.isNaN(value)) throw new TypeError(`--${name} must be a number, not ${text}`);
  return value;
}

/** The text of `--help`. */
export function helpText(): string {
  const line = (name: string, help: string): string => `  --${name.padEnd(32)}${help}`;
  const own = [
    line('port <n>', 'port on 127.0.0.1; 0: any; default 8080'),
    line('quiet', 'no line per request'),
    line('help', 'this text'),
  ];
  const others = Object.entries(flags).map(([name, flag]) =>
    line(`${name} ${placeholderOf(flag)}`, `${flag.help}${standardOf(flag)}`),
  );
  return ['Simulates the TwelveLabs API v1.3 on loopback.', '', ...own, ...others, ''].join('\n');
}

function placeholderOf({ type }: Flag): string {
  return type === 'boolean' ? 'true|false' : `<${type}>`;
}

function standardOf({ option }: Flag): string {
  const value = defaultOptions[option];
  return value === null || Array.isArray(value) ? '' : `; default ${String(value)}`;
}
