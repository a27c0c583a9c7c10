import { lookUpExisting, toLookupError } from '../existing/lookup.ts';
import type { RunContext } from '../existing/run-context.ts';
import { matchExisting } from '../plan/match.ts';
import { createPlan } from '../plan/plan.ts';
import { applyAction } from './apply-plan.ts';

/** Milliseconds after which another run may have submitted a missing video. */
const LOOKUP_VALID_MS = 60_000;

/**
 * Looks up a video once more if it is submitted long after the plan, because another run may have submitted it since.
 * Then it is reused or adopted. Two jobs that look it up at the same moment can still both submit it; a `concurrency`
 * group prevents that.
 */
export async function recheckExisting(context: RunContext, position: number): Promise<void> {
  const { store, clock, cancellation } = context;
  const video = store.videos()[position];
  if (!video || video.lookedUpAtMs === null || clock.now() - video.lookedUpAtMs < LOOKUP_VALID_MS) return;
  store.update(position, { lookedUpAtMs: clock.now() });
  try {
    const records = await lookUpExisting(context, [video], {
      isKnown: (one, known) => matchExisting(one, known).kind !== 'submit',
      resolveVersions: async () => {},
      byNameOnly: true,
    });
    const observed = {
      ...video,
      sourceError: null,
      findings: [],
      durationSeconds: null,
      records: records.get(position) ?? [],
    };
    const observation = { videos: [observed], lookupError: null, indexError: null, indexFindings: [] };
    const { actions } = createPlan(observation, { preflight: 'off', maxTotalSeconds: null });
    for (const action of actions) if (action.kind !== 'submit') applyAction(context, action);
  } catch (error) {
    if (!cancellation.signal.aborted) store.finish(position, 'rejected', toLookupError(error));
  }
}
