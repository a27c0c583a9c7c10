import type { ErrorDetails } from '../model/errors.ts';

/**
 * Why an upload did not come to its end: the file is another one now, the storage does not take it, nothing gets
 * through any more, the platform lost or failed it, or the run is over.
 */
export type UploadFailure = 'changed' | 'refused' | 'stalled' | 'lost' | 'stopped';

/** An upload that did not come to its end, for another reason than an answer of the platform's API. */
export class UploadError extends Error {
  override readonly name = 'UploadError';
  readonly failure: UploadFailure;
  readonly details: ErrorDetails;

  constructor(trouble: UploadFailure, problem: ErrorDetails, options?: ErrorOptions) {
    super(problem.message, options);
    this.failure = trouble;
    this.details = problem;
  }
}

const RUN_AGAIN =
  'Run the workflow again: where the platform still knows the upload, what it has of the file is not sent again.';

export function createFileChanged(how: string, options?: ErrorOptions): UploadError {
  const message = `The video file changed while it was being uploaded: ${how}.`;
  const hint = 'Let this step begin after whatever writes the file has ended.';
  return new UploadError('changed', { code: 'video_file_changed', message, hint, class: 'input' }, options);
}

export function createStorageRefused(status: number): UploadError {
  const message = `The storage of the platform does not take a part of the file (HTTP ${status}), with fresh URLs neither.`;
  const hint = `Check the clock of the runner, and any proxy before it. ${RUN_AGAIN}`;
  return new UploadError('refused', { code: 'upload_refused', message, hint, class: 'platform' });
}

export function createUploadStalled(minutes: number, lastTrouble: string): UploadError {
  const message = `No part of the file got through to the storage of the platform in ${minutes} minutes (${lastTrouble}).`;
  const hint = `Check the DNS, proxy and firewall of the runner: the storage has another host than the API. ${RUN_AGAIN}`;
  return new UploadError('stalled', { code: 'upload_stalled', message, hint, class: 'network' });
}

export function createUploadLost(status: string): UploadError {
  const message = `The platform gave up on the upload (status: ${status}).`;
  return new UploadError('lost', { code: 'upload_failed', message, hint: RUN_AGAIN, class: 'platform' });
}

export function createUploadStopped(cancelled: boolean): UploadError {
  const why = cancelled ? 'the workflow was cancelled' : 'the time of this step ran out';
  const message = `The file was not uploaded to its end: ${why}. Nothing was submitted.`;
  const hint = cancelled ? RUN_AGAIN : `Raise \`timeout_minutes\`. ${RUN_AGAIN}`;
  return new UploadError('stopped', { code: 'upload_stopped', message, hint, class: 'input' });
}
