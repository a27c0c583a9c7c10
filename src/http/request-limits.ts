import type { Deadline } from '../util/clock.ts';

/** How the cancellation of a workflow ends the work in progress. */
export interface Cancellation {
  /** Aborts immediately: nothing new is started, and every wait and every read ends. */
  readonly signal: AbortSignal;
  /** Aborts a moment later: a submission in flight may still receive the ID of its task. */
  readonly hardCancelSignal: AbortSignal;
}

/** What can end a request early. */
export interface RunLimits {
  readonly deadline: Deadline;
  readonly cancellation: Pick<Cancellation, 'signal'>;
}

/** A read usually takes less than a second; this is for a slow API. */
const READ_TIMEOUT_MS = 30_000;

/** The last reads before the deadline may exceed it by this much. */
const GRACE_PERIOD_MS = 3_000;

/** The limits of a request that only reads: a short timeout, the cancellation, and the deadline plus a grace period. */
export function createReadLimits({ deadline, cancellation }: RunLimits): RequestLimits {
  const timeoutMs = Math.max(0, Math.min(READ_TIMEOUT_MS, deadline.remainingMs() + GRACE_PERIOD_MS));
  return { timeoutMs, signal: cancellation.signal };
}

/** How long one request may take and what ends it early. */
export interface RequestLimits {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Called when a successful response has used up the rate limit, with the milliseconds until its reset. */
  readonly onQuotaExhausted?: (ms: number) => void;
}
