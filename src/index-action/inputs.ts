import type { EnvironmentVariables } from '../github/environment.ts';
import type { Runner } from '../github/runner.ts';
import type { IngestMethodChoice } from '../indexing/fallback-submitter.ts';
import { checkApiKey, checkApiUrl, checkResultsFile, ID_PATTERN, readApiKey } from '../inputs/common-inputs.ts';
import type { InputReader } from '../inputs/input-reader.ts';
import { createInputReader, InputError } from '../inputs/input-reader.ts';
import { checkMetadataName } from '../inputs/metadata-names.ts';
import type { TaskSource, UrlSource } from '../model/source.ts';
import type { Shard } from '../sources/shard.ts';
import { parseShard } from '../sources/shard.ts';
import { parseVideoUrl, toInvalidInput } from '../sources/video-url.ts';
import type { JsonObject } from '../util/json.ts';
import { asObject, parseNumber, parseText } from '../util/json.ts';

/** The inputs of a step, checked and ready for use. Names and defaults: `action.yml`. */
export interface Inputs {
  readonly apiKey: string;
  /** Without a slash at its end. */
  readonly apiUrl: string;
  readonly indexId: string | null;
  /** Existing tasks to wait for; then nothing is submitted. */
  readonly tasks: readonly TaskSource[];
  /** Where the videos come from. */
  readonly videoUrls: readonly UrlSource[];
  readonly videoFiles: readonly string[];
  readonly manifest: string | null;
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
  readonly timeoutMs: number;
  readonly failOnTimeout: boolean;
  /** Null for the adaptive cadence. */
  readonly pollIntervalMs: number | null;
  readonly userMetadata: Readonly<Record<string, string | number | boolean>>;
  readonly enableVideoStream: boolean;
  readonly language: string | null;
  readonly maxInFlight: number;
  readonly summary: boolean;
  readonly comment: boolean;
  readonly resultsFile: string;
}

/** What is done with a video that the models of the index cannot take. */
export type PreflightMode = 'strict' | 'warn' | 'off';

/**
 * Where a submission comes from, as metadata: so that videos can be found, and cleaned up, by repository, run, pull
 * request or release. `event` is the payload of what started the workflow; `releaseTag`, where it is given, says which
 * release is meant, whatever the event.
 */
export function buildOriginMetadata(
  env: EnvironmentVariables,
  event: JsonObject | null,
  releaseTag: string | null,
): Readonly<Record<string, string>> {
  const pullRequest = parseNumber(asObject(event?.['pull_request'])?.['number']);
  const known = {
    gha_repository: env['GITHUB_REPOSITORY'],
    gha_run_id: env['GITHUB_RUN_ID'],
    gha_pull_request: pullRequest?.toString(),
    gha_release: releaseTag ?? parseText(asObject(event?.['release'])?.['tag_name']),
  };
  return Object.fromEntries(Object.entries(known).flatMap(([name, value]) => (value ? [[name, value]] : [])));
}

/** Whether a comment is wanted; asked also where other inputs are wrong, because the comment is to say so then. */
export function isCommentRequested(runner: Runner): boolean {
  return createInputReader((name) => runner.input(name)).boolean('comment', false);
}

/** Reads and checks every input. Throws one `InputError` that lists everything that is wrong. */
export function readInputs(runner: Runner, env: EnvironmentVariables, uuid: string): Inputs {
  const read = createInputReader((name) => runner.input(name));
  const allowPrivateUrls = read.boolean('allow_private_urls', false);
  const tasks = readTaskSources(read);
  const videoUrls = read.lines('video_url').map((line) => parseVideoUrl(line, allowPrivateUrls));
  const inputs: Inputs = Object.freeze({
    apiKey: checkApiKey(read, readApiKey(runner, env)),
    apiUrl: checkApiUrl(read),
    indexId: checkIndexId(read, tasks.length > 0),
    tasks,
    videoUrls,
    videoFiles: read.lines('video_file'),
    manifest: read.text('manifest') || null,
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
    timeoutMs: (read.number('timeout_minutes', { above: 0, atMost: 50_000 }) ?? 120) * 60_000,
    failOnTimeout: read.boolean('fail_on_timeout', true),
    pollIntervalMs: secondsToMs(read.number('poll_interval_seconds', { atLeast: 1, atMost: 3_600 })),
    userMetadata: read.flatObject('user_metadata', checkMetadataName),
    enableVideoStream: read.boolean('enable_video_stream', true),
    language: checkLanguage(read),
    maxInFlight: read.number('max_in_flight', { atLeast: 1, atMost: 1_000, whole: true }) ?? 5,
    summary: read.boolean('summary', true),
    comment: read.boolean('comment', false),
    resultsFile: checkResultsFile(read, env, uuid),
  });
  checkSources(read, inputs);
  if (read.invalidInputs().length > 0)
    throw new InputError([...read.invalidInputs(), ...findInvalidUrls(read, videoUrls)]);
  return inputs;
}

function secondsToMs(seconds: number | null): number | null {
  return seconds === null ? null : seconds * 1000;
}

function checkIndexId(read: InputReader, hasTasks: boolean): string | null {
  const given = read.text('index_id');
  if (given === '' && hasTasks) return null;
  if (!ID_PATTERN.test(given)) {
    read.report({
      input: 'index_id',
      received: given === '' ? null : given,
      expected: 'the id of an index, 24 letters and digits (required unless `task_id` is set)',
      hint:
        given === ''
          ? 'a variable or secret of that name does not exist'
          : "the index's name or address instead of its id",
    });
  }
  return given;
}

function readTaskSources(read: InputReader): readonly TaskSource[] {
  const ids = [...new Set(read.lines('task_id'))];
  for (const id of ids.filter((given) => !ID_PATTERN.test(given))) {
    read.report({
      input: 'task_id',
      received: id,
      expected: 'ids of tasks, one per line, letters and digits',
      hint: 'ids separated by commas or spaces, or an address instead of an id',
    });
  }
  return ids.map((taskId) => ({ kind: 'task', taskId, name: `task ${taskId}` }));
}

/** A bad link alone is a matter of that video; among other mistakes it is told with them. */
function findInvalidUrls(read: InputReader, urls: readonly UrlSource[]): InputError['invalidInputs'] {
  return urls.flatMap(({ error, displayName }) =>
    error === null || read.invalidInputs().some((other) => other.input === 'video_url')
      ? []
      : [toInvalidInput(error, displayName)],
  );
}

function checkSources(read: InputReader, inputs: Inputs): void {
  const { tasks, videoUrls, videoFiles, manifest, releaseAssets, releaseTag } = inputs;
  const given = Object.entries({
    video_url: videoUrls.length > 0,
    video_file: videoFiles.length > 0,
    manifest: manifest !== null,
    release_assets: releaseAssets.length > 0,
    release_tag: releaseTag !== null,
  }).flatMap(([name, isGiven]) => (isGiven ? [name] : []));
  if (tasks.length > 0 && given.length > 0) {
    read.report({
      input: 'task_id',
      received: tasks.map((task) => task.taskId).join(', '),
      expected: `either \`task_id\` (wait for tasks that exist) or \`${given.join('`, `')}\` (create tasks), not both`,
      hint: 'a step that was copied and kept both',
    });
  }
  if (releaseTag !== null && releaseAssets.length === 0) {
    read.report({
      input: 'release_assets',
      received: null,
      expected: 'globs over the names of the assets of the release that `release_tag` names, for instance *.mp4',
      hint: '`release_tag` alone says which release, not which of its files',
    });
  } else if (tasks.length === 0 && given.length === 0) {
    read.report({
      input: 'video_url',
      received: null,
      expected:
        'direct links to video files, one per line (or `video_file`, `manifest`, `release_assets`, or `task_id`)',
      hint: 'the output of an earlier step that came out empty',
    });
  }
}

function checkShard(read: InputReader): Shard | null {
  const given = read.text('shard');
  if (given === '') return null;
  const { shard, invalidInput } = parseShard(given);
  if (invalidInput) read.report(invalidInput);
  return shard;
}

function checkBudget(read: InputReader): number | null {
  const minutes = read.number('max_total_minutes', { above: 0, atMost: 10_000_000 });
  if (minutes !== null && read.text('preflight') === 'off') {
    read.report({
      input: 'max_total_minutes',
      received: String(minutes),
      expected: 'a budget only together with `preflight: warn` or `preflight: strict`',
      hint: 'without a look at the videos their lengths are not known',
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
      expected: 'a language code, for instance en (only for an `api_url` of version 1.1 or 1.2)',
      hint: 'the name of a language instead of its code',
    });
  }
  return received;
}
