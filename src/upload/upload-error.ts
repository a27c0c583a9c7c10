import type { ErrorDetails } from '../model/errors.ts';

/**
 * Why an upload failed: the file changed, the storage refuses it, no part succeeds, the API lost or failed it, or the
 * run ends.
 */
export type UploadFailure = 'changed' | 'refused' | 'stalled' | 'lost' | 'stopped';

/** An upload that failed for another reason than an error of the API. */
export class UploadError extends Error {
  override readonly name = 'UploadError';
  readonly failure: UploadFailure;
  readonly details: ErrorDetails;

  constructor(failure: UploadFailure, details: ErrorDetails, options?: ErrorOptions) {
    super(details.message, options);
    this.failure = failure;
    this.details = details;
  }
}

const RUN_AGAIN = 'Run the workflow again: if TwelveLabs still has the upload, it is resumed.';

export function createFileChanged(how: string, options?: ErrorOptions): UploadError {
  const message = `The video file changed while it was being uploaded: ${how}.`;
  const hint = 'Start this step after the process that writes the file has ended.';
  return new UploadError('changed', { code: 'video_file_changed', message, hint, class: 'input' }, options);
}

export function createStorageRefused(status: number): UploadError {
  const message = `The storage of TwelveLabs refuses a part of the file (HTTP ${status}), even with new URLs.`;
  const hint = `Check the clock of the runner and its proxy. ${RUN_AGAIN}`;
  return new UploadError('refused', { code: 'upload_refused', message, hint, class: 'platform' });
}

export function createUploadStalled(minutes: number, lastError: string): UploadError {
  const message = `No part of the file could be sent to the storage of TwelveLabs in ${minutes} minutes (${lastError}).`;
  const hint = `Check the DNS, proxy and firewall of the runner: the storage has another host than the API. ${RUN_AGAIN}`;
  return new UploadError('stalled', { code: 'upload_stalled', message, hint, class: 'network' });
}

export function createUploadLost(status: string): UploadError {
  const message = `The upload failed on TwelveLabs (status: ${status}).`;
  return new UploadError('lost', { code: 'upload_failed', message, hint: RUN_AGAIN, class: 'platform' });
}

export function createUploadStopped(cancelled: boolean): UploadError {
  const why = cancelled ? 'the workflow was cancelled' : 'the step timed out';
  const message = `The upload of the file was not completed: ${why}. Nothing was submitted.`;
  const hint = cancelled ? RUN_AGAIN : `Increase \`timeout_minutes\`. ${RUN_AGAIN}`;
  return new UploadError('stopped', { code: 'upload_stopped', message, hint, class: 'input' });
}
