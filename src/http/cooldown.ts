import type { Clock, Deadline } from '../util/clock.ts';
import { getBackoffMs } from './retry.ts';

/** One pause for many requests: when the server rejects one of them with 429, all of them wait. */
export interface Cooldown {
  /** Milliseconds until requests may be sent again; 0 if they may be sent now. */
  remainingMs(): number;
  /** Waits until requests may be sent again, but neither beyond the deadline nor after an abort. */
  wait(deadline: Deadline, signal: AbortSignal): Promise<void>;
  /** A request was rejected with 429: pauses for the time that the server requests (null: none), plus jitter. */
  pauseFor(retryAfterMs: number | null): void;
  /** A request succeeded: the next rejection counts as the first one again. */
  reset(): void;
}

/** Jitter is added to the time that the server requests, so that no retry is too early. */
const JITTER_FRACTION = 0.1;
const MIN_JITTER_MS = 500;

export function createCooldown(clock: Clock, random: () => number): Cooldown {
  let untilMs = 0;
  let rejections = 0;
  const remainingMs = (): number => Math.max(0, untilMs - clock.now());
  return {
    remainingMs,
    wait: async (deadline, signal) => {
      while (remainingMs() > 0 && deadline.remainingMs() > 0 && !signal.aborted) {
        await clock.sleep(Math.min(remainingMs(), deadline.remainingMs()), signal);
      }
    },
    pauseFor: (retryAfterMs) => {
      // Requests that were in flight together are one rejection.
      if (remainingMs() === 0) rejections += 1;
      const delayMs = retryAfterMs ?? getBackoffMs(rejections + 1, random());
      const jitterMs = random() * Math.max(delayMs * JITTER_FRACTION, MIN_JITTER_MS);
      untilMs = Math.max(untilMs, clock.now() + delayMs + jitterMs);
    },
    reset: () => {
      rejections = 0;
    },
  };
}
