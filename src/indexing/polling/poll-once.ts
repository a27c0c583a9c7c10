import type { Context } from '../../existing/run-context.ts';
import { readLimits } from '../../http/request-limits.ts';
import type { Entry } from '../../model/video-store.ts';
import type { Endpoint } from '../../twelvelabs/status-source.ts';
import { observe } from './apply-status.ts';
import { lookAt } from './fetch-statuses.ts';

/** Looks at existing tasks without waiting for them: each ends as what it is at this moment. */
export async function glance(given: readonly Entry[], context: Context, endpoint: Endpoint): Promise<void> {
  const { clock, ledger, cancellation } = context;
  const left = new Map(given.map((entry) => [entry.taskId ?? '', entry.position]));
  for (const position of left.values()) ledger.update(position, { phase: 'open', startedMs: clock.now() });
  while (left.size > 0 && !cancellation.signal.aborted) {
    const sight = await lookAt(endpoint, [...left.keys()], () => readLimits(context));
    for (const state of sight.states) {
      const position = left.get(state.taskId);
      if (position !== undefined && !observe(ledger, position, state)) ledger.settle(position, 'submitted');
      left.delete(state.taskId);
    }
    for (const { taskId, error } of sight.refused) {
      const position = left.get(taskId);
      if (position !== undefined) ledger.settle(position, 'rejected', error.problem);
      left.delete(taskId);
    }
    if (sight.trouble === null) continue;
    for (const position of left.values()) ledger.settle(position, 'unwatched', sight.trouble.problem);
    return;
  }
}
