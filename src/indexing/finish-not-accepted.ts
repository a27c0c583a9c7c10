import type { ErrorDetails } from '../model/errors.ts';
import type { Status } from '../model/status.ts';
import type { VideoStore } from '../model/video-store.ts';
import { createUnconfirmed } from './errors.ts';

/** Reasons in the video itself, which hold for every submission of it. */
const SAME_FOR_ALL_SUBMISSIONS: readonly ErrorDetails['class'][] = ['media', 'input'];

/**
 * Finishes a video whose last submission was not accepted or not sent. If an earlier one is unconfirmed, the video may
 * exist nevertheless.
 */
export function finishNotAccepted(
  store: VideoStore,
  position: number,
  status: Extract<Status, 'rejected' | 'not_submitted'>,
  error: ErrorDetails,
): void {
  const video = store.videos()[position];
  const earlier = video?.unconfirmedError ?? null;
  if (earlier === null || SAME_FOR_ALL_SUBMISSIONS.includes(error.class)) store.finish(position, status, error);
  else {
    const reasons = `${earlier} After that: ${error.message}`;
    store.finish(position, 'unconfirmed', createUnconfirmed(reasons, video?.submissionId ?? 'unknown'));
  }
}
