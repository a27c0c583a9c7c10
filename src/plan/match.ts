import type { ExistingRecord } from '../existing/record.ts';
import type { ErrorDetails } from '../model/errors.ts';
import { createErrorDetails } from '../model/errors.ts';

/** What a video contains now, as far as is known. */
export interface Content {
  readonly contentVersion: string | null;
  readonly contentStamp: string | null;
}

/** An earlier attempt at a video that failed, and what the video contained then. */
export type FailedAttempt = Pick<ExistingRecord, 'version' | 'stamp' | 'error'>;

/** What is to be done about a video, by what the index has of it. */
export type Match =
  /** Searchable already. */
  | { readonly kind: 'reuse'; readonly record: ExistingRecord }
  /** An earlier run submitted it, and it is being indexed. */
  | { readonly kind: 'adopt'; readonly record: ExistingRecord }
  /** It failed before and is not submitted again. */
  | { readonly kind: 'give_up'; readonly record: ExistingRecord; readonly error: ErrorDetails }
  | { readonly kind: 'submit'; readonly reason: SubmitReason };

/** `changed`: other content of the same source is in the index; `retry`: it failed for a reason that may be over. */
export type SubmitReason = 'new' | 'changed' | 'retry';

/** How often the same content is submitted when it fails for reasons that are not known to lie in it. */
const MAX_ATTEMPTS = 3;

/** Decides by the records of the same source. Pure. */
export function matchExisting(video: Content, records: readonly ExistingRecord[]): Match {
  const same = records.filter((record) => isSameContent(video, record));
  const ready = same.find(({ status }) => status === 'ready');
  if (ready) return { kind: 'reuse', record: ready };
  const underWay = same.find(({ status }) => status !== 'failed');
  if (underWay) return { kind: 'adopt', record: underWay };
  const failure = findFinalFailure(video, same);
  if (failure) return { kind: 'give_up', ...failure };
  if (same.length > 0) return { kind: 'submit', reason: 'retry' };
  return { kind: 'submit', reason: records.length > 0 ? 'changed' : 'new' };
}

/** Where either side does not know the content, the source alone decides. */
export function isSameContent(video: Content, record: Pick<ExistingRecord, 'version' | 'stamp'>): boolean {
  return video.contentVersion === null || record.version === null || isKnownSameContent(video, record);
}

/** A server may send another ETag on each request; the same size and date then stand for the same content. */
function isKnownSameContent(video: Content, record: Pick<ExistingRecord, 'version' | 'stamp'>): boolean {
  if (video.contentVersion !== null && video.contentVersion === record.version) return true;
  return video.contentStamp !== null && video.contentStamp === record.stamp;
}

/**
 * The failure after which the same content is not submitted again, by the newest failed attempts first; null if it is
 * worth another attempt. Pure.
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
