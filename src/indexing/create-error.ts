import { ApiError, isTransient } from '../twelvelabs/errors.ts';

/** The outcome of one POST. That nothing is created twice depends on telling these apart. */
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
  if (error.failure === 'not_sent') {
    return { kind: error.details.code === 'certificate_invalid' ? 'rejected' : 'not_sent', error };
  }
  if (error.failure !== 'error_response') return { kind: 'ambiguous', error, responded: false };
  if (error.status === 429) return { kind: 'rate_limited', error };
  // Reads may be repeated after a redirect; a POST that was redirected was not carried out.
  const redirected = error.status !== null && error.status < 400;
  return isTransient(error) && !redirected
    ? { kind: 'ambiguous', error, responded: true }
    : { kind: 'rejected', error };
}

/** True for an error about the API key, the plan or the index, which every other video would get too. */
export function isRunLevelError(error: ApiError): boolean {
  if (error.failure === 'not_sent') return false;
  const runLevelClass = ['auth', 'quota', 'rate_limit'].includes(error.details.class);
  return runLevelClass || error.status === 404 || error.status === 410;
}

/** The error of a rate limit that ends after the deadline of this step. */
export function toDeadlineExceeded(error: ApiError, now: Date): ApiError {
  const reset =
    error.retryAfterMs === null ? '' : ` It resets at ${new Date(now.getTime() + error.retryAfterMs).toISOString()}.`;
  const message = `${error.details.message} That is after the timeout of this step.${reset}`;
  return new ApiError(
    'error_response',
    { ...error.details, message },
    { ...error, status: error.status ?? 429, cause: error },
  );
}
