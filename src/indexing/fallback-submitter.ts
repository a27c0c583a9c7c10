import type { RunContext } from '../existing/run-context.ts';
import type { Submittable } from '../model/source.ts';
import type { VideoState } from '../model/video-store.ts';
import type { ApiError } from '../twelvelabs/errors.ts';
import type { AssetSubmitterOptions } from './assets/submit-asset.ts';
import { createAssetSubmitter } from './assets/submit-asset.ts';
import type { AtMostOnceCreator } from './create-at-most-once.ts';
import { createTaskFinder } from './tasks/find-task.ts';
import type { Submitter } from './tasks/submit-task.ts';
import { createTaskSubmitter } from './tasks/submit-task.ts';
import type { TasksAvailability } from './tasks/tasks-availability.ts';

/** Which of the platform's two ways into an index is taken; `auto`: tasks, and assets where tasks cannot serve. */
export type IngestMethodChoice = 'tasks' | 'assets' | 'auto';

export interface FallbackSubmitterOptions extends AssetSubmitterOptions {
  readonly endpoint: IngestMethodChoice;
}

/** What one request of `POST /tasks` takes; larger files go as assets. */
const MAX_TASK_FILE_BYTES = 2 * 1024 ** 3;

/** Submits each video on the road that is asked for, or, with `auto`, on the one that serves. */
export function createFallbackSubmitter(
  context: RunContext,
  once: AtMostOnceCreator,
  roads: FallbackSubmitterOptions,
  retirement: TasksAvailability,
): Submitter {
  const { store } = context;
  const leaveTasks = (error: ApiError): boolean => roads.endpoint === 'auto' && retirement.noteError(error);
  const tasks = createTaskSubmitter(context, once, createTaskFinder(context, retirement), leaveTasks);
  const assets = createAssetSubmitter(context, once, roads);
  const needsAssets = ({ metadata }: VideoState, source: Submittable): boolean => {
    if (roads.endpoint !== 'auto') return roads.endpoint === 'assets';
    const size = source.kind === 'url' ? (metadata.size ?? 0) : source.size;
    return retirement.isRetired() || size > MAX_TASK_FILE_BYTES;
  };
  return {
    submit: async (entry, source) => {
      if (needsAssets(entry, source)) return assets.submit(entry, source);
      const taskId = await tasks.submit(entry, source);
      const stays = roads.endpoint === 'tasks' || !retirement.isRetired() || store.isDone(entry.position);
      if (taskId !== null || stays) return taskId;
      return assets.submit(entry, source);
    },
  };
}
