import { streamForm } from '../http/multipart.ts';
import type { Page } from '../http/pagination.ts';
import { PAGE_LIMIT } from '../http/pagination.ts';
import type { RequestLimits } from '../http/request-limits.ts';
import type { UserMetadata } from '../model/source.ts';
import type { Chunks } from '../util/chunks.ts';
import { parseId } from '../util/json.ts';
import type { Api } from './api.ts';
import { getPage } from './api.ts';
import { createInvalidResponseError } from './errors.ts';
import type { IndexingState } from './indexing-state.ts';
import { parseIndexingState } from './indexing-state.ts';

/** The content of a video: a link that TwelveLabs downloads, or bytes that are sent while they are read. */
export type VideoContent =
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'file'; readonly filename: string; readonly size: number; readonly stream: Chunks };

/** The parameters of POST /tasks. */
export interface TaskRequest {
  readonly indexId: string;
  readonly content: VideoContent;
  readonly enableVideoStream: boolean;
  readonly userMetadata: UserMetadata;
  /** Only for API v1.1 and v1.2; removed in v1.3. */
  readonly language: string | null;
}

/** The response to a submission. In v1.2 the video ID follows only after success. */
export interface CreatedTask {
  readonly taskId: string;
  readonly videoId: string | null;
}

/** POST /tasks. Documented with 200, observed with 201; the body is `{_id, video_id}`. */
export async function createTask(api: Api, submission: TaskRequest, limits: RequestLimits): Promise<CreatedTask> {
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
  const taskId = parseId(body['_id']);
  if (taskId === null) throw createInvalidResponseError('the response has no `_id`');
  return { taskId, videoId: parseId(body['video_id']) };
}

const FILE_PART = { field: 'video_file', contentType: 'application/octet-stream' };

/** GET /tasks/{id}. */
export async function getTask(api: Api, taskId: string, limits: RequestLimits): Promise<IndexingState> {
  const state = parseIndexingState(
    await api.get(`/tasks/${encodeURIComponent(taskId)}`, new URLSearchParams(), limits),
  );
  if (state === null || state.id !== taskId) throw createInvalidResponseError('the response is not the requested task');
  return state;
}

/** GET /tasks: one page of tasks, the newest first, of one index or (null) of all. There is no filter by metadata. */
export async function listTasks(
  api: Api,
  query: { indexId: string | null; page: number; filename?: string },
  limits: RequestLimits,
): Promise<Page<IndexingState>> {
  const params = new URLSearchParams({ page: String(query.page), page_limit: String(PAGE_LIMIT) });
  if (query.indexId !== null) params.set('index_id', query.indexId);
  if (query.filename !== undefined) params.set('filename', query.filename);
  return getPage(api, '/tasks', params, parseIndexingState, limits);
}

/** DELETE /tasks/{id}: 204; 400 `task_cannot_be_deleted` before its end, or before its video was deleted. */
export function deleteTask(api: Api, taskId: string, limits: RequestLimits): Promise<void> {
  return api.delete(`/tasks/${encodeURIComponent(taskId)}`, new URLSearchParams(), limits);
}
