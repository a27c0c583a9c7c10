import type { Deadline } from '../util/clock.ts';

/** How a cancelled workflow reaches the work in progress. */
export interface Cancellation {
  /** Aborts at once: nothing new is started, every sleep and every look ends. */
  readonly signal: AbortSignal;
  /** Aborts a moment later: a submission that is under way may still learn the id of its task. */
  readonly lastCall: AbortSignal;
}

/** What can end a request early. */
export interface Ends {
  readonly deadline: Deadline;
  readonly cancellation: Pick<Cancellation, 'signal'>;
}

/** A read answers in well under a second; this is for a platform in trouble. */
const READ_TIMEOUT_MS = 30_000;

/** The last reads before the deadline may run over it by this much, all together. */
const GRACE_MS = 3_000;

/** Limits of a request that only reads: short, ended by a cancel, and by the deadline (plus a small grace). */
export function readLimits({ deadline, cancellation }: Ends): Limits {
  const timeoutMs = Math.max(0, Math.min(READ_TIMEOUT_MS, deadline.left() + GRACE_MS));
  return { timeoutMs, signal: cancellation.signal };
}

/** How long one request may take and what ends it early. */
export interface Limits {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Told when an answer that grants the request says that it was the last for so many milliseconds. */
  readonly onSpent?: (ms: number) => void;
}
