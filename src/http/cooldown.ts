import type { Clock } from '../util/clock.ts';
import { getBackoffMs } from '../util/poll-schedule.ts';

/** One pause for all requests of a kind: when the platform asks one of them to wait, all of them do. */
export interface Cooldown {
  /** Milliseconds until requests may go again; 0 when they may. */
  remainingMs(): number;
  /** The platform refused with 429: pause for as long as it asks (null: it does not say), and a little longer. */
  pauseFor(retryAfterMs: number | null): void;
  /** A request went through: the next refusal counts as the first again. */
  reset(): void;
}

/** Jitter comes on top of what the platform asks for, so that a retry is never too early. */
const JITTER_FRACTION = 0.1;
const MIN_JITTER_MS = 500;

export function createCooldown(clock: Clock, random: () => number): Cooldown {
  let until = 0;
  let refusals = 0;
  return {
    remainingMs: () => Math.max(0, until - clock.now()),
    pauseFor: (retryAfterMs) => {
      refusals += 1;
      const asked = retryAfterMs ?? getBackoffMs(refusals + 1, random());
      const jitter = random() * Math.max(asked * JITTER_FRACTION, MIN_JITTER_MS);
      until = Math.max(until, clock.now() + asked + jitter);
    },
    reset: () => {
      refusals = 0;
    },
  };
}
