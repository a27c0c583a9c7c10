import type { Clock } from '../util/clock.ts';
import { penaltyMs } from '../util/poll-schedule.ts';

/** One pause for all requests of a kind: when the platform asks one of them to wait, all of them do. */
export interface Throttle {
  /** Milliseconds until requests may go again; 0 when they may. */
  leftMs(): number;
  /** The platform refused with 429: pause for as long as it asks (null: it does not say), and a little longer. */
  refused(retryAfterMs: number | null): void;
  /** A request went through: the next refusal counts as the first again. */
  accepted(): void;
}

/** Jitter comes on top of what the platform asks for, so that a retry is never too early. */
const JITTER_SHARE = 0.1;
const JITTER_LEAST_MS = 500;

export function createThrottle(clock: Clock, random: () => number): Throttle {
  let until = 0;
  let refusals = 0;
  return {
    leftMs: () => Math.max(0, until - clock.now()),
    refused: (retryAfterMs) => {
      refusals += 1;
      const asked = retryAfterMs ?? penaltyMs(refusals + 1, random());
      const jitter = random() * Math.max(asked * JITTER_SHARE, JITTER_LEAST_MS);
      until = Math.max(until, clock.now() + asked + jitter);
    },
    accepted: () => {
      refusals = 0;
    },
  };
}
