import type { JsonObject } from '../json.ts';
import { asList, asObject, numberOf, textOf } from '../json.ts';
import type { Problem, VideoFacts } from '../video.ts';
import { NO_FACTS } from '../video.ts';
import type { Api, Limits } from './api.ts';
import { codeIn, errorOfUnreadable, problemOfFailedTask } from './errors.ts';
import type { Page } from './page.ts';
import { PAGE_LIMIT, pageOf } from './page.ts';

/** Everything that POST /tasks takes for a video at a URL. */
export interface Submission {
  readonly indexId: string;
  readonly videoUrl: string;
  readonly enableVideoStream: boolean;
  readonly userMetadata: Readonly<Record<string, string | number | boolean>>;
  /** Only for API v1.1 and v1.2; v1.3 dropped it. */
  readonly language: string | null;
}

/** What a submission gives back. v1.2 names the video only after success. */
export interface Created {
  readonly taskId: string;
  readonly videoId: string | null;
}

/** What the platform says of a task. */
export interface TaskState {
  readonly taskId: string;
  readonly indexId: string | null;
  /** The platform's own word, in lower case; may be one that nobody has heard of. */
  readonly status: string;
  readonly facts: VideoFacts;
  readonly filename: string | null;
  /** When the platform created it; null if it does not say. */
  readonly createdAt: Date | null;
  /** Why it failed; null unless the status is `failed`. */
  readonly problem: Problem | null;
}

/** POST /tasks. Documented with 200, seen with 201; the body is `{_id, video_id}`. */
export async function createTask(api: Api, submission: Submission, limits: Limits): Promise<Created> {
  const form: Array<readonly [string, string]> = [
    ['index_id', submission.indexId],
    ['video_url', submission.videoUrl],
    ['enable_video_stream', String(submission.enableVideoStream)],
    ['user_metadata', JSON.stringify(submission.userMetadata)],
  ];
  if (submission.language !== null) form.push(['language', submission.language]);
  const body = await api.postForm('/tasks', form, limits);
  const taskId = textOf(body['_id']);
  if (taskId === null) throw errorOfUnreadable('the answer has no `_id`');
  return { taskId, videoId: textOf(body['video_id']) };
}

/** GET /tasks/{id}. */
export async function getTask(api: Api, taskId: string, limits: Limits): Promise<TaskState> {
  const state = taskOf(await api.get(`/tasks/${encodeURIComponent(taskId)}`, new URLSearchParams(), limits));
  if (state === null || state.taskId !== taskId)
    throw errorOfUnreadable('the answer is not the task that was asked for');
  return state;
}

/** GET /tasks: one page of tasks, the newest first, of one index or (null) of all. There is no filter by metadata. */
export async function listTasks(
  api: Api,
  query: { indexId: string | null; page: number },
  limits: Limits,
): Promise<Page<TaskState>> {
  const params = new URLSearchParams({ page: String(query.page), page_limit: String(PAGE_LIMIT) });
  if (query.indexId !== null) params.set('index_id', query.indexId);
  const page = pageOf(await api.get('/tasks', params, limits), taskOf);
  if (page === null) throw errorOfUnreadable('the list has no `data`');
  return page;
}

/** Reads a task of v1.3 (`system_metadata`) or older (`metadata`); null if it is none. */
function taskOf(body: JsonObject): TaskState | null {
  const taskId = textOf(body['_id']);
  const status = textOf(body['status'])?.toLowerCase();
  if (taskId === null || status === undefined) return null;
  const metadata = asObject(body['system_metadata']) ?? asObject(body['metadata']);
  const createdAt = Date.parse(textOf(body['created_at']) ?? '');
  return {
    taskId,
    indexId: textOf(body['index_id']),
    status,
    facts: {
      ...NO_FACTS,
      video_id: textOf(body['video_id']),
      duration: numberOf(metadata?.['duration']),
      width: numberOf(metadata?.['width']),
      height: numberOf(metadata?.['height']),
      size: numberOf(metadata?.['size']),
      ...streamOf(body),
    },
    filename: textOf(metadata?.['filename']),
    createdAt: Number.isNaN(createdAt) ? null : new Date(createdAt),
    problem: status === 'failed' ? problemOfFailure(body) : null,
  };
}

function streamOf(body: JsonObject): Pick<VideoFacts, 'hls_url' | 'thumbnail_url'> {
  const hls = asObject(body['hls']);
  return { hls_url: textOf(hls?.['video_url']), thumbnail_url: textOf(asList(hls?.['thumbnail_urls'])[0]) };
}

/**
 * The reason of a failed task. The schema has no field for it; `error_reason` was seen on the live platform, in a
 * format that nobody has written down. So: text, an object with `code` and `message`, or one of the other usual names.
 */
function problemOfFailure(body: JsonObject): Problem {
  for (const name of ['error_reason', 'error', 'error_message', 'message']) {
    const text = textOf(body[name]);
    if (text !== null) return problemOfFailedTask(null, text);
    const object = asObject(body[name]);
    if (object !== null) {
      return problemOfFailedTask(codeIn(object['code']), textOf(object['message']) ?? JSON.stringify(object));
    }
  }
  return problemOfFailedTask(null, null);
}
