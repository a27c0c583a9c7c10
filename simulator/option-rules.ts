import { plans } from './limits.ts';
import type { SimulatorOptions } from './options.ts';

/** What an option may be: a test, and the words for it. */
interface Rule {
  readonly allowed: string;
  readonly fits: (value: unknown) => boolean;
}

const amount: Rule = { allowed: 'a number from 0', fits: (value) => typeof value === 'number' && value >= 0 };
const flag: Rule = { allowed: 'true or false', fits: (value) => typeof value === 'boolean' };
const text: Rule = { allowed: 'a text', fits: (value) => typeof value === 'string' };
const list: Rule = { allowed: 'a list', fits: (value) => Array.isArray(value) };
const atLeastOne: Rule = {
  allowed: 'a whole number from 1',
  fits: (value) => Number.isInteger(value) && Number(value) >= 1,
};
const routes: Rule = {
  allowed: 'a list of paths such as /tasks or POST /tasks',
  fits: (value) => Array.isArray(value) && value.every((entry) => /^([A-Z]+ )?\/\S+$/.test(String(entry))),
};
const table: Rule = { allowed: 'an object', fits: (value) => typeof value === 'object' && value !== null };

/** Every option has a rule, because options also come from a command line and as JSON over HTTP. */
const rules: Readonly<Record<keyof SimulatorOptions, Rule>> = {
  speed: { allowed: 'a number above 0', fits: (value) => typeof value === 'number' && value > 0 },
  seed: orNull(amount),
  plan: oneOf(...Object.keys(plans)),
  concurrency: amount,
  overConcurrency: oneOf('queue', 'reject'),
  rateLimits: orNull(table),
  capacity: table,
  quotaMinutes: orNull(amount),
  indexLifetimeDays: orNull(amount),
  apiKeys: orNull(list),
  revokeKeyAfterRequests: orNull(amount),
  foreignIds: list,
  indexes: list,
  models: list,
  createStatus: oneOf(200, 201),
  unknownFields: oneOf('reject', 'ignore'),
  sameIds: flag,
  videoIdOnCreate: flag,
  fetchOn: oneOf('task', 'create'),
  errorReason: oneOf('text', 'object', 'absent'),
  metadataField: oneOf('system_metadata', 'metadata'),
  notFoundForSeconds: amount,
  listUnfinished: flag,
  listDelaySeconds: amount,
  listUserMetadata: flag,
  metadataFilter: {
    allowed: 'a list of bare, brackets and json',
    fits: (value) => Array.isArray(value) && value.every((entry) => ['bare', 'brackets', 'json'].includes(entry)),
  },
  otherSpellings: oneOf('ignored', 'refused', 'match_nothing'),
  filterableAfter: oneOf('creation', 'update'),
  statusFilter: oneOf('tolerant', 'strict'),
  validatingAssets: flag,
  patchStatus: oneOf(200, 204),
  getUnfinished: flag,
  retired: routes,
  retiredAfterRequests: orNull(amount),
  retiredAfterSeconds: orNull(amount),
  retiredStatus: oneOf(404, 410),
  retiredCode: oneOf('endpoint_not_exists', 'api_upgrade_required'),
  statuses: oneOf('documented', 'observed'),
  extraStatus: orNull(text),
  validatingSeconds: amount,
  pendingSeconds: amount,
  queuedSeconds: amount,
  indexingBaseSeconds: amount,
  indexingPerSecond: amount,
  jitter: amount,
  failWhenUrlIncludes: orNull(text),
  failReason: text,
  stuckWhenUrlIncludes: orNull(text),
  rateHeaders: oneOf('retry-after', 'request-reset', 'v1.2', 'none'),
  retryAfterText: oneOf('timestamp', 'seconds'),
  emptyRateLimitBody: flag,
  errorShape: oneOf('flat', 'nested', 'empty', 'html'),
  uploadRateLimits: orNull(table),
  assetReadyAtOnce: flag,
  assetSeconds: amount,
  failAssetWhenIncludes: orNull(text),
  stuckAssetWhenIncludes: orNull(text),
  failUploadWhenIncludes: orNull(text),
  showReservedAssets: flag,
  sameAssetTwice: oneOf('duplicate', 'same', 'conflict'),
  assetErrorShape: oneOf('nested', 'flat'),
  chunkSize: atLeastOne,
  initialUrls: amount,
  urlLifeSeconds: amount,
  uploadLifeSeconds: amount,
  urlSpentBy: oneOf('success', 'attempt'),
  uploadHeaders: table,
  chunkStatus: oneOf('reported', 'arrived'),
  chunkReports: oneOf('batches', 'once'),
  completeAfterSeconds: amount,
  listUploads: flag,
  keepUploads: flag,
  uploadFacts: orNull(table),
  partFailureRate: { allowed: 'a number from 0 to 1', fits: (value) => amount.fits(value) && Number(value) <= 1 },
  bytesPerSecondPerConnection: orNull(atLeastOne),
  webhookUrl: orNull({ allowed: 'an http URL', fits: (value) => /^https?:\/\/\S+$/.test(String(value)) }),
  webhookSecret: text,
};

/** Throws a TypeError on a name that is no option, and on a value that the option cannot have. */
export function checkOptions(changes: Partial<SimulatorOptions>): void {
  const known = new Map(Object.entries(rules));
  for (const [name, value] of Object.entries(changes)) {
    const rule = known.get(name);
    if (rule === undefined) throw new TypeError(`there is no option ${name}`);
    if (!rule.fits(value)) throw new TypeError(`option ${name} must be ${rule.allowed}, not ${JSON.stringify(value)}`);
  }
}

function orNull({ allowed, fits }: Rule): Rule {
  return { allowed: `${allowed}, or null`, fits: (value) => value === null || fits(value) };
}

function oneOf(...values: readonly (string | number)[]): Rule {
  return { allowed: `one of ${values.join(', ')}`, fits: (value) => values.some((allowed) => allowed === value) };
}
