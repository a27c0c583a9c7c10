import type { ErrorDetails } from '../model/errors.ts';
import { createErrorDetails } from '../model/errors.ts';
import type { Status } from '../model/status.ts';
import type { VideoState, VideoStore } from '../model/video-store.ts';
import { createNotSubmitted, createUnconfirmed, createWaitTimedOut } from './errors.ts';

/** Why a run ends before every video has. */
export type EndReason = 'timed_out' | 'cancelled' | 'crashed';

/** Settles whatever is still under way, each by how far it came. Nothing is left without a status after this. */
export function finalizePending(store: VideoStore, ending: EndReason, lastTrouble: string | null = null): void {
  for (const entry of store.videos()) {
    if (entry.phase === 'done') continue;
    const { status, problem } = getFinalStatus(entry, ending, lastTrouble);
    store.finish(entry.position, status, problem);
  }
}

function getFinalStatus(
  entry: VideoState,
  ending: EndReason,
  trouble: string | null,
): { status: Status; problem: ErrorDetails } {
  // A task that exists already goes on without us, even if we never came to look at it.
  if (entry.phase === 'open' || entry.remoteId !== null) {
    if (ending === 'timed_out')
      return { status: 'timed_out', problem: createWaitTimedOut(entry.platformStatus, trouble) };
    if (ending === 'cancelled') return { status: 'cancelled', problem: createErrorDetails('wait_cancelled') };
    return { status: 'unknown', problem: createErrorDetails('step_failed') };
  }
  if (entry.phase === 'submitting') {
    return { status: 'unconfirmed', problem: createUnconfirmed(END_REASONS[ending], entry.submissionId ?? 'unknown') };
  }
  return { status: 'rejected', problem: entry.error ?? createNotSubmitted(END_REASONS[ending]) };
}

const END_REASONS: Readonly<Record<EndReason, string>> = {
  timed_out: 'the time of this step ran out',
  cancelled: 'the workflow was cancelled',
  crashed: 'this step broke off',
};
