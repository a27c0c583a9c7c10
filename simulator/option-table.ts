import { type IndexCapacity, type PlanName, plans, type RateLimits } from './limits.ts';
import type { VideoFacts } from './media.ts';
import {
  amount,
  choice,
  count,
  list,
  nullable,
  type OptionRow,
  positive,
  structure,
  subset,
  text,
  toggle,
  url,
} from './option-row.ts';

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

const { free } = plans;
const planNames: readonly [PlanName, ...PlanName[]] = ['free', 'developer', 'unlimited'];

/** Real speed and chance. Both are read once, at the start. */
const runOptions = {
  speed: positive(1, 'Simulated seconds per real second.'),
  seed: nullable(amount(0, 'Makes IDs and jitter repeatable.')),
};

const accountOptions = {
  plan: choice(planNames, 'Sets the six options of a plan, marked "plan". `unlimited` is for load tests.'),
  concurrency: amount(free.concurrency, 'Videos indexed concurrently (plan).'),
  overConcurrency: choice(['queue', 'reject'], 'Beyond the concurrency: status `queued`, or a 429. Not documented.'),
  rateLimits: nullable(
    structure<RateLimits>(free.rateLimits, 'Submissions and minutes of video per window (plan).'),
    free.rateLimits,
  ),
  uploadRateLimits: nullable(
    structure<RateLimits>(
      free.uploadRateLimits,
      '`POST /assets` per window (plan). Multipart uploads are not counted.',
    ),
    free.uploadRateLimits,
  ),
  capacity: structure<IndexCapacity>(free.capacity, 'What one index holds (plan). Beyond: 400 `usage_limit_exceeded`.'),
  quotaMinutes: nullable(
    amount(0, 'Minutes of video in the life of the account (plan). Beyond: 400 `usage_limit_exceeded`.'),
    free.quotaMinutes,
  ),
  indexLifetimeDays: nullable(amount(0, 'Days until an index expires (plan).'), free.indexLifetimeDays),
  apiKeys: nullable(list([], 'Accepted API keys. By default any non-empty key; `[]` revokes all.')),
  revokeKeyAfterRequests: nullable(amount(0, 'After this number of accepted requests every key gets 401.')),
  foreignIds: list([], 'IDs that belong to another account: 403 `read_not_allowed`, as seen live.'),
  indexes: {
    ...structure<readonly IndexSpec[]>([], 'Indexes beside the default one.'),
    expected: 'a list',
    isValid: Array.isArray,
  },
  models: list(['marengo3.0'], 'Models of the default index.'),
};

const taskOptions = {
  createStatus: choice([201, 200], 'Status of a created task: 200 is documented, 201 was seen live.'),
  unknownFields: choice(
    ['reject', 'ignore'],
    'Form fields that the API does not have: 400 `parameter_unknown`, or ignored.',
  ),
  sameIds: toggle(false, 'A task and its video have the same ID. The documentation shows both.'),
  videoIdOnCreate: toggle(true, '`video_id` is returned at creation (v1.3), or only when the task is ready (v1.2).'),
  fetchOn: choice(['task', 'create'], 'A bad video becomes a failed task, or a 400 of `POST /tasks`. Not documented.'),
  fetchFailure: choice(
    ['failed', 'rejected', 'failed_without_reason'],
    'A link that cannot be downloaded: a failed task or asset, a 400 of the `POST`, or a failure without a reason.',
  ),
  errorReason: choice(['text', 'object', 'absent'], 'Form of the undocumented `error_reason` of a failed task.'),
  metadataField: choice(['system_metadata', 'metadata'], 'Field of a task with the facts about its video.'),
  notFoundForSeconds: amount(0, 'A new task returns 404 for this time.'),
  statuses: choice(
    ['documented', 'observed'],
    'validating, pending, queued, indexing; or, as seen live, uploading, queued, indexing.',
  ),
  extraStatus: nullable(text('', 'An unknown status for two seconds between `indexing` and `ready`.')),
  validatingSeconds: amount(3, 'Minimum time in `validating`.'),
  pendingSeconds: amount(2, 'Time in `pending`.'),
  queuedSeconds: amount(1, 'Minimum time in `queued`.'),
  indexingBaseSeconds: amount(10, 'Time in `indexing`, apart from the length of the video.'),
  indexingPerSecond: amount(0.35, 'Further seconds in `indexing` for each second of video.'),
  jitter: amount(0.1, 'Random deviation of the time in `indexing`, as a fraction.'),
};

const listOptions = {
  metadataFilter: subset(
    ['bare', 'brackets', 'json'],
    'Spellings of a filter by `user_metadata` that work: `?k=v` (documentation), `?user_metadata[k]=v` (Python SDK), `?user_metadata={"k":"v"}` (JavaScript SDK). Empty: none.',
  ),
  otherSpellings: choice(
    ['ignored', 'refused', 'match_nothing'],
    'Effect of any other spelling: none, a 400, or an empty list.',
  ),
  filterableAfter: choice(
    ['creation', 'update'],
    'Metadata can be filtered immediately, or only after a `PATCH` of the item.',
  ),
  statusFilter: choice(
    ['tolerant', 'strict'],
    'Unknown values of the `status` filter of indexed assets: ignored, or a 400.',
  ),
  validatingAssets: toggle(
    false,
    'Indexed assets have the status `validating` (Python SDK 1.3.6), otherwise `pending`.',
  ),
  patchStatus: choice([204, 200], 'Status of a `PATCH` of an indexed asset or a video; 200 returns the item.'),
  listUnfinished: toggle(true, 'Unfinished and failed items are in the list of indexed assets. Not documented.'),
  listDelaySeconds: amount(0, 'New tasks, indexed assets and assets appear in lists after this time.'),
  listUserMetadata: toggle(false, 'Rows of lists have `user_metadata`. The types of the SDKs do not.'),
  getUnfinished: toggle(true, '`GET` of one unfinished indexed asset works, otherwise 404.'),
};

const isRoute = (value: unknown): boolean => /^([A-Z]+ )?\/\S+$/.test(String(value));
const routes: OptionRow<readonly string[]> = {
  ...list([], 'Removed endpoints: `/tasks` with everything below it, or one method, `POST /tasks`.'),
  expected: 'a list of paths such as /tasks or POST /tasks',
  isValid: (value) => Array.isArray(value) && value.every(isRoute),
};

const answerOptions = {
  rateHeaders: choice(
    ['retry-after', 'request-reset', 'v1.2', 'dimensions', 'none'],
    'Headers about rate limits: seen live, documented, of v1.2, or seen live with a budget of seconds of video.',
  ),
  retryAfterText: choice(['timestamp', 'seconds'], 'Wait time in the message of a 429. Not documented.'),
  emptyRateLimitBody: toggle(false, 'A 429 has no body, as in one specification.'),
  errorShape: choice(
    ['flat', 'nested', 'empty', 'html'],
    'Body of an error: `{code, message}`, `{error: {…}}`, none, or a page.',
  ),
  retired: routes,
  retiredAfterRequests: nullable(amount(0, 'Endpoints are removed after this number of accepted requests.')),
  retiredAfterSeconds: nullable(amount(0, 'Endpoints are removed this time after the start.')),
  retiredStatus: choice([404, 410], 'Status of a removed endpoint.'),
  retiredCode: choice(['endpoint_not_exists', 'api_upgrade_required'], 'Error code of a removed endpoint.'),
};

const failureOptions = {
  failWhenUrlIncludes: {
    ...nullable(text('', 'Videos whose URL or file name includes this text fail while indexing.')),
    flag: 'fail',
  },
  failReason: text('Indexing failed. Please try again.', 'Their reason.'),
  stuckWhenUrlIncludes: {
    ...nullable(text('', 'Videos whose URL or file name includes this text stay `indexing`.')),
    flag: 'stuck',
  },
  failAssetWhenIncludes: {
    ...nullable(text('', 'Assets whose URL or file name includes this text fail.')),
    flag: 'fail-asset',
  },
  stuckAssetWhenIncludes: {
    ...nullable(text('', 'Assets whose URL or file name includes this text stay `processing`.')),
    flag: 'stuck-asset',
  },
  failUploadWhenIncludes: {
    ...nullable(text('', 'Multipart uploads whose file name includes this text fail.')),
    flag: 'fail-upload',
  },
  partFailureRate: amount(0, 'Share of the parts of uploads that fail after they were sent: 500, 503 or a reset.', 1),
};

const assetOptions = {
  assetReadyAtOnce: toggle(false, '`POST /assets` waits for the asset, as it did for small files until July 2026.'),
  assetSeconds: amount(5, 'Minimum time of an asset in `processing`.'),
  sameAssetTwice: choice(
    ['duplicate', 'same', 'conflict'],
    'The same asset again in one index: a second video, the ID of the first, or 409. Not documented.',
  ),
  assetErrorShape: choice(['nested', 'flat'], 'Body of an error of `/assets`, unless `errorShape` is not flat.'),
  showReservedAssets: toggle(false, 'The asset of an unfinished multipart upload is visible. Not documented.'),
  listUploads: toggle(true, 'There is a list of unfinished uploads (documented).'),
  chunkSize: count(5 * 1024 ** 2, 'Bytes of a part, except the last. How the platform derives it is not documented.'),
  initialUrls: amount(10, 'Upload URLs that a new session returns.'),
  urlLifeSeconds: amount(3600, 'REAL seconds until an upload URL expires (documented: one hour).'),
  uploadLifeSeconds: amount(86_400, 'REAL seconds until an upload session expires (documented: one day).'),
  urlSpentBy: choice(['success', 'attempt'], 'What uses up an upload URL: a stored part, or any attempt.'),
  uploadHeaders: structure<Readonly<Record<string, string>>>(
    { 'content-type': 'application/octet-stream' },
    'Headers that each `PUT` of a part must have, otherwise 403.',
  ),
  chunkStatus: choice(['reported', 'arrived'], 'Parts that a session shows as completed. Not documented.'),
  chunkReports: choice(['batches', 'once'], 'Parts are reported in batches (documented), or all in one request.'),
  completeAfterSeconds: amount(1, 'A session stays `active` for this time after the last report.'),
  keepUploads: toggle(false, 'Uploads above 16 MiB are kept whole in a temporary file, otherwise their first 4 MiB.'),
  uploadFacts: nullable(
    structure<Partial<VideoFacts>>({}, 'What every multipart upload contains, whatever its bytes are.'),
  ),
  bytesPerSecondPerConnection: {
    ...nullable(count(1, 'REAL bytes per second that a connection may send.')),
    flag: 'bytes-per-second',
  },
};

const webhookOptions = {
  webhookUrl: { ...nullable(url('', 'Receives the end of every task.')), flag: 'webhook' },
  webhookSecret: text('secret', 'Signs webhooks.'),
};

/** The options in the groups of the README. Times are simulated seconds, except where the help contains REAL. */
export const optionGroups = {
  Time: runOptions,
  'Account, plan and index': accountOptions,
  'Tasks and videos': taskOptions,
  'Lists and metadata': listOptions,
  Responses: answerOptions,
  'Failing videos': failureOptions,
  'Assets and uploads': assetOptions,
  Webhooks: webhookOptions,
};

export const optionTable = {
  ...runOptions,
  ...accountOptions,
  ...taskOptions,
  ...listOptions,
  ...answerOptions,
  ...failureOptions,
  ...assetOptions,
  ...webhookOptions,
};
