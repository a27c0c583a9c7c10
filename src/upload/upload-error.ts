import type { ErrorDetails } from '../model/errors.ts';
import { ActionError, createErrorDetails } from '../model/errors.ts';

/**
 * Why an upload failed: the file changed, the storage refuses it, no part succeeds, the API lost or failed it, or the
 * run ends.
 */
export type UploadFailure = 'changed' | 'refused' | 'stalled' | 'lost' | 'stopped';

/** An upload that failed for another reason than a response of the API. */
export class UploadError extends ActionError {
  override readonly name = 'UploadError';
  readonly failure: UploadFailure;

  constructor(failure: UploadFailure, details: ErrorDetails, options?: ErrorOptions) {
    super(details, options);
    this.failure = failure;
  }
}

export function createFileChanged(how: string, options?: ErrorOptions): UploadError {
  const message = `The video file changed while it was being uploaded: ${how}.`;
  return new UploadError('changed', createErrorDetails('video_file_changed', { message }), options);
}

export function createStorageRefused(status: number): UploadError {
  const message = `The storage of TwelveLabs refuses a part of the file (HTTP ${status}), even with new URLs.`;
  return new UploadError('refused', createErrorDetails('upload_refused', { message }));
}

export function createUploadStalled(minutes: number, lastError: string): UploadError {
  const message = `No part of the file could be sent to the storage of TwelveLabs in ${minutes} minutes (${lastError}).`;
  return new UploadError('stalled', createErrorDetails('upload_stalled', { message }));
}

export function createUploadLost(status: string): UploadError {
  const message = `The upload failed on TwelveLabs (status: ${status}).`;
  return new UploadError('lost', createErrorDetails('upload_failed', { message }));
}

export function createUploadStopped(cancelled: boolean): UploadError {
  const why = cancelled ? 'the workflow was cancelled' : 'the step timed out';
  const { hint } = createErrorDetails('upload_stopped');
  const details = createErrorDetails('upload_stopped', {
    message: `The upload of the file was not completed: ${why}. Nothing was submitted.`,
    hint: cancelled ? hint : `Increase \`timeout_minutes\`. ${hint}`,
  });
  return new UploadError('stopped', details);
}
