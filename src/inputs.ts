import type { InputReader } from './input-reader.ts';
import { createInputReader, InputError } from './input-reader.ts';
import type { Runner } from './runner.ts';
import { videoUrl } from './sources/video-url.ts';
import type { Environment } from './step-inputs.ts';
import { checkApiKey, checkApiUrl, checkResultsFile, ID, readApiKey } from './step-inputs.ts';
import { problemOfMetadataName } from './user-metadata.ts';
import type { Source, TaskSource, UrlSource } from './video.ts';

/** The inputs of a step, checked and ready for use. Names and defaults: `action.yml`. */
export interface Inputs {
  readonly apiKey: string;
  /** Without a slash at its end. */
  readonly apiUrl: string;
  readonly indexId: string | null;
  readonly sources: readonly Source[];
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
  readonly resultsFile: string;
  /** What people should know about the inputs although nothing is wrong with them. */
  readonly notes: readonly string[];
}

/** Where a submission comes from, as metadata: so that videos can be found, and cleaned up, by repository and run. */
export function readOrigin(env: Environment): Readonly<Record<string, string>> {
  const known = { gha_repository: env['GITHUB_REPOSITORY'], gha_run_id: env['GITHUB_RUN_ID'] };
  return Object.fromEntries(Object.entries(known).flatMap(([name, value]) => (value ? [[name, value]] : [])));
}

/** Reads and checks every input. Throws one `InputError` that lists everything that is wrong. */
export function readInputs(runner: Runner, env: Environment, uuid: string): Inputs {
  const read = createInputReader((name) => runner.input(name));
  const allowPrivateUrls = read.boolean('allow_private_urls', false);
  const tasks = taskSources(read);
  const { urls, repeated } = urlSources(read, allowPrivateUrls);
  const inputs: Inputs = Object.freeze({
    apiKey: checkApiKey(read, readApiKey(runner, env)),
    apiUrl: checkApiUrl(read),
    indexId: checkIndexId(read, tasks.length > 0),
    sources: tasks.length > 0 ? tasks : urls,
    wait: read.boolean('wait', true),
    timeoutMs: (read.number('timeout_minutes', { above: 0, atMost: 50_000 }) ?? 120) * 60_000,
    failOnTimeout: read.boolean('fail_on_timeout', true),
    pollIntervalMs: secondsToMs(read.number('poll_interval_seconds', { atLeast: 1, atMost: 3_600 })),
    userMetadata: read.flatObject('user_metadata', problemOfMetadataName),
    enableVideoStream: read.boolean('enable_video_stream', true),
    language: checkLanguage(read),
    maxInFlight: read.number('max_in_flight', { atLeast: 1, atMost: 1_000, whole: true }) ?? 5,
    summary: read.boolean('summary', true),
    resultsFile: checkResultsFile(read, env, uuid),
    notes: repeated.map((shown) => `${shown} is named more than once; it is taken once.`),
  });
  checkWhatToDo(read, tasks, urls);
  if (read.problems().length > 0) throw new InputError([...read.problems(), ...urlProblems(read, urls)]);
  return inputs;
}

function secondsToMs(seconds: number | null): number | null {
  return seconds === null ? null : seconds * 1000;
}

function checkIndexId(read: InputReader, hasTasks: boolean): string | null {
  const given = read.text('index_id');
  if (given === '' && hasTasks) return null;
  if (!ID.test(given)) {
    read.report({
      input: 'index_id',
      given: given === '' ? null : given,
      allowed: 'the id of an index, 24 letters and digits (required unless `task_id` is set)',
      cause:
        given === ''
          ? 'a variable or secret of that name does not exist'
          : "the index's name or address instead of its id",
    });
  }
  return given;
}

function taskSources(read: InputReader): readonly TaskSource[] {
  const ids = [...new Set(read.lines('task_id'))];
  for (const id of ids.filter((given) => !ID.test(given))) {
    read.report({
      input: 'task_id',
      given: id,
      allowed: 'ids of tasks, one per line, letters and digits',
      cause: 'ids separated by commas or spaces, or an address instead of an id',
    });
  }
  return ids.map((taskId) => ({ kind: 'task', taskId, name: `task ${taskId}` }));
}

function urlSources(read: InputReader, allowPrivate: boolean): { urls: readonly UrlSource[]; repeated: string[] } {
  const urls = new Map<string, UrlSource>();
  const repeated: string[] = [];
  for (const line of read.lines('video_url')) {
    const source = videoUrl(line, allowPrivate);
    const identity = source.url.replace(/#.*$/s, '');
    if (urls.has(identity)) repeated.push(source.shown);
    else urls.set(identity, source);
  }
  return { urls: [...urls.values()], repeated };
}

/** A bad link alone is a matter of that video; among other mistakes it is told with them. */
function urlProblems(read: InputReader, urls: readonly UrlSource[]): InputError['problems'] {
  return urls.flatMap(({ problem, shown }) =>
    problem === null || read.problems().some((other) => other.input === 'video_url')
      ? []
      : [{ input: 'video_url', given: shown, allowed: problem.hint, cause: problem.message }],
  );
}

function checkWhatToDo(read: InputReader, tasks: readonly TaskSource[], urls: readonly UrlSource[]): void {
  if (tasks.length > 0 && urls.length > 0) {
    read.report({
      input: 'task_id',
      given: tasks.map((task) => task.taskId).join(', '),
      allowed: 'either `task_id` (wait for tasks that exist) or `video_url` (create tasks), not both',
      cause: 'a step that was copied and kept both',
    });
  }
  if (tasks.length === 0 && urls.length === 0) {
    read.report({
      input: 'video_url',
      given: null,
      allowed: 'direct links to video files, one per line (or `task_id` for tasks that exist)',
      cause: 'the output of an earlier step that came out empty',
    });
  }
}

function checkLanguage(read: InputReader): string | null {
  const given = read.text('language');
  if (given === '') return null;
  if (!/^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/.test(given)) {
    read.report({
      input: 'language',
      given,
      allowed: 'a language code, for instance en (only for an `api_url` of version 1.1 or 1.2)',
      cause: 'the name of a language instead of its code',
    });
  }
  return given;
}
