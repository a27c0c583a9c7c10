import type { Clock } from '../src/util/clock.ts';
import { asList, asObject, type JsonObject, parseText } from '../src/util/json.ts';
import type { LiveClient } from './client.ts';

/** What was seen while a video was being indexed. Times are milliseconds after its submission. */
export interface Observation {
  /** Statuses of the task, and of the indexed asset, in the order of their first appearance. */
  readonly taskStatuses: readonly string[];
  readonly itemStatuses: readonly string[];
  /** When the task was readable by its ID, in the list of tasks, and the video in the list of indexed assets. */
  readonly taskReadableMs: number | null;
  readonly taskListedMs: number | null;
  readonly itemListedMs: number | null;
  /** Status of the task when the video was first listed. */
  readonly itemListedDuring: string | null;
  /** Status codes of `GET` of the indexed asset before the task was final. */
  readonly unfinishedItemCodes: readonly number[];
  readonly endedMs: number | null;
  /** Of the last response with the task. */
  readonly task: JsonObject | null;
}

export interface WatchOptions {
  readonly clock: Clock;
  /** Ends the wait. */
  readonly signal: AbortSignal;
  readonly indexId: string;
  readonly taskId: string;
  readonly videoId: string | null;
  readonly pollMs: number;
  readonly timeoutMs: number;
}

interface Sight {
  readonly task: JsonObject | null;
  readonly isTaskListed: boolean;
  readonly item: JsonObject | null;
  readonly itemCode: number | null;
}

/** Polls everything that may show a submission until its task is final, and for one more poll. */
export async function watchTask(client: LiveClient, options: WatchOptions): Promise<Observation> {
  const { clock, signal } = options;
  const started = clock.now();
  const since = (): number => Math.round(clock.now() - started);
  const taskStatuses = new Set<string>();
  const itemStatuses = new Set<string>();
  const codes = new Set<number>();
  const seen = { taskReadableMs: null, taskListedMs: null, itemListedMs: null, endedMs: null } as Record<
    'taskReadableMs' | 'taskListedMs' | 'itemListedMs' | 'endedMs',
    number | null
  >;
  let itemListedDuring: string | null = null;
  let task: JsonObject | null = null;
  while (since() < options.timeoutMs && !signal.aborted) {
    const isLast = seen.endedMs !== null;
    const sight = await look(client, options).catch(() => null);
    task = sight?.task ?? task;
    const status = parseText(task?.['status']);
    if (status !== null) taskStatuses.add(status);
    const itemStatus = parseText(sight?.item?.['status']);
    if (itemStatus !== null) itemStatuses.add(itemStatus);
    if (sight?.task) seen.taskReadableMs ??= since();
    if (sight?.isTaskListed) seen.taskListedMs ??= since();
    if (sight?.item) {
      seen.itemListedMs ??= since();
      itemListedDuring ??= status;
    }
    const isFinal = status === 'ready' || status === 'failed';
    if (!isFinal && typeof sight?.itemCode === 'number') codes.add(sight.itemCode);
    if (isFinal) seen.endedMs ??= since();
    if (isLast) break;
    await clock.sleep(options.pollMs, signal);
  }
  const statuses = { taskStatuses: [...taskStatuses], itemStatuses: [...itemStatuses] };
  return { ...seen, ...statuses, itemListedDuring, unfinishedItemCodes: [...codes], task };
}

/** The single resources come first, so that no status of the task is older than what is compared with it. */
async function look(client: LiveClient, { indexId, taskId, videoId }: WatchOptions): Promise<Sight> {
  const item = videoId === null ? null : await client('GET', `/indexes/${indexId}/indexed-assets/${videoId}`);
  const items = await client('GET', `/indexes/${indexId}/indexed-assets?page_limit=50`);
  const tasks = await client('GET', `/tasks?index_id=${indexId}&page_limit=50`);
  const task = await client('GET', `/tasks/${taskId}`);
  return {
    task: task.status === 200 ? task.body : null,
    isTaskListed: listRows(tasks.body).some((row) => row['_id'] === taskId),
    item: listRows(items.body)[0] ?? null,
    itemCode: item?.status ?? null,
  };
}

export function listRows(body: JsonObject | null): readonly JsonObject[] {
  return asList(body?.['data'])
    .map(asObject)
    .filter((row) => row !== null);
}
