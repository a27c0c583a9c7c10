import type { ExistingRecord } from '../existing/record.ts';
import type { ErrorDetails } from '../model/errors.ts';
import { createErrorDetails } from '../model/errors.ts';

/** The current content of a video, and its address; null if unknown. */
export interface Content {
  /** As in `gha_address`. */
  readonly address: string | null;
  readonly contentVersion: string | null;
  readonly contentStamp: string | null;
}

/** A failed attempt to index a video, with the content of the video at that time. */
export type FailedAttempt = RecordedContent & Pick<ExistingRecord, 'error'>;

/** The content that a record stands for. */
type RecordedContent = Pick<ExistingRecord, 'address' | 'version' | 'stamp'>;

/** What to do with a video, by its records in the index. */
export type Match =
  /** It is searchable. */
  | { readonly kind: 'reuse'; readonly record: ExistingRecord }
  /** An earlier run submitted it, and it is being indexed. */
  | { readonly kind: 'adopt'; readonly record: ExistingRecord }
  /** It failed before and is not submitted again. */
  | { readonly kind: 'give_up'; readonly record: ExistingRecord; readonly error: ErrorDetails }
  | { readonly kind: 'submit'; readonly reason: SubmitReason };

/** `changed`: the index has other content of the same source; `retry`: it failed for a reason that may be temporary. */
export type SubmitReason = 'new' | 'changed' | 'retry';

/** How often the same content is submitted if the failures are not known to be caused by it. */
const MAX_ATTEMPTS = 3;

/** Decides what to do with a video by the records of the same source. Pure. */
export function matchExisting(video: Content, records: readonly ExistingRecord[]): Match {
  const same = records.filter((record) => isSameContent(video, record));
  const ready = same.find(({ status }) => status === 'ready');
  if (ready) return { kind: 'reuse', record: ready };
  const pending = same.find(({ status }) => status !== 'failed');
  if (pending) return { kind: 'adopt', record: pending };
  const failure = findFinalFailure(video, same);
  if (failure) return { kind: 'give_up', ...failure };
  if (same.length > 0) return { kind: 'submit', reason: 'retry' };
  return { kind: 'submit', reason: records.length > 0 ? 'changed' : 'new' };
}

/**
 * Without a known version of the video, the source and its address decide. A record without a version never stands for a
 * known one: anyone who may write to the index can create such a record.
 */
export function isSameContent(video: Content, record: RecordedContent): boolean {
  if (video.contentVersion !== null) return isKnownSameContent(video, record);
  return video.address === null || record.address === null || video.address === record.address;
}

/** A server may send a different ETag on every request; then the same size and date mean the same content. */
export function isKnownSameContent(
  video: Pick<Content, 'contentVersion' | 'contentStamp'>,
  record: Pick<RecordedContent, 'version' | 'stamp'>,
): boolean {
  if (video.contentVersion !== null && video.contentVersion === record.version) return true;
  return video.contentStamp !== null && video.contentStamp === record.stamp;
}

/**
 * The failure after which the same content is not submitted again; null if it may be submitted. `failed`: the newest
 * first. Pure.
 */
export function findFinalFailure<Failed extends FailedAttempt>(
  video: Content,
  failed: readonly Failed[],
): { readonly record: Failed; readonly error: ErrorDetails } | null {
  const known = failed.find((record) => record.error?.class === 'media' && isKnownSameContent(video, record));
  if (known?.error) return { record: known, error: createFailedBefore(known.error) };
  const attempts = failed.filter((record) => video.contentVersion === null || isKnownSameContent(video, record));
  const [last] = attempts;
  if (last === undefined || attempts.length < MAX_ATTEMPTS) return null;
  return { record: last, error: createRetryLimitReached(attempts.length, last.error) };
}

function createFailedBefore(error: ErrorDetails): ErrorDetails {
  return {
    ...error,
    message: `${error.message} An earlier run submitted the same content, so it was not submitted again.`,
    hint: `${error.hint} To submit the same file again, delete the failed video from the index or set \`reuse: false\`.`,
  };
}

function createRetryLimitReached(attempts: number, last: ErrorDetails | null): ErrorDetails {
  const message = `Indexing this video failed in ${attempts} earlier runs, so it was not submitted again.`;
  return createErrorDetails('retry_limit_reached', {
    message: last ? `${message} Last error: ${last.message}` : message,
    class: last?.class ?? 'platform',
  });
}
