import type { Log } from '../../model/log.ts';
import type { ApiError } from '../../twelvelabs/errors.ts';
import { isRetiredEndpoint } from '../../twelvelabs/errors.ts';

/** Whether the platform still has tasks: it announced that it will not for ever. */
export interface TasksAvailability {
  /** True once an answer has said that there are none any more. */
  isRetired(): boolean;
  /** True if this answer says so; the first that does is told. */
  noteError(error: ApiError): boolean;
}

/** `turns`: whether what is not submitted yet takes the road of assets then. */
export function createTasksAvailability(turns: boolean, log: Log): TasksAvailability {
  let known = false;
  const then = turns ? ', and videos go in as assets from here on' : '';
  return {
    isRetired: () => known,
    noteError: (error) => {
      if (!isRetiredEndpoint(error)) return false;
      if (!known) log.info(`The platform has no tasks any more; what is under way is watched in its index${then}.`);
      known = true;
      return true;
    },
  };
}
