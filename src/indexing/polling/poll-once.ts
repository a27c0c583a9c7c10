import type { RunContext } from '../../existing/run-context.ts';
import { createReadLimits } from '../../http/request-limits.ts';
import type { VideoState } from '../../model/video-store.ts';
import type { StatusSource } from '../../twelvelabs/status-source.ts';
import { applyStatus } from './apply-status.ts';
import { fetchStatuses } from './fetch-statuses.ts';

/** Looks at existing tasks without waiting for them: each ends as what it is at this moment. */
export async function pollOnce(
  given: readonly VideoState[],
  context: RunContext,
  endpoint: StatusSource,
): Promise<void> {
  const { clock, store, cancellation } = context;
  const left = new Map(given.map((entry) => [entry.remoteId ?? '', entry.position]));
  for (const position of left.values()) store.update(position, { phase: 'open', startedMs: clock.now() });
  while (left.size > 0 && !cancellation.signal.aborted) {
    const sight = await fetchStatuses(endpoint, [...left.keys()], () => createReadLimits(context));
    for (const state of sight.states) {
      const position = left.get(state.id);
      if (position !== undefined && !applyStatus(store, position, state)) store.finish(position, 'submitted');
      left.delete(state.id);
    }
    for (const { taskId, error } of sight.errors) {
      const position = left.get(taskId);
      if (position !== undefined) store.finish(position, 'rejected', error.details);
      left.delete(taskId);
    }
    if (sight.error === null) continue;
    for (const position of left.values()) store.finish(position, 'unknown', sight.error.details);
    return;
  }
}
