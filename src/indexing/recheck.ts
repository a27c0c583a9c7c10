import { lookUpExisting, toLookupError } from '../existing/lookup.ts';
import type { RunContext } from '../existing/run-context.ts';
import { matchExisting } from '../plan/match.ts';
import { NO_CHANGES } from '../plan/metadata-changes.ts';
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
    const { records } = await lookUpExisting(context, [video], {
      isKnown: (one, known) => matchExisting(one, known).kind !== 'submit',
      resolveVersions: async () => {},
      byNameOnly: true,
      claims: 'none',
    });
    const match = matchExisting(video, records.get(position) ?? []);
    if (match.kind === 'submit') return;
    const { name } = video;
    const base = { position, name, durationSeconds: null };
    // The next run claims it.
    if (match.kind === 'give_up') applyAction(context, { ...base, ...match, kind: 'reject' });
    else {
      store.update(position, { action: match.kind === 'reuse' ? 'reused' : 'adopted', reason: 'unchanged' });
      applyAction(context, { ...base, ...match, changes: NO_CHANGES, isMoved: false });
    }
  } catch (error) {
    if (!cancellation.signal.aborted) store.finish(position, 'rejected', toLookupError(error));
  }
}
