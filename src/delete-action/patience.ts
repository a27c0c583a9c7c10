import type { Throttle } from '../http/cooldown.ts';
import type { Cancellation, Limits } from '../http/request-limits.ts';
import { beyondDeadline } from '../indexing/create-error.ts';
import { isPassing, PlatformError } from '../twelvelabs/errors.ts';
import { UNREACHABLE_PATIENCE_MS } from '../twelvelabs/retry.ts';
import type { Clock, Deadline } from '../util/clock.ts';
import { penaltyMs } from '../util/poll-schedule.ts';

/** Repeats what may be repeated until it works, or the run's time is over. */
export interface Patience {
  /** For what only reads: a cancel ends it at once. Rejects with the last `PlatformError`. */
  read<T>(request: (limits: Limits) => Promise<T>): Promise<T>;
  /** For what changes something and can be repeated: after a cancel it may still hear its answer. */
  change(request: (limits: Limits) => Promise<void>): Promise<void>;
  /** Why nothing more is to be started; null while there is time. */
  over(): Over | null;
  /** Waits until a pause that the platform asked for has passed; then as `over`. */
  turn(): Promise<Over | null>;
  /** Waits so many milliseconds, but neither beyond the deadline nor after a cancel. */
  pause(ms: number): Promise<void>;
}

export type Over = 'cancelled' | 'timed_out';

export interface PatienceParts {
  readonly clock: Clock;
  /** From 0 (inclusive) to 1 (exclusive). */
  readonly random: () => number;
  readonly deadline: Deadline;
  readonly cancellation: Cancellation;
  /** One pause for all requests, when the platform asks for one. */
  readonly throttle: Throttle;
  readonly tell: (line: string) => void;
}

/** An answer takes well under a second; this is for a platform in trouble. */
const REQUEST_TIMEOUT_MS = 30_000;
/** A request that the deadline leaves no time for is given this much, so that it can arrive at all. */
const LEAST_TIMEOUT_MS = 1_000;

export function createPatience(parts: PatienceParts): Patience {
  const { clock, random, deadline, cancellation, throttle, tell } = parts;

  const over: Patience['over'] = () => {
    if (cancellation.signal.aborted) return 'cancelled';
    return deadline.left() <= 0 ? 'timed_out' : null;
  };

  const pause: Patience['pause'] = (ms) => clock.sleep(Math.min(ms, Math.max(deadline.left(), 0)), cancellation.signal);

  const turn: Patience['turn'] = async () => {
    while (throttle.leftMs() > 0 && over() === null) await pause(throttle.leftMs());
    return over();
  };

  /** Waits as long as the failure calls for. Rejects with it when that is for good, or beyond the deadline. */
  const outlive = async (error: PlatformError, failures: number, sinceMs: number): Promise<void> => {
    const wrongAddress = error.failure === 'not_sent' && clock.now() - sinceMs > UNREACHABLE_PATIENCE_MS;
    if (!isWorthRepeating(error) || wrongAddress || over() !== null) throw error;
    if (failures === 1) tell(`${error.message} Trying again.`);
    if (error.status === 429) throttle.refused(error.retryAfterMs);
    const ms = Math.max(throttle.leftMs(), error.retryAfterMs ?? 0, penaltyMs(failures, random()));
    if (ms >= deadline.left() && error.retryAfterMs !== null) throw beyondDeadline(error, clock.date());
    await pause(ms);
    if (over() !== null) throw error;
  };

  const persist = async <T>(request: (limits: Limits) => Promise<T>, signal: AbortSignal): Promise<T> => {
    const sinceMs = clock.now();
    for (let failures = 1; ; failures++) {
      await turn();
      const timeoutMs = Math.min(REQUEST_TIMEOUT_MS, Math.max(LEAST_TIMEOUT_MS, deadline.left()));
      try {
        const answer = await request({ timeoutMs, signal });
        throttle.accepted();
        return answer;
      } catch (error) {
        if (!(error instanceof PlatformError)) throw error;
        await outlive(error, failures, sinceMs);
      }
    }
  };

  return {
    read: (request) => persist(request, cancellation.signal),
    change: (request) => persist(request, cancellation.lastCall),
    over,
    turn,
    pause,
  };
}

/** Neither a redirect nor a certificate mends itself within minutes. */
function isWorthRepeating(error: PlatformError): boolean {
  const redirected = error.status !== null && error.status < 400;
  return isPassing(error) && !redirected && error.problem.code !== 'certificate_invalid';
}
