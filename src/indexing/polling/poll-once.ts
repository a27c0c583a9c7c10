import type { RunContext } from '../../existing/run-context.ts';
import { createReadLimits } from '../../http/request-limits.ts';
import type { VideoState } from '../../model/video-store.ts';
import type { StatusSource } from '../../twelvelabs/status-source.ts';
import { applyStatus } from './apply-status.ts';
import { fetchStatuses } from './fetch-statuses.ts';

/** Gets the status of existing tasks without waiting for them; what is not done yet ends as `submitted`. */
export async function pollOnce(
  videos: readonly VideoState[],
  context: RunContext,
  source: StatusSource,
): Promise<void> {
  const { clock, store, cancellation } = context;
  const remaining = new Map(videos.map((video) => [video.remoteId ?? '', video.position]));
  for (const position of remaining.values()) store.update(position, { phase: 'open', startedMs: clock.now() });
  while (remaining.size > 0 && !cancellation.signal.aborted) {
    const snapshot = await fetchStatuses(source, [...remaining.keys()], () => createReadLimits(context));
    for (const state of snapshot.states) {
      const position = remaining.get(state.id);
      if (position !== undefined && !applyStatus(store, position, state)) store.finish(position, 'submitted');
      remaining.delete(state.id);
    }
    for (const { id, error } of snapshot.errors) {
      const position = remaining.get(id);
      if (position !== undefined) store.finish(position, 'rejected', error.details);
      remaining.delete(id);
    }
    if (snapshot.error === null) continue;
    for (const position of remaining.values()) store.finish(position, 'unknown', snapshot.error.details);
    return;
  }
}
