import { paginate } from '../http/pagination.ts';
import type { Send } from '../http/transport.ts';
import type { Api } from '../twelvelabs/api.ts';
import { ApiError } from '../twelvelabs/errors.ts';
import type { RetryContext } from '../twelvelabs/retry.ts';
import { retryWhileTransient } from '../twelvelabs/retry.ts';
import type { UploadState } from '../twelvelabs/uploads.ts';
import { getUpload } from '../twelvelabs/uploads.ts';

export interface UploadDependencies extends RetryContext {
  readonly api: Api;
  /** Sends to the storage, which has another origin than the API and must not receive its key. */
  readonly send: Send;
  /** Called with every upload URL before its first use, as a URL grants write access. */
  readonly mask: (secret: string) => void;
}

/** The state of an upload session, with one page of its finished parts. */
export function getUploadState(context: UploadDependencies, uploadId: string, page = 1): Promise<UploadState> {
  return retryWhileTransient(context, (limits) => getUpload(context.api, uploadId, page, limits));
}

/** The parts that the API lists as finished, from all pages. */
export async function listFinishedParts(context: UploadDependencies, uploadId: string): Promise<ReadonlySet<number>> {
  const finished = new Set<number>();
  const pages = paginate((page) => getUploadState(context, uploadId, page));
  for await (const state of pages) for (const index of state.finished) finished.add(index);
  return finished;
}

/** Numbers of the parts of an upload, from 1, that are not in `present`. */
export function listMissingParts(total: number, present: ReadonlySet<number>): readonly number[] {
  return Array.from({ length: total }, (_, position) => position + 1).filter((index) => !present.has(index));
}

/** Null if the API permanently refuses the session, unless the reason is an invalid key. */
export async function nullIfRefused<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ApiError && error.failure === 'error_response' && error.status !== 401) return null;
    throw error;
  }
}
