import { type AssetOptions, defaultAssetOptions } from './asset-options.ts';
import { type IndexCapacity, type PlanName, plans, type RateLimits } from './limits.ts';
import { checkOptions } from './option-rules.ts';

/** One index to begin with. */
export interface IndexSpec {
  /** 24 hexadecimal digits. Without it the indexes are numbered: 000000000000000000000002 and so on. */
  readonly id?: string;
  readonly name: string;
  /** `model_name`s; default `['marengo3.0']`. */
  readonly models?: readonly string[];
  /** RFC 3339 date; `null`: never; without it the plan decides. */
  readonly expiresAt?: string | null;
}

/**
 * A spelling of a filter by `user_metadata`: `?k=v` of the documentation, `?user_metadata[k]=v` of the Python SDK, or
 * `?user_metadata={"k":"v"}` of the JavaScript SDK.
 */
export type FilterSpelling = 'bare' | 'brackets' | 'json';

/** The id of the index that always exists. */
export const defaultIndexId = '000000000000000000000001';

/**
 * Everything that can be set. Where the documentation, the SDKs and what was seen live disagree about the platform, an
 * option lets the simulator play either side. Seconds are SIMULATED seconds unless said otherwise.
 */
export interface SimulatorOptions extends AssetOptions {
  /** Simulated seconds per real second. Read once, at the start. */
  speed: number;
  /** Seed of the random numbers (ids, jitter); `null`: different on every start. Read once, at the start. */
  seed: number | null;

  /** Which plan's figures are the defaults of the five options that follow, and of `uploadRateLimits`. */
  plan: PlanName;
  /** Videos being indexed at once. */
  concurrency: number;
  /** Beyond the concurrency: `queue` tasks as `queued`, or `reject` the submission with a 429. Not documented. */
  overConcurrency: 'queue' | 'reject';
  /** Limits on creating tasks; `null`: none. Windows begin with the first request in them. */
  rateLimits: RateLimits | null;
  /** How much one index holds; beyond it submissions get 400 `usage_limit_exceeded`. */
  capacity: IndexCapacity;
  /** Minutes of video in the life of the account; beyond it 400 `usage_limit_exceeded`; `null`: no bound. */
  quotaMinutes: number | null;
  /** Days until an index expires; `null`: never. */
  indexLifetimeDays: number | null;

  /** Keys that are accepted; `null`: any non-empty one. `[]` revokes all. */
  apiKeys: readonly string[] | null;
  /** After so many accepted requests every key is refused with 401; `null`: never. */
  revokeKeyAfterRequests: number | null;
  /** Ids (of tasks, videos, indexes) that belong to another account: 403 `read_not_allowed`, as seen live. */
  foreignIds: readonly string[];
  /** Indexes beside the default one. */
  indexes: readonly IndexSpec[];
  /** Models of the default index. */
  models: readonly string[];

  /** Status of a created task: 200 is documented, 201 was seen live. */
  createStatus: 200 | 201;
  /** Form fields the API does not know: `reject` (400 `parameter_unknown`) or `ignore`. Either may be true. */
  unknownFields: 'reject' | 'ignore';
  /** Whether a task and its video share one id. The documentation shows both. */
  sameIds: boolean;
  /** Whether `video_id` is told at creation (v1.3), or only once the task is ready (v1.2). */
  videoIdOnCreate: boolean;
  /** When the video is fetched and judged: while the task is `validating`, or while `POST /tasks` waits. Not documented. */
  fetchOn: 'task' | 'create';
  /** `error_reason` of a failed task, which is undocumented but was seen: as text, as an object, or absent. */
  errorReason: 'text' | 'object' | 'absent';
  /** Name of the facts about the video in a task; some documented examples still print `metadata`. */
  metadataField: 'system_metadata' | 'metadata';
  /** For so long after its creation, `GET /tasks/:id` answers 404. */
  notFoundForSeconds: number;
  /** Whether unfinished and failed items are in the list of indexed assets. Not documented. */
  listUnfinished: boolean;
  /** New items appear in every list only after so long. */
  listDelaySeconds: number;
  /** Whether rows of lists carry `user_metadata`. The SDKs' types of rows have no such field. */
  listUserMetadata: boolean;
  /** The spellings of a filter by `user_metadata` that lists of indexed assets and videos obey. */
  metadataFilter: readonly FilterSpelling[];
  /** What a spelling that is not obeyed does: nothing, a 400, or an empty list. */
  otherSpellings: 'ignored' | 'refused' | 'match_nothing';
  /** When metadata can be filtered: from its creation, or only after a `PATCH` of the item (documented). */
  filterableAfter: 'creation' | 'update';
  /** Unknown values of the `status` filter: ignored, or 400. */
  statusFilter: 'tolerant' | 'strict';
  /** Whether indexed assets have the status `validating` (Python SDK 1.3.6); otherwise it is `pending`. */
  validatingAssets: boolean;
  /** Status of a `PATCH` of an indexed asset or a video; 200 returns the item. */
  patchStatus: 200 | 204;
  /** Whether `GET` of one unfinished indexed asset answers; otherwise 404. */
  getUnfinished: boolean;
  /** What is gone: `/tasks` is every method of that path and of all below it, `POST /tasks` is one method of them. */
  retired: readonly string[];
  /** It is gone only once so many requests were accepted; `null`: at once. */
  retiredAfterRequests: number | null;
  /** And only so many seconds after the start; `null`: at once. */
  retiredAfterSeconds: number | null;
  /** How a retired path answers. */
  retiredStatus: 404 | 410;
  /** In which words. */
  retiredCode: 'endpoint_not_exists' | 'api_upgrade_required';

  /** `documented`: validating, pending, queued, indexing, ready. `observed` live: uploading, queued, indexing, ready. */
  statuses: 'documented' | 'observed';
  /** A status no client knows, shown for two seconds between `indexing` and `ready`; `null`: none. */
  extraStatus: string | null;
  validatingSeconds: number;
  pendingSeconds: number;
  /** The least time in the queue, even where nothing else is being indexed. */
  queuedSeconds: number;
  /** Indexing takes `indexingBaseSeconds + indexingPerSecond * duration`, give or take `jitter` (a fraction). */
  indexingBaseSeconds: number;
  indexingPerSecond: number;
  jitter: number;
  /** Videos whose URL or file name includes this text fail while indexing; `null`: none. */
  failWhenUrlIncludes: string | null;
  /** The reason they fail for. */
  failReason: string;
  /** Videos whose URL or file name includes this text stay `indexing` for ever; `null`: none. */
  stuckWhenUrlIncludes: string | null;

  /** Headers about rate limits. `retry-after`: seen live; `request-reset`: documented now; `v1.2`: documented then. */
  rateHeaders: 'retry-after' | 'request-reset' | 'v1.2' | 'none';
  /** How the message of a 429 tells the wait; the documentation leaves it open. */
  retryAfterText: 'timestamp' | 'seconds';
  /** Whether a 429 has no body, as one specification says. */
  emptyRateLimitBody: boolean;
  /** `flat`: `{code, message}`; `nested`: `{error: {code, message, details}}`; `empty`: no body; `html`: a page. */
  errorShape: 'flat' | 'nested' | 'empty' | 'html';
}

type PlanOptions = Pick<
  SimulatorOptions,
  'plan' | 'concurrency' | 'capacity' | 'rateLimits' | 'uploadRateLimits' | 'quotaMinutes' | 'indexLifetimeDays'
>;

/** The options that follow from a plan. */
function planOptions(plan: PlanName): PlanOptions {
  const { source: _, ...figures } = plans[plan];
  return { plan, ...figures };
}

export const defaultOptions: SimulatorOptions = {
  speed: 1,
  seed: null,
  ...planOptions('free'),
  ...defaultAssetOptions,
  overConcurrency: 'queue',
  apiKeys: null,
  revokeKeyAfterRequests: null,
  foreignIds: [],
  indexes: [],
  models: ['marengo3.0'],
  createStatus: 201,
  unknownFields: 'reject',
  sameIds: false,
  videoIdOnCreate: true,
  fetchOn: 'task',
  errorReason: 'text',
  metadataField: 'system_metadata',
  notFoundForSeconds: 0,
  listUnfinished: true,
  listDelaySeconds: 0,
  listUserMetadata: false,
  metadataFilter: ['bare', 'brackets', 'json'],
  otherSpellings: 'ignored',
  filterableAfter: 'creation',
  statusFilter: 'tolerant',
  validatingAssets: false,
  patchStatus: 204,
  getUnfinished: true,
  retired: [],
  retiredAfterRequests: null,
  retiredAfterSeconds: null,
  retiredStatus: 404,
  retiredCode: 'endpoint_not_exists',
  statuses: 'documented',
  extraStatus: null,
  validatingSeconds: 3,
  pendingSeconds: 2,
  queuedSeconds: 1,
  indexingBaseSeconds: 10,
  indexingPerSecond: 0.35,
  jitter: 0.1,
  failWhenUrlIncludes: null,
  failReason: 'Indexing failed. Please try again.',
  stuckWhenUrlIncludes: null,
  rateHeaders: 'retry-after',
  retryAfterText: 'timestamp',
  emptyRateLimitBody: false,
  errorShape: 'flat',
};

/**
 * `base` with `changes` on top. A change of `plan` brings that plan's figures, unless `changes` sets them as well.
 * Throws a TypeError on a name that is no option, so that a typing error does not pass in silence.
 */
export function withOptions(base: SimulatorOptions, changes: Partial<SimulatorOptions>): SimulatorOptions {
  checkOptions(changes);
  const ofPlan = changes.plan === undefined ? {} : planOptions(changes.plan);
  return { ...base, ...ofPlan, ...changes };
}
