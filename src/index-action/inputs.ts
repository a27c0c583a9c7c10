import type { EnvironmentVariables } from '../github/environment.ts';
import type { Runner } from '../github/runner.ts';
import type { IngestMethodChoice } from '../indexing/fallback-submitter.ts';
import type { CommonInputs } from '../inputs/common-inputs.ts';
import {
  checkIndexId,
  checkMetadataName,
  readCollectionName,
  readCommonInputs,
  readIds,
  reportConflict,
} from '../inputs/common-inputs.ts';
import { InputError, InputReader } from '../inputs/input-reader.ts';
import type { TaskSource, UrlSource, UserMetadata } from '../model/source.ts';
import type { PruneMode } from '../plan/removals.ts';
import type { CommentMode } from '../report/comment/publish-comment.ts';
import type { ObjectRequest } from '../sources/objects/object-url.ts';
import type { Shard } from '../sources/shard.ts';
import { parseShard } from '../sources/shard.ts';
import { parseVideoLine, toInvalidInput } from '../sources/video-url.ts';

/** The validated inputs of a step. Names and defaults: `action.yml`. */
export interface Inputs extends CommonInputs {
  readonly indexId: string | null;
  /** Existing tasks to wait for. If there are any, nothing is submitted. */
  readonly tasks: readonly TaskSource[];
  readonly videoUrls: ReadonlyArray<UrlSource | ObjectRequest>;
  /** How long links to objects of buckets are valid. */
  readonly linkMinutes: number;
  readonly videoFiles: readonly string[];
  readonly manifest: string | null;
  /** How many of the newest items of a feed are taken; null for all. */
  readonly maxItems: number | null;
  readonly releaseAssets: readonly string[];
  readonly releaseTag: string | null;
  readonly shard: Shard | null;
  readonly githubToken: string;
  readonly allowPrivateUrls: boolean;
  readonly endpoint: IngestMethodChoice;
  readonly reuse: boolean;
  readonly preflight: PreflightMode;
  /** A budget in seconds of video; null for none. */
  readonly maxTotalSeconds: number | null;
  readonly wait: boolean;
  readonly failOnTimeout: boolean;
  /** Null for the adaptive schedule. */
  readonly pollIntervalMs: number | null;
  readonly userMetadata: UserMetadata;
  readonly enableVideoStream: boolean;
  readonly language: string | null;
  readonly maxInFlight: number;
  readonly comment: CommentMode;
  readonly dryRun: boolean;
  /** Null for the default of the event: see `chooseCollection`. */
  readonly collection: string | null;
  /** Null for the default: `report` where there is a collection that may be pruned. */
  readonly prune: PruneMode | null;
  readonly maxDeletions: number;
  /** An amount in any currency; null if the cost is not shown. */
  readonly pricePerMinute: number | null;
  readonly ifNoVideos: 'error' | 'warn' | 'ignore';
}

/** What happens to a video that the models of the index do not support. */
export type PreflightMode = 'strict' | 'warn' | 'off';

/** The input `comment`. Also needed if other inputs are wrong: then the comment reports that. */
export function readCommentMode(read: InputReader): CommentMode {
  const received = read.text('comment');
  if (COMMENT_BOOLEANS.test(received)) return received.toLowerCase() === 'true' ? 'always' : 'never';
  return read.choice('comment', ['always', 'on-failure', 'never'], 'never');
}

/** The booleans of YAML 1.2. */
const COMMENT_BOOLEANS = /^(true|True|TRUE|false|False|FALSE)$/;

/** Reads and validates every input. Throws one `InputError` that lists all wrong inputs. */
export function readInputs(runner: Runner, env: EnvironmentVariables, uuid: string): Inputs {
  const read = new InputReader(runner);
  const allowPrivateUrls = read.boolean('allow_private_urls', false);
  const tasks = readTaskSources(read);
  const videoUrls = readVideoUrls(read, allowPrivateUrls);
  const inputs: Inputs = Object.freeze({
    ...readCommonInputs(read, env, { uuid, defaultTimeoutMinutes: 120 }),
    indexId: readIndexId(read, tasks.length > 0),
    tasks,
    videoUrls,
    linkMinutes: read.number('link_minutes', { atLeast: 15, atMost: 10_080 }) ?? DEFAULT_LINK_MINUTES,
    videoFiles: read.lines('video_file'),
    manifest: read.text('manifest') || null,
    maxItems: read.number('max_items', { atLeast: 1, atMost: 1_000_000, whole: true }),
    releaseAssets: read.lines('release_assets'),
    releaseTag: read.text('release_tag') || null,
    shard: checkShard(read),
    githubToken: read.text('github_token'),
    allowPrivateUrls,
    endpoint: read.choice('endpoint', ['auto', 'tasks', 'assets'], 'auto'),
    reuse: read.boolean('reuse', true),
    preflight: read.choice('preflight', ['strict', 'warn', 'off'], 'warn'),
    maxTotalSeconds: checkBudget(read),
    wait: read.boolean('wait', true),
    failOnTimeout: read.boolean('fail_on_timeout', true),
    pollIntervalMs: secondsToMs(read.number('poll_interval_seconds', { atLeast: 1, atMost: 3_600 })),
    userMetadata: read.flatObject('user_metadata', checkMetadataName),
    enableVideoStream: read.boolean('enable_video_stream', true),
    language: checkLanguage(read),
    maxInFlight: read.number('max_in_flight', { atLeast: 1, atMost: 1_000, whole: true }) ?? 5,
    comment: readCommentMode(read),
    dryRun: read.boolean('dry_run', false),
    collection: readCollectionName(read),
    prune: checkPrune(read, env),
    maxDeletions: read.number('max_deletions', { atLeast: 0, atMost: 10_000, whole: true }) ?? 10,
    pricePerMinute: read.number('price_per_minute', { atLeast: 0, atMost: 1_000_000 }),
    ifNoVideos: read.choice('if_no_videos', ['error', 'warn', 'ignore'], 'error'),
  });
  checkSources(read, inputs);
  checkCombinations(read, inputs);
  if (read.invalidInputs.length > 0) throw new InputError([...read.invalidInputs, ...findInvalidUrls(read, videoUrls)]);
  return inputs;
}

/** Longer than a long queue at TwelveLabs, and shorter than a day. */
const DEFAULT_LINK_MINUTES = 720;

function secondsToMs(seconds: number | null): number | null {
  return seconds === null ? null : seconds * 1000;
}

function readVideoUrls(read: InputReader, allowPrivate: boolean): Inputs['videoUrls'] {
  const lines = read.text('video_url').split(/\r?\n/);
  return lines.flatMap((line, index) => (line.trim() === '' ? [] : [parseVideoLine(line, index + 1, allowPrivate)]));
}

function readIndexId(read: InputReader, hasTasks: boolean): string | null {
  if (hasTasks && read.text('index_id') === '') return null;
  return checkIndexId(read, 'the ID of the target index (required unless `task_id` is set)');
}

function readTaskSources(read: InputReader): readonly TaskSource[] {
  return readIds(read, 'task_id', 'tasks').map((taskId) => ({ kind: 'task', taskId, name: `task ${taskId}` }));
}

/** Invalid URLs alone reject only their own videos. If the inputs are wrong anyway, they are reported with them. */
function findInvalidUrls(read: InputReader, urls: Inputs['videoUrls']): InputError['invalidInputs'] {
  return urls.flatMap((source) => {
    if (source.kind === 'object_request') return [];
    const { error, displayName } = source;
    return error === null || read.invalidInputs.some((other) => other.input === 'video_url')
      ? []
      : [toInvalidInput(error, displayName)];
  });
}

function checkSources(read: InputReader, inputs: Inputs): void {
  const { tasks, videoUrls, videoFiles, manifest, releaseAssets, releaseTag } = inputs;
  const sources = Object.entries({
    video_url: videoUrls.length > 0,
    video_file: videoFiles.length > 0,
    manifest: manifest !== null,
    release_assets: releaseAssets.length > 0,
    release_tag: releaseTag !== null,
  }).flatMap(([name, isSet]) => (isSet ? [name] : []));
  if (tasks.length > 0 && sources.length > 0) {
    const received = tasks.map(({ taskId }) => taskId).join(', ');
    const expected = `either \`task_id\` (wait for existing tasks) or \`${sources.join('`, `')}\` (create tasks)`;
    reportConflict(read, 'task_id', received, expected);
  }
  if (releaseTag !== null && releaseAssets.length === 0) {
    read.report({
      input: 'release_assets',
      received: null,
      expected: 'patterns for the names of the assets of the release `release_tag`, for example *.mp4',
      hint: '`release_tag` selects a release, but not which of its files',
    });
  } else if (tasks.length === 0 && sources.length === 0 && inputs.ifNoVideos === 'error') {
    read.report({
      input: 'video_url',
      received: null,
      expected:
        'direct URLs of video files, one per line (or `video_file`, `manifest`, `release_assets`, or `task_id`)',
      hint: 'an empty output of an earlier step',
    });
  }
}

function checkPrune(read: InputReader, env: EnvironmentVariables): PruneMode | null {
  const received = read.text('prune');
  const prune = read.choice('prune', ['off', 'report', 'delete'], 'report');
  const hasCollection = read.text('collection') !== '' || isPullRequestEvent(env);
  if (prune === 'delete' && !hasCollection) {
    read.report({
      input: 'prune',
      received,
      expected: '`delete` only with `collection`, the name under which this list keeps its videos',
      hint: 'all workflows of a repository share its default collection, so that nothing in it is deleted',
    });
  }
  return received === '' ? null : prune;
}

function isPullRequestEvent(env: EnvironmentVariables): boolean {
  return env['GITHUB_EVENT_NAME']?.startsWith('pull_request') ?? false;
}

function checkCombinations(read: InputReader, { dryRun, tasks, prune, reuse }: Inputs): void {
  if (dryRun && tasks.length > 0) {
    reportConflict(
      read,
      'dry_run',
      'true',
      'either `dry_run` (plan a list of videos) or `task_id` (wait for existing tasks)',
    );
  }
  if (prune === 'delete' && !reuse) {
    reportConflict(read, 'prune', 'delete', 'either `prune: delete` or `reuse: false`, which looks up nothing');
  }
}

function checkShard(read: InputReader): Shard | null {
  const received = read.text('shard');
  if (received === '') return null;
  const { shard, invalidInput } = parseShard(received);
  if (invalidInput) read.report(invalidInput);
  return shard;
}

function checkBudget(read: InputReader): number | null {
  const minutes = read.number('max_total_minutes', { above: 0, atMost: 10_000_000 });
  if (minutes !== null && read.text('preflight') === 'off') {
    read.report({
      input: 'max_total_minutes',
      received: String(minutes),
      expected: 'a budget only with `preflight: warn` or `preflight: strict`',
      hint: '`preflight: off` does not determine the durations of the videos',
    });
  }
  return minutes === null ? null : minutes * 60;
}

function checkLanguage(read: InputReader): string | null {
  const received = read.text('language');
  if (received === '') return null;
  if (!/^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/.test(received)) {
    read.report({
      input: 'language',
      received,
      expected: 'a language code, for example en (only for an `api_url` of version 1.1 or 1.2)',
      hint: 'the name of the language instead of its code',
    });
  }
  return received;
}
