import type { Context } from '../existing/run-context.ts';
import type { Submittable } from '../model/source.ts';
import type { Entry } from '../model/video-store.ts';
import type { PlatformError } from '../twelvelabs/errors.ts';
import type { RoadSettings } from './assets/submit-asset.ts';
import { createAssetRoad } from './assets/submit-asset.ts';
import type { Once } from './create-at-most-once.ts';
import { createTaskFinder } from './tasks/find-task.ts';
import type { Submitter } from './tasks/submit-task.ts';
import { createSubmitter } from './tasks/submit-task.ts';
import type { Retirement } from './tasks/tasks-availability.ts';

/** Which of the platform's two ways into an index is taken; `auto`: tasks, and assets where tasks cannot serve. */
export type EndpointChoice = 'tasks' | 'assets' | 'auto';

export interface Roads extends RoadSettings {
  readonly endpoint: EndpointChoice;
}

/** What one request of `POST /tasks` takes; larger files go as assets. */
const LARGEST_TASK_BYTES = 2 * 1024 ** 3;

/** Submits each video on the road that is asked for, or, with `auto`, on the one that serves. */
export function createRoads(context: Context, once: Once, roads: Roads, retirement: Retirement): Submitter {
  const { ledger } = context;
  const leaveTasks = (error: PlatformError): boolean => roads.endpoint === 'auto' && retirement.learn(error);
  const tasks = createSubmitter(context, once, createTaskFinder(context, retirement), leaveTasks);
  const assets = createAssetRoad(context, once, roads);
  const needsAssets = ({ facts }: Entry, source: Submittable): boolean => {
    if (roads.endpoint !== 'auto') return roads.endpoint === 'assets';
    const size = source.kind === 'url' ? (facts.size ?? 0) : source.size;
    return retirement.isKnown() || size > LARGEST_TASK_BYTES;
  };
  return {
    submit: async (entry, source) => {
      if (needsAssets(entry, source)) return assets.submit(entry, source);
      const taskId = await tasks.submit(entry, source);
      const stays = roads.endpoint === 'tasks' || !retirement.isKnown() || ledger.hasSettled(entry.position);
      if (taskId !== null || stays) return taskId;
      return assets.submit(entry, source);
    },
  };
}
