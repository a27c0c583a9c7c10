import { isPassing, PlatformError } from '../twelvelabs/errors.ts';

/** What one POST came to. Everything about "once" hangs on telling these apart. */
export type Attempt<T> =
  | { readonly kind: 'made'; readonly made: T }
  /** Surely nothing happened, and trying again soon may work. */
  | { readonly kind: 'not_sent'; readonly error: PlatformError }
  /** Surely nothing happened (429), and the platform may have said when to come back. */
  | { readonly kind: 'rate_limited'; readonly error: PlatformError }
  /** The platform may have done it: it answered with an error of its own, or not at all. */
  | { readonly kind: 'ambiguous'; readonly error: PlatformError; readonly answered: boolean }
  /** The platform said no for good. */
  | { readonly kind: 'refused'; readonly error: PlatformError };

export function attemptOf(error: PlatformError): Exclude<Attempt<never>, { kind: 'made' }> {
  if (error.failure === 'not_sent') {
    const kind = error.problem.code === 'certificate_invalid' ? 'refused' : 'not_sent';
    return { kind, error };
  }
  if (error.failure !== 'refused') return { kind: 'ambiguous', error, answered: false };
  if (error.status === 429) return { kind: 'rate_limited', error };
  // While waiting, a redirect is passing trouble; but nobody has carried out a POST that was redirected.
  const redirected = error.status !== null && error.status < 400;
  return isPassing(error) && !redirected ? { kind: 'ambiguous', error, answered: true } : { kind: 'refused', error };
}

/** An answer about the key, the plan or the index: every other video would get the same. */
export function concernsEveryVideo(error: PlatformError): boolean {
  if (error.failure === 'not_sent') return false;
  const { class: about } = error.problem;
  return (
    about === 'auth' || about === 'quota' || about === 'rate_limit' || error.status === 404 || error.status === 410
  );
}

/** The rate limit's error, told as what it is for this run: the next submission would come too late. */
export function beyondDeadline(error: PlatformError, now: Date): PlatformError {
  const when =
    error.retryAfterMs === null ? '' : ` It resets at ${new Date(now.getTime() + error.retryAfterMs).toISOString()}.`;
  const message = `${error.problem.message} That is after the time of this step runs out.${when}`;
  return new PlatformError(
    'refused',
    { ...error.problem, message },
    { ...error, status: error.status ?? 429, cause: error },
  );
}
