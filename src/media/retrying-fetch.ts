import { parseRetryAfterMs } from '../http/rate-limit-headers.ts';
import { retry } from '../http/retry.ts';
import { FetchError, type FetchResponse, type SafeFetch } from '../http/safe-fetch.ts';
import { type Clock, createDeadline } from '../util/clock.ts';
import { isTransientStatus } from './check-response.ts';

const MAX_ATTEMPTS = 3;

/** A response that may be different a moment later. */
class TransientResponseError extends Error {
  readonly response: FetchResponse;

  constructor(response: FetchResponse) {
    super(`HTTP ${response.status}`);
    this.response = response;
  }
}

/**
 * A fetch that repeats requests whose connection was lost or whose response is transient, within their own time limits.
 * Resolves with the last response.
 */
export function createRetryingFetch(fetch: SafeFetch, clock: Clock): SafeFetch {
  return async (request) => {
    const deadline = createDeadline(clock, request.timeoutMs);
    const attempt = async (): Promise<FetchResponse> => {
      const response = await fetch({ ...request, timeoutMs: deadline.remainingMs() });
      if (isTransientStatus(response.status)) throw new TransientResponseError(response);
      return response;
    };
    try {
      return await retry(attempt, {
        clock,
        deadline,
        signal: request.signal,
        maxAttempts: MAX_ATTEMPTS,
        isRetryable: (error) =>
          error instanceof TransientResponseError || (error instanceof FetchError && error.failure === 'connection'),
        getRetryAfterMs: (error) =>
          error instanceof TransientResponseError ? parseRetryAfterMs(error.response.headers, clock.date()) : null,
      });
    } catch (error) {
      if (error instanceof TransientResponseError) return error.response;
      throw error;
    }
  };
}
