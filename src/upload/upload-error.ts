import type { ErrorDetails } from '../model/errors.ts';
import { ActionError, createErrorDetails } from '../model/errors.ts';

/**
 * Why an upload failed: the file changed, the storage rejects it, nothing reaches the storage, the platform lost or
 * failed it, or the run is over.
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
  const message = `The storage of TwelveLabs does not accept a part of the file (HTTP ${status}), even with new URLs.`;
  return new UploadError('refused', createErrorDetails('upload_refused', { message }));
}

export function createUploadStalled(minutes: number, lastError: string): UploadError {
  const message = `No part of the file reached the storage of TwelveLabs in ${minutes} minutes (${lastError}).`;
  return new UploadError('stalled', createErrorDetails('upload_stalled', { message }));
}

export function createUploadLost(status: string): UploadError {
  const message = `TwelveLabs ended the upload (status: ${status}).`;
  return new UploadError('lost', createErrorDetails('upload_failed', { message }));
}

export function createUploadStopped(cancelled: boolean): UploadError {
  const why = cancelled ? 'the workflow was cancelled' : 'the timeout of this step passed';
  const { hint } = createErrorDetails('upload_stopped');
  const details = createErrorDetails('upload_stopped', {
    message: `The file was not uploaded completely: ${why}. Nothing was submitted.`,
    hint: cancelled ? hint : `Raise \`timeout_minutes\`. ${hint}`,
  });
  return new UploadError('stopped', details);
}
