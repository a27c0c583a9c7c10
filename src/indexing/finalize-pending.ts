import type { ErrorDetails } from '../model/errors.ts';
import { createErrorDetails } from '../model/errors.ts';
import type { Status } from '../model/status.ts';
import type { VideoState, VideoStore } from '../model/video-store.ts';
import { createNotSubmitted, createUnconfirmed, createWaitTimedOut } from './errors.ts';
import { finishNotAccepted } from './finish-not-accepted.ts';

/** Why a run ends before every video is done. */
export type EndReason = 'timed_out' | 'cancelled' | 'crashed';

/** What the polls have shown, for messages. */
export interface PollingHistory {
  /** The error of the last poll; null if it succeeded. */
  lastError(): string | null;
  /** The statuses of a video and the errors; null if there were none. */
  describeObserved(position: number): string | null;
}

const NO_HISTORY: PollingHistory = { lastError: () => null, describeObserved: () => null };

/** Finishes every video that is not done, with the status of the phase it is in. */
export function finalizePending(store: VideoStore, reason: EndReason, polling: PollingHistory = NO_HISTORY): void {
  for (const video of store.videos()) {
    if (video.phase === 'done') continue;
    const { status, error } = getFinalStatus(video, reason, polling);
    if (status === 'rejected' || status === 'not_submitted') finishNotAccepted(store, video.position, status, error);
    else store.finish(video.position, status, error);
  }
}

function getFinalStatus(
  video: VideoState,
  reason: EndReason,
  polling: PollingHistory,
): { readonly status: Status; readonly error: ErrorDetails } {
  // Indexing of an existing task continues, even if it was never polled.
  if (video.phase === 'open' || video.remoteId !== null) {
    if (reason === 'timed_out') {
      const observed = polling.describeObserved(video.position);
      return { status: reason, error: createWaitTimedOut(observed ?? video.platformStatus, polling.lastError()) };
    }
    if (reason === 'cancelled') return { status: reason, error: createErrorDetails('wait_cancelled') };
    return { status: 'unknown', error: createErrorDetails('step_failed') };
  }
  if (video.phase === 'submitting') {
    return { status: 'unconfirmed', error: createUnconfirmed(REASON_TEXTS[reason], video.submissionId ?? 'unknown') };
  }
  const status = reason === 'timed_out' ? 'not_submitted' : 'rejected';
  return { status, error: video.error ?? createNotSubmitted(REASON_TEXTS[reason]) };
}

const REASON_TEXTS: Readonly<Record<EndReason, string>> = {
  timed_out: 'the step timed out',
  cancelled: 'the workflow was cancelled',
  crashed: 'the step failed',
};
