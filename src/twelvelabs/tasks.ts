import { streamForm } from '../http/multipart.ts';
import type { Page } from '../http/pagination.ts';
import { PAGE_LIMIT, pageOf } from '../http/pagination.ts';
import type { Limits } from '../http/request-limits.ts';
import type { Chunks } from '../util/chunks.ts';
import { textOf } from '../util/json.ts';
import type { Api } from './api.ts';
import { errorOfUnreadable } from './errors.ts';
import type { IndexingState } from './indexing-state.ts';
import { indexingStateOf } from './indexing-state.ts';

/** A video on its way: a link that the platform follows itself, or bytes that are sent to it as they are read. */
export type Content =
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'file'; readonly filename: string; readonly size: number; readonly stream: Chunks };

/** Everything that POST /tasks takes. */
export interface Submission {
  readonly indexId: string;
  readonly content: Content;
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

/** POST /tasks. Documented with 200, seen with 201; the body is `{_id, video_id}`. */
export async function createTask(api: Api, submission: Submission, limits: Limits): Promise<Created> {
  const { content } = submission;
  const form: Array<readonly [string, string]> = [
    ['index_id', submission.indexId],
    ...(content.kind === 'url' ? ([['video_url', content.url]] as const) : []),
    ['enable_video_stream', String(submission.enableVideoStream)],
    ['user_metadata', JSON.stringify(submission.userMetadata)],
  ];
  if (submission.language !== null) form.push(['language', submission.language]);
  const body =
    content.kind === 'url'
      ? await api.postForm('/tasks', form, limits)
      : await api.postFile('/tasks', streamForm(form, { ...FILE_PART, ...content }), limits);
  const taskId = textOf(body['_id']);
  if (taskId === null) throw errorOfUnreadable('the answer has no `_id`');
  return { taskId, videoId: textOf(body['video_id']) };
}

const FILE_PART = { field: 'video_file', contentType: 'application/octet-stream' };

/** GET /tasks/{id}. */
export async function getTask(api: Api, taskId: string, limits: Limits): Promise<IndexingState> {
  const state = indexingStateOf(await api.get(`/tasks/${encodeURIComponent(taskId)}`, new URLSearchParams(), limits));
  if (state === null || state.taskId !== taskId)
    throw errorOfUnreadable('the answer is not the task that was asked for');
  return state;
}

/** GET /tasks: one page of tasks, the newest first, of one index or (null) of all. There is no filter by metadata. */
export async function listTasks(
  api: Api,
  query: { indexId: string | null; page: number; filename?: string },
  limits: Limits,
): Promise<Page<IndexingState>> {
  const params = new URLSearchParams({ page: String(query.page), page_limit: String(PAGE_LIMIT) });
  if (query.indexId !== null) params.set('index_id', query.indexId);
  if (query.filename !== undefined) params.set('filename', query.filename);
  const page = pageOf(await api.get('/tasks', params, limits), indexingStateOf);
  if (page === null) throw errorOfUnreadable('the list has no `data`');
  return page;
}

/** DELETE /tasks/{id}: 204; 400 `task_cannot_be_deleted` before its end, or before its video was deleted. */
export function removeTask(api: Api, taskId: string, limits: Limits): Promise<void> {
  return api.remove(`/tasks/${encodeURIComponent(taskId)}`, new URLSearchParams(), limits);
}
