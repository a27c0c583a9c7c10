import { jsonReply, noContent, type Reply } from './api.ts';
import { ApiError, notFound } from './errors.ts';
import {
  createNumberTest,
  paginate,
  parseDate,
  parsePaging,
  rejectUnknown,
  select,
  statusFilter,
  toListReply,
} from './listing.ts';
import { isFinal, type Task } from './models.ts';
import type { Platform } from './platform.ts';
import { pathId, type RequestContext } from './request-context.ts';
import { serializeTask } from './serializers.ts';

/** `GET /tasks`: no filter by the video's URL or its metadata (documented). */
export function listTasks(platform: Platform, context: RequestContext): Reply {
  const { query } = context;
  const { options, store, times } = platform;
  rejectUnknown(query, ['index_id', 'status', 'filename', 'duration', 'width', 'height', 'created_at', 'updated_at']);
  const paging = parsePaging(query);
  const rows = select(store.tasks.rows, [...createTaskTests(platform, query), visible(platform)]);
  const page = paginate(rows, paging, (task) => ({ createdAt: task.createdAt, updatedAt: task.video.changedAt }));
  return toListReply(page, (task) => serializeTask(task, options, times, false));
}

const taskStatuses = ['uploading', 'validating', 'pending', 'queued', 'indexing', 'ready', 'failed'];

type TaskTest = ((task: Task) => boolean) | null;

function createTaskTests({ options, times }: Platform, query: URLSearchParams): TaskTest[] {
  const indexId = query.get('index_id');
  const filename = query.get('filename');
  const statuses = statusFilter(query, [...taskStatuses, options.extraStatus], 'strict');
  const created = parseDate(query, 'created_at');
  const updated = parseDate(query, 'updated_at');
  return [
    indexId === null ? null : (task) => task.video.index.id === indexId,
    statuses === null ? null : (task) => statuses.has(task.video.status),
    filename === null ? null : (task) => task.video.filename === filename,
    created === null ? null : (task) => times.wall(task.createdAt) >= created,
    updated === null ? null : (task) => times.wall(task.video.changedAt) >= updated,
    ...createFactTests(query),
  ];
}

function createFactTests(query: URLSearchParams): TaskTest[] {
  return (['duration', 'width', 'height'] as const).map((name) => {
    const test = createNumberTest(query, name);
    return test === null ? null : ({ video }: Task) => video.facts !== null && test(video.facts[name]);
  });
}

function visible({ options, times }: Platform): TaskTest {
  if (options.listDelaySeconds === 0) return null;
  const latest = times.now() - options.listDelaySeconds * 1000;
  return (task) => task.createdAt <= latest;
}

/** `GET /tasks/:id`. */
export function getTask(platform: Platform, context: RequestContext): Reply {
  const task = findTask(platform, context);
  const age = platform.times.now() - task.createdAt;
  if (age < platform.options.notFoundForSeconds * 1000) throw notFound('task', task.id);
  return jsonReply(200, serializeTask(task, platform.options, platform.times, true));
}

/** `DELETE /tasks/:id`: only a failed one, or a ready one whose video was deleted before (documented). */
export function deleteTask(platform: Platform, context: RequestContext): Reply {
  const task = findTask(platform, context);
  const { status, deleted } = task.video;
  if (!isFinal(status)) throw cannotDelete(`its status is ${status}`);
  if (status === 'ready' && !deleted) throw cannotDelete('its video must be deleted first');
  if (!deleted) platform.store.deleteVideo(task.video, platform.times.now());
  platform.store.deleteTask(task);
  return noContent;
}

function findTask(platform: Platform, context: RequestContext): Task {
  const id = pathId(platform, context, 'task_id');
  const task = platform.store.tasks.get(id);
  if (task === undefined) throw notFound('task', id);
  return task;
}

function cannotDelete(why: string): ApiError {
  return new ApiError(400, 'task_cannot_be_deleted', `The task cannot be deleted: ${why}.`);
}
