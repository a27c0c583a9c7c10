import { type ApiError, isMisconfigured, isTransient } from '../twelvelabs/errors.ts';

/** What one POST came to. Everything about "once" hangs on telling these apart. */
export type CreateOutcome<T> =
  | { readonly kind: 'made'; readonly made: T }
  /** Surely nothing happened, and trying again soon may work. */
  | { readonly kind: 'not_sent'; readonly error: ApiError }
  /** Surely nothing happened (429), and the platform may have said when to come back. */
  | { readonly kind: 'rate_limited'; readonly error: ApiError }
  /** The platform may have done it: it answered with an error of its own, or not at all. */
  | { readonly kind: 'ambiguous'; readonly error: ApiError; readonly answered: boolean }
  /** The platform said no for good. */
  | { readonly kind: 'rejected'; readonly error: ApiError };

export function classifyCreateError(error: ApiError): Exclude<CreateOutcome<never>, { kind: 'made' }> {
  if (error.failure === 'not_sent') return { kind: isTransient(error) ? 'not_sent' : 'rejected', error };
  if (error.failure !== 'error_response') return { kind: 'ambiguous', error, answered: false };
  if (error.status === 429) return { kind: 'rate_limited', error };
  return isTransient(error) ? { kind: 'ambiguous', error, answered: true } : { kind: 'rejected', error };
}

/** An answer about the key, the plan or the index: every other video would get the same. */
export function isRunLevelError(error: ApiError): boolean {
  if (isMisconfigured(error)) return true;
  if (error.failure === 'not_sent') return false;
  const { class: about } = error.details;
  return (
    about === 'auth' || about === 'quota' || about === 'rate_limit' || error.status === 404 || error.status === 410
  );
}
