import { type ApiError, isMisconfigured, isTransient } from '../twelvelabs/errors.ts';

/** The outcome of one POST. These are distinguished so that nothing is created twice. */
export type CreateOutcome<T> =
  | { readonly kind: 'created'; readonly created: T }
  /** The API certainly did nothing, and a retry may succeed soon. */
  | { readonly kind: 'not_sent'; readonly error: ApiError }
  /** The API certainly did nothing (429), and may have named a time for the retry. */
  | { readonly kind: 'rate_limited'; readonly error: ApiError }
  /** The API may have created the resource: it responded with a server error, or not at all. */
  | { readonly kind: 'ambiguous'; readonly error: ApiError; readonly responded: boolean }
  /** A permanent refusal. */
  | { readonly kind: 'rejected'; readonly error: ApiError };

export function classifyCreateError(error: ApiError): Exclude<CreateOutcome<never>, { kind: 'created' }> {
  if (error.failure === 'not_sent') return { kind: isTransient(error) ? 'not_sent' : 'rejected', error };
  if (error.failure !== 'error_response') return { kind: 'ambiguous', error, responded: false };
  if (error.status === 429) return { kind: 'rate_limited', error };
  return isTransient(error) ? { kind: 'ambiguous', error, responded: true } : { kind: 'rejected', error };
}

/** True for an error about the API key, the plan or the index, which every other video would get too. */
export function isRunLevelError(error: ApiError): boolean {
  if (isMisconfigured(error)) return true;
  if (error.failure === 'not_sent') return false;
  const runLevelClass = ['auth', 'quota', 'rate_limit'].includes(error.details.class);
  return runLevelClass || error.status === 404 || error.status === 410;
}
