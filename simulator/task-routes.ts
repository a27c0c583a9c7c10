import { jsonReply, type Reply } from './api.ts';
import { ApiError, notExisting } from './errors.ts';
import {
  dateFilter,
  mapPage,
  numberFilter,
  pageOf,
  parsePaging,
  rejectUnknown,
  select,
  statusFilter,
} from './listing.ts';
import { isFinal, type Task } from './models.ts';
import type { Platform } from './platform.ts';
import { type Call, pathId } from './request-context.ts';
import { taskView } from './serializers.ts';

/** `GET /tasks`: neither the video's URL nor its metadata can be asked for (documented). */
export function listTasks(platform: Platform, call: Call): Reply {
  const { query } = call;
  const { options, store, times } = platform;
  rejectUnknown(query, ['index_id', 'status', 'filename', 'duration', 'width', 'height', 'created_at', 'updated_at']);
  const paging = parsePaging(query);
  const rows = select(store.tasks.rows, [...taskTests(platform, query), visible(platform)]);
  const page = pageOf(rows, paging, (task) => ({ createdAt: task.createdAt, updatedAt: task.video.changedAt }));
  return jsonReply(
    200,
    mapPage(page, (task) => taskView(task, options, times, false)),
  );
}

const taskStatuses = ['uploading', 'validating', 'pending', 'queued', 'indexing', 'ready', 'failed'];

type TaskTest = ((task: Task) => boolean) | null;

function taskTests({ options, times }: Platform, query: URLSearchParams): TaskTest[] {
  const indexId = query.get('index_id');
  const filename = query.get('filename');
  const statuses = statusFilter(query, [...taskStatuses, options.extraStatus], 'strict');
  const created = dateFilter(query, 'created_at');
  const updated = dateFilter(query, 'updated_at');
  return [
    indexId === null ? null : (task) => task.video.index.id === indexId,
    statuses === null ? null : (task) => statuses.has(task.video.status),
    filename === null ? null : (task) => task.video.filename === filename,
    created === null ? null : (task) => times.wall(task.createdAt) >= created,
    updated === null ? null : (task) => times.wall(task.video.changedAt) >= updated,
    ...factTests(query),
  ];
}

function factTests(query: URLSearchParams): TaskTest[] {
  return (['duration', 'width', 'height'] as const).map((name) => {
    const test = numberFilter(query, name);
    return test === null ? null : ({ video }: Task) => video.facts !== null && test(video.facts[name]);
  });
}

function visible({ options, times }: Platform): TaskTest {
  if (options.listDelaySeconds === 0) return null;
  const latest = times.now() - options.listDelaySeconds * 1000;
  return (task) => task.createdAt <= latest;
}

/** `GET /tasks/:id`. */
export function getTask(platform: Platform, call: Call): Reply {
  const task = findTask(platform, call);
  const age = platform.times.now() - task.createdAt;
  if (age < platform.options.notFoundForSeconds * 1000) throw notExisting('task', task.id);
  return jsonReply(200, taskView(task, platform.options, platform.times, true));
}

/** `DELETE /tasks/:id`: only a failed one, or a ready one whose video was deleted before (documented). */
export function deleteTask(platform: Platform, call: Call): Reply {
  const task = findTask(platform, call);
  const { status, deleted } = task.video;
  if (!isFinal(status)) throw undeletable(`its status is ${status}`);
  if (status === 'ready' && !deleted) throw undeletable('its video must be deleted first');
  if (!deleted) platform.store.deleteVideo(task.video, platform.times.now());
  platform.store.deleteTask(task);
  return { status: 204, headers: {}, body: '' };
}

function findTask(platform: Platform, call: Call): Task {
  const id = pathId(platform, call, 'task_id');
  const task = platform.store.tasks.get(id);
  if (task === undefined) throw notExisting('task', id);
  return task;
}

function undeletable(why: string): ApiError {
  return new ApiError(400, 'task_cannot_be_deleted', `The task cannot be deleted: ${why}.`);
}
