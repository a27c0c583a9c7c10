import type { RunContext } from '../existing/run-context.ts';
import { MAX_TASK_FILE_BYTES } from '../model/platform-limits.ts';
import type { Submittable } from '../model/source.ts';
import type { VideoState } from '../model/video-store.ts';
import type { AssetSubmitterOptions } from './assets/submit-asset.ts';
import { createAssetSubmitter } from './assets/submit-asset.ts';
import type { AtMostOnceCreator } from './create-at-most-once.ts';
import { createTaskFinder } from './tasks/find-task.ts';
import type { TasksAvailability } from './tasks/retired-tasks-fallback.ts';
import type { Submitter } from './tasks/submit-task.ts';
import { createTaskSubmitter } from './tasks/submit-task.ts';

/** How videos are ingested; `auto`: as tasks, and as assets where tasks are not possible. */
export type IngestMethodChoice = 'tasks' | 'assets' | 'auto';

export interface FallbackSubmitterOptions extends AssetSubmitterOptions {
  readonly endpoint: IngestMethodChoice;
}

/** Submits each video by the chosen ingest method or, with `auto`, by the one that is possible. */
export function createFallbackSubmitter(
  context: RunContext,
  creator: AtMostOnceCreator,
  options: FallbackSubmitterOptions,
  availability: TasksAvailability,
): Submitter {
  const { endpoint } = options;
  const tasks = createTaskSubmitter(
    context,
    creator,
    createTaskFinder(context, availability),
    (error) => endpoint === 'auto' && availability.noteError(error),
  );
  const assets = createAssetSubmitter(context, creator, options);
  const needsAssets = ({ metadata }: VideoState, source: Submittable): boolean => {
    if (endpoint !== 'auto') return endpoint === 'assets';
    const size = source.kind === 'url' ? (metadata.size ?? 0) : source.size;
    return availability.isRetired() || size > MAX_TASK_FILE_BYTES;
  };
  return {
    submit: async (video, source) => {
      if (needsAssets(video, source)) return assets.submit(video, source);
      const taskId = await tasks.submit(video, source);
      const isFinal = endpoint === 'tasks' || !availability.isRetired() || context.store.isDone(video.position);
      return taskId !== null || isFinal ? taskId : assets.submit(video, source);
    },
  };
}
