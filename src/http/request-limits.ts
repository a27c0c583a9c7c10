import type { Deadline } from '../util/clock.ts';

/** How a cancelled workflow reaches the work in progress. */
export interface Cancellation {
  /** Aborts at once: nothing new is started, every sleep and every look ends. */
  readonly signal: AbortSignal;
  /** Aborts a moment later: a submission that is under way may still learn the id of its task. */
  readonly hardCancelSignal: AbortSignal;
}

/** What can end a request early. */
export interface RunLimits {
  readonly deadline: Deadline;
  readonly cancellation: Pick<Cancellation, 'signal'>;
}

/** A read answers in well under a second; this is for a platform in trouble. */
const READ_TIMEOUT_MS = 30_000;

/** The last reads before the deadline may run over it by this much, all together. */
const GRACE_MS = 3_000;

/** Limits of a request that only reads: short, ended by a cancel, and by the deadline (plus a small grace). */
export function createReadLimits({ deadline, cancellation }: RunLimits): RequestLimits {
  const timeoutMs = Math.max(0, Math.min(READ_TIMEOUT_MS, deadline.remainingMs() + GRACE_MS));
  return { timeoutMs, signal: cancellation.signal };
}

/** How long one request may take and what ends it early. */
export interface RequestLimits {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Told when an answer that grants the request says that it was the last for so many milliseconds. */
  readonly onQuotaExhausted?: (ms: number) => void;
}
